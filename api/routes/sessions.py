"""Sessions: booked, answered, worked in, delivered and accepted."""

import uuid
from collections.abc import Callable
from pathlib import PurePath
from typing import Literal

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.access import get_led_party_for
from accounts.actions.parties import ensure_person_party
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.protocol.lookups import named_party
from api.protocol.paging import page_of
from api.protocol.problems import renamed
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page
from api.shapes.sessions import (
    CommentIn,
    CommentOut,
    DeliverIn,
    DisputeIn,
    ExtendIn,
    MoveIn,
    NoteIn,
    SessionFileOut,
    SessionIn,
    SessionLine,
    SessionOut,
    SessionsOut,
    SessionStats,
    TermsIn,
)
from engagements.states import Channel
from media.actions import is_recording, take_in_begun
from media.models import File
from reviews.queries import revealed_of
from studio.access import (
    get_change_for,
    get_comment_for,
    get_mix_of_file,
    get_service_to_book,
    get_session_for,
    led_sides,
)
from studio.actions.changes import (
    agree_change,
    buy_revision,
    decline_change,
    propose_extension,
    propose_move,
    propose_terms,
    withdraw_change,
)
from studio.actions.sessions import (
    approve_session,
    ask_for_revision,
    begin_session,
    book_session,
    cancel_session,
    complete_session,
    decline_session,
    deliver_session,
    report_problem,
    withdraw_session,
)
from studio.actions.work import add_files, add_mix, comment_mix, resolve_comment
from studio.models import TITLE_MAX, Service, Session
from studio.pages.changes import change_card
from studio.queries.sessions import sessions_of, totals
from studio.queries.work import all_files, titles
from studio.rules.prices import is_length, price_of
from studio.states import Folder, SessionState
from web.users import SignedInRequest

router = Router(tags=["sessions"], auth=somebody)


@router.post("/sessions", response=answers(SessionOut, status=201))
@once
def session_make(request: SignedInRequest, payload: SessionIn):
    """Book a service, or ask for it, as the service says. What is booked at once is yours while you pay its `payment`,
    until `expires_at`."""
    service = get_service_to_book(request.user, payload.service)
    party = named_party(get_led_party_for, request.user, payload.speaker, "as") if payload.speaker else None
    price = payload.price
    if price and price.currency != service.currency_id:
        text = _("This service is paid in %(currency)s.") % {"currency": service.currency_id}
        raise ValidationError({"price": [text]})
    professional = service.professional
    try:
        session = book_session(
            acting_user=request.user,
            service=service,
            client=party or ensure_person_party(request.user),
            starts_at=payload.starts_at,
            minutes=payload.minutes,
            is_remote=professional.is_remote if payload.is_remote is None else payload.is_remote,
            place=payload.place or "",
            notes=payload.notes,
            expected_price=price.amount_minor if price else _price_now(service, payload.minutes),
            project_id=payload.project,
            channel=Channel.API,
        )
    except ValidationError as error:
        raise renamed(error, {"client": "as", "expected_price": "price"}) from error
    return Made(_told(request, session.pk))


@router.get("/sessions/{uuid:session_id}", response=answers(SessionOut))
@fresh
def session_show(request: SignedInRequest, session_id: uuid.UUID):
    """A session, with its files and mixes."""
    return _told(request, session_id)


