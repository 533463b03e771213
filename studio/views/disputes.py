"""Reporting a problem with a session, making one's case, and settling it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from idempotency.forms import once_per_token
from studio.access import get_session_for, side_in
from studio.actions.sessions import report_problem, settle_dispute, state_case
from studio.forms.booking import ProblemForm, ReasonForm, SettleForm
from studio.views.acting import act_by_form
from studio.views.sessions import shown
from web.users import SignedInRequest


@require_POST
@login_required
@once_per_token
def session_report(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Reports a problem."""
    session = get_session_for(request.user, session_id)
    if side_in(request.user, session) is None:
        raise PermissionDenied
    form = ProblemForm(request.POST, has_time=session.starts_at is not None)
    return _answer(request, session, form, "report", lambda data: report_problem(
        acting_user=request.user, session_id=session_id, kind=data["kind"], text=data["text"]
    ))  # fmt: skip


@require_POST
@login_required
@once_per_token
def session_case(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Says one's side of a dispute."""
    session = get_session_for(request.user, session_id)
    if side_in(request.user, session) is None:
        raise PermissionDenied
    form = ReasonForm(request.POST)
    return _answer(request, session, form, "case", lambda data: state_case(
        acting_user=request.user, session_id=session_id, text=data["text"]
    ))  # fmt: skip


@require_POST
@login_required
@once_per_token
def session_settle(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Settles a dispute, for staff."""
    session = get_session_for(request.user, session_id)
    if not request.user.is_staff or side_in(request.user, session) is not None:
        raise PermissionDenied
    form = SettleForm(request.POST, currency=session.currency_id)
    return _answer(request, session, form, "settle", lambda data: settle_dispute(
        acting_user=request.user, session_id=session_id, back_minor=data["back"], text=data["text"]
    ))  # fmt: skip


def _answer(request: SignedInRequest, session, form, deed: str, action) -> HttpResponse:
    status, made = act_by_form(form, action)
    if made is not None:
        return redirect("studio:session", session.pk)
    return shown(request, get_session_for(request.user, session.pk), form=form, deed=deed, status=status)
