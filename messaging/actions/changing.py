"""Editing and deleting what one has written."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from media.actions import drop_file
from messaging.access import people_of
from messaging.actions.locking import lock_message, lock_thread
from messaging.actions.mailboxes import tell_mailboxes
from messaging.actions.pace import require_few_versions
from messaging.models import TEXT_MAX, Message, MessageVersion
from messaging.states import EDIT_MINUTES
from web.errors import Refusal
from web.texts import clean_text


class TooLateToEdit(Refusal):
    slug = "too-late-to-edit"
    title = _("You can edit a message for 15 minutes")


@transaction.atomic
def edit_message(*, acting_user: User, message: Message, text: str) -> Message:
    """Replace the text of one's own message; what it said before is kept. Raises ValidationError at `text`,
    TooLateToEdit, TooFast, PermissionDenied for another's, and whatever `lock_thread` raises."""
    thread = lock_thread(acting_user, message.thread)
    locked = lock_message(message)
    _require_author(acting_user, locked)
    text = clean_text("text", text, longest=TEXT_MAX, required=not locked.attachments.exists())
    if text == locked.text:
        return locked
    if now() > locked.sent_at + dt.timedelta(minutes=EDIT_MINUTES):
        raise TooLateToEdit
    require_few_versions(locked)
    MessageVersion.objects.create(message=locked, text=locked.text)
    locked.text, locked.edited_at = text, now()
    locked.save(update_fields=["text", "edited_at"])
    tell_mailboxes(people_of(thread))
    return locked


@transaction.atomic
def delete_message(*, acting_user: User, message: Message) -> Message:
    """Delete one's own message, its earlier versions and its files; its place stays. Calling it twice does nothing.
    Staff keep what was reported. Raises PermissionDenied for another author's message, Http404 for users who may not
    read the thread any more."""
    thread = lock_thread(acting_user, message.thread, is_adding=False)
    locked = lock_message(message)
    if locked.author_id != acting_user.pk:
        raise PermissionDenied
    if locked.deleted_at:
        return locked
    _forget_versions(locked)
    locked.text, locked.night, locked.deleted_at = "", None, now()
    locked.save(update_fields=["text", "night", "deleted_at"])
    for attachment in locked.attachments.select_related("file"):
        attachment.delete()
        drop_file(file=attachment.file)
    tell_mailboxes(people_of(thread))
    return locked


def _forget_versions(message: Message) -> None:
    """Delete the message's earlier versions, unless staff still have to judge them."""
    if message.reports.exists():
        MessageVersion.objects.create(message=message, text=message.text)
    else:
        message.versions.all().delete()


def _require_author(user: User, message: Message) -> None:
    if message.author_id != user.pk or message.deleted_at:
        raise PermissionDenied
