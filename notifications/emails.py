"""A notification as a mail: text and HTML, in its reader's language and time zone."""

import hashlib
import unicodedata
from contextlib import contextmanager
from email.mime.text import MIMEText
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from notifications.access import unsubscribe_token
from notifications.kinds import registry
from notifications.models import Notification

SUBJECT_LONGEST = 200
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates of the bidirectional algorithm (Unicode, annex 9)."""


def make_mail(notification: Notification, address: str) -> EmailMultiAlternatives | None:
    """The mail about a notification to its user; None when they may no longer know, or it is over."""
    user = notification.user
    with as_read_by(user):
        text = registry.render(notification, user)
        return _compose(notification, text, address) if text and not text.is_over else None


@contextmanager
def as_read_by(user):
    """Speak the user's language and tell times by their clock."""
    with translation.override(user.language), timezone.override(ZoneInfo(user.timezone)):
        yield


def message_id(notification: Notification, address: str) -> str:
    """The same for every attempt, so that a receiver can drop the rare mail that was sent twice (RFC 5322, 3.6.4)."""
    to = hashlib.sha256(address.encode()).hexdigest()[:16]
    return f"<{notification.pk}.{to}@{urlsplit(settings.SITE_URL).hostname}>"


def _compose(notification: Notification, text: registry.Text, address: str) -> EmailMultiAlternatives:
    kind = registry.find_kind(notification.kind)
    unsubscribe_url = "" if kind and kind.is_always_told else _unsubscribe_url(notification)
    path = text.mail_path or notification.path
    context = {
        "subject": text.subject,
        "text": text,
        "paragraphs": [paragraph.strip() for paragraph in text.text.split("\n\n") if paragraph.strip()],
        "url": settings.SITE_URL + path if path else "",
        "site_url": settings.SITE_URL,
        "kind_label": kind.label if kind else "",
        "unsubscribe_url": unsubscribe_url,
        "preferences_url": settings.SITE_URL + reverse("notifications:preferences"),
        "language": translation.get_language(),
    }
    mail = EmailMultiAlternatives(
        subject=_one_line(str(text.subject)),
        body=render_to_string("notifications/email/message.txt", context),
        to=[address],
        reply_to=[text.reply_to] if text.reply_to else None,
        headers={
            "Message-ID": message_id(notification, address),
            "Auto-Submitted": "auto-generated",
        },
    )
    if unsubscribe_url:  # RFC 2369, and one click by RFC 8058
        mail.extra_headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.attach_alternative(render_to_string("notifications/email/message.html", context), "text/html")
    calendar = kind.calendar(notification, notification.user) if kind and kind.calendar else None
    if calendar:
        mail.attach(_attachment(calendar))
    return mail


def _unsubscribe_url(notification: Notification) -> str:
    token = unsubscribe_token(notification.user, notification.kind)
    return settings.SITE_URL + reverse("notifications:unsubscribe", args=[token])


def _one_line(text: str) -> str:
    """A subject, without line breaks and controls, and without the marks by which a name in it would turn around what
    stands behind it, there and in the list of one's mails."""
    plain = "".join(
        each for each in text if each.isspace() or (unicodedata.category(each) != "Cc" and each not in TURNING)
    )
    return " ".join(plain.split())[:SUBJECT_LONGEST]


def _attachment(calendar: registry.CalendarPart) -> MIMEText:
    """As iMIP has it (RFC 6047, section 2.4): the method stands in the content type too."""
    part = MIMEText(calendar.text, "calendar", "utf-8")
    part.set_param("method", calendar.method)
    part.add_header("Content-Disposition", "attachment", filename="date.ics")
    return part
