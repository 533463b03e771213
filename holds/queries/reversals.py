"""How often a night may be held and released within a day, since each time somebody is notified."""

import datetime as dt

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from availability.ranges import DAY
from holds.models import Hold
from holds.states import HoldEnd, HoldState

MOST_FOR_ONE = 3
"""How often a party may hold and release the same night for the same act within a day."""
MOST_IN_ALL = 40
"""How many holds one person may release within a day: more than an offer has nights."""


def why_not_held_again(hold: Hold, user: User, at: dt.datetime) -> str:
    """Why this night cannot be held again now, in words; empty if it can. One query. The house's own holds without an
    act notify nobody, and do not count. Assumes the ladder locked."""
    if hold.act_id is None and hold.holder_id == hold.stage.venue_id:
        return ""
    given_back = Hold.objects.filter(state=HoldState.RELEASED, ended_by=HoldEnd.HOLDER, created_at__gt=at - DAY)
    tells_others = ~Q(act=None) | ~Q(holder=F("stage__venue"))
    same = Q(stage=hold.stage_id, night=hold.night, holder=hold.holder_id, act=hold.act_id)
    rows = given_back.filter(tells_others).filter(same | Q(created_by=user))
    found = list(rows.values_list("stage", "night", "holder", "act", "created_by"))
    if sum(row[:4] == (hold.stage_id, hold.night, hold.holder_id, hold.act_id) for row in found) >= MOST_FOR_ONE:
        return _("This night was held and given back several times within a day. Try again tomorrow.")
    if sum(row[4] == user.pk for row in found) >= MOST_IN_ALL:
        return _("You have withdrawn too many holds today. Try again tomorrow.")
    return ""
