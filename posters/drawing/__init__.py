"""Drawing without a database: what is to be drawn goes in, a picture comes out, the same for the same."""

from posters.drawing.drawings import DESIGN, SHAPES, Drawing, Kind, drawn, drawn_bytes
from posters.drawing.moods import mood_of

__all__ = ["DESIGN", "SHAPES", "Drawing", "Kind", "drawn", "drawn_bytes", "mood_of"]
