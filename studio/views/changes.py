"""Proposing something about a session, and answering it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from idempotency.forms import once_per_token
from studio.access import deciding_side, get_change_for, get_session_for
from studio.actions.changes import (
    agree_change,
    buy_revision,
    decline_change,
    propose_extension,
    propose_move,
    propose_terms,
    withdraw_change,
)
from studio.forms.changes import proposal_form
from studio.models import SessionChange
from studio.states import ChangeState
from studio.views.acting import act_by_form, refusals_as_messages
from studio.views.sessions import shown
from web.users import SignedInRequest

PROPOSE = {
    "terms": propose_terms,
    "move": propose_move,
    "extend": propose_extension,
    "buy-revision": buy_revision,
}
ANSWER = {"agree": agree_change, "decline": decline_change, "withdraw": withdraw_change}


@require_POST
@login_required
@once_per_token
def session_propose(request: SignedInRequest, session_id: UUID, deed: str) -> HttpResponse:
    """Proposes other terms, another time or more time, or orders a revision."""
    session = get_session_for(request.user, session_id)
    deciding_side(request.user, session)
    form = proposal_form(deed, session, request.POST)
    status, made = act_by_form(form, lambda _data: PROPOSE[deed](
        acting_user=request.user, session_id=session_id, **form.arguments
    ))  # fmt: skip
    if made is not None:
        return _go_on(request, session_id)
    return shown(request, get_session_for(request.user, session_id), form=form, deed=deed, status=status)


@require_POST
@login_required
@once_per_token
def change_do(request: SignedInRequest, change_id: UUID, deed: str) -> HttpResponse:
    """Agrees to a proposal, declines it, or takes it back."""
    change = get_change_for(request.user, change_id)
    with refusals_as_messages(request):
        ANSWER[deed](acting_user=request.user, change_id=change_id)
    return _go_on(request, change.session_id) if deed == "agree" else redirect("studio:session", change.session_id)


def _go_on(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """To the page to pay on, for a client who is to pay for a change; else back to the session."""
    session = get_session_for(request.user, session_id)
    payment = SessionChange.objects.filter(session=session, state=ChangeState.TO_PAY).values_list("payment", flat=True)
    if (found := payment.first()) and deciding_side(request.user, session) == "client":
        return redirect("payments:payment", found)
    return redirect("studio:session", session_id)
