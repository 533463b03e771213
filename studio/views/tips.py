"""Giving a tip, and taking one back that is not paid."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import require_lead
from idempotency.forms import once_per_token
from studio.access import get_session_for
from studio.actions.sessions import give_tip, take_tip_back
from studio.forms.money import TipForm
from studio.views.sessions import shown
from web.errors import Refusal
from web.users import SignedInRequest


@require_POST
@login_required
@once_per_token
def session_tip(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Gives a tip, and leads to where it is paid."""
    session = get_session_for(request.user, session_id)
    require_lead(request.user, session.client)
    form = TipForm(request.POST, auto_id="tip_%s", currency=session.currency_id)
    status = 422
    if form.is_valid():
        told = {"acting_user": request.user, "session_id": session_id, "amount_minor": form.cleaned_data["amount"]}
        try:
            if tip := form.act(give_tip, **told):
                return redirect("payments:payment", tip.payment_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail or refusal.title))
            status = refusal.status
    return shown(request, get_session_for(request.user, session_id), tip_form=form, status=status)


@require_POST
@login_required
@once_per_token
def session_tip_back(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Takes back a tip that is not paid yet."""
    get_session_for(request.user, session_id)
    try:
        take_tip_back(acting_user=request.user, session_id=session_id)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail or refusal.title))
    return redirect("studio:session", session_id)
