"""Why a child process gave no result."""

from typing import Any


class Refused(Exception):
    """The program refused the file, for a reason of its own: a code, and what its words need (JSON types)."""

    def __init__(self, code: str, /, **details: Any):
        self.code = code
        self.details = details
        super().__init__(f"{code} {details}" if details else code)


class Failed(Exception):
    """The program came to no end of its own.

    `cause` is `clock` (it took too long), `time` (too much of a processor), `memory`, `depth` (recursion), `error` (an
    exception, whose name is the `detail`), `death` (it ended without an answer) or `answer` (too long, or no JSON).
    """

    def __init__(self, cause: str, detail: str = ""):
        self.cause = cause
        self.detail = detail
        super().__init__(f"{cause} {detail}".strip())
