"""Rooms of venues: drawn from the floor, with a stage, its lights, and what stands there on a good night."""

import math

from PIL import Image, ImageDraw

from posters.drawing.palettes import Palette, mixed
from posters.drawing.sheets import Sheet

ROOMS = {
    "club": (
        Palette("#171320", "#f4ead8", ("#ff5a3c", "#3b2a4f", "#ffb84d")),
        Palette("#0d1b2a", "#eef4ff", ("#2ec4f1", "#1f3b57", "#ff4fa0")),
        Palette("#1b0f1f", "#fdeaf6", ("#b23bff", "#44234f", "#39e6b0")),
    ),
    "hall": (
        Palette("#1d2b35", "#f5ead2", ("#e8b04a", "#3d5a66", "#c4533a")),
        Palette("#e6dccb", "#211d19", ("#c1432e", "#a3906f", "#2f6f73")),
        Palette("#30211b", "#f9ead6", ("#ffb03b", "#6f4a38", "#5fa8a0")),
    ),
    "cellar": (
        Palette("#2a1c17", "#f7e6cf", ("#f2a03d", "#6b3f2c", "#b8462f")),
        Palette("#1c2226", "#e9efe9", ("#7fd1a8", "#3f5257", "#e2a24a")),
        Palette("#38201f", "#fdebd8", ("#ffd07a", "#7d4640", "#5f9ea0")),
    ),
    "loft": (
        Palette("#c9bfae", "#23201c", ("#d9603b", "#8a9ba3", "#e9c46a")),
        Palette("#e3e7ea", "#1b2126", ("#2b6de0", "#9fb0ba", "#f26b4e")),
        Palette("#4a3a32", "#f8ecdf", ("#f0a04b", "#8c6f5e", "#7fb7b0")),
    ),
    "church": (
        Palette("#26324a", "#f3e9d5", ("#e4b363", "#596a8c", "#b5453c")),
        Palette("#efe7d8", "#26211c", ("#a63a3a", "#bdae92", "#3d6d8f")),
        Palette("#1f2f2a", "#eef3e6", ("#d8c15a", "#4c6d60", "#a9473d")),
    ),
    "garden": (
        Palette("#1f3a3d", "#fbf0d8", ("#ffcf6b", "#41685a", "#ee7755")),
        Palette("#2b2346", "#fff0db", ("#ff9f6b", "#57487f", "#8fd6a5")),
        Palette("#dfeadb", "#1f2b22", ("#e0563f", "#8fb08a", "#f0b73f")),
    ),
    "theatre": (
        Palette("#3a0f1a", "#fbe9d3", ("#e3b04b", "#7d1f30", "#c9a27e")),
        Palette("#10223d", "#f6ead4", ("#d9b25a", "#24446f", "#b08a73")),
        Palette("#0f3330", "#f7ecd7", ("#e0b04f", "#1f5c55", "#c38f6b")),
    ),
    "tent": (
        Palette("#23395b", "#fff3da", ("#f2c14e", "#d1495b", "#8da9c4")),
        Palette("#5a1f2b", "#fff0dc", ("#ffc857", "#9a3b48", "#f3d9b1")),
        Palette("#f2d7a0", "#2a2218", ("#d1493b", "#c9a25b", "#2e6f8e")),
    ),
}
"""Each kind of room in several lights, so that two clubs side by side are not the same club."""
BACK = (0.2, 0.14, 0.8, 0.62)


def room(sheet: Sheet, kind: str) -> None:
    """One of ROOMS: walls, back, stage, light, people or chairs, bar."""
    chance = sheet.chance
    _walls(sheet)
    {"club": _bricks, "cellar": _vault, "church": _windows, "theatre": _curtains,
     "loft": _panes, "garden": _garlands, "tent": _canvas}.get(kind, _columns)(sheet)  # fmt: skip
    _stage(sheet)
    for _ in range(chance.randrange(3, 6)):
        _beam(sheet)
    if kind != "garden" and chance.random() < 0.7:
        _bar(sheet)
    if chance.random() < 0.45 or kind in ("theatre", "church"):
        _chairs(sheet)
    else:
        _crowd(sheet)
    sheet.grain(0.14)


