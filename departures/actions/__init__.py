"""Every write of a departure."""

from departures.actions.closing import close_party
from departures.actions.leaving import close_account, leave_team, shut_out
from departures.actions.returning import let_in

__all__ = ["close_account", "close_party", "leave_team", "let_in", "shut_out"]
