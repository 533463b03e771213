"""Shows in a list: pages have dozens of them, hence a tag and not a template."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from discovery.queries.shows import ShowLine
from stageslot.web.addresses import address_of

register = template.Library()
_LINE = '<li><time class="date" datetime="{}">{}</time><div><a class="strong" href="{}">{}</a>{}</div>{}</li>'
_TICKETS = '<a class="button small" rel="external noopener nofollow" href="{}">{}<span class="hidden"> {}</span></a>'


@register.simple_tag
def show_lines(lines: Iterable[ShowLine], are_past: bool = False, is_one_night: bool = False) -> SafeString:
    """`{% show_lines page.shows %}`: shows, one a line, with the way to tickets unless they are past. Of one night
    the heading says the day."""
    rows = (
        (
            line.show.starts_at.isoformat(),
            line.time if is_one_night else SafeString(f"{escape(line.day)}<small>{escape(line.time)}</small>"),
            address_of("bookings:show", line.show.pk),
            line.title,
            SafeString(f'<p class="quiet">{escape(line.line)}</p>') if line.line else "",
            _tickets(line) if line.show.ticket_url and not are_past else "",
        )
        for line in lines
    )
    return format_html('<ul class="list dated">{}</ul>', format_html_join("", _LINE, rows))


def _tickets(line: ShowLine) -> SafeString:
    return format_html(_TICKETS, line.show.ticket_url, _("Tickets"), line.title)
