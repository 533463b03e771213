"""Which letters our faces have, and words set so that they fill a box, as printers of posters set wood type."""

from functools import cache, lru_cache
from pathlib import Path
from unicodedata import category, normalize

from PIL import Image, ImageDraw, ImageFont

from web.documents import FACES  # still cuts of our faces, as in PDFs: Pillow reads no WOFF2

DISPLAY, BOLD, TEXT = "bricolage-grotesque-bold.ttf", "instrument-sans-bold.ttf", "instrument-sans-regular.ttf"
WIDE = "noto-sans-bold.ttf"
"""For lines with letters that ours do not have."""
FACES_HERE = Path(__file__).parent / "faces"
LONGEST = 120
NO_LETTER = "\uffff"
SET_AT = 160
"""In pixels: words are drawn in this size, then stretched."""
MOST_ROWS = 6
CAP_HEIGHT = 0.74
Box = tuple[float, float, float, float]


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


def whole(text: str) -> str:
    """The text where we have every letter of it, else nothing: a name is never printed in part."""
    letters = [letter for letter in normalize("NFC", text) if category(letter)[0] in "LMN"]
    return readable(text) if all(_has(DISPLAY, each) or _has(WIDE, each) for each in letters) else ""


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


def shortened(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """The text, cut with an ellipsis where it is longer than the width."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…" if text else ""


def rows_of(words: str, count: int) -> list[str]:
    """The words in so many rows at most, as even as they can be; a word is never broken."""
    face = font_of(face_for(words, DISPLAY), 32)
    parts = words.split()
    best = [words]
    for width in sorted(
        {int(face.getlength(" ".join(parts[a:b]))) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)}
    ):
        rows = wrapped(words, face, width)
        if len(rows) <= count:
            best = rows
            break
    return best


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The text in rows no wider than this, except where one word is."""
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and face.getlength(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


@lru_cache(maxsize=256)
def _mask(row: str, face: str) -> Image.Image:
    """The row as a mask, cut close to its letters."""
    font = font_of(face, SET_AT)
    left, top, right, bottom = font.getbbox(row)
    mask = Image.new("L", (max(1, int(right - left)), max(1, int(bottom - top))), 0)
    ImageDraw.Draw(mask).text((-left, -top), row, font=font, fill=255)
    return mask


def set_block(
    image: Image.Image,
    words: str,
    box: Box,
    colour: str,
    *,
    stretch: tuple[float, float] = (0.72, 1.9),
    align: str = "left",
    face: str = DISPLAY,
    from_below: bool = False,
    is_upper: bool = True,
) -> int:
    """Sets words into a box of pixels in as many rows as make them largest. Every row is as wide as the box, unless
    its letters would be stretched too far. Returns the height that was taken, or of the whole where it is short."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    words = words.upper() if is_upper and len(words.upper()) == len(words) else words
    face = face_for(words, face)
    best: list[tuple[Image.Image, int, int]] = []
    most = 0.0
    for count in range(1, MOST_ROWS + 1):
        rows = rows_of(words, count)
        gap = height * 0.035
        high = min((height - gap * (len(rows) - 1)) / len(rows), height * 0.62)
        placed = [_sized(_mask(row, face), width, high, stretch) for row in rows]
        area = sum(each[1] * each[2] for each in placed)
        if area > most:
            best, most = placed, area
    gap = int(height * 0.035)
    taken = sum(each[2] for each in best) + gap * (len(best) - 1)
    y = bottom - taken if from_below else top
    for mask, wide, high_now in best:
        x = {"left": left, "center": left + (width - wide) / 2, "right": right - wide}[align]
        shown = mask.resize((wide, high_now), Image.Resampling.BICUBIC)
        image.paste(colour, (int(x), int(y)), shown)
        y += high_now + gap
    return int(taken)


def _sized(mask: Image.Image, width: float, high: float, stretch: tuple[float, float]) -> tuple[Image.Image, int, int]:
    """How wide and high a row stands: as wide as there is room, higher or lower than drawn within the bounds."""
    natural = mask.height / mask.width
    tall = min(high, width * natural * stretch[1])
    wide = min(width, tall / natural / stretch[0])
    return mask, max(1, int(wide)), max(1, int(tall))
