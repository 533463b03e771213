"""The ranks of one ladder: 1 to n, or numbers that are kept. Nothing is stored here."""

from holds.models import Rung


def number(ladder: list[Rung]) -> None:
    """Ranks 1 to n, in this order."""
    for rank, rung in enumerate(ladder, start=1):
        rung.rank = rank


def make_room(ladder: list[Rung], rank: int) -> None:
    """Where numbers are kept: who has this one moves down by one, and so on until a number is free."""
    for rung in sorted(ladder, key=lambda rung: rung.standing_rank):
        if rung.rank == rank:
            rung.rank = rung.standing_rank + 1
            rank += 1
