"""How many open requests a person may have, over all parties they ask for, and how often they may ask and withdraw."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from availability.ranges import DAY
from bookings.models import Booking, Show
from bookings.states import BookingState, InitiatedBy


class Allowance(NamedTuple):
    """So many open requests with one act, and in all."""

    with_one_act: int
    in_all: int


USUAL = Allowance(with_one_act=3, in_all=10)
NEW = Allowance(with_one_act=2, in_all=5)
NEW_FOR = 7 * DAY
"""How long an account counts as new."""


class Reversals(NamedTuple):
    """How often a person may ask and withdraw within a day: for one act and show, and in all."""

    for_one: int
    in_all: int


TAKEN_BACK = Reversals(for_one=3, in_all=20)


def allowance_of(user: User, at: dt.datetime) -> Allowance:
    """What the user may have open at this instant."""
    return NEW if at - user.date_joined < NEW_FOR else USUAL


def why_no_more_requests(user: User, act: Party, at: dt.datetime) -> str:
    """Why the user may not ask this act now, in words; empty while they may. One query.

    What they took back within a day counts for itself, as much as may be open: else one could ask for ever, with a mail
    each time. Nothing changes the answer meanwhile only while the user's row is locked.
    """
    taken_back = Q(state=BookingState.WITHDRAWN, created_at__gt=at - DAY)
    asked = Booking.objects.filter(initiated_by=InitiatedBy.REQUEST, created_by=user)
    rows = asked.filter(Q(state=BookingState.PENDING) | taken_back).values_list("act", "state")
    waiting = [act_id for act_id, state in rows if state == BookingState.PENDING]
    withdrawn = [act_id for act_id, state in rows if state == BookingState.WITHDRAWN]
    most = allowance_of(user, at)
    if over := _why_over(waiting, act, most):
        return over
    if withdrawn.count(act.pk) >= most.with_one_act or len(withdrawn) >= most.in_all:
        return _("You have taken back many requests within a day. Ask again tomorrow.")
    return ""


def why_not_again(act: Party, show: Show, initiated_by: InitiatedBy, user: User | None, at: dt.datetime) -> str:
    """Why this act and show cannot be asked again today, in words; empty if they can. Each asking and withdrawing sends
    two e-mails, so both sides together have a limit for one act and show, and each person has one in all. `user` is
    None when the clock asks. One query. Assumes the show locked."""
    concerned = Q(act=act, spot__show=show) | (Q(created_by=user) if user else Q(pk=None))
    asked = Booking.objects.filter(initiated_by=initiated_by, state=BookingState.WITHDRAWN, created_at__gt=at - DAY)
    rows = list(asked.filter(concerned).values_list("act", "spot__show", "created_by"))
    if sum(row[:2] == (act.pk, show.pk) for row in rows) >= TAKEN_BACK.for_one:
        return _("This was asked and taken back several times within a day. Try again tomorrow.")
    if user and sum(row[2] == user.pk for row in rows) >= TAKEN_BACK.in_all:
        return _("You have taken back very much within a day. Try again tomorrow.")
    return ""


def _why_over(waiting: Sequence[UUID], act: Party, most: Allowance) -> str:
    if waiting.count(act.pk) >= most.with_one_act:
        text = ngettext(
            "You have %(count)d open request with %(act)s: wait for the answer, or take it back.",
            "You have %(count)d open requests with %(act)s: wait for an answer, or take one back.",
            most.with_one_act,
        )
        return text % {"count": most.with_one_act, "act": act.name}
    if len(waiting) >= most.in_all:
        text = _("You have %(count)d open requests: wait for an answer, or take one back.") % {"count": most.in_all}
        few = _("In the first days of an account there may be fewer.")
        return f"{text} {few}" if most == NEW else text
    return ""
