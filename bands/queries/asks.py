"""What a band's people were asked about nights, and what has come of it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import now

from accounts.models import Membership, Party, User
from accounts.states import PLAYING_ROLES
from availability.models import CalendarEntry, TimeBlock
from availability.queries.manager import AvailabilityManager
from availability.ranges import DAY, Period, evening
from availability.rules.projection import HORIZON
from availability.states import MemberState, NightState
from bands.models import Ask, AskedMember, Band
from bands.queries.green_zone import GreenNight, green_nights

BEST_FIRST = [NightState.GREEN, NightState.AMBER, NightState.SHORT, NightState.UNKNOWN, NightState.RED]


@dataclass(frozen=True)
class NightToAnswer:
    """A night somebody is asked about, and what their calendar says of it at present."""

    night: dt.date
    period: Period
    state: MemberState


def evening_of(band: Band, night: dt.date) -> Period:
    """The band's evening of a night, on the wall clock of its zone."""
    return evening(night, band.evening_from, band.evening_to, band.party.timezone)


def tonight(party: Party) -> dt.date:
    """Today's date on the band's clock."""
    return now().astimezone(ZoneInfo(party.timezone)).date()


def is_open(ask: Ask, at: dt.datetime) -> bool:
    """Whether it can still be answered: not closed, and its last night not over. Its party and band must be there."""
    return ask.closed_at is None and at < evening_of(ask.party.band, max(ask.nights)).ends_at


def open_nights(ask: Ask, at: dt.datetime) -> list[dt.date]:
    """The nights that are not over yet."""
    return [night for night in ask.nights if at < evening_of(ask.party.band, night).ends_at]


def asks_of(party: Party, *, at: dt.datetime) -> tuple[list[Ask], list[Ask]]:
    """What can still be answered, and what is over, newest first; with those asked. Two queries, one more for the band.

    Of what is over, the last fifty.
    """
    asks = list(_with_people(Ask.objects.filter(party=party, closed_at=None)).order_by("-created_at"))
    closed = list(_with_people(Ask.objects.filter(party=party).exclude(closed_at=None)).order_by("-created_at")[:50])
    still_open = [ask for ask in asks if is_open(ask, at)]
    over = [ask for ask in asks if not is_open(ask, at)]
    return still_open, sorted([*over, *closed], key=lambda ask: ask.created_at, reverse=True)[:50]


def find_ask(party: Party, ask_id: uuid.UUID) -> Ask | None:
    """One question of the band, with those asked."""
    return _with_people(Ask.objects.filter(party=party, pk=ask_id)).first()


def find_asked(pk: int) -> AskedMember | None:
    """Who is asked what, by the key that a signed link carries."""
    asked = AskedMember.objects.select_related("user__calendar", "ask__party__band", "ask__asked_by")
    return asked.filter(pk=pk, user__is_active=True).first()


def asks_waiting_for(user: User, *, at: dt.datetime) -> list[AskedMember]:
    """What the user is asked and has not answered, while it can be: the newest first. One query."""
    playing = Membership.objects.current().filter(user=user, role__in=PLAYING_ROLES)
    asked = AskedMember.objects.filter(user=user, answered_at=None, ask__closed_at=None)
    waiting = asked.filter(ask__party__in=playing.values("party"), ask__created_at__gt=at - HORIZON - DAY)
    return [each for each in waiting.select_related("ask__party__band").order_by("-pk") if is_open(each.ask, at)]


def is_playing(user: User, party: Party) -> bool:
    """Whether the user plays in the band at present, as a member or a dep."""
    return Membership.objects.current().filter(user=user, party=party, role__in=PLAYING_ROLES).exists()


def results(ask: Ask) -> list[GreenNight]:
    """The nights as all calendars have them now, the best first: what the answers came to. Two queries."""
    return sorted(green_nights(ask.party, ask.nights), key=_merit)


def _merit(night: GreenNight) -> tuple:
    regrets = 3 * len(night.missing) + 2 * len(night.silent) + len(night.reluctant)
    return night.is_claimed, BEST_FIRST.index(night.state), regrets, night.night


def nights_to_answer(ask: Ask, user: User, *, at: dt.datetime) -> list[NightToAnswer]:
    """The nights not over, each with what the user's own calendar says of the band's evening. One query."""
    periods = {night: evening_of(ask.party.band, night) for night in open_nights(ask, at)}
    states = AvailabilityManager.states_many((user.calendar_id, period) for period in periods.values())
    return [NightToAnswer(night, period, states[user.calendar_id, period]) for night, period in periods.items()]


def promised_titles(user: User, claims: Iterable[TimeBlock]) -> list[str]:
    """What these claims on the user's own calendar are called there, in order; for the user alone. One query."""
    occasions = [claim.occasion for claim in claims if claim.occasion]
    if not occasions:
        return []
    entries = CalendarEntry.objects.filter(calendar=user.calendar_id, occasion__in=occasions).order_by("period")
    return list(entries.values_list("title", flat=True))


def _with_people(asks: QuerySet[Ask]) -> QuerySet[Ask]:
    asked = AskedMember.objects.select_related("user").order_by("user__name", "pk")
    return asks.select_related("party__band", "party__calendar", "asked_by").prefetch_related(Prefetch("asked", asked))
