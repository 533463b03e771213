"""Compositions of posters that live by type and flat shapes. Each draws art and words; words may be empty."""

import math

from PIL import Image, ImageDraw

from posters.drawing.letters import DISPLAY, face_for, font_of, set_block
from posters.drawing.palettes import BLACK, WHITE, mixed
from posters.drawing.sheets import Sheet

MARGIN = 0.06


def words_below(
    sheet: Sheet, words: str, line: str, colour: str, *, share: float = 0.34, ground: str | None = None
) -> None:
    """The usual place of a name: low, over the whole width, the line under it."""
    if not words:
        return
    top = 1 - share - 0.03
    if ground:
        sheet.box(0, top - 0.045, 1, 1, ground)
    foot = 0.955 if line else 0.965
    sheet.words(words, MARGIN, top, 1 - MARGIN, foot - (0.085 if line else 0), colour, from_below=True)
    sheet.small(line, MARGIN, foot, colour)


def type_only(sheet: Sheet, words: str, line: str) -> None:
    """The name as large as the sheet, on bands of colour."""
    p, chance = sheet.palette, sheet.chance
    if chance.random() < 0.5:
        split = chance.uniform(0.3, 0.6)
        sheet.shape([(0, split), (1, split - 0.18), (1, 1), (0, 1)], mixed(p.ground, p.accents[0], 0.28))
    sheet.disc(chance.choice([0.12, 0.88]), 0.0, 34, mixed(p.ground, p.accents[1], 0.45))
    if not words:
        stripes(sheet, "", "")
        return
    sheet.box(MARGIN, 0.055, 1 - MARGIN, 0.055 + 0.9 * sheet.unit / sheet.height, p.ink)
    sheet.words(words, MARGIN, 0.1, 1 - MARGIN, 0.86, p.ink)
    sheet.small(line, MARGIN, 0.95, p.ink)


def echo(sheet: Sheet, words: str, line: str) -> None:
    """The name again and again, one row in full colour."""
    p, chance = sheet.palette, sheet.chance
    if not words:
        arcs(sheet, "", "")
        return
    short = words if len(words) <= 22 else words.split()[0]
    rows = 7 if sheet.is_tall else 5
    loud = chance.randrange(1, rows - 1)
    height = 1 / rows
    for row in range(rows):
        faint = mixed(p.ground, p.accents[row % 2], 0.4)
        if row == loud:
            sheet.box(0, row * height, 1, (row + 1) * height, p.accents[0])
        text = words if row == loud else short
        colour = p.on(p.accents[0]) if row == loud else faint
        sheet.words(text, 0.04, row * height + height * 0.12, 0.96, (row + 1) * height - height * 0.12, colour,
                    stretch=(0.5, 2.6), align="center")  # fmt: skip
    sheet.small(line, 0.04, 0.975, p.ink, size=3.4)


def stripes(sheet: Sheet, words: str, line: str) -> None:
    """Stripes that bend round a corner."""
    p, chance = sheet.palette, sheet.chance
    colours = [p.accents[0], p.accents[1], p.accents[2], p.ink]
    chance.shuffle(colours)
    thick = chance.uniform(8.5, 11)
    x, y = chance.choice([(0.0, 0.62), (1.0, 0.62), (0.5, 0.66)])
    for step in range(7, 0, -1):
        colour = colours[step % 4] if step % 2 else p.ground
        sheet.disc(x, y, thick * step * 1.25, colour)
    words_below(sheet, words, line, p.ink, ground=p.ground if words else None)


def arcs(sheet: Sheet, words: str, line: str) -> None:
    """Rainbows of the seventies, running up the sheet."""
    p, chance = sheet.palette, sheet.chance
    mirror = chance.random() < 0.5
    colours = [*p.accents, p.ink]
    width = 0.085
    for step, colour in enumerate(colours):
        left = 0.1 + step * width
        r = (0.52 - step * width) * sheet.width / sheet.unit
        cx = 0.62
        side = 1 - cx if mirror else cx
        sheet.disc(side, 0.45 if sheet.is_tall else 0.62, r, colour)
        edge = [left, cx, 1 - cx, 1 - left]
        a, b = (edge[2], edge[3]) if mirror else (edge[0], edge[1])
        sheet.box(min(a, b), 0.45 if sheet.is_tall else 0.62, max(a, b), 1, colour)
    words_below(sheet, words, line, p.ink, ground=p.ground if words else None)


