"""Changes of state, as far as every state machine shares them."""

from collections.abc import Container, Mapping
from typing import TypeVar

from engagements.errors import WrongState

State = TypeVar("State", bound=str)


def require_move(table: Mapping[State, Container[State]], state: State, to: State) -> None:
    """Raise WrongState with the present state when the transition table does not allow the move."""
    if to not in table[state]:
        raise WrongState(state)
