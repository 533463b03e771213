"""Reporting a message to the site's staff."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from messaging.access import get_reportable_message_for
from messaging.actions import report_message
from messaging.forms import MessageReportForm
from messaging.views.messages import place_of
from web.errors import Refusal
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def message_report(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Report another person's message, once, with a reason."""
    message = get_reportable_message_for(request.user, message_id)
    reports = message.reports.filter(reported_by=request.user)
    form = MessageReportForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            report_message(acting_user=request.user, message=message, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
            status = refusal.status
        else:
            return redirect("messaging:message_report", message.pk)
    context = {"form": form, "message": message, "is_reported": reports.exists(), "place": place_of(message)}
    return render(request, "messaging/message_report.html", context, status=status)
