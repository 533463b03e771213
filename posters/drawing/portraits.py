"""Faces as drawn portraits: head, hair, glasses, clothes, and what somebody plays."""

import math
from dataclasses import dataclass
from random import Random

from PIL import ImageDraw

from posters.drawing.palettes import mixed
from posters.drawing.sheets import Sheet

SKINS = ("#f6d3b8", "#eabd9a", "#d9a277", "#c08457", "#9c6239", "#7a4a2b", "#56331f", "#f0c8a4")
HAIRS = ("#1b1512", "#2e1f17", "#5a3825", "#8a5a32", "#c79a52", "#a9431e", "#8d8a86", "#d9d4cb", "#3c5a8c", "#b83a6b")
HAIR_CUTS = ("short", "long", "bob", "bun", "curls", "afro", "bald", "quiff", "fringe", "locs", "scarf", "cap")
BEARDED = ("short", "afro", "bald", "quiff", "cap", "curls", "locs")
EYE = 5.6
"""How far an eye is from the middle."""


def portrait(sheet: Sheet) -> None:
    """One face that fills the sheet."""
    p, chance = sheet.palette, sheet.chance
    sheet.box(0, 0, 1, 1, p.ground)
    _ground(sheet)
    face(sheet, 0.5, 0.44, 1.0, tool=chance.choice(["", "", "phones", "guitar", "mic", "sticks", "trumpet"]))
    sheet.grain(0.14)


