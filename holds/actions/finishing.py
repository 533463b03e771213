"""The end of every action on ladders."""

from holds.actions.answering import end_answered
from holds.actions.ladders import Ladders
from holds.actions.passing import pass_challenges
from holds.actions.storing import store


def finish(ladders: Ladders) -> None:
    """End proposals that this action answers, pass running challenges on, then note and tell changed ranks, and store
    all of it. Assumes the ladders locked."""
    end_answered(ladders)
    pass_challenges(ladders)
    store(ladders)
