"""The guides, read from `guides/texts/<language>/<guide>.md`.

A file begins with `# title` and a paragraph that says what the guide is for. Each section begins with
`## title {#anchor}`; pages link to anchors, so both languages have the same ones.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "texts"
GUIDES = ("musicians", "bands", "venues", "agencies", "clients", "studio", "sessions", "staff")
"""In the order in which they are listed."""
SECTION = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z-]+)\}\n", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A part of a guide. `text` is Markdown."""

    guide: str
    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    """The help for one role. `lead` is Markdown."""

    slug: str
    title: str
    lead: str
    sections: tuple[Section, ...]


@cache
def guides_in(language: str) -> dict[str, Guide]:
    """All guides by slug, in English where `language` has none."""
    folder = FOLDER / language
    if not folder.is_dir():
        return guides_in("en")
    return {slug: _parse(slug, (folder / f"{slug}.md").read_text(encoding="utf-8")) for slug in GUIDES}


def _parse(slug: str, text: str) -> Guide:
    head, *parts = SECTION.split(text)
    title, _, lead = head.removeprefix("# ").partition("\n")
    sections = zip(parts[0::3], parts[1::3], parts[2::3], strict=True)
    return Guide(
        slug=slug,
        title=title.strip(),
        lead=lead.strip(),
        sections=tuple(Section(slug, anchor, title, body.strip()) for title, anchor, body in sections),
    )
