"""What stands on the drawn poster of a show."""

import datetime as dt
from uuid import UUID

from posters.drawing import Drawing, Kind
from web.dates import say_full_day


def drawn_show(show_id: UUID, name: str, night: dt.date) -> Drawing:
    """The poster of a show that has none: its name and its day. No query."""
    return Drawing(Kind.POSTER, str(show_id), name, say_full_day(night))
