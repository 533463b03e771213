"""The mails about signing in: django-allauth knows when and to whom, we say what, in the house's layout."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.models import Invite, User
from notifications.actions import post_mail
from web.texts import isolated

_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Letter:
    """One mail as text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_code: bool
    is_link: bool


def write_letter(occasion: str, context: dict[str, Any]) -> Letter:
    """What django-allauth wants to say, in the language that is active.

    `occasion` is its template prefix, such as "account/email/login_code". In HTML a paragraph that is nothing but the
    code becomes a strip of tape, and one that is nothing but an address a button.
    """
    subject = " ".join(render_to_string(f"{occasion}_subject.txt", context).split())
    said = render_to_string(f"{occasion}_message.txt", context)
    whole = {
        "subject": subject,
        "paragraphs": [_paragraph(text, context) for text in re.split(r"\n\s*\n", said.strip())],
        "site_url": settings.SITE_URL,
        "language": get_language(),
    }
    text, html = (render_to_string(f"account/email/letter.{kind}", whole) for kind in ("txt", "html"))
    return Letter(subject, text, html)


def send_invite(email: str, invite: Invite, inviter: User, link: str) -> None:
    """Mail the link of an invite, in the language that is active: the inviter's."""
    names = {"party": isolated(invite.party.name), "person": isolated(inviter.display_name), "url": link}
    letter = write_letter("accounts/email/invite", names)
    post_mail(to=email, subject=letter.subject, text=letter.text, html=letter.html)


def _paragraph(text: str, context: dict[str, Any]) -> Paragraph:
    return Paragraph(text, is_code=text == context.get("code"), is_link=bool(_LINK.fullmatch(text)))
