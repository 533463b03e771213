"""What can be drawn, and how it becomes a file."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from PIL import Image

from posters.drawing import bold, soft
from posters.drawing.letters import readable, whole
from posters.drawing.palettes import palette_for
from posters.drawing.portraits import group, portrait
from posters.drawing.rooms import ROOMS, room
from posters.drawing.sheets import Sheet

Composition = Callable[[Sheet, str, str], None]
SHAPES = {"": (4, 3), "wide": (16, 9), "square": (1, 1), "poster": (5, 7)}
DESIGN = 2
"""Raised when something is drawn in another way: addresses change with it, so copies elsewhere are left behind."""
SCALE = 2
"""So much larger it is drawn than shown: the edges become smooth."""
LARGEST = 1400
COMPOSITIONS: dict[str, tuple[Composition, ...]] = {
    "metal": (soft.waves, soft.hills, bold.type_only, bold.rays, soft.dots, bold.photocopy),
    "punk": (bold.photocopy, bold.echo, bold.type_only, bold.photocopy, soft.dots, soft.op),
    "rock": (bold.rays, bold.arcs, soft.dots, bold.stripes, soft.hills, bold.echo, bold.type_only),
    "jazz": (soft.cutouts, soft.keys, bold.blocks, bold.type_only, soft.lights, bold.stripes),
    "folk": (soft.hills, soft.sea, soft.cutouts, bold.rays, bold.type_only, soft.lights),
    "electronic": (soft.op, soft.waves, bold.blocks, bold.echo, soft.lights, soft.dots, bold.stripes),
    "pop": (soft.lights, bold.arcs, soft.sea, bold.echo, bold.blocks, bold.stripes, soft.dots),
    "groove": (bold.arcs, bold.rays, bold.stripes, soft.cutouts, bold.echo, bold.type_only),
    "classical": (soft.keys, bold.blocks, soft.sea, bold.type_only, soft.cutouts, soft.waves),
}
EVERY = tuple(dict.fromkeys(each for found in COMPOSITIONS.values() for each in found))


class Kind(StrEnum):
    POSTER = "poster"
    ROOM = "room"
    PORTRAIT = "portrait"
    GROUP = "group"


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn. `seed` decides all that is left open; `mood` is one of MOODS or empty; `people` count for a
    group."""

    kind: Kind
    seed: str
    words: str = ""
    line: str = ""
    mood: str = ""
    people: int = 4


def drawn(drawing: Drawing, size: tuple[int, int]) -> Image.Image:
    """The picture in this size, in pixels. A name whose letters we do not have all is left out, not mangled."""
    chance = Random(f"{drawing.kind}{drawing.seed}")  # noqa: S311
    scale = SCALE if max(size) * SCALE <= LARGEST else max(1, LARGEST / max(size))
    large = (round(size[0] * scale), round(size[1] * scale))
    palette = palette_for(drawing.mood, chance)
    match drawing.kind:
        case Kind.ROOM:
            name = chance.choice(sorted(ROOMS))
            sheet = Sheet(large, chance.choice(ROOMS[name]), chance)
            room(sheet, name)
        case Kind.PORTRAIT:
            portrait(sheet := Sheet(large, palette, chance))
        case Kind.GROUP:
            group(sheet := Sheet(large, palette, chance), drawing.people)
        case _:
            sheet = Sheet(large, palette, chance)
            compose = chance.choice(COMPOSITIONS.get(drawing.mood, EVERY))
            compose(sheet, whole(drawing.words), readable(drawing.line))
    return sheet.image.resize(size, Image.Resampling.BOX) if large != size else sheet.image


def drawn_bytes(drawing: Drawing, width: int, shape: str = "", form: str = "WEBP") -> bytes:
    """The picture as a file, `width` pixels wide and as high as its shape says."""
    across, down = SHAPES[shape]
    target = io.BytesIO()
    image = drawn(drawing, (width, round(width * down / across)))
    image.save(target, form, quality=80 if form == "WEBP" else 90, **({"method": 3} if form == "WEBP" else {}))
    return target.getvalue()
