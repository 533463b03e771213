"""Reporting a message to the site's staff, and what they decide."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from messaging.access import get_thread_for
from messaging.actions.locking import lock_message
from messaging.actions.pace import require_few_reports
from messaging.errors import AlreadySettled, MessageGone
from messaging.models import REASON_MAX, Message, MessageReport
from notifications.actions import notify
from web.texts import clean_text


@transaction.atomic
def report_message(*, acting_user: User, message: Message, reason: str) -> MessageReport:
    """Report another person's message to staff, with its present text; once for each reporter. Raises ValidationError
    at `reason`, Http404 for users who may not read it, PermissionDenied for one's own, MessageGone, TooManyReports."""
    get_thread_for(acting_user, message.thread_id)
    locked = lock_message(message)
    if made := MessageReport.objects.filter(message=locked, reported_by=acting_user).first():
        return made
    if locked.author_id == acting_user.pk:
        raise PermissionDenied
    if locked.deleted_at:
        raise MessageGone
    require_few_reports(acting_user)
    report = MessageReport.objects.create(
        message=locked,
        reported_by=acting_user,
        reason=clean_text("reason", reason, longest=REASON_MAX, required=True),
        text=locked.text,
        file_names=list(locked.attachments.values_list("file__name", flat=True)),
    )
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    path = reverse("admin:messaging_messagereport_change", args=[report.pk])
    notify(users=list(staff), kind="messaging.reported", path=path, data={"report": str(report.pk)})
    return report


@transaction.atomic
def settle_report(*, acting_user: User, report: MessageReport, text: str) -> MessageReport:
    """Settle all reports of a message, by staff, with their decision. Raises ValidationError at `text`,
    PermissionDenied, AlreadySettled."""
    if not acting_user.is_staff:
        raise PermissionDenied
    text = clean_text("text", text, longest=REASON_MAX, required=True)
    lock_message(report.message)
    waiting = MessageReport.objects.filter(message=report.message_id, resolved_at=None)
    if not waiting.filter(pk=report.pk).exists():
        raise AlreadySettled
    waiting.update(resolution=text, resolved_by=acting_user, resolved_at=now())
    return MessageReport.objects.get(pk=report.pk)
