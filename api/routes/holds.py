"""Holds: options on a stage's night, and what their sides do with them."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from ninja import Query, Router

from accounts.access import get_led_party_for, get_party_for
from accounts.queries import parties_of
from accounts.states import PartyKind
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.protocol.lookups import named_party, named_stage
from api.protocol.paging import page_of
from api.protocol.problems import renamed
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page
from api.shapes.holds import (
    AnswerIn,
    AskIn,
    ConfirmIn,
    HoldIn,
    HoldOut,
    HoldsMadeOut,
    OldLadderOut,
    PermissionOut,
    ProposalIn,
    ReleasedOut,
    RestoredOut,
    RestoreIn,
)
from api.shapes.shows import MessageIn
from bookings.access import get_own_show_for
from engagements.states import Channel, Side
from holds.access.holds import get_hold_for, get_own_hold_for, hold_view, hold_views
from holds.access.lineups import lineup_checks_for
from holds.actions import (
    agree_to_hold,
    ask_to_hold,
    challenge_hold,
    confirm_hold,
    decline_proposal,
    let_hold,
    place_hold,
    place_offer,
    release_hold,
    restore_ladder,
    withdraw_challenge,
    withdraw_proposal,
)
from holds.models import Hold
from holds.pages.ladders import latest_challenge
from holds.queries.holds import holds_at, holds_of, with_rank
from holds.queries.restoring import restoration_of
from holds.states import HoldState
from venues.access import get_own_venue_for, get_venue_for
from web.users import SignedInRequest

router = Router(tags=["holds"], auth=somebody)


@router.post("/venues/{slug}/holds", response=answers(HoldsMadeOut, status=201))
@once
def hold_make(request: SignedInRequest, slug: str, payload: HoldIn):
    """Hold one night, or several of which one is wanted: as the venue, or for a party that it lets hold."""
    venue = get_venue_for(request.user, slug)
    terms = {
        "acting_user": request.user,
        "holder": named_party(get_led_party_for, request.user, payload.holder, "holder"),
        "stage": named_stage(venue.party, payload.stage),
        "act": named_party(get_party_for, request.user, payload.act, "act") if payload.act else None,
        "act_name": payload.act_name,
        "starts_at": payload.starts_at,
        "ends_at": payload.ends_at,
        "fee_minor": payload.fee.amount_minor if payload.fee else None,
        "fee_currency": payload.fee.currency if payload.fee else None,
        "note": payload.note,
        "channel": Channel.API,
    }
    nights = sorted(set(payload.nights))
    try:
        if len(nights) == 1:
            return Made(_made(request, [place_hold(night=nights[0], **terms)]))
        offer = place_offer(nights=nights, title=payload.title, **terms)
    except ValidationError as error:
        raise renamed(error, {"night": "nights"}) from error
    return Made(_made(request, offer.holds.order_by("night")))


@router.get("/venues/{slug}/holds", response=answers(Page[HoldOut]))
@fresh
def venue_holds(
    request: SignedInRequest,
    slug: str,
    first: dt.date | None = Query(None, alias="from"),
    last: dt.date | None = Query(None, alias="to"),
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """The standing holds on a venue's stages, for its team, in the order in which they were placed."""
    holds = holds_at(get_own_venue_for(request.user, slug), first, last)
    return _page(request, holds, cursor, limit)


