"""Stage plots: what stands where, drawn from above with the audience below, and said in words for who cannot see it.

The drawing is made here out of fixed shapes and escaped words; no drawing that anybody sent is ever kept or shown.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bands.models.press.pieces import PlotItem
from bands.states import PlotKind

WIDTH, DEPTH, APRON = 1200, 800, 70
"""In units of the drawing; a stage of 8 metres has 150 a metre. The apron holds the word at the front edge."""
LABEL_SHOWN, LETTER = 24, 12
"""How many letters of a label are drawn, and about how wide one is."""
PLOTS_REMEMBERED = 128
"""A plot is a dozen drawings and as many sentences, the same each time; so many of them a process keeps."""
FACES = "Instrument Sans, Helvetica, Arial, sans-serif"
INK, PAPER, SHADE, AMBER = "#1c1815", "#ffffff", "#ebe4d6", "#f0a202"

SHAPES: dict[str, str] = {
    PlotKind.PERSON: '<ellipse rx="46" ry="22"/><circle r="20"/>',
    PlotKind.VOCAL_MIC: '<circle r="9" fill="#1c1815"/><path d="M0 0V34M-18 46L0 34L18 46" fill="none"/>',
    PlotKind.INSTRUMENT_MIC: '<circle r="7"/><path d="M0 7V26M-14 34L0 26L14 34" fill="none"/>',
    PlotKind.GUITAR_AMP: '<rect x="-46" y="-30" width="92" height="60" rx="5"/><circle cx="-21" r="17"/>'
    '<circle cx="21" r="17"/>',
    PlotKind.BASS_AMP: '<rect x="-50" y="-40" width="100" height="80" rx="5"/><circle r="28"/><circle r="8"/>',
    PlotKind.DRUM_KIT: '<circle cy="12" r="40"/><circle cx="-62" cy="8" r="27"/><circle cx="66" cy="-8" r="32"/>'
    '<circle cx="-26" cy="-44" r="22"/><circle cx="24" cy="-46" r="24"/>'
    '<circle cx="-96" cy="-34" r="27" fill="#ebe4d6"/><circle cx="92" cy="-62" r="34" fill="#ebe4d6"/>'
    '<circle cx="-66" cy="-78" r="30" fill="#ebe4d6"/>',
    PlotKind.PERCUSSION: '<circle cx="-24" r="24"/><circle cx="26" r="24"/><circle cx="0" cy="-40" r="18"/>',
    PlotKind.KEYS: '<rect x="-100" y="-28" width="200" height="56" rx="4"/><path d="M-100 0H100M-75 0V28M-50 0V28M-25 '
    '0V28M0 0V28M25 0V28M50 0V28M75 0V28" fill="none"/>',
    PlotKind.PIANO: '<path d="M-80 60V-90C-80-130-20-130 0-100C14-70 20-40 60-30C90-20 90 20 80 60Z"/>'
    '<path d="M-80 36H80" fill="none"/>',
    PlotKind.STRINGS: '<path d="M0 50C-40 50-40 10-22 0C-34-12-28-38 0-38C28-38 34-12 22 0C40 10 40 50 0 50Z"/>'
    '<path d="M0-38V-84" stroke-width="8"/>',
    PlotKind.DJ_TABLE: '<rect x="-120" y="-42" width="240" height="84" rx="4"/><circle cx="-74" r="30"/>'
    '<circle cx="74" r="30"/><rect x="-22" y="-26" width="44" height="52"/>',
    PlotKind.LAPTOP: '<rect x="-80" y="-36" width="160" height="72" rx="4"/>'
    '<rect x="-34" y="-22" width="68" height="44"/>',
    PlotKind.MONITOR: '<path d="M-44 24L-34-24H34L44 24Z" fill="#ebe4d6"/><path d="M-39 0H39" fill="none"/>',
    PlotKind.DI: '<rect x="-22" y="-15" width="44" height="30" rx="3"/><text y="6" text-anchor="middle" '
    'font-size="18" stroke="none" fill="#1c1815">DI</text>',
    PlotKind.POWER: '<circle r="20" fill="#f0a202"/><path d="M4-13L-9 3H0L-4 14L9-3H0Z" fill="#1c1815" stroke="none"/>',
    PlotKind.RISER: '<rect x="-165" y="-125" width="330" height="250" fill="none" stroke-dasharray="12 8"/>',
    PlotKind.MUSIC_STAND: '<path d="M-26-10H26L20 12H-20Z"/><path d="M0 12V34" fill="none"/>',
    PlotKind.CHAIR: '<rect x="-20" y="-16" width="40" height="36" rx="4"/><path d="M-20-24H20" stroke-width="8"/>',
    PlotKind.TEXT: "",
}
"""Each around its own middle, looking at the audience."""
BELOW: dict[str, int] = {
    PlotKind.DRUM_KIT: 76, PlotKind.PIANO: 86, PlotKind.STRINGS: 76, PlotKind.RISER: 118, PlotKind.BASS_AMP: 66,
    PlotKind.VOCAL_MIC: 72, PlotKind.DJ_TABLE: 68, PlotKind.LAPTOP: 62, PlotKind.TEXT: 8,
}  # fmt: skip
"""How far below the middle its words begin, where it is not 56."""
ROWS = (gettext_lazy("back"), gettext_lazy("middle"), gettext_lazy("front"))
COLUMNS = (gettext_lazy("left"), gettext_lazy("centre"), gettext_lazy("right"))


def render_stage_plot(items: Iterable[PlotItem]) -> SafeString:
    """The plot as an SVG document of its own: black on white, for pages, printers and PDFs alike.

    Words are escaped, cut to what fits, and rid of what reorders or breaks them; risers lie below what stands on them.
    """
    return _plot(tuple(items), get_language())


def describe_stage_plot(items: Iterable[PlotItem]) -> list[str]:
    """The same in words, from the back to the front and from left to right, as the audience sees it."""
    return list(_words(tuple(items), get_language()))


@lru_cache(maxsize=PLOTS_REMEMBERED)
def _plot(items: tuple[PlotItem, ...], _language: str | None) -> SafeString:
    drawn = sorted(items, key=lambda item: item.kind != PlotKind.RISER)
    height = DEPTH + APRON
    title, audience = escape(_("Stage plot")), escape(_("Audience"))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{title}" font-family="{FACES}">',
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        f'<rect x="3" y="3" width="{WIDTH - 6}" height="{DEPTH - 6}" fill="{PAPER}" stroke="{INK}" stroke-width="4"/>',
        f'<text x="{WIDTH // 2}" y="{DEPTH + 46}" text-anchor="middle" font-size="30" fill="{INK}">{audience}</text>',
        *(_drawn(item) for item in drawn),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308  shapes of our own, and words that were escaped


@lru_cache(maxsize=PLOTS_REMEMBERED)
def _words(items: tuple[PlotItem, ...], _language: str | None) -> tuple[str, ...]:
    places = sorted(((item.y * 3 // 101, item.x * 3 // 101, item) for item in items), key=lambda place: place[:2])
    return tuple(
        _("%(thing)s – %(row)s %(column)s") % {"thing": item.name, "row": ROWS[row], "column": COLUMNS[column]}
        for row, column, item in places
        if item.name
    )


def shape_definitions() -> SafeString:
    """All shapes as `<defs>`, by "plot-" and kind: what an editor in the browser draws with."""
    shapes = "".join(f'<g id="plot-{kind}">{shape}</g>' for kind, shape in SHAPES.items())
    return mark_safe(f"<defs>{shapes}</defs>")  # noqa: S308  nothing in it comes from anybody


def label_offsets() -> dict[str, int]:
    """Where the words of each kind begin below its middle."""
    return {kind.value: BELOW.get(kind, 56) for kind in PlotKind}


def _drawn(item: PlotItem) -> str:
    x, y = item.x * WIDTH // 100, item.y * DEPTH // 100
    words = _legible(item.label)
    shown = words if len(words) <= LABEL_SHOWN else f"{words[: LABEL_SHOWN - 1]}…"
    half = len(shown) * LETTER // 2
    aside = max(half - x, 0) - max(x + half - WIDTH, 0)
    label = (
        f'<text x="{aside}" y="{BELOW.get(item.kind, 56)}" text-anchor="middle" font-size="24" fill="{INK}" '
        f'stroke="{PAPER}" stroke-width="5" paint-order="stroke">{escape(shown)}</text>'
        if shown
        else ""
    )
    return (
        f'<g transform="translate({x} {y})"><title>{escape(_legible(item.name))}</title>'
        f'<g transform="rotate({item.rotation})" fill="{PAPER}" stroke="{INK}" stroke-width="4">{SHAPES[item.kind]}</g>'
        f"{label}</g>"
    )


def _legible(text: str) -> str:
    """Without what XML cannot hold and what turns the direction of everything after it."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in UNSEEN)


UNSEEN: Sequence[str] = ("Cc", "Cf", "Cs", "Cn", "Co")
