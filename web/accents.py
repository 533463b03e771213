"""A site's own accent colour, made fit to read: WCAG 2.2 asks for a contrast of 4.5 to 1 between words and ground."""

import re

LIGHT_GROUND, DARK_GROUND = "fffdf8", "191715"
"""`--surface` of the two themes, on which accents are read; see tokens.css."""
DARKEST_GROUND_OF_LIGHT, LIGHTEST_GROUND_OF_DARK = "f4efe5", "24201d"
READABLE = 4.5
HEX = re.compile(r"[0-9a-f]{6}")


def read_accent(text: str) -> str:
    """Six hexadecimal digits out of "#E4572E", "e4572e" or "#f80"; empty for anything else."""
    digits = text.strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return digits if HEX.fullmatch(digits) else ""


def accent_css(accent: str) -> str:
    """The tokens of a page in this accent: as a ground with words on it, and as words on both themes' grounds."""
    on_accent = max("1c1204", "ffffff", key=lambda words: contrast(words, accent))
    on_light = readable(accent, on=DARKEST_GROUND_OF_LIGHT, towards="000000")
    on_dark = readable(accent, on=LIGHTEST_GROUND_OF_DARK, towards="ffffff")
    return (
        "@layer tokens { :root { "
        f"--amber: #{accent}; --on-amber: #{on_accent}; --amber-text: light-dark(#{on_light}, #{on_dark});"
        " } }\n"
    )


def readable(colour: str, *, on: str, towards: str) -> str:
    """The colour, mixed as little as needed towards black or white to be read on this ground."""
    for percent in range(0, 101, 5):
        mixed = _mix(colour, towards, percent / 100)
        if contrast(mixed, on) >= READABLE:
            return mixed
    return towards


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (_linear(value / 255) for value in bytes.fromhex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(bytes.fromhex(colour), bytes.fromhex(other), strict=True)
    return bytes(round(one + (two - one) * share) for one, two in pairs).hex()
