"""Coming back, for somebody whom staff have shut out."""

from accounts.actions import let_user_in
from accounts.models import User
from departures.actions.telling import write_to
from engagements.actions.transactions import one_transaction


@one_transaction
def let_in(*, acting_user: User, user: User) -> None:
    """Let somebody sign in again (`accounts.actions.let_user_in`); they get a mail about it, once."""
    if let_user_in(acting_user=acting_user, user=user):
        write_to(user, "let_in")
