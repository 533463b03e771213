"""How many open requests a person may have, over all parties they ask for, and how often they may ask and withdraw."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from availability.ranges import DAY
from bookings.models import Booking, HistoryEntry, Show
from bookings.states import INITIATING_SIDE, BookingState, Event, InitiatedBy
from engagements.states import Side
from engagements.words.site_texts import MARK

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Withdrawn(TypedDict):
        """What `_taken_back` adds to a booking."""

        by: UUID | None

    TakenBack: TypeAlias = WithAnnotations[Booking, Withdrawn]


class Allowance(NamedTuple):
    """So many open requests with one act, and in all."""

    with_one_act: int
    in_all: int


USUAL = Allowance(with_one_act=3, in_all=10)
NEW = Allowance(with_one_act=2, in_all=5)
NEW_FOR = 7 * DAY
"""How long an account counts as new."""


class Reversals(NamedTuple):
    """How many withdrawals are allowed within a day: for one act and show, and in all for one person."""

    for_one: int
    in_all: int


TAKEN_BACK = Reversals(for_one=3, in_all=20)
AGAIN_TOMORROW = {
    InitiatedBy.APPLICATION: gettext_lazy(
        "This act has applied and withdrawn several times today. Try again tomorrow."
    ),
    InitiatedBy.INVITATION: gettext_lazy(
        "You’ve invited this act and withdrawn several times today. Try again tomorrow."
    ),
}


def allowance_of(user: User, at: dt.datetime) -> Allowance:
    """What the user may have open at this instant."""
    return NEW if at - user.date_joined < NEW_FOR else USUAL


def why_no_more_requests(user: User, act: Party, at: dt.datetime) -> str:
    """Why the user may not ask this act now, in words; empty while they may. One query.

    What they took back within a day counts for itself, as much as may be open: else one could ask for ever, with a mail
    each time. Nothing changes the answer meanwhile only while the user's row is locked.
    """
    taken_back = Q(pk__in=_taken_back(InitiatedBy.REQUEST, at).exclude(by=None).values("pk"))
    asked = Booking.objects.filter(initiated_by=InitiatedBy.REQUEST, created_by=user)
    declined = Q(act=act, state=BookingState.DECLINED) & Exists(_refusals(user, at))
    rows = asked.filter(Q(state=BookingState.PENDING) | taken_back | declined).values_list("act", "state")
    waiting = [act_id for act_id, state in rows if state == BookingState.PENDING]
    withdrawn = [act_id for act_id, state in rows if state == BookingState.WITHDRAWN]
    most = allowance_of(user, at)
    if over := _why_over(waiting, act, most):
        return over
    if withdrawn.count(act.pk) >= most.with_one_act or len(withdrawn) >= most.in_all:
        return _("You’ve withdrawn many requests today. Try again tomorrow.")
    if sum(state == BookingState.DECLINED for _act, state in rows) >= most.with_one_act:
        return _("%(act)s has declined several of your requests today. Try again tomorrow.") % {"act": act.name}
    return ""


def _refusals(user: User, at: dt.datetime) -> QuerySet[HistoryEntry]:
    """That somebody else declined the booking of the outer query within a day; not what a closing party ended."""
    steps = HistoryEntry.objects.filter(booking=OuterRef("pk"), event=Event.DECLINED, at__gt=at - DAY)
    return steps.exclude(actor=user).exclude(text__startswith=MARK)


def why_not_again(act: Party, show: Show, initiated_by: InitiatedBy, user: User | None, at: dt.datetime) -> str:
    """Why this act and show cannot be asked again now, in words; empty if they can. Each asking and withdrawing sends
    two e-mails, so within 24 hours there is a limit for one act and show, whoever of the side that asks withdraws, and
    one for all that a person withdraws, or asked for and a colleague withdraws. `user` is None when the clock asks. One
    query. Assumes the show locked."""
    own = Q(by=user.pk) | Q(by__isnull=False, created_by=user) if user else Q(pk=None)
    concerned = Q(act=act, spot__show=show) | own
    rows = list(_taken_back(initiated_by, at).filter(concerned).values_list("act", "spot__show", "by", "created_by"))
    if sum(row[:2] == (act.pk, show.pk) for row in rows) >= TAKEN_BACK.for_one:
        return str(AGAIN_TOMORROW[initiated_by])
    if user and sum(bool(row[2]) and user.pk in row[2:] for row in rows) >= TAKEN_BACK.in_all:
        return _("You’ve withdrawn too many bookings in the last 24 hours. Try again later.")
    return ""


def _taken_back(initiated_by: InitiatedBy, at: dt.datetime) -> "QuerySet[TakenBack]":
    """The bookings of the last day that the side which began them withdrew, `by` whom: None where a party closed.

    The other side may withdraw too, once it has countered: its leaders are told apart by what they lead.
    """
    steps = HistoryEntry.objects.filter(booking=OuterRef("pk"), event=Event.WITHDRAWN).exclude(text__startswith=MARK)
    sides = ("act", "spot__show__owner")
    began, asked = sides if INITIATING_SIDE[initiated_by] == Side.ACT else reversed(sides)
    leads_began, leads_asked = (
        Exists(Membership.objects.filter(party=OuterRef(party), user=OuterRef("by"), role__in=LEADING_ROLES))
        for party in (began, asked)
    )
    withdrawn = Booking.objects.filter(
        initiated_by=initiated_by, state=BookingState.WITHDRAWN, created_at__gt=at - DAY
    ).annotate(by=Subquery(steps.values("actor")[:1]))
    return withdrawn.filter(Q(created_by=F("by")) | leads_began | ~leads_asked)


def _why_over(waiting: Sequence[UUID], act: Party, most: Allowance) -> str:
    if waiting.count(act.pk) >= most.with_one_act:
        text = ngettext(
            "You have %(count)d open request with %(act)s. Wait for the answer, or withdraw it.",
            "You have %(count)d open requests with %(act)s. Wait for an answer, or withdraw one.",
            most.with_one_act,
        )
        return text % {"count": most.with_one_act, "act": act.name}
    if len(waiting) >= most.in_all:
        text = _("You have %(count)d open requests. Wait for an answer, or withdraw one.") % {"count": most.in_all}
        few = _("New accounts have a lower limit for the first few days.")
        return f"{text} {few}" if most == NEW else text
    return ""
