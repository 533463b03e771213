"""Words on a card: how they fit into a width."""

from PIL import ImageFont

from posters.drawing.letters import (
    BOLD,
    DISPLAY,
    face_for,
    font_of,
    readable,
    shortened,
    wrapped,
)

__all__ = ["BOLD", "DISPLAY", "face_for", "font_of", "readable", "shortened"]

LARGEST, SMALLEST, STEP = 112, 52, 10
MOST_ROWS = 3
ROW, GAP = 1.32, 10
"""How high a row is with the tape around it, by the size of its letters, and what lies between two."""


def row_height(face: ImageFont.FreeTypeFont) -> int:
    return int(face.size * ROW)


def fitted(text: str, width: int, height: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The text in at most three rows of the largest size with which they fit; cut where the smallest is too wide."""
    name = face_for(text, DISPLAY)
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        face = font_of(name, size)
        rows = wrapped(text, face, width)
        is_low = len(rows) <= min(MOST_ROWS, height // (row_height(face) + GAP))
        if is_low and all(face.getlength(row) <= width for row in rows):
            return rows, face
    face = font_of(name, SMALLEST)
    rows = wrapped(text, face, width)
    kept, rest = rows[: MOST_ROWS - 1], " ".join(rows[MOST_ROWS - 1 :])
    return [shortened(row, face, width) for row in [*kept, rest] if row], face
