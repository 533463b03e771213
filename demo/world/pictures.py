"""Pictures of the demo world, drawn, so that no rights are touched: bands before a wall, rooms, faces, posters."""

from bookings.models import Show
from demo.world.cast import BandPart, VenuePart
from posters.drawing import Drawing, Kind, drawn_bytes, mood_of
from web.dates import say_full_day

WIDTH = 960


def press_photo(part: BandPart | VenuePart) -> bytes:
    """A JPEG: a room of a venue; of a band its people, or a poster for every third. The same for the same name."""
    if isinstance(part, VenuePart):
        return _jpeg(Drawing(Kind.ROOM, part.name))
    kind = Kind.POSTER if sum(part.name.encode()) % 3 == 0 else Kind.GROUP
    people = len(part.instruments)
    return _jpeg(Drawing(kind, part.name, part.name, part.tagline, mood_of(part.genres), people))


def portrait_photo(name: str) -> bytes:
    """A JPEG with a face, the same for the same name."""
    return _jpeg(Drawing(Kind.PORTRAIT, name))


def show_poster(show: Show) -> bytes:
    """A JPEG as high as a poster, with what the show is called and when it is."""
    stage = show.stage.venue.party.name if show.stage else show.place
    acts = [booking.act.name for spot in show.spots.all() for booking in spot.bookings.promised().select_related("act")]
    drawing = Drawing(Kind.POSTER, str(show.pk), show.title or ", ".join(acts) or stage, say_full_day(show.night))
    return drawn_bytes(drawing, 720, "poster", "JPEG")


def _jpeg(drawing: Drawing) -> bytes:
    return drawn_bytes(drawing, WIDTH, "", "JPEG")
