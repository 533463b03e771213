"""How often a night may be held and released within a day, since each time somebody is notified."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from availability.ranges import DAY
from holds.models import Hold, HoldEvent
from holds.states import HoldEnd, HoldNews, HoldState

MOST_FOR_ONE = 3
"""How often a party may hold and release the same night for the same act within a day."""
MOST_IN_ALL = 40
"""How many holds one person may release within a day: more than an offer has nights."""


def why_not_held_again(holds: Sequence[Hold], user: User, at: dt.datetime) -> str:
    """Why these nights of one holder, stage and act cannot be held again now, in words; empty if they can. One query.

    Charged is whoever released a hold, whoever placed it. The house's own holds without an act notify nobody, and do
    not count. Assumes the ladders locked."""
    first = holds[0]
    if first.act_id is None and first.holder_id == first.stage.venue_id:
        return ""
    nights = [hold.night for hold in holds]
    releases = HoldEvent.objects.filter(hold=OuterRef("pk"), event=HoldNews.RELEASED).order_by("-at", "-id")
    given_back = Hold.objects.filter(
        state=HoldState.RELEASED, ended_by=HoldEnd.HOLDER, created_at__gt=at - DAY
    ).annotate(by=Subquery(releases.values("actor")[:1]))
    tells_others = ~Q(act=None) | ~Q(holder=F("stage__venue"))
    same = Q(stage=first.stage_id, holder=first.holder_id, act=first.act_id, night__in=nights)
    rows = given_back.filter(tells_others).filter(same | Q(by=user.pk))
    found = list(rows.values_list("stage", "holder", "act", "night", "by"))
    given = Counter(row[3] for row in found if row[:3] == (first.stage_id, first.holder_id, first.act_id))
    if any(given[night] >= MOST_FOR_ONE for night in nights):
        return _("This night was held and released several times today. Try again tomorrow.")
    if sum(row[4] == user.pk for row in found) >= MOST_IN_ALL:
        return _("You’ve released too many holds in the last 24 hours. Try again later.")
    return ""