@router.get("/me/holds", response=answers(Page[HoldOut]))
@fresh
def own_holds(
    request: SignedInRequest,
    state: list[HoldState] = Query([]),
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """What the bands and agencies that you lead hold, or is held for them, in the order in which it was placed."""
    led = [mine.party for mine in parties_of(request.user) if mine.is_led and mine.party.kind != PartyKind.VENUE]
    holds = holds_of(led, standing=False)
    return _page(request, holds.filter(state__in=state) if state else holds, cursor, limit)


@router.get("/holds/{uuid:hold_id}", response=answers(HoldOut))
@fresh
def hold_show(request: SignedInRequest, hold_id: uuid.UUID):
    """A hold, for the venue and for whoever holds or is to play."""
    return _told(request, hold_id)


@router.post("/holds/{uuid:hold_id}/confirm", response=answers(HoldOut))
@once
def hold_confirm(request: SignedInRequest, hold_id: uuid.UUID, payload: ConfirmIn = ConfirmIn()):
    """The venue makes a show of it. Anyone else proposes the night to the venue: it stands, with `proposal`."""
    return _confirmed(request, hold_id, payload, proposal=payload.proposal)


@router.post("/holds/{uuid:hold_id}/agree", response=answers(HoldOut))
@once
def hold_agree(request: SignedInRequest, hold_id: uuid.UUID, payload: ConfirmIn = ConfirmIn()):
    """Agree to what the other side wants: the venue to a proposal, which confirms the hold; else to its terms."""
    hold = get_own_hold_for(request.user, hold_id)
    view = hold_view(request.user, hold)
    waiting = view.proposal.id if view.proposal and view.proposal.waits else None
    if view.side == Side.HOST and (payload.proposal or waiting):
        return _confirmed(request, hold_id, payload, proposal=payload.proposal or waiting)
    said = {"read": payload.terms, "despite_conflicts": payload.despite_conflicts}
    agree_to_hold(acting_user=request.user, hold=hold, channel=Channel.API, **said)
    return _told(request, hold_id)


@router.post("/holds/{uuid:hold_id}/decline", response=answers(HoldOut))
@once
def hold_decline(request: SignedInRequest, hold_id: uuid.UUID, payload: AnswerIn = AnswerIn()):
    """The venue declines a proposal; the hold stands on."""
    said = {"message": payload.message, "proposal": payload.proposal, "read": payload.terms}
    return _moved(request, hold_id, decline_proposal, **said)


@router.post("/holds/{uuid:hold_id}/withdraw", response=answers(HoldOut))
@once
def hold_withdraw(request: SignedInRequest, hold_id: uuid.UUID, payload: ProposalIn = ProposalIn()):
    """Take your proposal to the venue back; the hold stands on."""
    return _moved(request, hold_id, withdraw_proposal, message=payload.message, proposal=payload.proposal)


@router.post("/holds/{uuid:hold_id}/release", response=answers(HoldOut))
@once
def hold_release(request: SignedInRequest, hold_id: uuid.UUID, payload: MessageIn = MessageIn()):
    """Let the night go; those below move up. Staff give a reason."""
    hold = get_hold_for(request.user, hold_id)
    release_hold(acting_user=request.user, hold=hold, message=payload.message, channel=Channel.API)
    return _told(request, hold_id)


@router.post("/holds/{uuid:hold_id}/challenge", response=answers(HoldOut))
@once
def hold_challenge(request: SignedInRequest, hold_id: uuid.UUID, payload: MessageIn = MessageIn()):
    """Ask those above to confirm or to let go, one after another: one is ready to commit."""
    return _moved(request, hold_id, challenge_hold, message=payload.message)


@router.post("/holds/{uuid:hold_id}/challenge/withdraw", response=answers(HoldOut))
@once
def challenge_take_back(request: SignedInRequest, hold_id: uuid.UUID):
    """Take your challenge back."""
    challenge = latest_challenge(get_own_hold_for(request.user, hold_id))
    withdraw_challenge(acting_user=request.user, challenge=challenge, channel=Channel.API)
    return _told(request, hold_id)


@router.get("/shows/{uuid:show_id}/ladder", response=answers(OldLadderOut))
@fresh
def old_ladder(request: SignedInRequest, show_id: uuid.UUID):
    """For the venue: whom a show released that is off, or whose act is, and who of them could stand again."""
    show = get_own_show_for(request.user, show_id)
    offer = restoration_of(show)
    candidates = offer.candidates if offer else []
    views = hold_views(request.user, [each.hold for each in candidates])
    released = [
        ReleasedOut(
            hold=HoldOut.of(view),
            obstacle=each.obstacle.value if each.obstacle else None,
            why=str(each.obstacle.label) if each.obstacle else None,
        )
        for each, view in zip(candidates, views, strict=True)
    ]
    return OldLadderOut(show=show.pk, state=show.state, calls_off=bool(offer and offer.calls_off), released=released)


@router.post("/shows/{uuid:show_id}/ladder/restore", response=answers(RestoredOut))
@once
def old_ladder_restore(request: SignedInRequest, show_id: uuid.UUID, payload: RestoreIn = RestoreIn()):
    """Let those stand again, in the order that was; all of them are told."""
    show = get_own_show_for(request.user, show_id)
    holds = restore_ladder(acting_user=request.user, show=show, calls_off=payload.calls_off, channel=Channel.API)
    views = [hold_view(request.user, get_hold_for(request.user, hold.pk)) for hold in holds]
    state = get_own_show_for(request.user, show_id).state
    return RestoredOut(show=show.pk, state=state, holds=[HoldOut.of(view) for view in views])


@router.post("/venues/{slug}/holders", response=answers(PermissionOut))
@once
def holder_ask(request: SignedInRequest, slug: str, payload: AskIn):
    """Ask a venue to be allowed to hold its nights; as the venue, allow a party to, or refuse it."""
    venue = get_venue_for(request.user, slug)
    holder = named_party(get_party_for, request.user, payload.holder, "holder")
    if any(mine.party == venue.party and mine.is_led for mine in parties_of(request.user)):
        made = let_hold(acting_user=request.user, venue=venue, party=holder, may=payload.may, channel=Channel.API)
    else:
        made = ask_to_hold(
            acting_user=request.user, venue=venue, holder=holder, message=payload.message, channel=Channel.API
        )
    return PermissionOut(venue=venue.party.slug, holder=holder.slug, state=made.state)


def _confirmed(request: SignedInRequest, hold_id: uuid.UUID, payload: ConfirmIn, **more) -> HoldOut:
    hold = get_own_hold_for(request.user, hold_id)
    said = payload.model_dump(include={"starts_at", "ends_at", "others", "despite_conflicts"})
    confirm_hold(acting_user=request.user, hold=hold, read=payload.terms, channel=Channel.API, **said, **more)
    return _told(request, hold_id)


def _moved(request: SignedInRequest, hold_id: uuid.UUID, action: Callable, **said) -> HoldOut:
    action(acting_user=request.user, hold=get_own_hold_for(request.user, hold_id), channel=Channel.API, **said)
    return _told(request, hold_id)


def _told(request: SignedInRequest, hold_id: uuid.UUID) -> HoldOut:
    return _shapes(request, [get_hold_for(request.user, hold_id)])[0]


def _shapes(request: SignedInRequest, holds: Sequence[Hold]) -> list[HoldOut]:
    checks = lineup_checks_for(request.user, holds)
    return [HoldOut.of(view, checks.get(view.id)) for view in hold_views(request.user, holds)]


def _made(request: SignedInRequest, holds) -> HoldsMadeOut:
    told = _shapes(request, list(with_rank(Hold.objects.with_place()).filter(pk__in=[hold.pk for hold in holds])))
    told.sort(key=lambda hold: hold.night)
    return HoldsMadeOut(offer=told[0].offer, holds=told)


def _page(request: SignedInRequest, holds, cursor: Cursor | None, limit: Limit) -> Page[HoldOut]:
    shown, following = page_of(holds, by="created_at", cursor=cursor, limit=limit)
    return Page[HoldOut](items=_shapes(request, list(shown)), next=following)
