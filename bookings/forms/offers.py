"""Other terms as they are typed: fee or deal, times, line-up, what cancelling costs, and how long they may answer."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from bookings.actions.offers import OfferTerms
from bookings.models import Booking, Offer, Spot
from bookings.queries.nights import DAY_ROLL
from engagements.deals import deal_of
from engagements.forms.deals import DealForm
from engagements.forms.edited_times import StoredTimes
from engagements.forms.messages import message_field
from engagements.forms.tiers import TiersField, tiers_said
from engagements.forms.wallclock import WallClock, clock_field
from venues.queries import night_of
from web.fields import EditForm, choice_field
from web.lengths import LengthForm

DAYS_MAX = 90
TIMES = {"call": "call_at", "starts": "starts_at", "ends": "ends_at"}


def days_field() -> forms.IntegerField:
    """In how many days the other side answers; the action keeps it from lying after the call."""
    return forms.IntegerField(
        label=_("Days to answer"),
        required=False,
        min_value=1,
        max_value=DAYS_MAX,
        help_text=_("Default: 7 days"),
    )


def answer_by(days: int | None, call_at: dt.datetime) -> dt.datetime | None:
    """The instant until which the other side answers."""
    return min(now() + dt.timedelta(days=days), call_at) if days else None


class CounterForm(LengthForm, EditForm, DealForm):
    """A counter-offer, begun with what is on the table. `standing` is the offer that counts, `choices` those who may
    play. `terms()` gives `OfferTerms` with only what was changed, beside the fee."""

    call = clock_field(_("Call"), required=True)
    starts = clock_field(_("Set starts"), required=True)
    ends = clock_field(_("until"), required=True, help_text=_("Past-midnight times are fine: 22:00 to 00:30."))
    lineup = forms.MultipleChoiceField(label=_("Line-up"), required=False, widget=forms.CheckboxSelectMultiple)
    tiers = TiersField()
    days = days_field()
    message = message_field(_("Message"))
    offer = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)

    def __init__(self, *args, booking: Booking, standing: Offer | None, choices: Sequence[tuple[str, str, bool]], **kw):
        spot, show = booking.spot, booking.spot.show
        self.on_table: Offer | Spot = spot
        starts_at = spot.starts_at
        if standing and standing.moves_set:
            self.on_table, starts_at = standing, standing.starts_at
        roll = show.stage.venue.day_starts_at if show.stage else DAY_ROLL
        self.clock = WallClock(night_of(starts_at, show.timezone, roll), show.timezone, roll)
        self.moved = self.clock.moved
        super().__init__(*args, initial=self._initial(booking, choices), **kw)
        choice_field(self, "lineup").choices = [(user_id, name) for user_id, name, _is_chosen in choices]
        if not choices:
            del self.fields["lineup"]

    def _initial(self, booking: Booking, choices: Sequence[tuple[str, str, bool]]) -> dict[str, Any]:
        return {
            **DealForm.initial_of(deal_of(booking.deal, booking.fee_minor), booking.fee_currency_id),
            **self._stored.clocks,
            "lineup": [user_id for user_id, _name, is_chosen in choices if is_chosen],
            "tiers": booking.cancellation_tiers,
            "offer": booking.offer_number,
        }

    def clean(self):
        cleaned = super().clean()
        if all(cleaned.get(name) is not None for name in TIMES):
            self._read_times(cleaned)
        return cleaned

    @property
    def _stored(self) -> StoredTimes:
        moments = {name: getattr(self.on_table, field) for name, field in TIMES.items()}
        return StoredTimes(self.clock.night, self.clock.timezone, moments)

    def _read_times(self, cleaned: dict) -> None:
        """Instants of the times, where any was touched; the others keep theirs."""
        if not self.touched & TIMES.keys():
            return
        try:
            times = self._stored.edited(self.clock, cleaned, self.touched)
        except OverflowError:
            self.add_error("starts", _("Choose another time."))
            return
        cleaned |= {field: times[name] for name, field in TIMES.items()}
        self.ask_about(times, self.clock.timezone, self.touched)

    def terms(self) -> OfferTerms:
        """What is proposed, for `counter_booking`."""
        said = self.cleaned_data
        lineup = said.get("lineup")
        is_chosen = lineup is not None and set(lineup) != set(self.initial["lineup"])
        return OfferTerms(
            **self.fee_terms(),
            deal=self.deal,
            cancellation_tiers=tiers_said(self),
            **{field: said[field] for field in TIMES.values() if field in said},
            lineup=lineup if is_chosen else None,
        )

    def proposal(self, call_at: dt.datetime) -> dict[str, Any]:
        """The counter-offer as keyword arguments of `counter_booking`; `call_at` is the spot's call."""
        said = self.cleaned_data
        call_at = said.get("call_at") or call_at
        return {
            "terms": self.terms(),
            "message": said["message"],
            "answer_by": answer_by(said.get("days"), call_at),
            "offer": said["offer"],
        }
