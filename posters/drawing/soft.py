"""Compositions of posters that live by an image: light, water, hills, cut paper, dots."""

import math

from PIL import Image, ImageChops, ImageDraw

from posters.drawing.bold import MARGIN, words_below
from posters.drawing.palettes import mixed
from posters.drawing.sheets import Sheet


def hills(sheet: Sheet, words: str, line: str) -> None:
    """Ridges under a moon, each darker than the one behind."""
    p, chance = sheet.palette, sheet.chance
    sheet.faded(mixed(p.ground, p.accents[1], 0.5), mixed(p.ground, p.accents[2], 0.55))
    sheet.disc(chance.uniform(0.25, 0.75), chance.uniform(0.2, 0.32), chance.uniform(11, 19), p.accents[0])
    dark = p.ink if p.on(p.ink) == p.ground else p.ground
    for step in range(5):
        base = 0.42 + step * 0.085
        ridge = [(0.0, 1.0)]
        phase, turns = chance.uniform(0, 6), chance.uniform(0.8, 2.2)
        for i in range(41):
            jag = chance.uniform(-0.012, 0.012)
            ridge.append((i / 40, base + 0.05 * math.sin(phase + turns * math.tau * i / 40) + jag))
        ridge.append((1.0, 1.0))
        sheet.shape(ridge, mixed(p.accents[1], dark, 0.2 + step * 0.2))
    sheet.grain(0.2)
    words_below(sheet, words, line, p.on(dark), share=0.25)


def waves(sheet: Sheet, words: str, line: str) -> None:
    """Lines as an oscilloscope draws them, one before the other."""
    p, chance = sheet.palette, sheet.chance
    count = 26
    for row in range(count):
        y = 0.14 + 0.5 * row / count
        centre, spread = chance.uniform(0.4, 0.6), chance.uniform(0.09, 0.16)
        points = []
        for i in range(91):
            x = i / 90
            swell = math.exp(-((x - centre) ** 2) / (2 * spread**2))
            points.append((0.12 + 0.76 * x, y - swell * chance.uniform(0.02, 0.13) - chance.uniform(0, 0.004)))
        sheet.shape([*points, (0.88, y + 0.03), (0.12, y + 0.03)], p.ground)
        sheet.line(points, p.accents[0] if row % 9 == 4 else p.ink, 0.55)
    words_below(sheet, words, line, p.ink, share=0.27)


def sea(sheet: Sheet, words: str, line: str) -> None:
    """Broad waves in layers, from light to dark."""
    p, chance = sheet.palette, sheet.chance
    sheet.disc(chance.uniform(0.2, 0.8), 0.27, chance.uniform(14, 22), p.accents[0])
    colours = [p.accents[2], mixed(p.accents[1], p.ground, 0.35), p.accents[1], mixed(p.accents[1], p.ink, 0.45), p.ink]
    for step, colour in enumerate(colours):
        wave = sheet.wave(0.34 + step * 0.085, 0.034, chance.uniform(1.2, 2.4), chance.uniform(0, 6))
        sheet.shape([*wave, (1, 1), (0, 1)], colour)
    words_below(sheet, words, line, p.on(p.ink), share=0.25)


def dots(sheet: Sheet, words: str, line: str) -> None:
    """A ball of dots, as screens of printers make them."""
    p, chance = sheet.palette, sheet.chance
    sheet.box(0, 0, 1, 1, p.ground)
    sheet.disc(0.5 + chance.uniform(-0.2, 0.2), 0.34, 31, p.accents[1])
    cx, cy = 0.5 + chance.uniform(-0.16, 0.16), 0.36
    step = 3.1 * sheet.unit
    reach = 40 * sheet.unit
    turn = math.radians(chance.choice([15, 30, 45]))
    for i in range(-22, 23):
        for j in range(-22, 23):
            x, y = i * step, j * step
            far = math.hypot(x, y) / reach
            if far > 1:
                continue
            light = 0.5 + 0.5 * (x * 0.6 + y * 0.8) / reach
            r = step * 0.62 * (1 - far**3) * (0.25 + 0.75 * light)
            px = cx * sheet.width + x * math.cos(turn) - y * math.sin(turn)
            py = cy * sheet.height + x * math.sin(turn) + y * math.cos(turn)
            sheet.pen.ellipse([px - r, py - r, px + r, py + r], fill=p.accents[0])
    words_below(sheet, words, line, p.ink, share=0.3, ground=p.ground if words else None)


def lights(sheet: Sheet, words: str, line: str) -> None:
    """Discs of coloured light that mix where they cross."""
    p, chance = sheet.palette, sheet.chance
    is_dark = p.on(p.ground) != p.ink or sheet.is_dark
    mix = ImageChops.screen if is_dark else ImageChops.multiply
    for index in range(5):
        layer = Image.new("RGB", sheet.image.size, "black" if is_dark else "white")
        r = chance.uniform(0.2, 0.36) * min(sheet.width, sheet.height)
        x, y = chance.uniform(0.18, 0.82) * sheet.width, chance.uniform(0.14, 0.5) * sheet.height
        ImageDraw.Draw(layer).ellipse([x - r, y - r, x + r, y + r], fill=p.accents[index % 3])
        sheet.image.paste(mix(sheet.image, layer))
    words_below(sheet, words, line, p.ink, share=0.3, ground=p.ground if words else None)


