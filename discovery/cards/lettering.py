"""Words on a card: which letters our faces have, and how words fit into a width."""

from functools import cache, lru_cache
from pathlib import Path
from unicodedata import category

from django.conf import settings
from PIL import ImageFont

DISPLAY, BOLD = "bricolage-grotesque-bold.ttf", "instrument-sans-bold.ttf"
FACES = Path(settings.BASE_DIR) / "bands" / "pdf" / "fonts"
"""Still cuts of our faces that the PDFs use too; Pillow reads no WOFF2."""
LARGEST, SMALLEST, STEP = 112, 52, 10
MOST_ROWS = 3
LONGEST = 120
NO_LETTER = "\uffff"


@lru_cache(maxsize=32)
def font_of(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACES / face, size)


def readable(text: str) -> str:
    """The text as far as our faces have its letters, in one line: neither boxes nor marks that turn the line around."""
    shown = [letter if _has(letter) else "" for letter in text[: 4 * LONGEST]]
    return " ".join("".join(shown).split())[:LONGEST]


@cache
def _missing() -> bytes:
    return bytes(font_of(DISPLAY, 24).getmask(NO_LETTER))


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    if letter.isspace():
        return True
    return category(letter)[0] not in "CM" and bytes(font_of(DISPLAY, 24).getmask(letter)) != _missing()


def fitted(text: str, width: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The text in at most three rows of the largest size that holds it; cut where even the smallest does not."""
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        face = font_of(DISPLAY, size)
        rows = _wrapped(text, face, width)
        if len(rows) <= MOST_ROWS and all(face.getlength(row) <= width for row in rows):
            return rows, face
    face = font_of(DISPLAY, SMALLEST)
    rows = _wrapped(text, face, width)
    kept, rest = rows[: MOST_ROWS - 1], " ".join(rows[MOST_ROWS - 1 :])
    return [shortened(row, face, width) for row in [*kept, rest] if row], face


def _wrapped(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and face.getlength(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def shortened(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    """The text, cut with an ellipsis where it is longer than the width."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…" if text else ""