def group(sheet: Sheet, size: int) -> None:
    """Some people in a row, as bands stand before a wall."""
    chance = sheet.chance
    _ground(sheet)
    size = max(1, min(size, 6))
    cuts = chance.sample(HAIR_CUTS, size)
    order = sorted(range(size), key=lambda i: (i + size // 2) % 2)
    scale = {1: 0.95, 2: 0.8, 3: 0.68, 4: 0.56, 5: 0.48, 6: 0.42}[size] * (1 if not sheet.is_tall else 0.9)
    for i in order:
        x = (i + 0.5) / size * 0.88 + 0.06
        back = 0.0 if i % 2 else 0.06
        face(sheet, x, 0.47 - back + chance.uniform(-0.02, 0.02) + (1 - scale) * 0.06, scale, cut=cuts[i],
             tool=chance.choice(["", "", "", "guitar", "mic", "sticks", "trumpet"]))  # fmt: skip
    sheet.grain(0.14)


def _ground(sheet: Sheet) -> None:
    p, chance = sheet.palette, sheet.chance
    match chance.randrange(5):
        case 0:
            sheet.disc(0.5, 0.45, 44, p.accents[1])
        case 1:
            for i in range(0, 12, 2):
                sheet.shape(
                    [(i / 10 - 0.2, 0), (i / 10 - 0.1, 0), (i / 10 + 0.1, 1), (i / 10, 1)],
                    mixed(p.ground, p.accents[1], 0.6),
                )
        case 2:
            sheet.box(0, 0.62, 1, 1, p.accents[1])
            sheet.disc(0.78, 0.25, 16, p.accents[0])
        case 3:
            for i in range(8):
                for j in range(6):
                    sheet.disc(0.06 + i / 8, 0.06 + j / 6, 3, mixed(p.ground, p.accents[2], 0.7))
        case _:
            sheet.shape([(0, 0), (0.6, 0), (0.35, 1), (0, 1)], p.accents[2])


@dataclass(frozen=True)
class Brush:
    """Draws around the middle of a head, in hundredths of the person's size."""

    pen: ImageDraw.ImageDraw
    x: float
    y: float
    unit: float

    def at(self, dx: float, dy: float) -> tuple[float, float]:
        return self.x + dx * self.unit, self.y + dy * self.unit

    def oval(self, dx: float, dy: float, rx: float, ry: float, colour: str) -> None:
        self.pen.ellipse([*self.at(dx - rx, dy - ry), *self.at(dx + rx, dy + ry)], fill=colour)

    def ring(self, dx: float, dy: float, radius: float, colour: str, width: float) -> None:
        box = [*self.at(dx - radius, dy - radius), *self.at(dx + radius, dy + radius)]
        self.pen.ellipse(box, outline=colour, width=self._pixels(width))

    def poly(self, points: list[tuple[float, float]], colour: str) -> None:
        self.pen.polygon([self.at(*point) for point in points], fill=colour)

    def stroke(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        self.pen.line([self.at(*point) for point in points], fill=colour, width=self._pixels(width), joint="curve")

    def chord(self, corner: tuple[float, float], other: tuple[float, float], colour: str) -> None:
        self.pen.chord([*self.at(*corner), *self.at(*other)], 0, 180, fill=colour)

    def _pixels(self, width: float) -> int:
        return max(1, round(width * self.unit))


def face(sheet: Sheet, x: float, y: float, scale: float, *, cut: str = "", tool: str = "") -> None:
    """A person seen down to the chest; `y` is the middle of the head, `scale` 1 fills the sheet."""
    p, chance = sheet.palette, sheet.chance
    unit = min(sheet.width, sheet.height) * scale / 100
    brush = Brush(sheet.pen, x * sheet.width, y * sheet.height, unit)
    skin, hair = chance.choice(SKINS), chance.choice(HAIRS)
    cut = cut or chance.choice(HAIR_CUTS)
    cloth = chance.choice([*p.accents, p.ink])
    wide, tall = chance.uniform(13.5, 16), chance.uniform(18, 20.5)
    _hair_behind(cut, brush.oval, brush.poly, hair, wide)
    bottom = (sheet.height - brush.y) / unit + 4
    shade, lip = mixed(skin, "#3a1420", 0.22), mixed(skin, "#a3263a", 0.6)
    _body(brush, chance, cloth, bottom)
    _head(brush, wide, tall, skin, shade)
    _eyes(brush, chance, hair)
    brush.stroke([(0.5, -1), (-1.6, 6), (1.4, 6.6)], shade, 1.0)
    _mouth(brush, chance.randrange(3), lip)
    if cut in BEARDED and chance.random() < 0.4:
        _beard(chance, brush.oval, brush.poly, brush.stroke, hair, skin, wide, tall, lip)
    _hair_before(cut, brush.oval, brush.poly, brush.stroke, hair, wide, tall, p.accents)
    if chance.random() < 0.36:
        _glasses(brush, chance.choice(["#1a1513", p.accents[0], "#6b4a2b"]))
    _tool(tool, brush.oval, brush.poly, brush.stroke, p.accents, p.ink, bottom, skin)


def _body(brush: Brush, chance: Random, cloth: str, bottom: float) -> None:
    broad = chance.uniform(30, 37)
    left = [(-broad, bottom), (-broad, 42), (-broad * 0.86, 34), (-9, 27)]
    brush.poly([*left, *((-x, y) for x, y in reversed(left))], cloth)
    _clothes(chance.randrange(5), brush.poly, cloth, broad, bottom)


def _head(brush: Brush, wide: float, tall: float, skin: str, shade: str) -> None:
    """Neck, ears and face."""
    brush.poly([(-6.5, 10), (6.5, 10), (7.5, 28), (0, 33), (-7.5, 28)], shade)
    brush.oval(-wide, 1, 2.6, 4, shade)
    brush.oval(wide, 1, 2.6, 4, shade)
    brush.oval(0, 0, wide, tall, skin)


def _eyes(brush: Brush, chance: Random, hair: str) -> None:
    """With their brows; both look the same way."""
    look = chance.uniform(-0.8, 0.8)
    for side in (-1, 1):
        brush.oval(side * EYE, -1, 2.5, 1.7, "#fffaf2")
        brush.oval(side * EYE + look, -0.9, 1.35, 1.55, "#201612")
        lift = chance.uniform(-0.6, 0.6)
        brow = [(side * (EYE - 3.2), -5.6 + lift), (side * (EYE + 3), -6.2)]
        brush.stroke(brow, mixed(hair, "#201612", 0.45), 1.1)


def _mouth(brush: Brush, kind: int, lip: str) -> None:
    """Laughing (0), or closed in one of two ways."""
    if kind == 0:
        brush.chord((-4.8, 7.4), (4.8, 14), lip)
    else:
        brush.stroke([(-4, 11 + kind * 0.4), (0, 11.8), (4, 11 - kind * 0.2)], lip, 1.4)


def _glasses(brush: Brush, frame: str) -> None:
    for side in (-1, 1):
        brush.ring(side * EYE, -1, 4.2, frame, 1.1)
    brush.stroke([(-1.4, -1.4), (1.4, -1.4)], frame, 1.0)


def _hair_behind(cut, oval, poly, hair, wide) -> None:
    if cut == "long":
        oval(0, -2, wide + 5, 20, hair)
        poly([(-wide - 5, -4), (wide + 5, -4), (wide + 8, 34), (-wide - 8, 34)], hair)
    elif cut in ("bob", "fringe"):
        oval(0, -1, wide + 4.5, 21, hair)
        poly([(-wide - 4.5, 0), (wide + 4.5, 0), (wide + 3.5, 17), (-wide - 3.5, 17)], hair)
    elif cut == "afro":
        oval(0, -8, wide + 12, 25, hair)
    elif cut == "curls":
        for i in range(13):
            angle = math.pi * (0.95 + 1.1 * i / 12)
            oval((wide + 3) * math.cos(angle), -3 + 19 * math.sin(angle), 6.4, 6.4, hair)
    elif cut == "locs":
        for i in range(-5, 6):
            poly(
                [
                    (i * 3.4 - 1.7, -12),
                    (i * 3.4 + 1.7, -12),
                    (i * 4.4 + 1.5, 26 - abs(i)),
                    (i * 4.4 - 1.5, 26 - abs(i)),
                ],
                hair,
            )
    elif cut == "bun":
        oval(0, -25, 8, 7.5, hair)
    elif cut == "scarf":
        oval(0, 1, wide + 6, 25, hair)
        poly([(-wide - 4, 4), (wide + 4, 4), (wide + 9, 33), (-wide - 9, 33)], hair)


def _hair_before(cut, oval, poly, stroke, hair, wide, tall, accents) -> None:
    crown = (
        [(-wide - 1.2, -3)]
        + [
            (
                (wide + 1.6) * math.cos(math.pi + math.pi * i / 24),
                -4 + (tall - 2) * math.sin(math.pi + math.pi * i / 24),
            )
            for i in range(25)
        ]
        + [(wide + 1.2, -3)]
    )
    if cut in ("short", "quiff", "bun", "long", "locs", "curls"):
        partings: dict[str, list[tuple[float, float]]] = {
            "short": [(10, -10), (-4, -12), (-11, -8)],
            "quiff": [(11, -10), (2, -13), (-10, -9)],
            "bun": [(9, -10.5), (0, -13), (-9, -10.5)],
            "long": [(11, -7), (3, -15), (-11, -6)],
            "locs": [(10, -9), (0, -11), (-10, -9)],
            "curls": [(10, -10), (0, -9), (-10, -10)],
        }
        poly(crown + partings[cut], hair)
    if cut == "quiff":
        oval(3, -19, 11, 6.5, hair)
        oval(-4, -17, 8, 5, hair)
    elif cut == "curls":
        for i in range(6):
            oval(-11 + i * 4.4, -13 - 2 * math.sin(i), 4, 4, hair)
    elif cut == "afro":
        poly([*crown, (11, -9), (5, -12), (-5, -12), (-11, -9)], hair)
    elif cut in ("bob", "fringe"):
        low = -6 if cut == "fringe" else -10
        poly(
            [*crown, (wide - 1, low + 2), (6, low), (-8, low - (0 if cut == "fringe" else 3)), (-wide + 1, low + 4)],
            hair,
        )
    elif cut == "scarf":
        poly([*crown, (11, -11), (0, -13), (-11, -11)], hair)
    elif cut == "cap":
        poly([*crown, (wide, -7), (-wide, -7)], accents[0])
        poly([(-wide - 1, -8.5), (wide + 7, -8.5), (wide + 8, -5.5), (-wide, -5.5)], mixed(accents[0], "#000000", 0.3))


def _beard(chance, oval, poly, stroke, hair, skin, wide, tall, lip) -> None:
    if chance.random() < 0.5:
        points = [(wide * math.cos(math.pi * i / 20), 3 + (tall - 0.5) * math.sin(math.pi * i / 20)) for i in range(21)]
        poly([*points, (-wide + 3, 4), (-6, 8.5), (0, 7.6), (6, 8.5), (wide - 3, 4)], hair)
        stroke([(-3.4, 11.6), (3.4, 11.6)], lip, 1.5)
    else:
        poly([(-6, 9.6), (-2, 7.8), (0, 8.4), (2, 7.8), (6, 9.6), (0, 10)], hair)


def _clothes(kind, poly, cloth, broad, bottom) -> None:
    other = mixed(cloth, "#ffffff", 0.75) if kind != 1 else mixed(cloth, "#000000", 0.35)
    if kind == 0:
        for y in range(43, int(bottom), 8):
            poly([(-broad, y), (broad, y), (broad, y + 3.4), (-broad, y + 3.4)], other)
    elif kind == 1:
        poly([(-9, 27), (-16, 31), (-4, bottom), (-1, bottom)], other)
        poly([(9, 27), (16, 31), (4, bottom), (1, bottom)], other)
    elif kind == 2:
        poly([(-9, 26), (9, 26), (10, 31), (-10, 31)], mixed(cloth, "#000000", 0.2))
    elif kind == 3:
        poly([(-9, 27), (0, 34), (-7, 41), (-14, 30)], other)
        poly([(9, 27), (0, 34), (7, 41), (14, 30)], other)


def _tool(tool, oval, poly, stroke, accents, ink, bottom, skin) -> None:
    wood, dark = "#8a4b22", "#1a1513"
    if tool == "phones":
        stroke(
            [
                (17 * math.cos(math.pi + math.pi * i / 16), -2 + 22 * math.sin(math.pi + math.pi * i / 16))
                for i in range(17)
            ],
            dark,
            2.2,
        )
        oval(-17, 1, 4, 6.5, accents[0])
        oval(17, 1, 4, 6.5, accents[0])
    elif tool == "guitar":
        stroke([(-6, 58), (34, 26)], wood, 3.4)
        poly([(32, 29), (37, 19), (43, 22), (38, 31)], dark)
        oval(-15, 60, 16, 13, accents[0])
        oval(-4, 52, 11, 9.5, accents[0])
        oval(-10, 57, 4.4, 4, dark)
        stroke([(-16, 61), (36, 25)], mixed(ink, "#ffffff", 0.5), 0.5)
    elif tool == "mic":
        stroke([(0, bottom), (3, 27)], dark, 1.8)
        oval(3, 22, 4.2, 5, mixed(dark, "#ffffff", 0.35))
        oval(3, 20.4, 4.2, 3.4, mixed(dark, "#ffffff", 0.5))
    elif tool == "sticks":
        stroke([(-22, 56), (10, 30)], "#d8b27a", 1.9)
        stroke([(22, 56), (-10, 30)], "#c79a5e", 1.9)
    elif tool == "trumpet":
        brass = "#d9a32e"
        stroke([(-8, 52), (26, 38)], brass, 2.6)
        poly([(24, 36.5), (36, 27), (41, 40), (26, 41)], brass)
        stroke([(0, 53), (4, 60), (16, 55), (14, 47)], mixed(brass, "#000000", 0.25), 2)
