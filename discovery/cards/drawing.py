"""Drawing a card. Pure: what it shows goes in, the bytes of a JPEG come out, in some 50 ms."""

import io
import math
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from discovery.cards.lettering import BOLD, DISPLAY, GAP, face_for, fitted, font_of, readable, row_height, shortened
from web.meta import CARD_HEIGHT, CARD_WIDTH

SIZE = (CARD_WIDTH, CARD_HEIGHT)
NIGHT, TAPE, INK, AMBER, QUIET = "#100f0e", "#efe6d0", "#1c1815", "#f5ad1f", "#d9cfbf"
MARGIN = 64
POSTER_WIDTH = 400
SMALL = 34
KICKER_GAP = 14
TILT = 1.6
"""In degrees, as nobody sticks tape straight."""
QUALITY = 84
Box = tuple[int, int]


@dataclass(frozen=True)
class Card:
    """What stands on a card: a name, a line above and one below it, and where in the photo to look (0 to 1)."""

    title: str
    kicker: str = ""
    line: str = ""
    focus: tuple[float, float] = (0.5, 0.5)


def draw(card: Card, photo: IO[bytes] | None = None) -> bytes:
    """The card as a JPEG. A picture that is higher than wide stands whole beside the words, as posters do; any other
    fills the ground. Raises OSError for a file that is no picture."""
    picture = _opened(photo) if photo else None
    is_poster = picture is not None and picture.height > picture.width
    ground = _ground(card, picture, is_poster=is_poster)
    room = CARD_WIDTH - 2 * MARGIN - (POSTER_WIDTH + MARGIN // 2 if is_poster else 0)
    _write(ground, card, room)
    target = io.BytesIO()
    ground.save(target, "JPEG", quality=QUALITY, progressive=True)
    return target.getvalue()


def _opened(photo: IO[bytes]) -> Image.Image:
    return Image.open(photo, formats=("JPEG", "WEBP")).convert("RGB")


def _ground(card: Card, picture: Image.Image | None, *, is_poster: bool) -> Image.Image:
    if picture is None:
        return _desk()
    filled = ImageOps.fit(picture, SIZE, Image.Resampling.BICUBIC, centering=card.focus)
    if not is_poster:
        return Image.composite(Image.new("RGB", SIZE, NIGHT), filled, _shade())
    dimmed = Image.blend(filled.filter(ImageFilter.GaussianBlur(24)), Image.new("RGB", SIZE, NIGHT), 0.62)
    sheet = ImageOps.contain(picture, (POSTER_WIDTH, CARD_HEIGHT - MARGIN))
    place = (CARD_WIDTH - MARGIN // 2 - sheet.width, (CARD_HEIGHT - sheet.height) // 2)
    dimmed.paste(sheet, place)
    return dimmed


def _shade() -> Image.Image:
    """How much of the night lies over a photo: much below, where the words stand."""
    column = Image.new("L", (1, CARD_HEIGHT))
    column.putdata([int(70 + 165 * (row / CARD_HEIGHT) ** 1.6) for row in range(CARD_HEIGHT)])
    return column.resize(SIZE)


def _desk() -> Image.Image:
    """The dark desk with the stage lights of our pages, where there is no photo."""
    ground = Image.new("RGB", SIZE, NIGHT)
    for colour, centre, radius, strength in ((AMBER, (940, -60), 760, 0.5), ("#c2410c", (1230, 420), 620, 0.45)):
        light = Image.radial_gradient("L").resize((2 * radius, 2 * radius))
        glow = Image.new("L", SIZE, 0)
        glow.paste(ImageOps.invert(light).point(lambda value, strength=strength: int(max(0, value - 76) * strength)),
                   (centre[0] - radius, centre[1] - radius))  # fmt: skip
        ground.paste(Image.new("RGB", SIZE, colour), mask=glow)
    return ground


def _write(ground: Image.Image, card: Card, room: int) -> None:
    """From below: our name, the line, the title on its strips, the kicker."""
    pen = ImageDraw.Draw(ground)
    brand = font_of(DISPLAY, SMALL)
    bottom = CARD_HEIGHT - MARGIN
    pen.text((MARGIN, bottom), "StageSlot", font=brand, fill=AMBER, anchor="ls")
    bottom -= 62
    if line := readable(card.line):
        small = font_of(face_for(line, BOLD), SMALL)
        pen.text((MARGIN, bottom), shortened(line, small, room), font=small, fill=QUIET, anchor="ls")
        bottom -= 66
    kicker = readable(card.kicker)
    above = MARGIN // 2 + (SMALL + KICKER_GAP if kicker else 0)
    rows, face = fitted(readable(card.title) or "StageSlot", room - 40, bottom - above)
    for row in reversed(rows):
        bottom -= _stick(ground, row, face, bottom)
    if kicker:
        small = font_of(face_for(kicker, BOLD), SMALL)
        pen = ImageDraw.Draw(ground)
        pen.text((MARGIN, bottom - KICKER_GAP), shortened(kicker, small, room), font=small, fill=AMBER, anchor="ls")


def _stick(ground: Image.Image, words: str, face: ImageFont.FreeTypeFont, bottom: int) -> int:
    """One strip of tape with words on it, its lower edge at `bottom`; returns how much room it took."""
    height = row_height(face)
    width = int(face.getlength(words)) + 52
    strip = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(strip)
    pen.polygon(_torn(width, height), fill=TAPE)
    pen.text((26, height * 0.52), words, font=face, fill=INK, anchor="lm")
    tilted = strip.rotate(TILT, Image.Resampling.BICUBIC, expand=True)
    ground.paste(tilted, (MARGIN - 18, bottom - tilted.height), tilted)
    return height + GAP


def _torn(width: int, height: int) -> list[Box]:
    """The outline of a strip: straight above and below, torn at its ends."""
    steps = 9
    left = [(int(6 + 5 * math.sin(step * 2.3)), height * step // steps) for step in range(steps, -1, -1)]
    right = [(width - int(6 + 5 * math.cos(step * 1.9)), height * step // steps) for step in range(steps + 1)]
    return right + left
