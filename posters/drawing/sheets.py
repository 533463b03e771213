"""The sheet that everything is drawn on: places in shares of its width and height, colours of one palette."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from posters.drawing.letters import BOLD, Box, face_for, font_of, set_block, shortened
from posters.drawing.palettes import Palette, mixed

Point = tuple[float, float]


DARK = 330
"""Red, green and blue of a dark ground come to less than this, of 765."""


class Sheet:
    """A picture in the making. `chance` decides what is left open, the same for the same seed."""

    def __init__(self, size: tuple[int, int], palette: Palette, chance: Random) -> None:
        self.width, self.height = size
        self.palette, self.chance = palette, chance
        self.image = Image.new("RGB", size, palette.ground)
        self.pen = ImageDraw.Draw(self.image)

    @property
    def is_dark(self) -> bool:
        """Whether its corner is, and so the ground."""
        return sum(self.image.crop((0, 0, 1, 1)).tobytes()) < DARK

    @property
    def is_tall(self) -> bool:
        return self.height > self.width

    @property
    def unit(self) -> float:
        """A hundredth of the shorter side, in pixels."""
        return min(self.width, self.height) / 100

    def at(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.width, y * self.height) for x, y in points]

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self.pen.rectangle([*self.at([(left, top)])[0], *self.at([(right, bottom)])[0]], fill=colour)

    def shape(self, points: Iterable[Point], colour: str) -> None:
        self.pen.polygon(self.at(points), fill=colour)

    def disc(
        self, x: float, y: float, radius: float, colour: str | None, outline: str | None = None, width: float = 1
    ) -> None:
        """A circle; the radius in hundredths of the shorter side."""
        x, y, r = x * self.width, y * self.height, radius * self.unit
        line = max(1, round(width * self.unit))
        self.pen.ellipse([x - r, y - r, x + r, y + r], fill=colour, outline=outline, width=line)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        self.pen.line(self.at(points), fill=colour, width=max(1, round(width * self.unit)), joint="curve")

    def words(
        self, text: str, left: float, top: float, right: float, bottom: float, colour: str, **how: object
    ) -> float:
        """Sets words into a box; returns the height they took as a share of the sheet's."""
        box: Box = (left * self.width, top * self.height, right * self.width, bottom * self.height)
        return set_block(self.image, text, box, colour, **how) / self.height  # type: ignore[arg-type]

    def small(
        self, text: str, x: float, y: float, colour: str, *, size: float = 4.2, room: float = 0.86, anchor: str = "ls"
    ) -> None:
        if text:
            face = font_of(face_for(text, BOLD), max(8, round(size * self.unit)))
            self.pen.text(
                (x * self.width, y * self.height),
                shortened(text, face, room * self.width),
                font=face,
                fill=colour,
                anchor=anchor,
            )

    def ragged(self, left: float, top: float, right: float, bottom: float, depth: float = 0.012) -> list[Point]:
        """The outline of torn or cut paper."""
        chance, steps = self.chance, 14
        edge = [(left + (right - left) * i / steps, top + chance.uniform(-depth, depth)) for i in range(steps + 1)]
        return edge + [
            (right - (right - left) * i / steps, bottom + chance.uniform(-depth, depth)) for i in range(steps + 1)
        ]

    def grain(self, strength: float) -> None:
        """The tooth of paper, or the dirt of a photocopier."""
        noise = (
            _noise().resize(self.image.size) if self.width > 1400 else _noise().crop((0, 0, self.width, self.height))
        )
        soft = noise.point(lambda value: int(128 + (value - 128) * strength))
        tooth = Image.merge("RGB", (soft, soft, soft))
        self.image.paste(ImageChops.overlay(self.image, tooth))

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 1.0) -> None:
        """Light that fades; the radius in shares of the width."""
        side = max(2, int(2 * radius * self.width))
        light = _fading().resize((side, side)).point(lambda value: int(value * strength))
        place = (int(x * self.width - side / 2), int(y * self.height - side / 2))
        self.image.paste(colour, place, light)

    def faded(self, upper: str, lower: str) -> None:
        """The whole ground from one colour to another."""
        column = Image.linear_gradient("L").resize(self.image.size)
        self.image.paste(
            Image.composite(Image.new("RGB", self.image.size, lower), Image.new("RGB", self.image.size, upper), column)
        )

    def shade(self, share: float) -> str:
        return mixed(self.palette.ground, self.palette.ink, share)

    def wave(self, y: float, height: float, turns: float, phase: float, steps: int = 60) -> list[Point]:
        return [(i / steps, y + height * math.sin(phase + turns * math.tau * i / steps)) for i in range(steps + 1)]


@lru_cache(maxsize=1)
def _noise() -> Image.Image:
    """Always the same: what is drawn twice must be the same picture."""
    chance = Random("grain")  # noqa: S311
    return (
        Image.frombytes("L", (480, 480), chance.randbytes(480 * 480))
        .filter(ImageFilter.BoxBlur(0.6))
        .resize((1440, 1440))
    )


@lru_cache(maxsize=1)
def _fading() -> Image.Image:
    return Image.radial_gradient("L").point(lambda value: max(0, 255 - value * 255 // 180))
