"""What can go wrong before the site is up, in words for whoever typed the command."""

import errno


class StartError(Exception):
    """Starting failed; the message says what is wrong and what to do about it."""


class PortTaken(StartError):
    """Somebody else listens where we were told to."""

    def __init__(self, port: int, variable: str) -> None:
        super().__init__(f"Port {port} is taken by another program. Choose another one: {variable}={port + 10} bin/run")


class DiskFull(StartError):
    """There is no room for what has to be written."""

    def __init__(self, place: object, free_mb: int | None = None, needed_mb: int | None = None) -> None:
        detail = "" if free_mb is None else f" ({free_mb} MB free, {needed_mb} MB needed)"
        super().__init__(
            f"The disk is full: no room to write under {place}{detail}."
            " Make room, or set STAGESLOT_VAR to a folder on another disk."
        )


def explain_os_error(error: OSError) -> StartError:
    """The same trouble as a sentence with a remedy."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(error.filename or "the data folder")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StartError(
            f"No permission to write {error.filename}. Run as the owner of that folder,"
            " or set STAGESLOT_VAR to a folder of your own."
        )
    return StartError(str(error))
