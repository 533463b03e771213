"""Tags and filters of the design system; built in, so templates need no `{% load %}`. The list is in docs/design.md."""

import datetime
import re
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.template import Context, TemplateDoesNotExist
from django.template.loader import select_template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from web import dates, money, texts, voices
from web.context import find_url

register = template.Library()

ART_COUNT = 6
ISOLATED = re.compile("\u2068([^\u2066-\u2069]*)\u2069")


@register.simple_tag
def nav_url(name: str, *args: object, **kwargs: object) -> str:
    """`{% nav_url "bands:band" slug as url %}`: like `url`, but empty instead of an error when nobody has that name."""
    return find_url(name, *args, **kwargs)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "check" %}`: an icon out of static/icons.svg; decoration unless it is given a label."""
    if not label:
        return _plain_icon(name)
    said = format_html('<svg class="icon" role="img" aria-label="{}" viewBox="0 0 24 24">', label)
    return format_html('{}<use href="{}#{}"></use></svg>', said, static("icons.svg"), name)


@cache
def _plain_icon(name: str) -> SafeString:
    drawing = '<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><use href="{}#{}"></use></svg>'
    return format_html(drawing, static("icons.svg"), name)


@register.simple_tag
def tape(
    voice: str,
    label: str = "",
    *,
    sub: str = "",
    href: str = "",
    rank: int | str = "",
    extra: str = "",
    is_decoration: bool = False,
) -> SafeString:
    """`{% tape "booked" "Harbour Cellar" sub="21:00" %}`: the tape strip; parameters as in components/tape.html.

    A month has dozens, hence a tag and not a template. A label of its own is preceded by the voice's word for screen
    readers; with `is_decoration` the strip is silent, because what stands around it says the same.
    """
    look = voices.find_voice(str(voice))
    word = str(look.word)
    parts = {
        "name": look.name,
        "extra": f" {extra}" if extra else "",
        "mark": format_html('<b class="rank">{}</b>', rank) if rank else _plain_icon(look.icon),
        "word": format_html(_HIDDEN_WORD, word) if label and label != word and not is_decoration else "",
        "label": _own(label or word),
        "sub": format_html("<small>{}</small>", _own(sub)) if sub else "",
    }
    if href:
        return format_html(_TAPE_LINK, href=href, **parts)
    return format_html(_TAPE_SILENT if is_decoration else _TAPE, **parts)


def _own(text: object) -> object:
    """A name within `<bdi>` where it would turn around what stands beside it."""
    return format_html("<bdi>{}</bdi>", text) if texts.turns(str(text)) else text


_HIDDEN_WORD = '<span class="hidden">{}: </span>'
_TAPE_INSIDE = '{mark}<span class="words">{word}{label}{sub}</span>'
_TAPE = f'<span class="tape {{name}}{{extra}}">{_TAPE_INSIDE}</span>'
_TAPE_SILENT = f'<span class="tape {{name}}{{extra}}" aria-hidden="true">{_TAPE_INSIDE}</span>'
_TAPE_LINK = f'<a class="tape {{name}}{{extra}}" href="{{href}}">{_TAPE_INSIDE}</a>'


@register.simple_tag
def strips(found: Iterable[Mapping[str, Any]], *, is_decoration: bool = False) -> SafeString:
    """`{% strips cell.strips %}`: a strip for each mapping of tape's parameters; "Not said" when there is none."""
    tapes = [tape(**strip, is_decoration=is_decoration) for strip in found or [{"voice": "unknown"}]]
    return format_html_join("", "{}", ((each,) for each in tapes))


@register.simple_tag(takes_context=True)
def include_existing(context: Context, *names: str) -> str:
    """Render the first of these templates that exists, with the present context; nothing when none does."""
    try:
        found = select_template(names)
    except TemplateDoesNotExist:
        return ""
    return found.render(context.flatten(), context.get("request"))


@register.filter
def isolated(name: object) -> SafeString:
    """`aria-label="{% blocktranslate with name=row.name|isolated %}..."`: a name for a sentence in an attribute or a
    title, where no `<bdi>` can stand."""
    return mark_safe(texts.isolated(conditional_escape(str(name))))  # noqa: S308  escaped


@register.filter
def names(found: Iterable[object]) -> str:
    """`{{ people|names }}`: names one after the other, none of which turns the next around."""
    return texts.isolated_names(map(str, found))


@register.filter
def named(text: object) -> SafeString:
    """`{{ message|named }}`: a sentence made in Python, each name that it isolates within `<bdi>`."""
    return mark_safe(ISOLATED.sub(r"<bdi>\1</bdi>", conditional_escape(str(text))))  # noqa: S308  escaped, then marked up


@register.filter
def voice(status: str) -> voices.Voice:
    """`{{ booking.state|voice }}`: the tape strip's voice for a status: `.name`, `.word`, `.icon`."""
    return voices.find_voice(str(status))


@register.simple_tag
def all_voices() -> list[voices.Voice]:
    """Every voice, in the order of a legend."""
    return list(voices.VOICES.values())


@register.filter
def art(seed: object) -> str:
    """`{{ party.slug|art }}`: address of a drawn placeholder picture, always the same for the same seed."""
    return _art(zlib.crc32(str(seed).encode()) % ART_COUNT + 1)


@cache
def _art(number: int) -> str:
    return static(f"art/stage-{number}.svg")


@register.filter
def initials(name: str) -> str:
    """`{{ user.name|initials }}`: one or two letters, such as can be seen, that stand for a name."""
    words = list(filter(None, ("".join(filter(texts.is_visible, word)) for word in str(name).split())))
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def amount(amount_minor: int | None, currency: str) -> str:
    """`{{ booking.fee_minor|amount:booking.currency }}`: "€350"."""
    return "" if amount_minor is None else money.format_amount(amount_minor, currency)


@register.simple_tag
def amount_range(lowest_minor: int | None, highest_minor: int | None, currency: str) -> str:
    """`{% amount_range band.fee_min_minor band.fee_max_minor band.currency %}`: "€350 – €600"."""
    return money.format_range(lowest_minor, highest_minor, currency)


@register.filter
def day(value: datetime.date) -> str:
    """`{{ show.night|day }}`: "Sat 6 Mar"."""
    return dates.say_day(value)


@register.filter
def brief(value: datetime.datetime) -> str:
    """When something happened, for a list: "14:05" today, else "6 Mar"."""
    return dates.say_brief(value)


@register.filter
def full_day(value: datetime.date) -> str:
    """`{{ show.night|full_day }}`: "Saturday 6 March 2027"."""
    return dates.say_full_day(value)


@register.filter
def month_name(value: datetime.date) -> str:
    """`{{ first_day|month_name }}`: "March 2027"."""
    return dates.say_month(value)


@register.simple_tag
def clock(
    moment: datetime.datetime, zone: str, night: datetime.date | None = None, *, has_zone: bool = True
) -> SafeString:
    """`{% clock spot.call_at show.timezone show.night %}`: a `<time>` saying "17:00", with the day where that is
    another night than `night`. `has_zone=False` where the text beside it says already whose clock it is."""
    viewer = None if has_zone else str(zone)
    if night and not dates.is_of_night(moment.astimezone(ZoneInfo(str(zone))), night):
        return _time(moment, dates.say_moment(moment, str(zone), viewer_zone=viewer))
    return _time(moment, dates.say_time(moment, str(zone), viewer_zone=viewer))


@register.simple_tag
def zone_note(moment: datetime.datetime, zone: str) -> str:
    """`{% zone_note show.starts_at show.timezone %}`: "(Lisbon time)" where the viewer's clock shows another."""
    return dates.say_zone(moment, str(zone))


@register.simple_tag
def moment(moment: datetime.datetime, zone: str) -> SafeString:
    """`{% moment booking.answer_by show.timezone %}`: a `<time>` saying "Sat 6 Mar, 21:00"."""
    return _time(moment, dates.say_moment(moment, str(zone)))


@register.simple_tag
def span(
    starts_at: datetime.datetime, ends_at: datetime.datetime, zone: str, night: datetime.date | None = None
) -> SafeString:
    """`{% span spot.starts_at spot.ends_at show.timezone show.night %}`: "Sat 6 Mar, 21:00 – 00:30"."""
    return _time(starts_at, dates.say_span(starts_at, ends_at, str(zone), night=night))


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """Monday to Sunday as (short, full) names, for the head of a calendar."""
    return dates.weekday_names()


@register.filter
def button_kind(attrs: Mapping[str, Any]) -> str:
    """Which of our buttons one of django-allauth's is meant to be, by its tags."""
    tags = set(attrs.get("tags") or ())
    if "danger" in tags:
        return "danger"
    if tags & {"link", "cancel", "tool"}:
        return "plain"
    return "" if attrs.get("href") or tags & {"secondary", "outline"} else "main"


@register.filter
def widget_kind(field: BoundField) -> str:
    """How a field is laid out: `check` (box before label), `choices` (fieldset of boxes) or `line`."""
    if field.use_fieldset:
        return "choices"
    return "check" if field.widget_type == "checkbox" else "line"


def _time(moment: datetime.datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), text)
