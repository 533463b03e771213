"""Shows in a list: pages have dozens of them, hence a tag and not a template."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from discovery.queries.shows import ShowLine
from media.templatetags.media import picture
from web.addresses import ANY, address_of

register = template.Library()
LINES_REMEMBERED = 4000
"""Most lines of a page are what they were: so many a process keeps, named by all that they say."""
_LINE = (
    '<li>{}<time class="date" datetime="{}">{}</time><div><a class="strong" href="{}"><bdi>{}</bdi></a>{}</div>{}</li>'
)
_TICKETS = '<a class="button small" rel="external noopener nofollow" href="{}">{}<span class="hidden"> {}</span></a>'


@register.simple_tag
def show_lines(lines: Iterable[ShowLine], are_past: bool = False, is_one_night: bool = False) -> SafeString:
    """`{% show_lines page.shows %}`: shows, one a line, with the way to tickets unless they are past. Of one night
    the heading says the day."""
    language, address = get_language() or "", address_of("bookings:show", ANY)
    drawn = [
        _line(
            line.show.starts_at,
            "" if is_one_night else line.day,
            line.time,
            line.show.pk,
            line.title,
            line.line,
            "" if are_past else line.show.ticket_url,
            address,
            language,
            _poster(line),
        )
        for line in lines
    ]
    return SafeString(f'<ul class="list dated">{"".join(drawn)}</ul>')


@lru_cache(maxsize=LINES_REMEMBERED)
def _line(
    starts_at: datetime,
    day: str,
    time: str,
    show_id: UUID,
    title: str,
    line: str,
    tickets: str,
    any_address: str,
    _language: str,
    poster: SafeString,
) -> SafeString:
    address = any_address.replace(ANY, str(show_id))
    when = format_html("{}<small>{}</small>", day, time) if day else time
    said = format_html('<p class="quiet">{}</p>', line) if line else ""
    return format_html(
        _LINE, poster, starts_at.isoformat(), when, address, title, said, _tickets(tickets, title) if tickets else ""
    )


def _poster(line: ShowLine) -> SafeString:
    return picture(line.poster, shape="poster", sizes="4rem", drawn=line.drawn)


def _tickets(address: str, title: str) -> SafeString:
    return format_html(_TICKETS, address, _("Tickets"), title)
