"""Giving a tip, and taking one back that is not paid."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import require_lead
from idempotency.forms import once_per_token
from studio.access import get_session_for
from studio.actions.sessions import give_tip, take_tip_back
from studio.forms.money import TipForm
from studio.views.acting import act_by_form, refusals_as_messages
from studio.views.sessions import shown
from web.users import SignedInRequest


@require_POST
@login_required
@once_per_token
def session_tip(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Gives a tip, and leads to where it is paid."""
    session = get_session_for(request.user, session_id)
    require_lead(request.user, session.client)
    form = TipForm(request.POST, auto_id="tip_%s", currency=session.currency_id)
    status, tip = act_by_form(form, lambda data: give_tip(
        acting_user=request.user, session_id=session_id, amount_minor=data["amount"]
    ))  # fmt: skip
    if tip is not None:
        return redirect("payments:payment", tip.payment_id)
    return shown(request, get_session_for(request.user, session_id), tip_form=form, status=status)


@require_POST
@login_required
@once_per_token
def session_tip_back(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Takes back a tip that is not paid yet."""
    get_session_for(request.user, session_id)
    with refusals_as_messages(request):
        take_tip_back(acting_user=request.user, session_id=session_id)
    return redirect("studio:session", session_id)
