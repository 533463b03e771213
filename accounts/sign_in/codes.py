"""The link beside a code in an email: it opens a page whose button sends the code, so that whatever follows links in
emails signs nobody in. The code counts only in the browser that asked for it, as when it is typed."""

from django.conf import settings
from django.urls import reverse

PAGE_OF_CODE = {
    "login": "account_confirm_login_code",
    "email": "account_email_verification_sent",
}
"""Where django-allauth takes a code, by what the link says it is for."""
_PURPOSE_OF_LETTER = {
    "account/email/login_code": "login",
    "account/email/email_confirmation": "email",
    "account/email/email_confirmation_signup": "email",
}


def code_url(letter: str, code: str) -> str:
    """The link for a letter with a code, by django-allauth's template prefix; empty for all other letters."""
    purpose = _PURPOSE_OF_LETTER.get(letter)
    return settings.SITE_URL + reverse("accounts:code_link", args=[purpose, code]) if purpose and code else ""
