"""What either side proposes about a session, by the clock of the professional."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from engagements.forms.wallclock import clock_field, day_field, read_moment, shown_moment
from studio.forms.booking import lengths
from studio.models import DAY_MINUTES, STEP_MINUTES, Session
from studio.queries.services import say_minutes
from studio.rules.prices import price_of_more
from studio.states import RateKind
from web.fields import read_amount
from web.money import format_amount, typed_amount

MOST_AT_ONCE = 8 * 60
"""Extensions are offered for so long on the page."""


def why_field() -> forms.CharField:
    """What one says to it; it may be left empty."""
    return forms.CharField(
        label=_("Message"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads this."),
    )  # fmt: skip


class StartFields(ActionForm):
    """A day and a time of day, on the clocks of the professional."""

    day = day_field(_("Day"))
    time = clock_field(_("Start"), required=True)

    fields_of_arguments = {"starts_at": "time", "price_minor": "price"}

    def __init__(self, *args: Any, session: Session, **kwargs: Any):
        self.session, self.zone = session, session.professional.timezone
        day, time = shown_moment(session.starts_at, self.zone)
        kwargs["initial"] = {"day": day, "time": time or dt.time(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    @property
    def starts_at(self) -> dt.datetime | None:
        """The instant that was typed. A time that was not touched stays the instant it was: an hour that the clocks
        show twice is not turned into the first."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if (day, time) == (self.initial["day"], self.initial["time"]):
            return self.session.starts_at
        return read_moment(day, time, self.zone)


class MoveForm(StartFields):
    """Another time for what is booked."""

    text = why_field()

    @property
    def arguments(self) -> dict[str, Any]:
        """As `propose_move` takes it."""
        return {"starts_at": self.starts_at, "text": self.cleaned_data["text"]}


class TermsForm(StartFields):
    """Other terms for what is asked for: its start and length, unless the price is fixed, and its price."""

    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int)
    price = forms.CharField(label=_("Total price"), max_length=40)
    text = why_field()

    fields_of_arguments = {"starts_at": "time", "price_minor": "price"}

    def __init__(self, *args: Any, session: Session, **kwargs: Any):
        price = typed_amount(session.price_minor, session.currency_id)
        kwargs["initial"] = {"minutes": session.minutes, "price": price, **kwargs.get("initial", {})}
        super().__init__(*args, session=session, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["price"].label = _("Total price, in %(currency)s") % {"currency": session.currency_id}
        if session.rate_kind == RateKind.FIXED:
            for name in ("day", "time", "minutes"):
                del fields[name]
        else:
            offered = {*lengths(session.service), session.minutes or 0}
            fields["minutes"].choices = [(each, say_minutes(each)) for each in sorted(offered)]

    def clean_price(self) -> int:
        return read_amount(self.cleaned_data["price"], self.session.currency_id)

    @property
    def arguments(self) -> dict[str, Any]:
        """As `propose_terms` takes it."""
        data = self.cleaned_data
        is_fixed = self.session.rate_kind == RateKind.FIXED
        return {
            "starts_at": None if is_fixed else self.starts_at,
            "minutes": data.get("minutes"),
            "price_minor": data["price"],
            "text": data["text"],
        }


class ExtensionForm(ActionForm):
    """How much longer, and for how much more; leaders alone propose."""

    minutes = forms.TypedChoiceField(label=_("Extra time"), coerce=int)
    text = why_field()

    def __init__(self, *args: Any, session: Session, **kwargs: Any):
        super().__init__(*args, **kwargs)
        most = min(MOST_AT_ONCE, DAY_MINUTES - (session.minutes or 0))
        fields: dict[str, Any] = self.fields
        fields["minutes"].choices = [
            (each, f"{say_minutes(each)} · {format_amount(price_of_more(session, each), session.currency_id)}")
            for each in range(STEP_MINUTES, most + 1, STEP_MINUTES)
        ]

    @property
    def arguments(self) -> dict[str, Any]:
        """As `propose_extension` takes it."""
        return {"minutes": self.cleaned_data["minutes"], "text": self.cleaned_data["text"]}


class RevisionForm(ActionForm):
    """What should change in a revision that is paid for."""

    text = forms.CharField(
        label=_("What should change?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads this."),
    )  # fmt: skip

    @property
    def arguments(self) -> dict[str, Any]:
        """As `buy_revision` takes it."""
        return {"text": self.cleaned_data["text"]}


FORMS: dict[str, type[Any]] = {
    "terms": TermsForm,
    "move": MoveForm,
    "extend": ExtensionForm,
    "buy-revision": RevisionForm,
}
"""By the last part of their addresses."""


def proposal_form(name: str, session: Session, data: Any = None) -> Any:
    """One of `FORMS`, empty or with what was sent."""
    own = {"auto_id": f"{name}_%s"} | ({} if name == "buy-revision" else {"session": session})
    return FORMS[name](data, **own)
