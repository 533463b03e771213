"""The history of a booking as one viewer may know it: who did what, by which way, and what was before and after."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User, Viewer
from bookings.access.loaders import is_staff
from bookings.access.projections import ChangeView, HistoryView
from bookings.models import Booking, HistoryEntry
from bookings.states import Event
from engagements.deals import Deal, deal_words
from engagements.deals.tiers import tier_words
from engagements.states import Channel, Side
from engagements.words.site_texts import say_text
from web.dates import say_day, say_moment
from web.money import format_amount

LABELS = {
    "fee": gettext_lazy("Fee"),
    "cancellation_tiers": gettext_lazy("Cancellation"),
    "lineup": gettext_lazy("Line-up"),
    "player": gettext_lazy("Plays"),
    "asked": gettext_lazy("Asked to dep"),
    "place": gettext_lazy("Place"),
    "stage": gettext_lazy("Stage"),
    "night": gettext_lazy("Night"),
    "load_in_at": gettext_lazy("Load-in"),
    "soundcheck_at": gettext_lazy("Soundcheck"),
    "soundcheck_minutes": gettext_lazy("Soundcheck, in minutes"),
    "changeover_minutes": gettext_lazy("Changeover, in minutes"),
    "doors_at": gettext_lazy("Doors"),
    "call_at": gettext_lazy("Call"),
    "starts_at": gettext_lazy("Start"),
    "ends_at": gettext_lazy("End"),
    "released_at": gettext_lazy("Released"),
    "curfew_at": gettext_lazy("Curfew"),
    "out_at": gettext_lazy("Venue clear"),
    "result_minor": gettext_lazy("Result of the settlement"),
    "owed": gettext_lazy("Cancellation fee owed"),
    "contract": gettext_lazy("Contract"),
    "deposit_due_at": gettext_lazy("Deposit due"),
}
PEOPLE = ("lineup", "player", "asked")


def people_in(entries: Iterable[HistoryEntry]) -> dict[str, str]:
    """What those are called whom changes of line-ups name, by id as text. One query, none where none are named."""
    ids = {
        user_id
        for entry in entries
        for field in PEOPLE
        for value in entry.changes.get(field, ())
        for user_id in _ids(value)
    }
    return {str(user.pk): user.display_name for user in User.objects.filter(pk__in=ids)} if ids else {}


def history_views(
    user: Viewer,
    booking: Booking,
    entries: Iterable[HistoryEntry],
    *,
    parties: Mapping[Side, Party],
    by_side: Mapping[Side, frozenset[UUID]],
    own: frozenset[UUID],
    people: Mapping[str, str],
) -> list[HistoryView]:
    """For a leader of a side, or staff: persons on the viewer's own side (`own`) by name, of the other side one reads
    the party alone. `by_side` are those who lead or ever led it."""
    return [
        HistoryView(
            at=entry.at,
            actor=_actor_name(entry, parties, by_side, is_named=is_staff(user) or entry.actor_id in own),
            channel=entry.channel,
            channel_label=str(Channel(entry.channel).label),
            event=entry.event,
            label=str(Event(entry.event).label) if entry.event in Event.values else entry.event,
            before=entry.before,
            after=entry.after,
            text=say_text(entry.text),
            changes=tuple(change_views(entry.changes, booking, people)),
        )
        for entry in entries
    ]


def change_views(changes: Mapping[str, list], booking: Booking, people: Mapping[str, str]) -> Iterable[ChangeView]:
    """Changes of a history row in words, times by the clock of the show; what has no label here is not told."""
    for field, label in LABELS.items():
        if field in changes:
            before, after = (_say(field, value, booking, people) for value in changes[field])
            yield ChangeView(field, str(label), before, after)


def _say(field: str, value: Any, booking: Booking, people: Mapping[str, str]) -> str:
    if value is None or value == [] or value == "":
        return ""
    if field in PEOPLE:
        return ", ".join(sorted(people.get(user_id, _("someone")) for user_id in _ids(value)))
    say: Callable[[Any, Booking], str] = SAID.get(field) or (_say_moment if field.endswith("_at") else _say_text)
    return say(value, booking)


def _say_fee(value: Any, booking: Booking) -> str:
    if value.get("deal"):
        return deal_words(Deal.of(value["deal"]), value["currency"])
    return format_amount(value["amount_minor"], value["currency"])


def _say_moment(value: Any, booking: Booking) -> str:
    return say_moment(dt.datetime.fromisoformat(value), booking.spot.show.timezone)


def _say_text(value: Any, booking: Booking) -> str:
    return str(value)


def _say_owed(value: Any, booking: Booking) -> str:
    side, owed_minor = value
    name = booking.act.name if side == Side.ACT else booking.spot.show.owner.name
    return f"{name}: {format_amount(owed_minor, booking.fee_currency_id or '')}"


SAID: dict[str, Callable[[Any, Booking], str]] = {
    "fee": _say_fee,
    "cancellation_tiers": lambda value, booking: "; ".join(tier_words(value)),
    "owed": _say_owed,
    "night": lambda value, booking: say_day(dt.date.fromisoformat(value)),
    "contract": lambda value, booking: _("Version %(number)s") % {"number": value},
    "result_minor": lambda value, booking: format_amount(value, booking.fee_currency_id or ""),
}


def _ids(value: Any) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value]) if each]


def _actor_name(
    entry: HistoryEntry,
    parties: Mapping[Side, Party],
    by_side: Mapping[Side, frozenset[UUID]],
    *,
    is_named: bool,
) -> str:
    if entry.actor is None:
        return ""
    if is_named:
        return entry.actor.display_name
    return next((party.name for side, party in parties.items() if entry.actor_id in by_side[side]), "")