def rays(sheet: Sheet, words: str, line: str) -> None:
    """A sun with rays, as on bills of fairgrounds."""
    p, chance = sheet.palette, sheet.chance
    x, y = chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.42)
    count = chance.choice([18, 24, 30])
    for step in range(count):
        if step % 2:
            a, b = math.tau * step / count, math.tau * (step + 1) / count
            ends = [(x + 2.2 * math.cos(each), y + 2.2 * math.sin(each)) for each in (a, b)]
            sheet.shape([(x, y), *ends],
                        mixed(p.ground, p.accents[0], 0.85))  # fmt: skip
    for radius, colour in ((27, p.ground), (24, p.accents[1]), (16, p.accents[2]), (8, p.ink)):
        sheet.disc(x, y, radius, colour)
    words_below(sheet, words, line, p.on(p.ground), ground=p.ground if words else None, share=0.3)


def blocks(sheet: Sheet, words: str, line: str) -> None:
    """Tiles with quarters of circles on a strict grid."""
    p, chance = sheet.palette, sheet.chance
    across = 4 if sheet.is_tall else 6
    cell = sheet.width / across
    down = int(sheet.height * (0.64 if words else 1.2) / cell) or 1
    for row in range(down):
        for col in range(across):
            left, top = col * cell, row * cell
            a, b = chance.sample([p.ground, *p.accents, p.ink], 2)
            sheet.pen.rectangle([left, top, left + cell, top + cell], fill=a)
            match chance.randrange(5):
                case 0 | 1:
                    dx, dy = chance.choice([(0, 0), (1, 0), (0, 1), (1, 1)])
                    cx, cy = left + dx * cell, top + dy * cell
                    corner = sheet.image.crop((int(left), int(top), int(left + cell), int(top + cell)))
                    ImageDraw.Draw(corner).ellipse(
                        [cx - left - cell, cy - top - cell, cx - left + cell, cy - top + cell], fill=b
                    )
                    sheet.image.paste(corner, (int(left), int(top)))
                case 2:
                    sheet.pen.polygon([(left, top), (left + cell, top), (left, top + cell)], fill=b)
                case 3:
                    sheet.pen.ellipse(
                        [left + cell * 0.2, top + cell * 0.2, left + cell * 0.8, top + cell * 0.8], fill=b
                    )
                case _:
                    for bar in range(0, 4, 2):
                        sheet.pen.rectangle(
                            [left, top + bar * cell / 4, left + cell, top + (bar + 1) * cell / 4], fill=b
                        )
    if words:
        rest = down * cell / sheet.height
        sheet.box(0, rest, 1, 1, p.ground)
        sheet.words(words, MARGIN, rest + 0.04, 1 - MARGIN, 0.9 if line else 0.96, p.ink)
        sheet.small(line, MARGIN, 0.965, p.ink, size=3.6)


def photocopy(sheet: Sheet, words: str, line: str) -> None:
    """Strips cut out and glued askew, copied once too often."""
    p, chance = sheet.palette, sheet.chance
    for _ in range(5):
        x, y = chance.uniform(-0.1, 0.7), chance.uniform(-0.1, 0.8)
        sheet.shape(sheet.ragged(x, y, x + chance.uniform(0.3, 0.7), y + chance.uniform(0.12, 0.3), 0.02),
                    chance.choice([*p.accents, mixed(p.ground, p.ink, 0.12)]))  # fmt: skip
    face = font_of(face_for(words or "A", DISPLAY), 120)
    parts = _strips(words)
    high = min(0.8 / max(1, len(parts)), 0.26)
    y = 0.5 - high * len(parts) / 2 - 0.02
    for part in parts:
        fill, ink = chance.choice([(BLACK, WHITE), (WHITE, BLACK), (p.accents[0], p.on(p.accents[0]))])
        ratio = face.getlength(part.upper()) / 90
        tall = int(high * sheet.height * 0.92)
        wide = int(min(sheet.width * 0.92, max(tall * ratio * 0.85, sheet.width * 0.3)))
        strip = Image.new("RGBA", (wide, tall), fill)
        set_block(
            strip, part, (wide * 0.05, tall * 0.14, wide * 0.95, tall * 0.86), ink, stretch=(0.55, 2.2), align="center"
        )
        turned = strip.rotate(chance.uniform(-4.5, 4.5), Image.Resampling.BICUBIC, expand=True)
        x = chance.uniform(0.0, 1.0) * max(0, sheet.width - turned.width)
        sheet.image.paste(turned, (int(x), int(y * sheet.height)), turned)
        y += high
    if line:
        sheet.box(0, 0.925, 1, 1, BLACK)
        sheet.small(line, 0.05, 0.978, WHITE, size=3.6, room=0.9)
    sheet.grain(0.7)


def _strips(words: str) -> list[str]:
    """A word a strip; short ones stay with the next."""
    rows: list[str] = []
    for word in words.split():
        if rows and (len(rows[-1]) <= 3 or len(word) <= 2 or len(rows) >= 5):
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
