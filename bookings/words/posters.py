"""What stands on the drawn poster of a show."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from posters.drawing import Drawing, Kind, mood_of
from web.dates import say_full_day


def drawn_show(show_id: UUID, name: str, night: dt.date, genres: Iterable[str] = ()) -> Drawing:
    """The poster of a show that has none: its name and its day, in the mood of what its acts play. No query."""
    return Drawing(Kind.POSTER, str(show_id), name, say_full_day(night), mood=mood_of(genres))
