"""Scheduled jobs of messages."""

import logging
from uuid import UUID

from django.utils.timezone import now

from messaging.actions import forget_mails, mail_unread
from messaging.queries.unread import due_readers

AT_ONCE_MAX = 500
logger = logging.getLogger(__name__)


def mail_all_unread() -> int:
    """Mail people what they have not read; returns how many mails it makes. An error for one person does not stop the
    others."""
    forget_mails()
    return sum(_mail(user_id) for user_id in due_readers(now(), AT_ONCE_MAX))


def _mail(user_id: UUID) -> bool:
    try:
        return mail_unread(user_id=user_id)
    except Exception:
        logger.exception("unread messages of %s were not mailed", user_id)
        return False
