"""Moves: another time or stage for a show, proposed by one side and agreed to by all whom it binds."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from ninja import Router

from accounts.access import get_led_party_for
from accounts.models import Party
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.protocol.lookups import named_party, named_stage
from api.protocol.paging import page_of
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page
from api.shapes.moves import MoveAnswerIn, MoveIn, MoveOut, NoMoveIn, name_of
from api.shapes.shows import BookingOut, MessageIn
from bookings.access import booking_view, get_booking_for, get_show_for
from bookings.access.changes import (
    SideOfMove,
    checks_of_moves,
    get_movable_show_for,
    get_move_for,
    move_view,
    move_views,
    moves_for,
)
from bookings.actions import answer_move, propose_move, refuse_to_move, withdraw_move
from bookings.models import Move, Show
from engagements.states import Channel
from venues.models import Stage
from web.users import SignedInRequest

router = Router(tags=["moves"], auth=somebody)


@router.get("/shows/{uuid:show_id}/moves", response=answers(Page[MoveOut]))
@fresh
def move_list(request: SignedInRequest, show_id: uuid.UUID, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT):
    """The proposals of another time or stage for a show that you may read, in the order in which they were made."""
    moves = moves_for(request.user, get_show_for(request.user, show_id))
    shown, following = page_of(moves, by="made_at", cursor=cursor, limit=limit)
    return Page[MoveOut](items=_shapes(request, shown), next=following)


@router.post("/shows/{uuid:show_id}/moves", response=answers(MoveOut, status=201))
@once
def move_propose(request: SignedInRequest, show_id: uuid.UUID, payload: MoveIn):
    """Propose another time or stage, as the host or as an act that is booked. Where nobody else is bound, it is done
    at once: `state` is agreed."""
    show, speakers = get_movable_show_for(request.user, show_id)
    party, stage = _speaker(request, payload, speakers), _stage(show, payload)
    spots = {each.spot: each.model_dump(exclude={"spot"}) for each in payload.spots}
    if len(spots) < len(payload.spots):
        raise ValidationError({"spots": [_("Name each slot once.")]})
    try:
        move = propose_move(
            acting_user=request.user,
            show=show,
            party=party,
            stage=stage,
            spots=spots,
            message=payload.message,
            answer_by=payload.answer_by,
            despite_conflicts=payload.despite_conflicts,
            channel=Channel.API,
            **payload.times(show),
        )
    except ValidationError as error:
        raise _at_spots_sent(error, show, [each.spot for each in payload.spots]) from error
    return Made(_told(request, move.pk))


@router.get("/moves/{uuid:move_id}", response=answers(MoveOut))
@fresh
def move_show(request: SignedInRequest, move_id: uuid.UUID):
    """A proposal, for the leaders of its sides."""
    return _told(request, move_id)


@router.post("/moves/{uuid:move_id}/agree", response=answers(MoveOut))
@once
def move_agree(request: SignedInRequest, move_id: uuid.UUID, payload: MoveAnswerIn = MoveAnswerIn()):
    """Agree for your side. The last to agree makes it happen whole: `state` is agreed then."""
    return _answered(request, move_id, payload, agrees=True)


@router.post("/moves/{uuid:move_id}/decline", response=answers(MoveOut))
@once
def move_decline(request: SignedInRequest, move_id: uuid.UUID, payload: MoveAnswerIn = MoveAnswerIn()):
    """Decline for your side: the show stays as it is."""
    return _answered(request, move_id, payload, agrees=False)


@router.post("/moves/{uuid:move_id}/withdraw", response=answers(MoveOut))
@once
def move_withdraw(request: SignedInRequest, move_id: uuid.UUID, payload: MessageIn = MessageIn()):
    """Take back what your side has proposed."""
    move = get_move_for(request.user, move_id)
    withdraw_move(acting_user=request.user, move=move, message=payload.message, channel=Channel.API)
    return _told(request, move_id)


@router.post("/bookings/{uuid:booking_id}/move-questions/decline", response=answers(BookingOut))
@once
def move_question_decline(request: SignedInRequest, booking_id: uuid.UUID, payload: NoMoveIn = NoMoveIn()):
    """Say no to players who ask whether their gig can be moved (`move_asked` in its history); they are told. To say
    yes, propose a move."""
    booking = get_booking_for(request.user, booking_id)
    refuse_to_move(
        acting_user=request.user, booking=booking, version=payload.version, message=payload.message, channel=Channel.API
    )
    return BookingOut.of(booking_view(request.user, get_booking_for(request.user, booking_id)))


def _speaker(request: SignedInRequest, payload: MoveIn, speakers: Sequence[Party]) -> Party:
    """In whose name. Raises ValidationError at `party`, PermissionDenied for another's."""
    if payload.party is not None:
        return named_party(get_led_party_for, request.user, payload.party, "party")
    if len(speakers) > 1:
        raise ValidationError({"party": [_("Choose which party you’re proposing for.")]})
    return speakers[0]


