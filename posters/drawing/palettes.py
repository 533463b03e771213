"""Colours by mood. Every palette has a ground, an ink that reads on it, and three accents."""

from dataclasses import dataclass
from random import Random

WHITE, BLACK = "#ffffff", "#000000"
READABLE = 4.5
"""The least contrast of text on its ground (WCAG 2.2 AA)."""


@dataclass(frozen=True)
class Palette:
    ground: str
    ink: str
    accents: tuple[str, str, str]

    def on(self, colour: str) -> str:
        """The colour of text on this one: our ink or ground where they can be read, else black or white."""
        ours = max((self.ink, self.ground), key=lambda each: contrast(each, colour))
        return (
            ours if contrast(ours, colour) >= READABLE else max((BLACK, WHITE), key=lambda each: contrast(each, colour))
        )


def _palette(*colours: str) -> Palette:
    ground, ink, *accents = colours
    return Palette(ground, ink, (accents[0], accents[1], accents[2]))


PALETTES = {
    "metal": (
        _palette("#121110", "#e9e2d4", "#b3261e", "#6b6660", "#d9a441"),
        _palette("#d8d2c4", "#181614", "#7a1f1a", "#8d8578", "#3c3834"),
        _palette("#1a2226", "#dfe7e4", "#8fb3ad", "#4b5f63", "#c9563c"),
        _palette("#241b2f", "#efe6f2", "#7d5ba6", "#c9a227", "#46365d"),
    ),
    "punk": (
        _palette("#f7e017", "#14110f", "#e6007e", "#ffffff", "#14110f"),
        _palette("#f4f1ea", "#111111", "#e5322d", "#111111", "#c9c4b8"),
        _palette("#ff5c8a", "#14110f", "#f9f871", "#ffffff", "#14110f"),
        _palette("#d7f205", "#151515", "#ff3d2e", "#ffffff", "#5b5bff"),
    ),
    "rock": (
        _palette("#e8dcc4", "#1d1a16", "#d1492e", "#2f5d62", "#e8a33d"),
        _palette("#17324d", "#f6ead2", "#e4572e", "#f3a712", "#76b5c5"),
        _palette("#c8402f", "#fff3df", "#1f1a17", "#f2b134", "#7c1f17"),
        _palette("#f3c9b5", "#22223b", "#c9184a", "#4a4e69", "#f28f3b"),
    ),
    "jazz": (
        _palette("#f1e4c8", "#1b2a41", "#e07a1f", "#2a6f97", "#c1121f"),
        _palette("#12355b", "#fdf0d5", "#f4a259", "#5b8e7d", "#bc4b51"),
        _palette("#f7b32b", "#1e1b18", "#2d3047", "#e15a41", "#fcf6e8"),
        _palette("#1f4d4a", "#f8ecd3", "#e9a03b", "#d9572b", "#9cc5a1"),
    ),
    "folk": (
        _palette("#f2e8d5", "#2c3a2b", "#8a9a5b", "#c8553d", "#e0b15a"),
        _palette("#2f4f43", "#f6eedb", "#d98e4a", "#a7bfa2", "#e8c872"),
        _palette("#cfdcd3", "#253237", "#5c7a6f", "#b5613c", "#8fa8a0"),
        _palette("#7b3f2b", "#fbefdc", "#d9a45b", "#3f5a4f", "#c97c5d"),
    ),
    "electronic": (
        _palette("#0b0b16", "#f0f3ff", "#3df5c1", "#7a5cff", "#ff3d81"),
        _palette("#e9ecef", "#10121a", "#ff4d00", "#2b2bff", "#9aa0a8"),
        _palette("#1b0a3c", "#f7f0ff", "#ff4fd8", "#21d4fd", "#6a3df0"),
        _palette("#0a2f35", "#eafff7", "#b8f400", "#00a6a6", "#f45b69"),
    ),
    "pop": (
        _palette("#ffd6e0", "#2a1a4a", "#ff5d8f", "#6c63ff", "#ffb703"),
        _palette("#5b4fd6", "#fff7e8", "#ff8fab", "#ffd166", "#2ec4b6"),
        _palette("#bfe3f2", "#1d2a4d", "#ff6f59", "#f7c948", "#4a7bd0"),
        _palette("#fff1d0", "#3a1f4a", "#f25c54", "#43aa8b", "#f7b267"),
    ),
    "groove": (
        _palette("#f4a300", "#2b1508", "#d7263d", "#1b998b", "#fff0c9"),
        _palette("#5f0f40", "#ffeccc", "#fb8b24", "#e36414", "#0f7c73"),
        _palette("#0f5c4a", "#fff2c8", "#f9c22e", "#e4572e", "#0b3d33"),
        _palette("#e8603c", "#26120b", "#ffcf56", "#2a9d8f", "#fbeed3"),
    ),
    "classical": (
        _palette("#f3efe6", "#23242a", "#a98b56", "#5d6b7a", "#c6b9a0"),
        _palette("#1e2a38", "#f2ebdc", "#c2a25f", "#6d8296", "#97503f"),
        _palette("#d9d2e3", "#2a2338", "#7c6a9c", "#b58a4c", "#a9a0ba"),
        _palette("#6e2430", "#f8ecdf", "#c99a5b", "#a65a5f", "#3d1219"),
    ),
}  # fmt: skip
MOODS = tuple(PALETTES)


def palette_for(mood: str, chance: Random) -> Palette:
    """One of the mood; of any mood where it is none of ours."""
    return chance.choice(PALETTES.get(mood) or [each for found in PALETTES.values() for each in found])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """So much of the other in the one."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
              for value in (each / 255 for each in _channels(colour))]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
