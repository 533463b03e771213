"""Words on a card: which letters our faces have, and how words fit into a width."""

from functools import cache, lru_cache
from pathlib import Path
from unicodedata import category, normalize

from PIL import ImageFont

from web.documents import FACES  # still cuts of our faces, as in PDFs: Pillow reads no WOFF2

DISPLAY, BOLD = "bricolage-grotesque-bold.ttf", "instrument-sans-bold.ttf"
WIDE = "noto-sans-bold.ttf"
"""For lines with letters that ours do not have."""
FACES_HERE = Path(__file__).parent / "faces"
LARGEST, SMALLEST, STEP = 112, 52, 10
MOST_ROWS = 3
ROW, GAP = 1.32, 10
"""How high a row is with the tape around it, by the size of its letters, and what lies between two."""
LONGEST = 120
NO_LETTER = "\uffff"


@lru_cache(maxsize=32)
def font_of(face: str, size: int) -> ImageFont.FreeTypeFont:
    # Without the library for joined scripts, which is not on every machine: a card is to look alike everywhere.
    place = (FACES_HERE if face == WIDE else FACES) / face
    return ImageFont.truetype(place, size, layout_engine=ImageFont.Layout.BASIC)


def readable(text: str) -> str:
    """The text as far as one of our faces has its letters, in one line: neither boxes nor emoji, nor marks that turn
    the line around or pile up on it."""
    shown = [letter if _has(DISPLAY, letter) or _has(WIDE, letter) else "" for letter in normalize("NFC", text[:1000])]
    return " ".join("".join(shown).split())[:LONGEST]


def face_for(text: str, face: str) -> str:
    """This face if it has all letters of the text, else the one that has more: a line is not set in two."""
    return face if all(_has(face, letter) for letter in text) else WIDE


@cache
def _missing(face: str) -> bytes:
    return bytes(font_of(face, 24).getmask(NO_LETTER))


@lru_cache(maxsize=4096)
def _has(face: str, letter: str) -> bool:
    if letter.isspace():
        return True
    return category(letter)[0] not in "CM" and bytes(font_of(face, 24).getmask(letter)) != _missing(face)


def row_height(face: ImageFont.FreeTypeFont) -> int:
    return int(face.size * ROW)


def fitted(text: str, width: int, height: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The text in at most three rows of the largest size with which they fit; cut where the smallest is too wide."""
    name = face_for(text, DISPLAY)
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        face = font_of(name, size)
        rows = _wrapped(text, face, width)
        is_low = len(rows) <= min(MOST_ROWS, height // (row_height(face) + GAP))
        if is_low and all(face.getlength(row) <= width for row in rows):
            return rows, face
    face = font_of(name, SMALLEST)
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
