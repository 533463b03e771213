"""Reporting a message to the site's staff."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from messaging.access import readable_by
from messaging.actions import report_message
from messaging.errors import MessageGone
from messaging.forms import MessageReportForm
from messaging.models import Message
from messaging.views.messages import place_of
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def message_report(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Report another person's message, once, with a reason."""
    message = _reportable(request, message_id)
    reports = message.reports.filter(reported_by=request.user)
    form = MessageReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        report_message(acting_user=request.user, message=message, reason=form.cleaned_data["reason"])
        return redirect("messaging:message_report", message.pk)
    context = {"form": form, "message": message, "is_reported": reports.exists(), "place": place_of(message)}
    return render(request, "messaging/message_report.html", context, status=422 if form.errors else 200)


def _reportable(request: SignedInRequest, message_id: UUID) -> Message:
    """Raises Http404 for one that the user may not read, PermissionDenied for their own, MessageGone."""
    readable = readable_by(request.user)
    message = Message.objects.filter(pk=message_id, thread__in=readable).select_related("thread").first()
    if message is None:
        raise Http404
    if message.author_id == request.user.pk:
        raise PermissionDenied
    if message.deleted_at:
        raise MessageGone
    return message
