"""The press kit on one sheet of paper, and what of it is paper by itself: rider and stage plot.

Set by typst in this process out of JSON alone, so that no name is ever read as markup; pictures come as files beside.
"""

import datetime as dt
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from bands.press.plots import render_stage_plot
from discovery.queries.acts import ActPage
from discovery.queries.shows import ShowLine
from media.models import Picture
from web.documents import fonts
from web.meta import absolute

HERE = Path(__file__).parent
KEPT_SECONDS = 24 * 60 * 60
NO_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
"""Characters that turn the direction of what follows (UAX #9)."""
STORY, SHORT, QUOTE, LINE = 1_100, 600, 260, 90
"""The most letters of each that one page has room for; what is longer ends in an ellipsis."""
QUOTES, FIGURES, PLAYERS, SHOWS, LINKS = 2, 6, 8, 6, 6
PHOTO_WIDTH = 1024
log = logging.getLogger(__name__)


def kept_press_kit_pdf(page: ActPage, key: str) -> bytes:
    """The sheet of this state of the page, from the cache if it is there."""
    try:
        if (kept := cache.get(f"pdf:{key}")) is not None:
            return kept
    except RedisError:
        log.warning("the cache cannot be read", exc_info=True)
    made = press_kit_pdf(page)
    try:
        cache.set(f"pdf:{key}", made, KEPT_SECONDS)
    except RedisError:
        log.warning("the cache cannot be written", exc_info=True)
    return made


def press_kit_pdf(page: ActPage) -> bytes:
    """One A4 page in the present language, whatever there is to say."""
    photo = _photo(page)
    return _set("press_kit.typ", _data(page, has_photo=photo is not None), {"photo.jpg": photo} if photo else {})


def rider_pdf(page: ActPage) -> bytes:
    """The technical rider in words, and the input list, on as many pages as they need."""
    headings = [_("Channel"), _("Instrument"), _("Microphone or DI"), _("Stand"), _("48 V"), _("Notes")]
    inputs = [
        [str(line.channel), line.source, line.mic, line.stand, _("yes") if line.is_phantom else "", line.notes]
        for line in page.kit.inputs
    ]
    said = {
        "title": _("Technical rider"),
        "band": page.party.name,
        "text": page.kit.rider_text,
        "inputs_title": _("Input list"),
        "headings": headings,
        "inputs": inputs,
    }
    return _set("rider.typ", said)


def stage_plot_pdf(page: ActPage) -> bytes:
    """The stage plot with the same in words, on one page."""
    said = {"title": _("Stage plot"), "band": page.party.name, "words": page.kit.plot_in_words}
    return _set("stage_plot.typ", said, {"plot.svg": str(render_stage_plot(page.kit.plot)).encode()})


def _set(template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    said = {"lang": get_language(), **data}
    with TemporaryDirectory() as folder:  # pictures reach typst as files alone
        for name in (template, "look.typ"):
            copyfile(HERE / name, Path(folder, name))
        for name, content in (files or {}).items():
            Path(folder, name).write_bytes(content)
        return typst.compile(
            Path(folder, template),
            root=Path(folder),
            font_paths=fonts(),
            sys_inputs={"data": json.dumps(said, ensure_ascii=False).translate(NO_OVERRIDES)},
            timestamp=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
        )


def _data(page: ActPage, *, has_photo: bool) -> dict[str, Any]:
    party, kit = page.party, page.kit
    hero = kit.hero.picture if kit.hero else None
    story = "" if kit.bio_long.startswith(kit.bio_short) and kit.bio_short else kit.bio_short
    return {
        "name": party.name,
        "tagline": party.tagline,
        "chips": page.chips,
        "has_photo": has_photo,
        "credit": _("Photo: %(name)s") % {"name": hero.credit} if hero and hero.credit and has_photo else "",
        "facts": [[name, value] for name, value in page.facts if value],
        "short": cut(story, SHORT),
        "story": [cut(part, STORY) for part in cut(kit.bio_long, STORY).split("\n") if part.strip()],
        "quotes": [[cut(quote.text, QUOTE), cut(quote.source, LINE)] for quote in page.quotes[:QUOTES]],
        "figures": [[figure.value, cut(figure.name, LINE), figure.as_of] for figure in page.figures[:FIGURES]],
        "lineup_title": _("Line-up"),
        "lineup": [[cut(player.name, LINE), cut(player.plays, LINE)] for player in page.lineup[:PLAYERS]],
        "shows_title": _("Next shows"),
        "shows": [_show(line) for line in page.shows[:SHOWS]],
        "contact_title": _("Contact"),
        "contacts": [[cut(link.label, LINE), link.url] for link in page.links[:LINKS]],
        "home": absolute(reverse("discovery:act", args=[party.slug])),
    }


def _show(line: ShowLine) -> list[str]:
    return [line.day, cut(", ".join(filter(None, [line.title, line.line])), LINE)]


def cut(text: str, most: int) -> str:
    """At most so many letters, ending at a word where there is one."""
    text = text.strip()
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head[most // 2 :] else head}…"


def _photo(page: ActPage) -> bytes | None:
    """The picture on top as a JPEG; None where there is none, or the store does not give it."""
    picture = page.kit.hero.picture if page.kit.hero else None
    return read_jpeg(picture, PHOTO_WIDTH) if picture else None


def read_jpeg(picture: Picture, width: int) -> bytes | None:
    """The smallest JPEG of a picture that is at least so wide, else its widest."""
    found = picture.rendition("jpeg", width)
    if found is None:
        return None
    try:
        with default_storage.open(found.name) as file:
            return file.read()
    except OSError:
        log.warning("a photo is not in its store", exc_info=True)
        return None
