"""Changes of state, as far as every state machine shares them."""

from engagements.errors import WrongState


def require_move(table, state, to) -> None:
    """Raise WrongState with the present state when the transition table does not allow the move."""
    if to not in table[state]:
        raise WrongState(state)
