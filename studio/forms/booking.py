"""Booking a service: how long, and everything else that the client says."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import ActionForm
from accounts.queries.parties import MyParty
from availability.rules.checks import FIRST_YEAR, LAST_YEAR
from studio.models import DAY_MINUTES, Project, Service
from studio.queries.services import say_minutes
from studio.states import ProblemKind, RateKind
from web.fields import read_amount

MINUTES_MAX = 366 * DAY_MINUTES
"""Longer than anything that a service may be offered for."""


class LengthChoiceForm(forms.Form):
    """How long, and from which day on to look. Sent by GET: the address says it all."""

    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, required=False, empty_value=None)
    day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, service: Service):
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["minutes"].choices = [(each, say_minutes(each)) for each in lengths(service)]

    @property
    def asked(self) -> tuple[int | None, dt.date | None]:
        """The length and the day that were asked for; None for what makes no sense."""
        self.is_valid()
        return self.cleaned_data.get("minutes"), self.cleaned_data.get("day")


class InstantField(forms.CharField):
    """An instant with its offset (RFC 3339): an hour that the clocks show twice stays the one that was chosen."""

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.datetime) else value

    def clean(self, value: Any) -> dt.datetime | None:
        text = super().clean(value)
        try:
            moment = parse_datetime(text) if text else None
        except ValueError:
            moment = None
        if text and (moment is None or not is_sensible(moment)):
            raise forms.ValidationError(_("Choose a time."))
        return moment


def is_sensible(moment: dt.datetime) -> bool:
    """Whether it is an instant, of a year that calendars know."""
    return moment.tzinfo is not None and FIRST_YEAR < moment.year < LAST_YEAR


class BookingForm(ActionForm):
    """The last two pages of booking: who, where and what for; `sure` is sent by the second of them."""

    client = forms.ChoiceField(label=_("Who books"), required=False)
    project = forms.ChoiceField(label=_("Project"), required=False)
    is_remote = forms.TypedChoiceField(
        label=_("Where"),
        coerce=lambda value: value == "True",
        choices=[("True", _("Remotely")), ("False", _("On site"))],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False,
        help_text=_("Leave empty to work at their place."),
    )  # fmt: skip
    notes = forms.CharField(
        label=_("What is it about?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Songs, references, links to files, your goals."),
    )  # fmt: skip
    start = InstantField(widget=forms.HiddenInput, required=False)
    minutes = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MINUTES_MAX)
    price = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(widget=forms.HiddenInput, required=False)

    fields_of_arguments = {"starts_at": "start", "expected_price": "price"}

    def __init__(
        self, data: Any = None, *, service: Service, parties: list[MyParty], projects: Sequence[Project] = (),
        initial: Any = None,
    ):  # fmt: skip
        super().__init__(data, initial=initial)
        professional, fields = service.professional, self.fields
        chosen: Any = fields["client"]
        chosen.choices = [("", _("Myself")), *((mine.party.slug, mine.party.name) for mine in parties if mine.is_led)]
        if len(chosen.choices) == 1:
            del fields["client"]
        self._offer_projects(projects)
        if not (professional.is_remote and professional.is_on_site):
            del fields["is_remote"]
        if not professional.is_on_site:
            del fields["place"]
        self.service = service

    def _offer_projects(self, projects: Sequence[Project]) -> None:
        """Offer the projects of every client that may book; if one is chosen already, its client books."""
        chosen: Any = self.fields["project"]
        names = [(str(each.pk), f"{each.name} · {each.client.name}") for each in projects]
        chosen.choices = [("", pgettext_lazy("project", "None")), *names]
        if not projects:
            del self.fields["project"]
        begun = next((each for each in projects if str(each.pk) == str(self.initial.get("project"))), None)
        if begun and not self.initial.get("client"):
            self.initial["client"] = begun.client.slug

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Who books, for which project and where, in words: what was chosen on the page before."""
        data, fields = self.cleaned_data, self.fields
        named: Any = [(fields[name], data.get(name)) for name in ("client", "project") if name in fields]
        lines = [(str(field.label), str(dict(field.choices)[value])) for field, value in named if value]
        is_remote = data.get("is_remote", self.service.professional.is_remote)
        lines.append((str(_("Where")), str(_("Remotely") if is_remote else _("On site"))))
        place = data.get("place")
        return [*lines, (str(_("Place")), place)] if place else lines

    @property
    def said(self) -> dict[str, Any]:
        """As `book_session` takes it, but for the client."""
        data = self.cleaned_data
        return {
            "starts_at": data.get("start"),
            "minutes": data.get("minutes"),
            "is_remote": data.get("is_remote", self.service.professional.is_remote),
            "place": data.get("place", ""),
            "notes": data.get("notes", ""),
            "expected_price": data["price"],
            "project_id": UUID(data["project"]) if data.get("project") else None,
        }


REASONS = {
    "deliver": _("Note to the client"),
    "revise": _("What should change?"),
    "decline": _("Reason"),
    "cancel": _("Reason"),
}


class ReasonForm(ActionForm):
    """What one writes with a step: a reason, or what should change. `deed`: one of `REASONS`."""

    text = forms.CharField(
        label=_("Your side"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads this."),
    )

    def __init__(self, *args: Any, deed: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        if deed in REASONS:
            self.fields["text"].label = REASONS[deed]


class WorkerForm(ActionForm):
    """Who of the team works in a session."""

    worker = forms.TypedChoiceField(label=_("Who does it"), coerce=UUID)

    def __init__(self, *args: Any, names: Mapping[UUID, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["worker"].choices = list(names.items())


class ProblemForm(ActionForm):
    """What went wrong. `has_time`: the session has a time, for which somebody can fail to come."""

    kind = forms.ChoiceField(label=_("What happened?"), choices=ProblemKind)
    text = forms.CharField(
        label=_("Details"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The other side and our team can read this."),
    )  # fmt: skip

    def __init__(self, *args: Any, has_time: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [each for each in ProblemKind.choices if has_time or each[0] != ProblemKind.NO_SHOW]


class SettleForm(ActionForm):
    """How staff settle a dispute: the amount is one of the session's currency."""

    back = forms.CharField(label=_("Refund to the client"), max_length=40)
    text = forms.CharField(
        label=_("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Both sides can read this."),
    )

    fields_of_arguments = {"back_minor": "back"}

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_back(self) -> int:
        return read_amount(self.cleaned_data["back"], self.currency)


def lengths(service: Service) -> list[int]:
    """Every length that a service is offered for, in minutes; none for a fixed price."""
    if service.rate_kind == RateKind.FIXED or service.min_minutes is None or service.max_minutes is None:
        return []
    return list(range(service.min_minutes, service.max_minutes + 1, service.step_minutes))
