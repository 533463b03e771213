"""Who may read who of an act may not be there on a night that is held: the leaders of the act alone."""

from accounts.models import Viewer
from engagements.queries.lineups import LineupCheck
from engagements.queries.people import led_ids
from holds.models import Hold
from holds.queries.lineups import check_hold
from holds.states import HoldState


def lineup_check_for(user: Viewer, hold: Hold) -> LineupCheck | None:
    """The check of a standing hold for a leader of its act; None for everybody else, the venue's leaders too. Three
    queries at most."""
    if hold.act is None or hold.state != HoldState.STANDING or not led_ids(user, [hold.act]):
        return None
    return check_hold(hold)
