"""The history rows that an action on shows and bookings leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bookings.models import Booking, HistoryEntry, Show
from bookings.states import Event
from engagements.actions import doing
from web.prepared import insert


@dataclass
class Doing(doing.Doing):
    """One action of one person, or of the clock, on shows and bookings."""

    _noted: list[HistoryEntry] = field(default_factory=list)
    _depth: int = 0

    def note(
        self,
        event: Event,
        *,
        show: Show,
        booking: Booking | None = None,
        before: str = "",
        after: str = "",
        text: str = "",
        changes: dict[str, list] | None = None,
    ) -> None:
        """Append to the history of a show, or of a booking on it.

        `changes`: {field: [before, after]} of what changed besides the state, in JSON's own types.
        """
        with self.noting_together():
            entry = HistoryEntry(show=show, booking=booking, at=self.at, actor=self.user, channel=self.channel)
            entry.event, entry.before, entry.after, entry.text = event, before, after, text
            entry.changes = changes or {}
            self._noted.append(entry)

    @contextmanager
    def noting_together(self) -> Iterator[None]:
        """What is noted within is appended by one statement when the outermost of these ends well."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        if not self._depth:
            insert(self._noted)
            self._noted = []
