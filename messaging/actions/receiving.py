"""Handling e-mailed replies to messages."""

import contextlib
import datetime as dt
import logging
from collections.abc import Iterator
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from media.actions import keep_file
from messaging.access import get_thread_for, require_may_write
from messaging.actions.sending import ATTACHMENTS_MAX, drop_unsent, send_message
from messaging.emails.refusals import refusal_letter
from messaging.emails.unread import MESSAGES_SHOWN
from messaging.models import IncomingMail, Message, Seat
from messaging.queries.unread import unread_messages
from messaging.reading.mails import Mail
from notifications.actions import post_mail
from web.errors import Refusal

KEPT_DAYS = 7
"""A service that got no answer tries again for a few days."""
HOURLY_MAX = 30
"""Nobody writes more by e-mail; a machine that answers a machine does."""
logger = logging.getLogger(__name__)


class _Unwelcome(Exception):
    """A mail is refused, for a reason that its sender may read."""


def receive_mail(*, mail: Mail) -> Message | None:
    """Write a reply into its thread, or tell its sender why not; once, however often the mail arrives. The address says
    whose reply it is, and to which thread; whether that person may still write there is checked now. Returns None if
    nothing was written. Unexpected errors are raised, and the mail may be delivered again."""
    if IncomingMail.objects.filter(pk=mail.id).exists():
        return None
    lately = IncomingMail.objects.filter(sender=mail.sender, received_at__gt=now() - dt.timedelta(hours=1)).count()
    if lately > HOURLY_MAX:
        logger.warning("mail %s was dropped: too many of its sender", mail.id)
        return None
    seat = Seat.objects.select_related("user", "thread").filter(reply_token=mail.token).first() if mail.token else None
    user = seat.user if seat and _is_address_of(seat.user, mail.sender) else None
    with translation.override(user.language if user else settings.LANGUAGE_CODE):
        try:
            if lately == HOURLY_MAX:
                raise _Unwelcome(_("You’ve sent too many emails this hour. Write on the site instead."))
            return _take(mail, user, seat)
        except (_Unwelcome, ValidationError, Refusal) as reason:
            _answer(mail, _said(reason))
            return None


def forget_mails() -> int:
    """Delete records of mails that are too old to arrive again; returns how many."""
    old = IncomingMail.objects.filter(received_at__lt=now() - dt.timedelta(days=KEPT_DAYS))
    return old.delete()[0]


def _is_address_of(user: User, address: str) -> bool:
    return user.is_active and EmailAddress.objects.filter(user=user, verified=True, email__iexact=address).exists()


def _take(mail: Mail, user: User | None, seat: Seat | None) -> Message | None:
    """Everybody who may not write gets the same answer, so that nobody learns more by trying."""
    if user is None or seat is None:
        raise _Unwelcome(_("You can’t write in this conversation by email from this address."))
    try:
        thread = get_thread_for(user, seat.thread_id)
        require_may_write(user, thread)
        if mail.text is None:
            raise _Unwelcome(_("We couldn’t read your email. Please send it as plain text."))
        if not (mail.text or mail.files):
            raise _Unwelcome(_("We found no text above the quoted email."))
        with _kept_files(user, mail) as files, transaction.atomic():
            if not _note(mail, is_refused=False):
                return None
            seen = _seen(seat)
            return send_message(acting_user=user, thread=thread, text=mail.text, files=files, key=mail.id, seen=seen)
    except (Http404, PermissionDenied):
        raise _Unwelcome(_("You can’t write in this conversation by email from this address.")) from None


def _seen(seat: Seat) -> int:
    """The number of the last message that was mailed; 0 if more of them are unread than one mail shows."""
    unread = unread_messages(seat.user, seat, seat.thread, 1, seat.mailed_number)
    return seat.mailed_number if unread.count() <= MESSAGES_SHOWN else 0


@contextlib.contextmanager
def _kept_files(user: User, mail: Mail) -> Iterator[list[UUID]]:
    """Store the attachments before the transaction that writes the message; delete them if none is written."""
    if len(mail.files) > ATTACHMENTS_MAX:
        raise _Unwelcome(_("At most %(count)s files, please.") % {"count": ATTACHMENTS_MAX})
    kept: list[UUID] = []
    try:
        for upload in mail.files:
            kept.append(keep_file(acting_user=user, upload=upload).pk)
        yield kept
    finally:
        drop_unsent(kept)


def _note(mail: Mail, *, is_refused: bool) -> bool:
    """Whether the mail arrives for the first time. Waits for a transaction that is handling the same mail."""
    values = {"sender": mail.sender, "is_refused": is_refused}
    return IncomingMail.objects.get_or_create(pk=mail.id, defaults=values)[1]


@transaction.atomic
def _answer(mail: Mail, reason: str) -> None:
    if _note(mail, is_refused=True):
        letter = refusal_letter(mail.subject, reason)
        post_mail(to=mail.sender, subject=letter.subject, text=letter.text, html=letter.html)


def _said(reason: Exception) -> str:
    match reason:
        case ValidationError():
            return " ".join(reason.messages)
        case Refusal():
            return str(reason.detail)
    return str(reason)
