"""`{% load once %}`, then `{% once_token %}` within a form whose view is `once_per_token`."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from idempotency.forms import FIELD

register = template.Library()


@register.simple_tag
def once_token() -> SafeString:
    """A hidden field with a fresh random token."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())
