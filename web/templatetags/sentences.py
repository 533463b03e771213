"""Django's `i18n` tags, of which `blocktranslate` isolates what it fills in: a name that reads from right to left, or
holds marks of direction, turns nothing around it. Loaded as `i18n` (settings, "libraries")."""

from typing import Any

from django.db.models import Model
from django.template import Context, Library, Node
from django.template.base import FilterExpression, Parser, Token, TokenType
from django.templatetags import i18n
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeData, mark_safe

from web.texts import FIRST_STRONG_ISOLATE, isolated, turns

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Isolating:
    """What stands in a gap of a sentence: within `<bdi>`, or in plain text within marks that isolate."""

    def __init__(self, filled: FilterExpression, *, is_plain: bool) -> None:
        self.filled, self.is_plain = filled, is_plain

    def resolve(self, context: Context) -> Any:
        """The value, isolated if it turns; what `|isolated` has made of it stays."""
        value = self.filled.resolve(context)
        if not _is_words(value) or not turns(str(value)) or str(value).startswith(FIRST_STRONG_ISOLATE):
            return value
        if context.autoescape and not self.is_plain:
            return format_html("<bdi>{}</bdi>", value)
        plain = isolated(str(value))
        return mark_safe(plain) if isinstance(value, SafeData) else plain  # noqa: S308  as safe as it was


@register.tag("blocktranslate")
@register.tag("blocktrans")
def block_translate(parser: Parser, token: Token) -> Node:
    """Django's tag. With `asvar` it makes plain text, which fits an attribute or a component."""
    node: Any = i18n.do_block_translate(parser, token)
    gaps = {part.contents for part in [*node.singular, *node.plural] if part.token_type == TokenType.VAR}
    others = {name: parser.compile_filter(name) for name in gaps - node.extra_context.keys() - {node.countervar}}
    filled = node.extra_context | others
    node.extra_context = {name: Isolating(value, is_plain=bool(node.asvar)) for name, value in filled.items()}
    return node


def _is_words(value: object) -> bool:
    """Numbers and dates are put in words by Django."""
    return isinstance(value, str | Promise | Model)
