"""Asking a band's people about nights, and their answers: which stand where all time stands, on their calendars."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.actions.memberships import lock_led_party
from accounts.models import Party, User
from availability.actions import Said, paint_nights, touch
from availability.rules.projection import HORIZON
from availability.states import SaidKind
from bands.errors import AlreadyAsked, AskedTooOften, AskOver, NobodyToAsk
from bands.models import Ask, AskedMember
from bands.queries import evening_of, green_nights, is_open, is_playing, members, open_nights
from notifications.actions import notify

NIGHTS_MAX = 62
TITLE_MAX = 120
ASKS_A_DAY = 12
PAUSE = dt.timedelta(days=1)
ANSWERS = frozenset(SaidKind.values)


@transaction.atomic
def ask_members(
    *, acting_user: User, party: Party, nights: Iterable[dt.date], title: str = "", is_poll: bool = False
) -> Ask:
    """Ask a band's people about nights, by mail and in the inbox; they need not sign in to answer.

    A poll goes to everybody who plays, else those are asked whose word would make one of the nights better: they have
    not said, or only "if need be". Who asks gets no mail of it. Nobody is asked again about the same nights within a
    day: `AlreadyAsked` where that leaves nobody. Raises `NobodyToAsk`, `AskedTooOften` (12 questions a band and day),
    PermissionDenied, and ValidationError at `nights` or `title`.
    """
    # Two taps at once: the second sees what the first asked.
    lock_led_party(acting_user, party)
    chosen = _checked_nights(party, nights)
    if len(title) > TITLE_MAX:
        raise ValidationError({"title": [_("At most %(count)s characters.") % {"count": TITLE_MAX}]})
    since = now() - PAUSE
    if Ask.objects.filter(party=party, created_at__gt=since).count() >= ASKS_A_DAY:
        raise AskedTooOften
    people = _everybody(party) if is_poll else _whose_word_helps(party, chosen, besides=acting_user)
    not_told = _not_asked_since(party, people, chosen, since)
    ask = Ask.objects.create(party=party, asked_by=acting_user, title=title.strip(), nights=chosen, is_poll=is_poll)
    AskedMember.objects.bulk_create(AskedMember(ask=ask, user=user) for user in (people if is_poll else not_told))
    notify(
        users=[user for user in not_told if user != acting_user],
        kind="bands.asked",
        path=reverse("bands:ask", args=[party.slug, ask.pk]),
        data={"ask": str(ask.pk)},
    )
    touch([party.calendar_id], public=False)
    return ask


@transaction.atomic
def answer_ask(*, acting_user: User, ask: Ask, answers: Mapping[dt.date, str]) -> Said:
    """Write one's answers on one's own calendar, as free, maybe or busy for the band's evening of each night.

    What was answered before is painted over; nights that are not answered stay as they were. Returns the promises that
    the answers contradict: they stand. Raises PermissionDenied for who is not asked, `AskOver` (closed, over, or no
    longer in the band) and ValidationError at `answers`.
    """
    asked = AskedMember.objects.select_for_update(no_key=True).filter(ask=ask, user=acting_user).first()
    ask = Ask.objects.select_related("party__band", "asked_by").get(pk=ask.pk)
    at = now()
    if asked is None:
        raise PermissionDenied
    if not is_open(ask, at) or not is_playing(acting_user, ask.party):
        raise AskOver
    said = _paint(acting_user, ask, _checked_answers(ask, answers, at))
    is_first = asked.answered_at is None
    asked.answered_at = at
    asked.save(update_fields=["answered_at"])
    touch([ask.party.calendar_id], public=False)
    if is_first and not ask.asked.filter(answered_at=None).exists() and ask.asked_by != acting_user:
        path = reverse("bands:ask", args=[ask.party.slug, ask.pk])
        notify(users=[ask.asked_by], kind="bands.answered", path=path, data={"ask": str(ask.pk)})
    return said


@transaction.atomic
def close_ask(*, acting_user: User, ask: Ask) -> Ask:
    """Take no more answers; what was said stays said. Closing twice is closing once. Raises PermissionDenied."""
    if not can_lead(acting_user, ask.party):
        raise PermissionDenied
    if Ask.objects.filter(pk=ask.pk, closed_at=None).update(closed_at=now()):
        touch([ask.party.calendar_id], public=False)
    ask.refresh_from_db(fields=["closed_at"])
    return ask


def _checked_nights(party: Party, nights: Iterable[dt.date]) -> list[dt.date]:
    chosen, at = sorted(set(nights)), now()
    if not 1 <= len(chosen) <= NIGHTS_MAX:
        raise ValidationError({"nights": [_("Choose 1 to %(count)s nights.") % {"count": NIGHTS_MAX}]})
    latest = (at + HORIZON).date()
    if chosen[-1] > latest:
        raise ValidationError({"nights": [_("Choose a day within the next 18 months.")]})
    # The horizon bounds the future; a year bounds the past, where dates may lie that no clock can show.
    if chosen[0] < at.date() - dt.timedelta(days=2) or evening_of(party.band, chosen[0]).ends_at <= at:
        raise ValidationError({"nights": [_("Choose a future night.")]})
    return chosen


def _everybody(party: Party) -> list[User]:
    return [membership.user for membership in members(party)]


def _whose_word_helps(party: Party, nights: Collection[dt.date], besides: User) -> list[User]:
    found = {member.user: None for night in green_nights(party, nights) for member in night.to_ask}
    people = [user for user in found if user != besides]
    if not people:
        raise NobodyToAsk
    return people


def _not_asked_since(party: Party, people: list[User], nights: list[dt.date], since: dt.datetime) -> list[User]:
    """Those who were not asked about all of these nights already."""
    known: dict[object, set[dt.date]] = defaultdict(set)
    earlier = AskedMember.objects.filter(ask__party=party, ask__created_at__gt=since, ask__closed_at=None)
    for user_id, asked in earlier.values_list("user_id", "ask__nights"):
        known[user_id] |= set(asked)
    left = [user for user in people if not set(nights) <= known[user.pk]]
    if not left:
        raise AlreadyAsked
    return left


def _checked_answers(ask: Ask, answers: Mapping[dt.date, str], at: dt.datetime) -> dict[str, list[dt.date]]:
    """The nights by what is said of them."""
    if not answers:
        raise ValidationError({"answers": [_("Answer for at least one night.")]})
    if not set(answers) <= set(open_nights(ask, at)):
        raise ValidationError({"answers": [_("We didn’t ask you about this night, or it’s over.")]})
    if not set(answers.values()) <= ANSWERS:
        raise ValidationError({"answers": [_("Choose free, maybe or busy.")]})
    by_kind: dict[str, list[dt.date]] = defaultdict(list)
    for night, kind in answers.items():
        by_kind[kind].append(night)
    return by_kind


def _paint(user: User, ask: Ask, nights: Mapping[str, list[dt.date]]) -> Said:
    band, parts = ask.party.band, []
    for kind, chosen in nights.items():
        parts.append(
            paint_nights(
                acting_user=user,
                calendar=user.calendar,
                kind=SaidKind(kind),
                nights=chosen,
                timezone=ask.party.timezone,
                from_time=band.evening_from,
                to_time=band.evening_to,
            )
        )
    return Said(
        [rule for said in parts for rule in said.rules], [claim for said in parts for claim in said.contradicts]
    )
