"""What a show tells its audience, as its host types it."""

import datetime as dt
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from bookings.models import Show
from bookings.queries.bills import currencies_of
from catalogue.forms import currency_choices
from engagements.forms.fees import USUAL_CURRENCY
from engagements.forms.wallclock import WallClock, clock_field, day_field, read_moment, shown_moment
from web.fields import EditForm, choice_field
from web.money import AmountInvalid, parse_amount, typed_amount

FIRST_YEAR, LAST_YEAR = 2000, 2100
PRICE = ("lowest", "highest", "currency")


class LocalMomentField(forms.Field):
    """A day and a time as a browser sends them together, on whatever clock the form means: no zone is read into it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> dt.datetime | None:
        if value in self.empty_values:
            return None
        try:
            moment = dt.datetime.fromisoformat(str(value).strip()[:32])
        except ValueError as error:
            raise forms.ValidationError(_("Enter a date and a time.")) from error
        if moment.tzinfo or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise forms.ValidationError(_("Enter a date and a time."))
        return moment


class TicketsForm(EditForm, ActionForm):
    """Where tickets are sold, and for how much. The clock is that of the show's place."""

    sources = {
        "lowest_minor": PRICE, "highest_minor": PRICE, "currency": PRICE, "on_sale_at": ("on_sale",),
    }  # fmt: skip
    fields_of_arguments = {"lowest_minor": "lowest", "highest_minor": "highest", "on_sale_at": "on_sale"}

    ticket_url = forms.URLField(label=_("Ticket link"), required=False, max_length=500, assume_scheme="https")
    provider = forms.CharField(
        label=_("Ticket seller"), required=False, max_length=80, help_text=_("For example Eventim, or “At the door”")
    )
    lowest = forms.CharField(
        label=_("Price from"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("0 means free entry"),
    )
    highest = forms.CharField(
        label=_("up to"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices, required=False, initial=USUAL_CURRENCY)
    on_sale = LocalMomentField(label=_("On sale from"), required=False)

    def __init__(self, *args, show: Show, **kwargs):
        likely = currencies_of(show)
        kwargs["initial"] = _initial(show) | {"currency": next(iter(likely), USUAL_CURRENCY)}
        super().__init__(*args, **kwargs)
        choice_field(self, "currency").choices = partial(currency_choices, *likely)
        self.show = show

    def clean(self):
        super().clean()
        for end in ("lowest", "highest"):
            self.cleaned_data[f"{end}_minor"] = self._amount(end)
        return self.cleaned_data

    def _amount(self, field: str) -> int | None:
        text, currency = self.cleaned_data.get(field), self.cleaned_data.get("currency")
        if not text:
            return None
        if not currency:
            if "currency" not in self.errors:
                self.add_error("currency", _("Choose the currency of the price."))
            return None
        try:
            return parse_amount(text, currency)
        except AmountInvalid as error:
            self.add_error(field, str(error))
            return None

    def terms(self) -> dict[str, Any]:
        """What was touched, as arguments of `bookings.actions.set_tickets`."""
        said = self.cleaned_data
        moment = said["on_sale"]
        clock = WallClock(self.show.night, self.show.timezone)
        names = ("ticket_url", "provider", "lowest_minor", "highest_minor")
        return self.changes({name: said[name] for name in names} | {
            "currency": said["currency"] or None,
            "on_sale_at": clock.instant(moment.replace(fold=0)) if moment else None,
        })  # fmt: skip


def _initial(show: Show) -> dict[str, Any]:
    on_sale = show.on_sale_at and show.on_sale_at.astimezone(ZoneInfo(show.timezone)).replace(tzinfo=None)
    is_one_price = show.ticket_min_minor == show.ticket_max_minor
    return {
        "ticket_url": show.ticket_url,
        "provider": show.ticket_provider,
        "lowest": typed_amount(show.ticket_min_minor, show.ticket_currency_id),
        "highest": "" if is_one_price else typed_amount(show.ticket_max_minor, show.ticket_currency_id),
        "on_sale": on_sale,
    }


class PosterForm(ActionForm):
    """A poster, and what it shows for who cannot see it."""

    file = forms.FileField(label=_("Poster"), help_text=_("JPEG, PNG, WebP or AVIF."))
    alt = forms.CharField(
        label=_("Description"),
        max_length=200,
        help_text=_("Describes the poster to people who can’t see it. Include its text."),
    )
    credit = forms.CharField(label=_("Designed by"), max_length=120, required=False)


class AnnouncementForm(EditForm, ActionForm):
    """Since when everybody may know the show by name. The clock is that of the show's place."""

    fields_of_arguments = {"announce_at": "announce_on"}
    sources = {"announce_at": ("announce_on", "announce_time")}

    announce_on = day_field(
        _("Announce on"),
        required=False,
        help_text=_("Until then, the public only sees that the night is booked. Default: announce now."),
    )
    announce_time = clock_field(_("Announce at"), help_text=_("Default: start of that day"))

    def __init__(self, *args, show: Show, **kwargs):
        day, clock = shown_moment(show.announce_at, show.timezone)
        kwargs["initial"] = {"announce_on": day, "announce_time": clock}
        super().__init__(*args, **kwargs)
        self.show = show

    def terms(self) -> dict[str, object]:
        """As keyword arguments of `set_announcement`; untouched, the very instant that is stored."""
        said = self.cleaned_data
        announce_at = read_moment(said["announce_on"], said["announce_time"], self.show.timezone)
        return {"announce_at": self.show.announce_at} | self.changes({"announce_at": announce_at})