def _stage(show: Show, payload: MoveIn) -> Stage | None:
    if payload.stage is None:
        return None
    if show.stage is None:
        raise ValidationError({"stage": [_("This show is at an address, so it has no stage.")]})
    return named_stage(show.stage.venue.party, payload.stage)


def _at_spots_sent(error: ValidationError, show: Show, sent: Sequence[uuid.UUID]) -> ValidationError:
    """What is wrong with a spot, at its place in what was sent; at `spots` where it was left out."""
    if not hasattr(error, "error_dict"):
        return error
    bill = [spot.pk for spot in show.spots.all()]
    errors: dict[str, list[str]] = {}
    for name, texts in error.message_dict.items():
        errors.setdefault(_name_sent(name, bill, sent), []).extend(texts)
    return ValidationError(errors)


def _name_sent(name: str, bill: Sequence[uuid.UUID], sent: Sequence[uuid.UUID]) -> str:
    if not name.startswith("spots."):
        return name
    _spots, place, field = name.split(".")
    spot = bill[int(place)]
    return f"spots.{sent.index(spot)}.{field}" if spot in sent else "spots"


def _answered(request: SignedInRequest, move_id: uuid.UUID, payload: MoveAnswerIn, *, agrees: bool) -> MoveOut:
    move = get_move_for(request.user, move_id)
    side = _side(move_view(request.user, move).sides, payload.side)
    answer_move(
        acting_user=request.user,
        move=move,
        agrees=agrees,
        booking=get_booking_for(request.user, side.booking) if side.booking else None,
        message=payload.message,
        despite_conflicts=payload.despite_conflicts,
        channel=Channel.API,
    )
    return _told(request, move_id)


def _side(sides: Sequence[SideOfMove], named: str) -> SideOfMove:
    """For which side of theirs someone answers: the one they name, else the only one, or the only one that has still
    to answer. Raises ValidationError at `side`, PermissionDenied for who leads none or names another's."""
    mine = [side for side in sides if side.is_mine]
    if named and named not in {name_of(side) for side in sides}:
        raise ValidationError({"side": [_("Choose who you’re answering for.")]})
    found = [side for side in mine if named in ("", name_of(side))]
    if not found:
        raise PermissionDenied
    if len(found) > 1:
        found = [side for side in found if side.agreed_at is None] or found[:1]
    if len(found) > 1:
        raise ValidationError({"side": [_("Choose who you’re answering for.")]})
    return found[0]


def _told(request: SignedInRequest, move_id: uuid.UUID) -> MoveOut:
    [shape] = _shapes(request, [get_move_for(request.user, move_id)])
    return shape


def _shapes(request: SignedInRequest, moves: Sequence[Move]) -> list[MoveOut]:
    """As the viewer may know them. Of a show, one at most is open and has its line-ups checked."""
    views = move_views(request.user, moves)
    checks = checks_of_moves(request.user, moves)
    return [MoveOut.of(view, list(checks[view.move.pk].values())) for view in views]
