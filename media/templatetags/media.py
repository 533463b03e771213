"""Pictures and sounds in pages; built in, so templates need no `{% load %}`."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from media.access import preparing_token
from media.files.renditions import MEDIA_TYPES
from media.models import Document, Kept, Picture, Sound
from posters.access import address_of
from posters.drawing import SHAPES, Drawing
from web.templatetags.web import art, icon

register = template.Library()

SIZES = "(min-width: 60rem) 40rem, 100vw"
CODECS = {"m4a": 'audio/mp4; codecs="mp4a.40.2"', "opus": "audio/ogg; codecs=opus"}
WAVE_HEIGHT = 64
FALLBACK_WIDTH = 1024
_FIGURE = '<figure class="photo{}">{}</figure>'
_PLAIN = '<img src="{}" alt="" width="640" height="480"{}>'
_DRAWN = '<img src="{}" srcset="{} 320w, {} 640w" sizes="{}" alt="" width="640" height="{}" decoding="async"{}>'
_PICTURE = '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" class="fx-{} fy-{}" decoding="async"{}></picture>'
_SOURCE = '<source type="{}" srcset="{}" sizes="{}">'
_EAGER, _LAZY = SafeString(' fetchpriority="high"'), SafeString(' loading="lazy"')
_PLAYER = (
    '<figure class="player" data-player data-seconds="{seconds}" data-play="{play}" data-pause="{pause}">'
    '<figcaption><span class="title">{title}</span>'
    ' <span class="quiet small">{length}</span></figcaption>{wave}'
    '<audio controls preload="none" aria-label="{title}">{sources}</audio></figure>'
)
_WAVE = '<svg class="wave" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"><path d="{}"></path></svg>'
_DOCUMENT = '<a class="button" href="{}" download>{}{} <span class="quiet small nowrap">{}</span></a>'


@register.simple_tag
def picture(
    pic: Picture | str | None,
    *,
    sizes: str = SIZES,
    shape: str = "",
    is_eager: bool = False,
    seed: object = "",
    lent: str = "",
    drawn: Drawing | str | None = None,
) -> SafeString:
    """`{% picture photo.picture sizes="100vw" shape="wide" is_eager=True seed=party.slug %}`: a picture in a frame.

    The browser takes the width and the format that it needs; `sizes` tells how wide the frame is shown. Where there is
    nothing to show yet, `drawn` stands in its place (`party.drawn`), else art for the
    seed. `is_eager`: it is what one sees first. `lent`: below which address it is fetched instead of by its public
    names, "/kit/…/photos/".
    """
    haste = _EAGER if is_eager else _LAZY
    look = f" {shape}" if shape else ""
    if not isinstance(pic, Picture) or not pic.files:  # of a photo that is not there, a template makes an empty text
        if isinstance(drawn, Drawing):
            return format_html(_FIGURE, f" drawn{look}", drawn_image(drawn, shape, sizes, haste))
        plain = art(seed or (pic.pk if isinstance(pic, Picture) else ""))
        return format_html(_FIGURE, look, format_html(_PLAIN, plain, haste))
    return format_html(_FIGURE, look, _picture(pic, sizes, haste, lent))


def drawn_image(drawing: Drawing, shape: str, sizes: str, haste: SafeString = _LAZY) -> SafeString:
    """A drawing as an element; empty words for who cannot see it, since the page says the name beside it. No query."""
    across, down = SHAPES[shape]
    small, large = (address_of(drawing, shape, width) for width in (320, 640))
    return format_html(_DRAWN, large, small, large, sizes, round(640 * down / across), haste)


def _picture(pic: Picture, sizes: str, haste: SafeString, lent: str) -> SafeString:
    """Search pages have dozens: the addresses, which are of our own making, are not escaped one by one."""
    addresses: dict[str, list[str]] = {"avif": [], "webp": []}
    shown = pic.files[-1]
    for file in pic.files:
        if file["format"] in addresses:
            addresses[file["format"]].append(f"{_address(pic, file, lent)} {file['width']}w")
        elif file["width"] <= FALLBACK_WIDTH or shown["format"] != "jpeg":
            shown = file
    sources = ((MEDIA_TYPES[form], SafeString(", ".join(found)), sizes) for form, found in addresses.items() if found)
    address = SafeString(_address(pic, shown, lent))
    focus = round(pic.focus_x / 10), round(pic.focus_y / 10)
    drawn = format_html_join("", _SOURCE, sources)
    return format_html(_PICTURE, drawn, address, pic.alt, shown["width"], shown["height"], *focus, haste)


def _address(pic: Picture, file: dict[str, Any], lent: str) -> str:
    if lent:
        return f"{lent}{pic.pk}/{file['width']}.{file['format']}"
    return f"{settings.MEDIA_URL}{file['name']}"


@register.simple_tag
def player(sound: Sound | None, *, addresses: str = "") -> SafeString:
    """`{% player track.sound %}`: a recording with its outline, and the browser's own controls.

    `addresses`: where it is fetched instead of by its public name, less the ending: "/kit/…/tracks/3" leads to
    `/kit/…/tracks/3.m4a` and `.opus`. Nothing for a recording that is not ready. A script may take over: `data-player`.
    """
    if not isinstance(sound, Sound) or not sound.files:
        return SafeString("")
    found = [(form, sound.rendition(form)) for form in ("opus", "m4a")]
    rows = ((CODECS[form], f"{addresses}.{form}" if addresses else each.url) for form, each in found if each)
    return format_html(
        _PLAYER,
        play=_("Play"),
        pause=_("Pause"),
        title=sound.title,
        seconds=f"{sound.duration_ms / 1000:.1f}",
        length=duration(sound.duration_ms),
        wave=waveform(sound.peaks),
        sources=format_html_join("", '<source type="{}" src="{}">', rows),
    )


@register.simple_tag
def waveform(peaks: Iterable[int]) -> SafeString:
    """The outline of a recording as a drawing of one stroke a bar; decoration, since nobody can read it aloud."""
    return _wave(tuple(peaks))


@lru_cache(maxsize=512)
def _wave(peaks: tuple[int, ...]) -> SafeString:
    """Some 4 kB each, the same on every page with this recording."""
    middle = WAVE_HEIGHT // 2
    heights = [max(1, round(peak * (middle - 1) / 255)) for peak in peaks]
    path = "".join(f"M{place}.5 {middle - height}v{2 * height}" for place, height in enumerate(heights))
    return format_html(_WAVE, len(heights), WAVE_HEIGHT, path)


@register.filter
def duration(milliseconds: int) -> str:
    """`{{ sound.duration_ms|duration }}`: "3:05"."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}:{seconds:02}"


@register.simple_tag
def shown(kept: Kept, *, lent: str = "") -> SafeString:
    """`{% shown kept %}`: the thing itself, whichever it is. `lent`: where a document is fetched instead."""
    if isinstance(kept, Picture):
        return picture(kept, seed=kept.pk)
    if isinstance(kept, Sound):
        return player(kept)
    if isinstance(kept, Document) and kept.url:
        pages = _("PDF, %(pages)s p.") % {"pages": kept.pages}
        return format_html(_DOCUMENT, lent or kept.url, icon("download"), kept.name, pages)
    return SafeString("")


@register.simple_tag(takes_context=True)
def preparing(context: template.Context, kept: Kept) -> SafeString:
    """`{% preparing photo.picture %}`, for who uploaded it: the thing, how far the work on it is, or what is wrong."""
    if kept.is_ready:
        return shown(kept)
    page = {"kept": kept, "token": preparing_token(kept)}
    return SafeString(render_to_string("media/_preparing.html", page, context.get("request")))
