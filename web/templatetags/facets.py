"""What one may choose next in a search: pages have dozens of choices, hence a tag and not a template."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from web.filters import Choice

register = template.Library()


@register.simple_tag
def facet_choices(choices: Iterable[Choice]) -> SafeString:
    """`{% facet_choices group.choices %}`: a line for each, whose link changes the search in place."""
    return SafeString("".join([_line(choice) for choice in choices]))


def _line(choice: Choice) -> str:
    href = escape(choice.href)
    chosen = ' aria-current="true"' if choice.is_on else ""
    return (
        f'<li><a id="facet-{escape(choice.key)}" href="{href}" hx-get="{href}" hx-target="#search"'
        f' hx-swap="outerHTML" hx-push-url="true"{chosen}>{escape(choice.label)}'
        f' <span class="number">{escape(choice.count)}</span></a></li>'
    )
