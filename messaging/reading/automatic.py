"""Recognises mails that no person has written (RFC 3834, RFC 2919)."""

import re
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.conf import settings

PRECEDENCES = frozenset({"auto_reply", "bulk", "junk", "list"})
OF_ROBOTS = ("x-autoreply", "x-autorespond", "list-id", "list-post", "x-failed-recipients")
ROBOTS = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@")
OUR_ID = r"<[0-9a-f-]{{36}}\.[0-9a-f]{{16}}@{host}>"


def is_automatic(message: EmailMessage, sender: str, envelope_sender: str | None) -> bool:
    """Whether a machine answered, or it is a bounce, a mail of a list, or one of our own."""
    return (
        _says(message, "auto-submitted") not in ("", "no")
        or _says(message, "precedence") in PRECEDENCES
        or any(name in message for name in OF_ROBOTS)
        or message.get_content_type() == "multipart/report"
        or sender.startswith(ROBOTS)
        or _bounces(message, envelope_sender)
        or is_ours(message, sender)
    )


def _says(message: EmailMessage, name: str) -> str:
    return str(message.get(name, "")).partition(";")[0].strip().lower()


def _bounces(message: EmailMessage, envelope_sender: str | None) -> bool:
    """Whether it is a bounce: those have an empty sender, so that they cannot bounce (RFC 5321, section 4.5.5)."""
    returned = str(message.get("Return-Path", "-")).strip(" <>") if envelope_sender is None else envelope_sender
    return not returned.strip(" <>")


def is_ours(message: EmailMessage, sender: str) -> bool:
    """Whether this site has sent it."""
    host = re.escape(urlsplit(settings.SITE_URL).hostname or "")
    is_ours = re.fullmatch(OUR_ID.format(host=host), str(message.get("Message-ID", "")).strip(), re.IGNORECASE)
    return bool(is_ours) or sender.endswith(f"@{settings.INBOUND_DOMAIN}")