def _walls(sheet: Sheet) -> None:
    p = sheet.palette
    left, top, right, low = BACK
    lit = mixed(p.ground, p.accents[1], 0.55)
    sheet.box(0, 0, 1, 1, p.ground)
    sheet.shape([(0, 0), (left, top), (left, low), (0, 1.06)], mixed(p.ground, p.accents[1], 0.28))
    sheet.shape([(1, 0), (right, top), (right, low), (1, 1.06)], mixed(p.ground, p.accents[1], 0.2))
    sheet.shape([(0, 0), (1, 0), (right, top), (left, top)], mixed(p.ground, "#000000", 0.25))
    sheet.box(left, top, right, low, lit)
    floor = mixed(p.accents[1], p.ground, 0.45)
    sheet.shape([(left, low), (right, low), (1, 1.06), (0, 1.06)], floor)
    for i in range(1, 12):
        a = left + (right - left) * i / 12
        b = i / 12
        sheet.line([(a, low), (b + (b - 0.5) * 0.25, 1.06)], mixed(floor, p.ground, 0.4), 0.35)


def _bricks(sheet: Sheet) -> None:
    p = sheet.palette
    colour = mixed(p.accents[1], p.ground, 0.2)
    for row in range(14):
        y = 0.14 + row * 0.034
        for col in range(-1, 13):
            x = 0.2 + (col + (row % 2) / 2) * 0.05
            if x >= 0.2 and x + 0.046 <= 0.8:
                sheet.box(x, y, x + 0.046, y + 0.027, mixed(colour, p.accents[0], sheet.chance.uniform(0, 0.18)))


def _vault(sheet: Sheet) -> None:
    p = sheet.palette
    for step in range(4):
        grow = 0.12 * step
        colour = mixed(p.ground, p.accents[1], 0.9 - step * 0.2)
        w, h = sheet.width, sheet.height
        sheet.pen.arc([(0.2 - grow) * w, (0.02 - grow * 1.1) * h, (0.8 + grow) * w, (0.8 + grow * 0.6) * h], 180, 360,
                      fill=colour, width=int(5 * sheet.unit))  # fmt: skip
        for x in (0.2 - grow, 0.8 + grow - 0.03):
            sheet.box(x, 0.41 - grow * 0.2, x + 0.034, 0.66 + grow * 0.9, colour)


def _windows(sheet: Sheet) -> None:
    p = sheet.palette
    for x in (0.27, 0.41, 0.55, 0.69):
        colours = [p.accents[0], p.accents[2], mixed(p.accents[0], p.accents[1], 0.5)]
        sheet.box(x, 0.23, x + 0.06, 0.4, p.accents[0])
        sheet.disc(x + 0.03, 0.235, 0.03 * sheet.width / sheet.unit, p.accents[0])
        for row in range(4):
            for col in range(2):
                sheet.box(x + 0.004 + col * 0.027, 0.235 + row * 0.042, x + 0.025 + col * 0.027, 0.268 + row * 0.042,
                          sheet.chance.choice(colours))  # fmt: skip
    for x in (0.05, 0.87):
        sheet.shape([(x, -0.1), (x + 0.06, -0.1), (x + 0.055, 1), (x, 1)], mixed(p.accents[1], p.ground, 0.4))


def _curtains(sheet: Sheet) -> None:
    p = sheet.palette
    for i in range(16):
        x = 0.2 + i * 0.0375
        sheet.box(x, 0.14, x + 0.0375, 0.62, mixed(p.accents[1], p.ground, 0.5 if i % 2 else 0.1))
    for x, sign in ((0.17, 1), (0.83, -1)):
        sheet.shape(
            [(x, 0.08), (x + sign * 0.16, 0.08), (x + sign * 0.07, 0.35), (x + sign * 0.03, 0.62), (x, 0.62)],
            p.accents[2],
        )
    sheet.box(0.15, 0.06, 0.85, 0.12, p.accents[0])
    for i in range(9):
        sheet.disc(0.19 + i * 0.0775, 0.125, 5, p.accents[1])
    for y in (0.3, 0.46):
        for side in (0, 1):
            x = 0.0 if not side else 0.86
            sheet.box(x, y, x + 0.14, y + 0.05, p.accents[0])


