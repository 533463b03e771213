"""How many requests a person may have open: whatever parties they ask for, and with all accounts new at first."""

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from availability.ranges import DAY
from bookings.models import Booking
from bookings.states import InitiatedBy


class Allowance(NamedTuple):
    """So many open requests with one act, and in all."""

    with_one_act: int
    in_all: int


USUAL = Allowance(with_one_act=3, in_all=10)
NEW = Allowance(with_one_act=2, in_all=5)
NEW_FOR = 7 * DAY
"""How long an account counts as new."""


def allowance_of(user: User, at: dt.datetime) -> Allowance:
    """What the user may have open at this instant."""
    return NEW if at - user.date_joined < NEW_FOR else USUAL


def why_no_more_requests(user: User, act: Party, at: dt.datetime) -> str:
    """Why the user may not ask this act now, in words; empty while they may. One query.

    Nothing changes the answer meanwhile only while the user's row is locked.
    """
    waiting = Booking.objects.pending().filter(initiated_by=InitiatedBy.REQUEST, created_by=user)
    acts = list(waiting.values_list("act", flat=True))
    most = allowance_of(user, at)
    if acts.count(act.pk) >= most.with_one_act:
        text = ngettext(
            "You have %(count)d open request with %(act)s: wait for the answer, or take it back.",
            "You have %(count)d open requests with %(act)s: wait for an answer, or take one back.",
            most.with_one_act,
        )
        return text % {"count": most.with_one_act, "act": act.name}
    if len(acts) >= most.in_all:
        text = _("You have %(count)d open requests: wait for an answer, or take one back.") % {"count": most.in_all}
        few = _("In the first days of an account there may be fewer.")
        return f"{text} {few}" if most == NEW else text
    return ""
