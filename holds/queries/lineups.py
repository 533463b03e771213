"""Who of an act may not be there on a night that is held for it."""

from availability.ranges import Period
from bookings.actions.drafts import LOAD_IN_BEFORE_START
from engagements.queries.lineups import LineupCheck, check_act
from holds.models import Hold


def check_hold(hold: Hold) -> LineupCheck:
    """What the calendars of the act's members say of the time that confirming the hold promises: from load-in on. Two
    queries; none where no act or no times are said."""
    if hold.act is None or hold.starts_at is None or hold.ends_at is None:
        return LineupCheck()
    return check_act(hold.act, Period(hold.starts_at - LOAD_IN_BEFORE_START, hold.ends_at))
