"""Press photos for the demo world: a crowd under stage light, drawn so that no rights are touched."""

import functools
import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 720)
SKETCH = (600, 450)
"""Drawn and blurred at this size and enlarged, a third of the work: in what is blurred nobody sees the difference."""

PALETTES = (
    ((245, 173, 31), (124, 45, 18), (16, 15, 14)),
    ((232, 120, 80), (88, 28, 48), (16, 13, 16)),
    ((122, 178, 196), (28, 60, 84), (10, 14, 20)),
    ((226, 190, 150), (92, 64, 52), (18, 14, 12)),
    ((120, 170, 140), (24, 66, 62), (9, 15, 14)),
    ((196, 150, 196), (66, 36, 84), (14, 10, 20)),
    ((214, 96, 70), (58, 24, 62), (14, 10, 16)),
)
"""Light from above, haze behind the stage, the dark of the room."""


def press_photo(name: str) -> bytes:
    """A JPEG of SIZE, the same drawing for the same name."""
    chance = random.Random(f"picture of {name}")
    light, haze, dark = chance.choice(PALETTES)
    picture = _backdrop(light, haze, dark)
    picture = Image.alpha_composite(picture, _beams(chance, light))
    for depth in (0.35, 0.7, 1.0):
        picture = Image.alpha_composite(picture, _crowd(chance, depth, haze, dark))
    encoded = io.BytesIO()
    full = picture.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
    Image.blend(full, _grain(), 0.06).save(encoded, "JPEG", quality=82)
    return encoded.getvalue()


@functools.cache
def _grain() -> Image.Image:
    return Image.effect_noise(SIZE, 26).convert("RGB")


def _backdrop(light, haze, dark) -> Image.Image:
    column = Image.new("RGB", (1, 4))
    between = tuple((bright + dim) // 2 for bright, dim in zip(light, haze, strict=True))
    for row, colour in enumerate((light, between, haze, dark)):
        column.putpixel((0, row), colour)
    return column.resize(SKETCH, Image.Resampling.BILINEAR).convert("RGBA")


def _beams(chance: random.Random, light) -> Image.Image:
    layer = Image.new("RGBA", SKETCH)
    draw = ImageDraw.Draw(layer)
    width, height = SKETCH
    for number in range(chance.randint(4, 6)):
        top = width * (0.08 + 0.84 * number / 5) + chance.randint(-25, 25)
        foot = width / 2 + (top - width / 2) * chance.uniform(-0.9, 1.5)
        spread = chance.randint(30, 75)
        paler = tuple(min(255, channel + 70) for channel in light)
        draw.polygon(
            [(top - 5, -5), (top + 5, -5), (foot + spread, height), (foot - spread, height)], fill=(*paler, 62)
        )
    return layer.filter(ImageFilter.GaussianBlur(7))


def _crowd(chance: random.Random, depth: float, haze, dark) -> Image.Image:
    """Heads, shoulders and a few raised arms; the nearer, the larger and darker."""
    layer = Image.new("RGBA", SKETCH)
    draw = ImageDraw.Draw(layer)
    width, height = SKETCH
    ink = tuple(round(near * depth + far * 0.5 * (1 - depth)) for near, far in zip(dark, haze, strict=True))
    head = 11 + 25 * depth
    x = -head * chance.random()
    while x < width + head:
        top = height * (0.60 + 0.19 * depth) + chance.uniform(-0.5, 0.5) * head
        draw.ellipse([x - head * 0.44, top, x + head * 0.44, top + head * 1.15], fill=ink)
        draw.ellipse([x - head * 1.05, top + head, x + head * 1.05, top + head * 4], fill=ink)
        if chance.random() < 0.22:
            reach = chance.uniform(-0.5, 0.5) * head
            arm = [x + head * 0.8, top + head * 1.4, x + head * 0.9 + reach, top - head * chance.uniform(0.6, 1.7)]
            draw.line(arm, fill=ink, width=round(head * 0.3))
            draw.ellipse([arm[2] - head * 0.2, arm[3] - head * 0.2, arm[2] + head * 0.2, arm[3] + head * 0.2], fill=ink)
        x += head * chance.uniform(1.5, 2.3)
    draw.rectangle([0, height * (0.72 + 0.2 * depth), width, height], fill=ink)
    return layer.filter(ImageFilter.GaussianBlur(3 - 2.25 * depth))
