"""Where both sides of a remote session meet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from studio.rules.calls import LINK_MAX


def call_link_field(help_text: Any = "") -> forms.CharField:
    """A link; what is wrong with it says the action."""
    return forms.CharField(
        label=_("Link for calls"),
        max_length=LINK_MAX,
        required=False,
        help_text=help_text,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


class CallLinkForm(ActionForm):
    """The link of one session."""

    call_link = call_link_field(_("A video call link. The client sees it right away."))