def _panes(sheet: Sheet) -> None:
    p = sheet.palette
    for i in range(3):
        x = 0.23 + i * 0.19
        sheet.box(x, 0.17, x + 0.16, 0.44, mixed(p.accents[1], "#ffffff", 0.45))
        for j in range(1, 4):
            sheet.line([(x + j * 0.04, 0.17), (x + j * 0.04, 0.44)], p.ink, 0.5)
            sheet.line([(x, 0.17 + j * 0.068), (x + 0.16, 0.17 + j * 0.068)], p.ink, 0.5)
    for y in (0.03, 0.09):
        sheet.line([(0, y), (1, y)], mixed(p.ground, p.ink, 0.6), 1.2)


def _garlands(sheet: Sheet) -> None:
    p, chance = sheet.palette, sheet.chance
    sheet.faded(mixed(p.ground, p.accents[2], 0.45), p.ground)
    for _ in range(26):
        sheet.disc(chance.uniform(-0.05, 1.05), chance.uniform(0.36, 0.56), chance.uniform(6, 14),
                   mixed(p.accents[1], p.ground, chance.uniform(0, 0.6)))  # fmt: skip
    sheet.box(0, 0.58, 1, 1, mixed(p.accents[1], p.ground, 0.35))
    for row in range(3):
        y = 0.08 + row * 0.1
        points = [(i / 40, y + 0.07 * math.sin(math.pi * ((i / 40 * 2 + row / 2) % 1))) for i in range(41)]
        sheet.line(points, p.ink, 0.3)
        for x, at in points[::3]:
            sheet.glow(x, at + 0.015, 0.03, p.accents[0], 0.7)
            sheet.disc(x, at + 0.012, 1, p.accents[0])


def _canvas(sheet: Sheet) -> None:
    p = sheet.palette
    for i in range(14):
        colour = p.accents[1] if i % 2 else p.ink
        sheet.shape([(0.5, -0.12), (i / 14, 0.26), ((i + 1) / 14, 0.26)], mixed(colour, p.ground, 0.15))
        sheet.shape([(i / 14, 0.26), ((i + 1) / 14, 0.26), ((i + 0.5) / 14, 0.31)], mixed(colour, p.ground, 0.15))
    for x in (0.14, 0.84):
        sheet.box(x, 0.2, x + 0.018, 0.8, mixed(p.ground, p.ink, 0.5))


def _columns(sheet: Sheet) -> None:
    p = sheet.palette
    for x, wide in ((0.24, 0.03), (0.73, 0.03), (0.03, 0.06), (0.91, 0.06)):
        tall = 0.62 if wide < 0.05 else 0.95
        sheet.box(x, 0.1, x + wide, tall, mixed(p.accents[1], p.ink, 0.25))
        sheet.box(x - 0.01, 0.1, x + wide + 0.01, 0.13, mixed(p.accents[1], p.ink, 0.4))
    x = 0.5
    sheet.line([(x, 0), (x, 0.12)], p.accents[0], 0.5)
    for i in range(7):
        sheet.glow(0.41 + i * 0.03, 0.14, 0.035, p.accents[0], 0.8)
        sheet.disc(0.41 + i * 0.03, 0.14, 1.3, p.accents[0])


def _stage(sheet: Sheet) -> None:
    p, chance = sheet.palette, sheet.chance
    y = 0.56
    sheet.glow(0.5, 0.42, 0.32, p.accents[0], 0.55)
    sheet.box(0.26, y, 0.74, y + 0.05, mixed(p.accents[1], p.ink, 0.18))
    sheet.box(0.26, y + 0.05, 0.74, y + 0.12, mixed(p.ground, "#000000", 0.35))
    black = mixed(p.ground, "#000000", 0.6)
    for x in (0.28, 0.66):
        for row in range(2):
            sheet.box(x, y - 0.09 - row * 0.09, x + 0.06, y - 0.005 - row * 0.09, black)
            sheet.disc(x + 0.03, y - 0.045 - row * 0.09, 2.4, mixed(black, p.ink, 0.25))
    d = 0.5 + chance.uniform(-0.05, 0.05)
    sheet.disc(d, y - 0.055, 6, black)
    sheet.disc(d, y - 0.055, 5, mixed(p.accents[0], p.ink, 0.5))
    for x, lift in ((d - 0.07, 0.13), (d + 0.07, 0.145)):
        sheet.line([(x, y), (x, y - lift)], black, 0.5)
        sheet.line([(x - 0.03, y - lift + 0.01), (x + 0.03, y - lift - 0.005)], p.accents[0], 0.9)
    for x in (0.39, 0.6):
        sheet.line([(x, y), (x, y - 0.14), (x + 0.02, y - 0.15)], black, 0.5)


