"""Who may read who of an act may not be there on a night that is held: the leaders of the act alone."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import Viewer
from engagements.queries.lineups import LineupCheck
from engagements.queries.people import led_ids
from holds.models import Hold
from holds.queries.lineups import check_holds
from holds.states import HoldState


def lineup_check_for(user: Viewer, hold: Hold) -> LineupCheck | None:
    """`lineup_checks_for` of one hold; None for whoever may not read it."""
    return lineup_checks_for(user, [hold]).get(hold.pk)


def lineup_checks_for(user: Viewer, holds: Sequence[Hold]) -> dict[UUID, LineupCheck]:
    """The checks, by hold, of the standing holds whose act the user leads; of nothing else, for the venue's leaders
    too. Three queries at most."""
    acts = {hold.act_id for hold in holds if hold.act_id and hold.state == HoldState.STANDING}
    led = led_ids(user, acts) if acts else frozenset()
    return check_holds([hold for hold in holds if hold.act_id in led and hold.state == HoldState.STANDING])
