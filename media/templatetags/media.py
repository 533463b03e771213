"""Pictures and sounds in pages; built in, so templates need no `{% load %}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from media.models import Picture
from media.renditions import MEDIA_TYPES
from stageslot.web.templatetags.web import art

register = template.Library()

SIZES = "(min-width: 60rem) 40rem, 100vw"
_FIGURE = '<figure class="photo{}">{}</figure>'
_DRAWN = '<img src="{}" alt="" width="640" height="480"{}>'
_PICTURE = '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" class="fx-{} fy-{}" decoding="async"{}></picture>'
_SOURCE = '<source type="{}" srcset="{}" sizes="{}">'
_EAGER, _LAZY = SafeString(' fetchpriority="high"'), SafeString(' loading="lazy"')


@register.simple_tag
def picture(
    pic: Picture | str | None, *, sizes: str = SIZES, shape: str = "", is_eager: bool = False, seed: object = ""
) -> SafeString:
    """`{% picture photo.picture sizes="100vw" shape="wide" is_eager=True seed=party.slug %}`: a picture in a frame.

    The browser takes the width and the format that it needs; `sizes` tells how wide the frame is shown. Where there is
    nothing to show yet, art drawn for the seed stands in its place. `is_eager`: it is what one sees first.
    """
    haste = _EAGER if is_eager else _LAZY
    look = f" {shape}" if shape else ""
    if not pic or not pic.files:  # of a photo that is not there, a template makes an empty text
        return format_html(_FIGURE, look, format_html(_DRAWN, art(seed or (pic.pk if pic else "")), haste))
    sources = format_html_join("", "{}", ((_source(pic, each, sizes),) for each in ("avif", "webp")))
    shown = pic.rendition("jpeg", 1024) or pic.renditions[-1]
    return format_html(
        _FIGURE,
        look,
        format_html(
            _PICTURE,
            sources,
            shown.url,
            pic.alt,
            shown.width,
            shown.height,
            round(pic.focus_x / 10),
            round(pic.focus_y / 10),
            haste,
        ),
    )


def _source(pic: Picture, form: str, sizes: str) -> SafeString:
    widths = [each for each in pic.renditions if each.format == form]
    if not widths:
        return SafeString("")
    addresses = ", ".join(f"{each.url} {each.width}w" for each in widths)
    return format_html(_SOURCE, MEDIA_TYPES[form], addresses, sizes)