def _beam(sheet: Sheet) -> None:
    p, chance = sheet.palette, sheet.chance
    x, to = chance.uniform(0.25, 0.75), chance.uniform(0.3, 0.7)
    mask = Image.new("L", sheet.image.size, 0)
    ImageDraw.Draw(mask).polygon(
        sheet.at([(x - 0.008, 0.1), (x + 0.008, 0.1), (to + 0.09, 0.6), (to - 0.09, 0.6)]), fill=46
    )
    sheet.image.paste(chance.choice([p.accents[0], p.accents[2], p.ink]), mask=mask)
    sheet.shape(
        [(x - 0.014, 0.075), (x + 0.014, 0.075), (x + 0.01, 0.115), (x - 0.01, 0.115)], mixed(p.ground, "#000000", 0.6)
    )


def _bar(sheet: Sheet) -> None:
    p, chance = sheet.palette, sheet.chance
    flip = chance.random() < 0.5

    def x(value: float) -> float:
        return 1 - value if flip else value

    for shelf in range(2):
        y = 0.36 + shelf * 0.1
        sheet.shape([(x(0), y + 0.075), (x(0.15), y + 0.06), (x(0.15), y + 0.068), (x(0), y + 0.085)], p.accents[0])
        for i in range(6):
            at = 0.01 + i * 0.024
            colour = chance.choice([*p.accents, p.ink])
            sheet.shape(
                [(x(at), y + 0.02), (x(at + 0.013), y + 0.02), (x(at + 0.013), y + 0.07), (x(at), y + 0.072)], colour
            )
    sheet.shape([(x(0), 0.68), (x(0.2), 0.63), (x(0.2), 0.8), (x(0), 0.95)], mixed(p.accents[1], p.accents[2], 0.35))
    sheet.shape([(x(0), 0.655), (x(0.22), 0.61), (x(0.22), 0.635), (x(0), 0.69)], mixed(p.accents[0], p.ground, 0.2))
    for i in range(2):
        at = 0.2 + i * 0.045
        sheet.line([(x(at), 0.74 - i * 0.02), (x(at), 0.9 - i * 0.05)], mixed(p.ground, "#000000", 0.5), 0.7)
        sheet.disc(x(at), 0.74 - i * 0.02, 2.4, p.accents[2])


def _chairs(sheet: Sheet) -> None:
    p = sheet.palette
    for row in range(3):
        y, size = 0.72 + row * 0.1, 0.05 + row * 0.016
        count = 9 - row
        for i in range(count):
            x = 0.5 + (i - (count - 1) / 2) * size * 1.7
            if abs(x - 0.5) < size * 0.6:
                continue
            back = mixed(p.accents[2], p.ground, 0.5 - row * 0.16)
            left, top, right, low = x - size / 2, y, x + size / 2, y + size * 1.5
            sheet.pen.rounded_rectangle([*sheet.at([(left, top)])[0], *sheet.at([(right, low)])[0]],
                                        radius=size * sheet.width * 0.3, fill=back)  # fmt: skip
            sheet.box(left, low - 0.012, right, low + 0.016, mixed(back, "#000000", 0.35))


def _crowd(sheet: Sheet) -> None:
    p, chance = sheet.palette, sheet.chance
    for row in range(3):
        colour = mixed(mixed(p.ground, "#000000", 0.35 + row * 0.15), p.accents[0], 0.14 - row * 0.05)
        count = 16 - row * 3
        for i in range(count):
            x = (i + chance.uniform(0.2, 0.8)) / count
            y, size = 0.76 + row * 0.1 + chance.uniform(-0.02, 0.02), 2.6 + row * 0.9
            sheet.disc(x, y, size, colour)
            r = size * sheet.unit / sheet.width
            sheet.shape(
                [
                    (x - r * 2, 1),
                    (x - r * 1.7, y + 0.05 + row * 0.01),
                    (x, y + 0.03),
                    (x + r * 1.7, y + 0.05 + row * 0.01),
                    (x + r * 2, 1),
                ],
                colour,
            )
            if chance.random() < 0.12:
                sheet.line([(x + r * 1.5, y + 0.08), (x + r * 2, y - 0.09)], colour, 1.3)
