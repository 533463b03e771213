"""What is said of an application that waits until its act is approved."""

from django.utils.translation import gettext as _

from accounts.models import Party
from web.texts import isolated


def kept_words(act: Party) -> str:
    """The answer to an application of an act that is not approved yet, on the page and in the API alike."""
    words = {"act": isolated(act.name)}
    return _("Kept as a draft. Staff know that %(act)s waits; send it once the act is approved.") % words
