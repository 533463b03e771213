"""Mail where no server is configured: kept in a table and read on a page of the site."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest

from notifications.models import MailboxMail
from web.local import is_local

BACKEND = "notifications.delivery.mailbox.MailboxBackend"


class MailboxBackend(BaseEmailBackend):
    """Keeps each mail once for every one it is addressed to."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns how many messages were kept."""
        mails = [_mail(message, address) for message in email_messages for address in message.recipients()]
        MailboxMail.objects.bulk_create(mails)
        return sum(bool(message.recipients()) for message in email_messages)


def is_open_to(request: HttpRequest) -> bool:
    """Whether the mailbox is this installation's post office, and who asks sits at its machine; for anybody else its
    page does not exist."""
    return settings.MAILBOX_OPEN and settings.EMAIL_BACKEND == BACKEND and is_local(request)


def _mail(message: EmailMessage, address: str) -> MailboxMail:
    alternatives = getattr(message, "alternatives", [])
    html = next((each.content for each in alternatives if each.mimetype == "text/html"), "")
    return MailboxMail(
        message_id=message.extra_headers.get("Message-ID", "")[:200],
        to=address[:320],
        subject=message.subject[:500],
        text=str(message.body),
        html=html,
    )
