"""The end of every action on ladders."""

from holds.actions.ladders import Ladders
from holds.actions.passing import pass_challenges


def finish(ladders: Ladders) -> None:
    """Pass running challenges on, then note and tell changed ranks, and store all of it. Assumes the ladders locked."""
    pass_challenges(ladders)
    ladders.store()