def cutouts(sheet: Sheet, words: str, line: str) -> None:
    """Leaves and blocks cut from coloured paper, as jazz hung on walls."""
    p, chance = sheet.palette, sheet.chance
    wide = 3 if sheet.is_tall else 5
    colours = [*p.accents, mixed(p.ground, p.ink, 0.85), p.ground]
    high = 0.66 if words else 1
    for row in range(2):
        for col in range(wide):
            a, b = chance.sample(colours, 2)
            left, top = col / wide, row * high / 2
            edge = [
                (left - 0.01, top + chance.uniform(-0.012, 0.012)),
                (left + 1 / wide, top + chance.uniform(-0.012, 0.012)),
            ]
            sheet.shape([*edge, (left + 1 / wide, top + high / 2), (left, top + high / 2)], a)
            _leaf(sheet, left + 0.5 / wide, top + high / 4, 0.42 / wide, high * 0.2, b)
    if words:
        sheet.shape([(0, high - 0.01), (1, high + 0.012), (1, 1), (0, 1)], p.ground)
        words_below(sheet, words, line, p.ink, share=1 - high - 0.07)


def _leaf(sheet: Sheet, x: float, y: float, wide: float, high: float, colour: str) -> None:
    chance = sheet.chance
    lobes, lean = chance.choice([5, 7, 9]), chance.uniform(-0.4, 0.4)
    points = []
    for i in range(72):
        angle = math.tau * i / 72
        r = 0.62 + 0.38 * math.cos(lobes * angle + lean)
        dx, dy = r * math.cos(angle), r * math.sin(angle) * 0.98
        points.append((x + wide * (dx + dy * lean * 0.4), y + high * dy))
    sheet.shape(points, colour)


def keys(sheet: Sheet, words: str, line: str) -> None:
    """The keys of a piano, askew, and a disc."""
    p, chance = sheet.palette, sheet.chance
    sheet.box(0, 0, 1, 1, p.ground)
    sheet.disc(chance.uniform(0.6, 0.85), 0.2, 17, p.accents[0])
    tilt, count = chance.uniform(-0.1, 0.1), 9 if sheet.is_tall else 13
    paper, dark = (
        (p.ink, p.ground) if p.on(p.ink) == p.ground and sheet.is_dark else (mixed(p.ground, "#ffffff", 0.75), p.ink)
    )
    for i in range(count):
        a, b = i / count, (i + 0.9) / count
        sheet.shape(
            [(a, 0.3 + tilt * a), (b, 0.3 + tilt * b), (b, 0.64), (a, 0.64)], p.accents[1] if i == count // 3 else paper
        )
    for i in range(count):
        if i % 7 in (0, 1, 3, 4, 5):
            a, b = (i + 0.64) / count, (i + 1.22) / count
            sheet.shape([(a, 0.29 + tilt * a), (b, 0.29 + tilt * b), (b, 0.52), (a, 0.52)], dark)
    words_below(sheet, words, line, p.ink, share=0.28, ground=p.ground if words else None)


def op(sheet: Sheet, words: str, line: str) -> None:
    """A chequered floor that bulges."""
    p, chance = sheet.palette, sheet.chance
    n = 11
    cx, cy = chance.uniform(0.35, 0.65), chance.uniform(0.25, 0.45)

    def bulged(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - cx, (y - cy) * sheet.height / sheet.width
        far = math.hypot(dx, dy)
        pull = 1 + 0.9 * math.exp(-((far / 0.24) ** 2))
        return cx + dx * pull, cy + dy * pull * sheet.width / sheet.height

    down = math.ceil(n * sheet.height / sheet.width)
    for i in range(-4, n + 4):
        for j in range(-4, down + 4):
            if (i + j) % 2:
                a, b, c, d = i / n, j / down, (i + 1) / n, (j + 1) / down
                sheet.shape([bulged(a, b), bulged((a + c) / 2, b), bulged(c, b), bulged(c, (b + d) / 2), bulged(c, d),
                             bulged((a + c) / 2, d), bulged(a, d), bulged(a, (b + d) / 2)],
                            p.accents[0] if (i * 7 + j * 3) % 13 == 0 else p.ink)  # fmt: skip
    if words:
        sheet.box(MARGIN, 0.66, 1 - MARGIN, 0.95, p.accents[1])
        sheet.words(words, MARGIN + 0.04, 0.69, 0.96 - MARGIN, 0.86 if line else 0.92, p.on(p.accents[1]))
        sheet.small(line, MARGIN + 0.04, 0.925, p.on(p.accents[1]), size=3.4, room=0.8)
