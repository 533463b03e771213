"""What `--quick` leaves out. A module that takes long as a whole is not even read: reading them all, in four workers,
took a third of a quick run."""

import re

LONG = ("browser", "slow", "race", "heavy")
MARKS_OF_THE_MODULE = re.compile(r"^pytestmark = (\[[^\]]*\]|.*)$", re.MULTILINE)
A_LONG_ONE = re.compile(rf"\bmark\.({'|'.join(LONG)})\b")


def is_long_module(text: str) -> bool:
    """Whether the source of a test module marks all its tests as long."""
    return any(A_LONG_ONE.search(marks) for marks in MARKS_OF_THE_MODULE.findall(text))


def is_long(item) -> bool:
    """Whether a test is marked as long, by itself or with its module."""
    return any(item.get_closest_marker(mark) for mark in LONG)


def leave_out_what_is_long(config, items: list) -> None:
    """Deselect single tests, in modules of which others are quick."""
    config.hook.pytest_deselected(items=[item for item in items if is_long(item)])
    items[:] = [item for item in items if not is_long(item)]