@router.get("/me/sessions", response=answers(SessionsOut))
@fresh
def session_list(
    request: SignedInRequest,
    role: Literal["client", "professional"] = "client",
    state: list[SessionState] = Query([], max_length=20),
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """The sessions that you deal with as a client, or as a professional, where you also see those that you work in; the
    newest first. `state` may be repeated."""
    found = sessions_of(request.user, role)
    found = found.filter(state__in=state) if state else found
    shown, following = page_of(found, by="created_at", cursor=cursor, limit=limit, is_descending=True)
    items = [SessionLine.line(session, sees_money=session.shows_money) for session in shown]
    return SessionsOut(items=items, next=following, stats=SessionStats.of(totals(found)))


@router.post("/sessions/{uuid:session_id}/approve", response=answers(SessionOut))
@once
def session_approve(request: SignedInRequest, session_id: uuid.UUID):
    """Take a request on: the time is kept for the client while they pay."""
    return _done(request, session_id, approve_session)


@router.post("/sessions/{uuid:session_id}/decline", response=answers(SessionOut))
@once
def session_decline(request: SignedInRequest, session_id: uuid.UUID, payload: NoteIn = NoteIn()):
    """Say no to a request."""
    return _done(request, session_id, decline_session, text=payload.note)


@router.post("/sessions/{uuid:session_id}/withdraw", response=answers(SessionOut))
@once
def session_withdraw(request: SignedInRequest, session_id: uuid.UUID):
    """Take your own request back, or a slot that you have not paid for."""
    return _done(request, session_id, withdraw_session)


@router.post("/sessions/{uuid:session_id}/cancel", response=answers(SessionOut))
@once
def session_cancel(request: SignedInRequest, session_id: uuid.UUID, payload: NoteIn = NoteIn()):
    """Call off what is booked; the client gets back what the tiers leave."""
    return _done(request, session_id, cancel_session, text=payload.note)


@router.post("/sessions/{uuid:session_id}/start", response=answers(SessionOut))
@once
def session_start(request: SignedInRequest, session_id: uuid.UUID):
    """Begin the work, at most half an hour before its start; at its start the clock does it."""
    return _done(request, session_id, begin_session)


@router.post("/sessions/{uuid:session_id}/deliver", response=answers(SessionOut))
def session_deliver(request: SignedInRequest, session_id: uuid.UUID, payload: DeliverIn = DeliverIn()):
    """Hand the work over: the newest mix of each title, `files` added to them before. Once all of it can be heard, the
    client has until `auto_accepts_at` to say no."""
    # The store may be another machine: it is asked outside of the transaction that keeps the answer.
    take_in_begun(acting_user=request.user, files=payload.files)
    return _delivered(request, session_id, payload)


@once
def _delivered(request: SignedInRequest, session_id: uuid.UUID, payload: DeliverIn) -> SessionOut:
    get_session_for(request.user, session_id)
    files = File.objects.filter(pk__in=payload.files, sent_by=request.user).in_bulk()
    stems = [pk for pk in payload.files if pk not in files or not is_recording(files[pk])]
    if stems:
        add_files(
            acting_user=request.user, session_id=session_id, folder=Folder.STEMS, files=stems, channel=Channel.API
        )
    for pk in payload.files:
        if pk not in stems:
            title = PurePath(files[pk].name).stem[:TITLE_MAX]
            add_mix(acting_user=request.user, session_id=session_id, title=title, file=pk, channel=Channel.API)
    return _done(request, session_id, deliver_session, text=payload.note)


@router.post("/sessions/{uuid:session_id}/accept", response=answers(SessionOut))
@once
def session_accept(request: SignedInRequest, session_id: uuid.UUID):
    """Say that the work is done: the originals are yours, and the professional is paid."""
    return _done(request, session_id, complete_session)


@router.post("/sessions/{uuid:session_id}/request-revision", response=answers(SessionOut))
@once
def session_revise(request: SignedInRequest, session_id: uuid.UUID, payload: NoteIn = NoteIn()):
    """Say what should change in what was delivered; as often as revisions are included."""
    return _done(request, session_id, ask_for_revision, text=payload.note)


@router.post("/sessions/{uuid:session_id}/dispute", response=answers(SessionOut))
@once
def session_dispute(request: SignedInRequest, session_id: uuid.UUID, payload: DisputeIn):
    """Report a problem, from the start until the session counts as done: nobody is paid until staff have settled it."""
    return _done(request, session_id, report_problem, kind=payload.kind, text=payload.note)


@router.post("/sessions/{uuid:session_id}/terms", response=answers(SessionOut))
@once
def session_terms(request: SignedInRequest, session_id: uuid.UUID, payload: TermsIn):
    """Answer what is asked for with other terms; the other side agrees, declines, or answers with its own."""
    session = get_session_for(request.user, session_id)
    if payload.price.currency != session.currency_id:
        text = _("This service is paid in %(currency)s.") % {"currency": session.currency_id}
        raise ValidationError({"price": [text]})
    return _proposed(
        request, session_id, propose_terms, starts_at=payload.starts_at, minutes=payload.minutes,
        price_minor=payload.price.amount_minor, text=payload.note,
    )  # fmt: skip


@router.post("/sessions/{uuid:session_id}/move", response=answers(SessionOut))
@once
def session_move(request: SignedInRequest, session_id: uuid.UUID, payload: MoveIn):
    """Propose another start for what is booked; it moves when the other side agrees."""
    return _proposed(request, session_id, propose_move, starts_at=payload.starts_at, text=payload.note)


@router.post("/sessions/{uuid:session_id}/extend", response=answers(SessionOut))
@once
def session_extend(request: SignedInRequest, session_id: uuid.UUID, payload: ExtendIn):
    """Ask for more time, in steps of 30 minutes, if it is free. Where it can be booked at once, `change.payment` is to
    be paid; otherwise the other side agrees first."""
    return _proposed(request, session_id, propose_extension, minutes=payload.minutes, text=payload.note)


@router.post("/sessions/{uuid:session_id}/buy-revision", response=answers(SessionOut))
@once
def session_buy_revision(request: SignedInRequest, session_id: uuid.UUID, payload: NoteIn):
    """Say what should change once all revisions that are included are used; it is asked for when `change.payment` is
    paid."""
    return _proposed(request, session_id, buy_revision, text=payload.note)


@router.post("/session-changes/{uuid:change_id}/agree", response=answers(SessionOut))
@once
def session_change_agree(request: SignedInRequest, change_id: uuid.UUID):
    """Agree to what the other side proposes."""
    return _answered(request, change_id, agree_change)


@router.post("/session-changes/{uuid:change_id}/decline", response=answers(SessionOut))
@once
def session_change_decline(request: SignedInRequest, change_id: uuid.UUID, payload: NoteIn = NoteIn()):
    """Say no to what the other side proposes; the session stays as it is."""
    return _answered(request, change_id, decline_change, text=payload.note)


@router.post("/session-changes/{uuid:change_id}/withdraw", response=answers(SessionOut))
@once
def session_change_withdraw(request: SignedInRequest, change_id: uuid.UUID):
    """Take your own proposal back, or drop what you would have to pay for."""
    return _answered(request, change_id, withdraw_change)


@router.get("/sessions/{uuid:session_id}/files", response=answers(Page[SessionFileOut]))
@fresh
def session_files(request: SignedInRequest, session_id: uuid.UUID):
    """All files of a session, mixes too, in the order in which they came."""
    session = get_session_for(request.user, session_id)
    return Page[SessionFileOut](
        items=[SessionFileOut.of(each, session, request.user) for each in all_files(session)], next=None
    )


@router.get("/files/{uuid:file_id}/comments", response=answers(Page[CommentOut]))
@fresh
def comment_list(request: SignedInRequest, file_id: uuid.UUID):
    """What was said about a mix, by its file, without the answers; by the moment."""
    mix = get_mix_of_file(request.user, file_id)
    firsts = mix.comments.filter(answer_to=None).order_by("at_ms", "made_at", "id")
    return Page[CommentOut](items=[CommentOut.of(each) for each in firsts], next=None)


@router.post("/files/{uuid:file_id}/comments", response=answers(CommentOut, status=201))
@once
def comment_make(request: SignedInRequest, file_id: uuid.UUID, payload: CommentIn):
    """Say something about a moment of a mix, by its file."""
    mix = get_mix_of_file(request.user, file_id)
    comment = comment_mix(acting_user=request.user, mix_id=mix.pk, at_ms=payload.at_ms, text=payload.text)
    return Made(CommentOut.of(comment))


@router.post("/comments/{uuid:comment_id}/resolve", response=answers(CommentOut))
@once
def comment_resolve(request: SignedInRequest, comment_id: uuid.UUID):
    """Say that what a comment asks for is done."""
    comment = get_comment_for(request.user, comment_id)
    if comment.answer_to_id:
        raise Http404
    return CommentOut.of(resolve_comment(acting_user=request.user, comment_id=comment.pk))


def _proposed(request: SignedInRequest, session_id: uuid.UUID, action: Callable[..., Session], **more) -> SessionOut:
    get_session_for(request.user, session_id)
    try:
        action(acting_user=request.user, session_id=session_id, channel=Channel.API, **more)
    except ValidationError as error:
        raise renamed(error, {"text": "note", "price_minor": "price"}) from error
    return _told(request, session_id)


def _answered(request: SignedInRequest, change_id: uuid.UUID, action: Callable[..., Session], **more) -> SessionOut:
    change = get_change_for(request.user, change_id)
    try:
        action(acting_user=request.user, change_id=change_id, channel=Channel.API, **more)
    except ValidationError as error:
        raise renamed(error, {"text": "note"}) from error
    return _told(request, change.session_id)


def _done(request: SignedInRequest, session_id: uuid.UUID, action: Callable[..., Session], **more: str) -> SessionOut:
    get_session_for(request.user, session_id)
    try:
        action(acting_user=request.user, session_id=session_id, channel=Channel.API, **more)
    except ValidationError as error:
        raise renamed(error, {"text": "note"}) from error
    return _told(request, session_id)


def _price_now(service: Service, minutes: int | None) -> int:
    """For a length that is not offered there is none; that it is not, booking says."""
    return price_of(service, minutes) if is_length(service, minutes) else 0


def _told(request: SignedInRequest, session_id: uuid.UUID) -> SessionOut:
    session = get_session_for(request.user, session_id)
    card = change_card(session, led_sides(request.user, session), is_staff=request.user.is_staff)
    mixes = [mix for title in titles(session) for mix in reversed(title.mixes)]
    reviews, change = revealed_of([session])[session.pk], card.change if card else None
    return SessionOut.of(session, all_files(session), mixes, reviews, change, request.user)
