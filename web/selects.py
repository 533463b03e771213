"""How forms become HTML: as Django does it, but for long lists to choose from, which its templates take long over."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class FormRenderer(DjangoTemplates):
    """Django's own, with `<select>` written in Python: its templates render two more for every option, which for a
    currency or a time zone out of hundreds took most of the time of a page. But for empty lines it gives the same."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_group(name, options),) for name, options, _index in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: str | None, options: list[Mapping[str, Any]]) -> SafeString:
    # By hand: hundreds of options by format_html took as long as the rest of a page of results.
    inside = SafeString("".join(_option(option) for option in options))
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, inside) if name else inside


def _option(option: Mapping[str, Any]) -> str:
    attributes = _attributes(option["attrs"]) if option["attrs"] else ""
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'\n  <option value="{value}"{attributes}>{label}</option>'


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """In the order given; True stands for an attribute without a value, False for none."""
    said = ((name, value) for name, value in attrs.items() if value is not False)
    return format_html_join(
        "", "{}", ((format_html(" {}", n) if v is True else format_html(' {}="{}"', n, v),) for n, v in said)
    )
