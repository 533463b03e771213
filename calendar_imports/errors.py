"""How reading an external calendar fails."""

import datetime as dt
from typing import Any

from availability.imports.problems import problem_text

LONGEST_DETAIL = 80


class Problem(Exception):
    """A calendar gave no result. `text` is the reason in the language of the reader.

    `retry_after` is how long the other side asked to be left alone.
    """

    def __init__(self, code: str, *, retry_after: dt.timedelta | None = None, **details: Any):
        self.code = code
        self.details = {name: str(value)[:LONGEST_DETAIL] for name, value in details.items()}
        self.retry_after = retry_after
        super().__init__(f"{code} {self.details}")

    @property
    def text(self) -> str:
        return problem_text(self.stored)

    @property
    def stored(self) -> dict[str, Any]:
        """As it is kept in the database, and sent by the child process: without language."""
        return {"code": self.code, "details": self.details}
