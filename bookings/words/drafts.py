"""What is said of an application that is kept for later."""

from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.states import Approval
from web.texts import isolated


def kept_words(act: Party) -> str:
    """The answer to an application that is kept, on the page and in the API alike."""
    if act.approval == Approval.APPROVED:
        return _("Saved as a draft. Only your team sees it. You’ll find it on Today.")
    words = {"act": isolated(act.name)}
    return _("Saved as a draft. You can send it once we’ve approved %(act)s.") % words
