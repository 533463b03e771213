"""What the clock calls."""

from availability.actions import feeds, upkeep


def extend_projections() -> int:
    """Every night; returns how many recurring rules were projected further."""
    return upkeep.extend_projections()


def sweep_expired_claims() -> int:
    """Every minute; returns on how many calendars time was given back."""
    return upkeep.sweep_expired_claims()


def fold_in_reads() -> int:
    """Every five minutes; returns how many feeds were read."""
    return feeds.fold_in_reads()


def purge_what_is_past() -> int:
    """Every night, until nothing is left to drop; returns how many blocks went."""
    total = 0
    while dropped := upkeep.purge_what_is_past():
        total += dropped
    return total
