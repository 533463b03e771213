"""What is said of an application that is kept for later."""

from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.states import Approval
from web.texts import isolated


def kept_words(act: Party) -> str:
    """The answer to an application that is kept, on the page and in the API alike."""
    if act.approval == Approval.APPROVED:
        return _("Kept as a draft. Nobody else reads it; send it from Today when you are ready.")
    words = {"act": isolated(act.name)}
    return _("Kept as a draft. Staff know that %(act)s waits; send it once the act is approved.") % words
