"""What the clock calls."""

from media.actions import files, upkeep


def resume_waiting() -> int:
    """Every minute; returns how many uploads the worker will look at that a crash or a lost message left."""
    return upkeep.resume_waiting()


def sweep_orphans() -> int:
    """Every night; returns how many rows and files that belong to nobody went."""
    return upkeep.sweep_unused() + upkeep.sweep_files() + upkeep.sweep_files_sent()


def end_uploads() -> int:
    """Every ten minutes; takes in files that are whole, and returns how many uploads went that nobody has finished."""
    return files.drop_late_files()
