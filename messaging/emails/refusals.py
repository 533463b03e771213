"""The answer to an e-mail that could not be taken."""

from django.conf import settings
from django.urls import reverse

from accounts.sign_in.letters import Letter, write_letter
from web.texts import isolated


def refusal_letter(subject: str, reason: str) -> Letter:
    """The answer in the active language; names neither thread nor people."""
    url = settings.SITE_URL + reverse("messaging:threads")
    return write_letter(
        "messaging/email/not_taken", {"subject": isolated(subject), "reason": " ".join(reason.split()), "url": url}
    )
