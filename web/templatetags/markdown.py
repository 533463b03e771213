"""Markdown as HTML: `{{ text|markdown }}`."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()
# HTML in the text is shown as it is written, links lead to no scripts (https://spec.commonmark.org, markdown-it's
# `validateLink`), and the site's policy would refuse pictures from elsewhere.
PARSER = MarkdownIt("commonmark", {"html": False}).disable("image")


@register.filter
def markdown(text: str) -> SafeString:
    """CommonMark without HTML and pictures."""
    return mark_safe(PARSER.render(text))  # noqa: S308  markdown-it escapes all that is not its own
