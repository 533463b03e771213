"""Who of an act may not be there on a night that is held for it."""

from collections.abc import Sequence
from uuid import UUID

from availability.ranges import Period
from bookings.actions.drafts import LOAD_IN_BEFORE_START
from engagements.queries.lineups import LineupCheck, check_lineups, members_called
from engagements.queries.people import rosters
from holds.models import Hold


def check_hold(hold: Hold) -> LineupCheck:
    """`check_holds` for one."""
    return check_holds([hold])[hold.pk]


def check_holds(holds: Sequence[Hold]) -> dict[UUID, LineupCheck]:
    """What the calendars of the act's members say of the time that confirming each hold promises, from load-in on; by
    hold. Two queries; none where no hold names an act and times."""
    complete = [hold for hold in holds if hold.act_id and hold.starts_at and hold.ends_at]
    members = rosters({hold.act_id for hold in complete if hold.act_id}) if complete else {}
    called = {
        hold.pk: members_called(members.get(hold.act_id, ()), _promised(hold)) for hold in complete if hold.act_id
    }
    return {hold.pk: LineupCheck() for hold in holds} | check_lineups(called)


def _promised(hold: Hold) -> Period:
    assert hold.starts_at and hold.ends_at  # noqa: PT018, S101 — only holds with times are asked for
    return Period(hold.starts_at - LOAD_IN_BEFORE_START, hold.ends_at)
