"""Tips of sessions: what a client gives beyond the price."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from ninja import Router, Status

from accounts.access import can_lead
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import NOTHING, answers
from api.shapes.basics import Page
from api.shapes.tips import TipIn, TipOut
from engagements.states import Channel
from studio.access import get_session_for, led_sides
from studio.actions.sessions import give_tip, take_tip_back
from studio.queries.tips import tips_of_states
from studio.states import Side
from web.users import SignedInRequest

router = Router(tags=["sessions"], auth=somebody)


@router.get("/sessions/{uuid:session_id}/tips", response=answers(Page[TipOut]))
@fresh
def tip_list(request: SignedInRequest, session_id: uuid.UUID):
    """The tips that were given for a session, the first one first, for leaders of both sides; for those of the client
    also the one that waits to be paid."""
    session = get_session_for(request.user, session_id)
    sides = led_sides(request.user, session)
    if not sides:
        raise PermissionDenied
    given, waiting = tips_of_states(session)
    shown = [*given, waiting] if waiting and Side.CLIENT in sides else given
    return Page[TipOut](items=[TipOut.of(tip, session.currency_id) for tip in shown], next=None)


@router.post("/sessions/{uuid:session_id}/tips", response=answers(TipOut, status=201))
@once
def tip_give(request: SignedInRequest, session_id: uuid.UUID, payload: TipIn):
    """Give a tip for a session that is done: pay its `payment` within a day, and all of it goes to the professional.
    One may wait at a time."""
    session = get_session_for(request.user, session_id)
    if not can_lead(request.user, session.client):
        raise PermissionDenied
    if payload.amount.currency != session.currency_id:
        text = _("This service is paid in %(currency)s.") % {"currency": session.currency_id}
        raise ValidationError({"amount": [text]})
    tip = give_tip(
        acting_user=request.user,
        session_id=session.pk,
        amount_minor=payload.amount.amount_minor,
        channel=Channel.API,
    )
    return Made(TipOut.of(tip, session.currency_id))


@router.delete("/sessions/{uuid:session_id}/tips/waiting", response=NOTHING)
def tip_take_back(request: SignedInRequest, session_id: uuid.UUID):
    """Take back the tip that waits to be paid; nothing happens where none does."""
    session = get_session_for(request.user, session_id)
    take_tip_back(acting_user=request.user, session_id=session.pk)
    return Status(204, None)
