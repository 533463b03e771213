"""What a professional can be booked for, as people type it: lengths in hours or days, prices as amounts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from accounts.models import User
from catalogue.forms import CurrencyField
from catalogue.models import Currency
from engagements.forms.tiers import TiersField
from studio.actions import BUFFER_MAX, DELIVERY_DAYS_MAX, NOTICE_MAX, REVISIONS_MAX
from studio.models import DAY_MINUTES, HOUR_MINUTES, Professional, Room, Service
from studio.queries.calendars import bookable_members
from studio.states import Discipline, RateKind, ServiceMode
from web.fields import EditForm
from web.money import AmountInvalid, parse_amount, typed_amount

AS_STORED = ("discipline", "name", "mode", "rate_kind", "currency", "buffer_minutes", "revisions", "delivery_days")
USUAL_LONGEST = 4
"""Hours or days, whichever the rate counts in."""


def _length(label, **kwargs) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=24, max_digits=4, decimal_places=1, widget=widget, **kwargs
    )


class ServiceForm(EditForm, ActionForm):
    """A service; new (`of_new`) or to be changed (`of`)."""

    sources = {
        "amount_minor": ("price", "currency"),
        "revision_minor": ("revision_price", "currency"),
        "min_minutes": ("shortest", "rate_kind"),
        "max_minutes": ("longest", "rate_kind"),
        "notice_minutes": ("notice_hours",),
        "cancellation_tiers": ("tiers",),
    }
    fields_of_arguments = {
        "amount_minor": "price",
        "revision_minor": "revision_price",
        "min_minutes": "shortest",
        "max_minutes": "longest",
        "notice_minutes": "notice_hours",
        "cancellation_tiers": "tiers",
    }

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices)
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("“Mix of one song”, “Day in studio A”."))
    mode = forms.ChoiceField(
        label=_("Booking mode"), choices=ServiceMode.choices, widget=forms.RadioSelect, initial=ServiceMode.REQUEST
    )
    rate_kind = forms.ChoiceField(
        label=_("Rate"), choices=RateKind.choices, widget=forms.RadioSelect, initial=RateKind.HOUR
    )
    price = forms.CharField(label=_("Price"), max_length=40, help_text=_("Per hour, per day, or in total."))
    currency = CurrencyField(Currency.objects.all(), label=_("Currency"), empty_label="–")
    shortest = _length(_("At least"), help_text=_("In hours, or in days for a day rate."), initial=1)
    longest = _length(_("At most"), help_text=_("Not used for a fixed price."), initial=USUAL_LONGEST)
    notice_hours = forms.IntegerField(
        label=_("Notice, in hours"), min_value=0, max_value=NOTICE_MAX // HOUR_MINUTES, initial=24,
        help_text=_("How long before the start clients must book."),
    )  # fmt: skip
    buffer_minutes = forms.IntegerField(
        label=_("Buffer, in minutes"), min_value=0, max_value=BUFFER_MAX, initial=0,
        help_text=_("Kept free before and after."),
    )  # fmt: skip
    revisions = forms.IntegerField(label=_("Revisions included"), min_value=0, max_value=REVISIONS_MAX, initial=0)
    revision_price = forms.CharField(
        label=_("Price of another revision"), max_length=40, required=False,
        help_text=_("After the included ones. Leave empty to offer none."),
    )  # fmt: skip
    delivery_days = forms.IntegerField(
        label=_("Days to deliver"), min_value=0, max_value=DELIVERY_DAYS_MAX, required=False,
        help_text=_("Leave empty if you deliver nothing."),
    )  # fmt: skip
    room = forms.ModelChoiceField(
        Room.objects.none(), label=_("Room"), required=False, empty_label=_("None"),
        help_text=_("Reserved during the session."),
    )  # fmt: skip
    workers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who does it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("One of these people works on each session. Leave empty for anyone in the team who can be booked."),
    )  # fmt: skip
    tiers = TiersField()

    def __init__(self, *args, professional: Professional, chosen: Iterable[User] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self._offer(professional, {user.pk: user.display_name for user in chosen})
        self.fields["tiers"].help_text = _(
            "One line per step: days or hours before, and the share of the price. For example 7: 50 % or 48 h: 100 %"
        )

    def _offer(self, professional: Professional, chosen: dict[UUID, str]) -> None:
        """Rooms and members to choose from, with those who are `chosen` already, though they have left; what is not to
        choose is not asked."""
        fields: dict[str, Any] = self.fields
        fields["room"].queryset = rooms = professional.rooms.in_use()
        names = bookable_members(professional) | chosen
        fields["workers"].queryset = User.objects.filter(pk__in=names)
        fields["workers"].choices = list(names.items())
        if not rooms:
            del fields["room"]
        if len(names) <= 1 and not chosen:
            del fields["workers"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["amount_minor"], said["revision_minor"] = self._amount("price"), self._amount("revision_price")
        unit = DAY_MINUTES if said.get("rate_kind") == RateKind.DAY else HOUR_MINUTES
        for argument, field in (("min_minutes", "shortest"), ("max_minutes", "longest")):
            length = said.get(field)
            said[argument] = None if length is None else int(length * unit)
        hours = said.get("notice_hours")
        said["notice_minutes"] = None if hours is None else hours * HOUR_MINUTES
        said["cancellation_tiers"] = said.get("tiers", [])
        return said

    def service_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `studio.actions.update_service`."""
        names = [name for name in (*AS_STORED, "room", "workers", *self.sources) if name in self.cleaned_data]
        return self.changes({name: self.cleaned_data[name] for name in names})

    def _amount(self, field: str) -> int | None:
        text, currency = self.cleaned_data.get(field), self.cleaned_data.get("currency")
        if not text or currency is None:
            return None
        try:
            return parse_amount(text, currency.code)
        except AmountInvalid as error:
            self.add_error(field, str(error))
            return None

    @classmethod
    def of_new(cls, professional: Professional, data=None, *, currency: str | None = None) -> "ServiceForm":
        discipline = next(iter(professional.disciplines), None)
        usual = {"discipline": discipline, "currency": currency}
        form = cls(data, professional=professional, initial={name: value for name, value in usual.items() if value})
        form.is_edit = False
        return form

    @classmethod
    def of(cls, service: Service, data=None) -> "ServiceForm":
        unit = service.unit_minutes
        return cls(
            data,
            professional=service.professional,
            chosen=service.workers.all(),
            initial={name: getattr(service, name) for name in AS_STORED}
            | {
                "price": typed_amount(service.amount_minor, service.currency_id),
                "revision_price": typed_amount(service.revision_minor, service.currency_id),
                "shortest": _in_units(service.min_minutes, unit),
                "longest": _in_units(service.max_minutes, unit),
                "notice_hours": service.notice_minutes // HOUR_MINUTES,
                "tiers": service.cancellation_tiers,
                "room": service.room_id,
                "workers": list(service.workers.values_list("pk", flat=True)),
            },
        )


def _in_units(minutes: int | None, unit: int) -> Decimal | None:
    return None if minutes is None else (Decimal(minutes) / unit).normalize() + 0
