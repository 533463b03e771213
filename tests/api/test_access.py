"""Every call x everybody. The calls come from the router: one that is not in the table fails."""

import base64
import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.actions import create_feed, create_invite
from accounts.models import Party
from accounts.states import PartyKind
from api.routes.document import api
from availability.actions import say_time
from bookings.actions import accept_booking, propose_move
from bookings.actions.contracts import make_contract
from bookings.actions.kept_applications import keep_application
from bookings.models import Booking, Show
from catalogue.models import Currency
from holds.actions import place_hold
from holds.models import HoldPermission
from media.actions import keep_file
from media.models import File
from messaging.access import get_thread_for
from messaging.actions import send_message
from messaging.models import Message
from payments.actions import Share, owe
from payments.models import Payment
from payments.states import Purpose
from studio.actions import add_hours, add_service, offer_split
from studio.actions.changes import propose_terms
from studio.actions.projects import create_project, create_project_link
from studio.actions.sessions import approve_session, book_session
from studio.actions.work import add_mix, comment_mix
from studio.models import Mix, MixComment, Professional, Project, Service, Session, SessionChange, Split
from studio.states import SessionState
from tests.api.conftest import HOUR, ZONE, Caller, known_free
from tests.factories import FAR_SATURDAY
from tests.matrix.sampling import who_asks
from tests.media.making import sound_bytes
from tests.payments.scenes import paid
from venues.actions import close_stage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WHO = ("anonymous", "stranger", "ex_member", "member", "leader", "manager", "venue_staff", "other_manager", "staff")
SPAN = {"starts_at": "2028-06-03T20:00:00+02:00", "ends_at": "2028-06-03T23:00:00+02:00"}
NAMED = {"name": "New", "timezone": ZONE}


def everybody(status: int, **others: int) -> dict[str, int]:
    """The status for who is signed in; 401 for who is not, unless said."""
    return {"anonymous": 401} | dict.fromkeys(WHO[1:], status) | others


def only(*allowed: str, ok: int = 200, no: int = 403, **others: int) -> dict[str, int]:
    return everybody(no) | dict.fromkeys(allowed, ok) | others


IN_SESSION = ("leader", "other_manager")
"""Who has booked a session, and who leads the professional."""


def by_professional(status: int) -> dict[str, int]:
    return only("other_manager", ok=status, no=404, leader=403, staff=403)


def by_client(status: int) -> dict[str, int]:
    return only("leader", ok=status, no=404, other_manager=403, staff=403)


ANYBODY = everybody(200, anonymous=200)
SIDES = only("leader", "manager", "member", "staff", no=404)
NO_SIDE = {"no": 404, "member": 403, "venue_staff": 403, "staff": 403}
"""Who belongs to a hold's people without leading a side, and who is no part of it."""
NO_PART = {"no": 404, "member": 403, "staff": 403}
"""Who only plays, or only looks."""
EXPECTED = {
    "GET /me": everybody(200),
    "GET /me/busy": everybody(200),
    "POST /me/busy": everybody(201),
    "DELETE /me/busy/{uuid:rule_id}": only("member", ok=204, no=404),
    "PUT /me/known": everybody(200),
    "GET /me/bookings": everybody(200),
    "GET /me/shows": everybody(200),
    "GET /me/drafts": everybody(200),
    "GET /me/feeds": everybody(200),
    "POST /me/feeds": only("member", "leader", ok=201),
    "PATCH /me/feeds/{uuid:feed_id}": only("member", no=404),
    "POST /me/feeds/{uuid:feed_id}/rotate": only("member", no=404),
    "DELETE /me/feeds/{uuid:feed_id}": only("member", ok=204, no=404),
    "GET /me/notifications": everybody(200),
    "POST /bands": everybody(201),
    "GET /bands/{slug}/members": only("member", "leader"),
    "DELETE /bands/{slug}/members/{uuid:user_id}": only("leader", "member", ok=204),
    "POST /bands/{slug}/invites": only("leader", ok=201),
    "POST /invites/{token}/accept": everybody(200),
    "GET /bands/{slug}/green-zone": only("member", "leader"),
    "POST /professionals": everybody(201),
    "GET /professionals/{slug}": ANYBODY,
    "GET /professionals/{slug}/hours": only("other_manager"),
    "POST /professionals/{slug}/hours": only("other_manager", ok=201),
    "DELETE /professionals/{slug}/hours/{uuid:rule_id}": only("other_manager", ok=204),
    "GET /professionals/{slug}/slots": ANYBODY,
    "POST /professionals/{slug}/services": only("other_manager", ok=201),
    "PATCH /professionals/{slug}/services/{uuid:service_id}": only("other_manager"),
    "DELETE /professionals/{slug}/services/{uuid:service_id}": only("other_manager", ok=204),
    "POST /sessions": everybody(201, other_manager=409),
    "GET /me/sessions": everybody(200),
    "GET /sessions/{uuid:session_id}": only(*IN_SESSION, "staff", no=404),
    "POST /sessions/{uuid:session_id}/approve": by_professional(200),
    "POST /sessions/{uuid:session_id}/decline": by_professional(200),
    "POST /sessions/{uuid:session_id}/withdraw": by_client(200),
    "POST /sessions/{uuid:session_id}/cancel": only(*IN_SESSION, ok=409, no=404, staff=403),
    "POST /sessions/{uuid:session_id}/start": by_professional(409),
    "POST /sessions/{uuid:session_id}/deliver": by_professional(409),
    "POST /sessions/{uuid:session_id}/accept": by_client(409),
    "POST /sessions/{uuid:session_id}/request-revision": by_client(409),
    "POST /sessions/{uuid:session_id}/dispute": only(*IN_SESSION, ok=409, no=404, staff=403),
    "POST /sessions/{uuid:session_id}/terms": only(*IN_SESSION, no=404, staff=403),
    "POST /sessions/{uuid:session_id}/move": only(*IN_SESSION, ok=409, no=404, staff=403),
    "POST /sessions/{uuid:session_id}/extend": only(*IN_SESSION, ok=409, no=404, staff=403),
    "POST /sessions/{uuid:session_id}/buy-revision": by_client(409),
    "POST /session-changes/{uuid:change_id}/agree": by_client(200),
    "POST /session-changes/{uuid:change_id}/decline": by_client(200),
    "POST /session-changes/{uuid:change_id}/withdraw": by_professional(200),
    "GET /sessions/{uuid:session_id}/files": only(*IN_SESSION, "staff", no=404),
    "GET /files/{uuid:file_id}/comments": only(*IN_SESSION, "staff", no=404),
    "POST /files/{uuid:file_id}/comments": only(*IN_SESSION, ok=201, no=404, staff=403),
    "POST /comments/{uuid:comment_id}/resolve": only(*IN_SESSION, no=404, staff=403),
    "GET /sessions/{uuid:session_id}/tips": only(*IN_SESSION, no=404, staff=403),
    # It is not done yet.
    "POST /sessions/{uuid:session_id}/tips": by_client(409),
    "DELETE /sessions/{uuid:session_id}/tips/waiting": by_client(204),
    "GET /me/projects": everybody(200),
    "POST /projects": everybody(201),
    "GET /projects/{uuid:project_id}": only("leader", "member", no=404),
    "GET /projects/{uuid:project_id}/links": only("leader", no=404, member=403),
    "POST /projects/{uuid:project_id}/links": only("leader", ok=201, no=404, member=403),
    "DELETE /projects/{uuid:project_id}/links/{uuid:link_id}": only("leader", ok=204, no=404, member=403),
    "GET /professionals/{slug}/splits": only("other_manager"),
    "POST /professionals/{slug}/splits": only("other_manager", ok=201),
    "DELETE /professionals/{slug}/splits/{uuid:split_id}": only("other_manager", ok=204),
    "GET /me/splits": everybody(200),
    "POST /splits/{uuid:split_id}/accept": only("leader", no=404),
    "POST /splits/{uuid:split_id}/decline": only("leader", no=404),
    # It is not accepted yet.
    "POST /splits/{uuid:split_id}/leave": only("leader", ok=409, no=404),
    "POST /venues": everybody(201),
    "POST /venues/{slug}/stages": only("manager", ok=201),
    "POST /venues/{slug}/shows": only("manager", ok=201),
    "DELETE /stages/{uuid:stage_id}": only("manager", ok=409, no=404),
    "GET /stages/{uuid:stage_id}/closures": only("manager", no=404),
    "POST /stages/{uuid:stage_id}/closures": only("manager", ok=201, no=404),
    "DELETE /stages/{uuid:stage_id}/closures/{uuid:closure_id}": only("manager", ok=204, no=404),
    "GET /parties": ANYBODY,
    "GET /professionals": ANYBODY,
    "GET /parties/{slug}": ANYBODY,
    "GET /parties/{slug}/calendar": ANYBODY,
    "GET /parties/{slug}/press-kit": ANYBODY,
    "POST /parties/{slug}/requests": everybody(201),
    "POST /parties/{slug}/enquiries": everybody(201, leader=422),
    "POST /parties/{slug}/approve": only("staff"),
    "POST /parties/{slug}/suspend": only("staff"),
    "GET /shows/{uuid:show_id}": ANYBODY,
    "POST /shows/{uuid:show_id}/cancel": only("manager", staff=422),
    "GET /events/open": ANYBODY,
    "POST /spots/{uuid:spot_id}/applications": only("leader", ok=201),
    "DELETE /spots/{uuid:spot_id}/drafts/{slug}": only("leader", ok=204, no=404),
    "POST /spots/{uuid:spot_id}/invitations": only("manager", ok=201),
    "GET /bookings/{uuid:booking_id}": SIDES,
    "GET /bookings/{uuid:booking_id}/offers": only("leader", "manager", "staff", no=404, member=403),
    "GET /bookings/{uuid:booking_id}/review": only("leader", "manager", **NO_PART),
    "POST /bookings/{uuid:booking_id}/review": only("leader", "manager", ok=409, **NO_PART),
    "GET /sessions/{uuid:session_id}/review": only(*IN_SESSION, no=404, staff=403),
    "POST /sessions/{uuid:session_id}/review": only(*IN_SESSION, ok=409, no=404, staff=403),
    "GET /bookings/{uuid:booking_id}/settlement": only("leader", "manager", "staff", no=404, member=403),
    "POST /bookings/{uuid:booking_id}/settlement": only("leader", "manager", **NO_PART),
    # The set is not over yet.
    "POST /bookings/{uuid:booking_id}/settlement/sign": only(leader=409, manager=409, **NO_PART),
    "POST /bookings/{uuid:booking_id}/settlement/comments": only("leader", "manager", ok=201, **NO_PART),
    "GET /bookings/{uuid:booking_id}/contracts": only("leader", "manager", "staff", no=404, member=403),
    "POST /bookings/{uuid:booking_id}/contracts": only("leader", "manager", ok=201, **NO_PART),
    "GET /bookings/{uuid:booking_id}/contracts/{int:number}/pdf": only(
        "leader", "manager", "staff", no=404, member=403
    ),
    "POST /bookings/{uuid:booking_id}/contracts/{int:number}/sign": only("leader", "manager", **NO_PART),
    # It has not begun yet.
    "POST /bookings/{uuid:booking_id}/reports": only(leader=409, manager=409, **NO_PART),
    "GET /me/payments": everybody(200),
    "GET /payments/{uuid:payment_id}": only("leader", "manager", "staff", no=404),
    # Here no cards are taken: whoever may not pay hears that first.
    "POST /payments/{uuid:payment_id}/checkout": only(manager=409, leader=403, staff=403, no=404),
    "POST /payments/{uuid:payment_id}/refunds": only("leader", "staff", ok=201, manager=403, no=404),
    # It is paid already, by card.
    "POST /payments/{uuid:payment_id}/mark-paid": only(manager=409, leader=403, staff=403, no=404),
    "POST /payments/{uuid:payment_id}/confirm-paid": only(leader=409, manager=403, staff=403, no=404),
    "GET /payments/{uuid:payment_id}/receipt": only("leader", "manager", "staff", no=404),
    "GET /parties/{slug}/balance": only("leader"),
    "GET /parties/{slug}/invoices": only("leader"),
    "GET /parties/{slug}/payout-account": only("leader"),
    # Here no cards are taken.
    "POST /parties/{slug}/payout-account": only(leader=409),
    "POST /bookings/{uuid:booking_id}/lineup": only("leader", no=404, member=403, manager=403, staff=403),
    "POST /bookings/{uuid:booking_id}/accept": only("manager", no=404, member=403, leader=403, staff=403),
    "POST /bookings/{uuid:booking_id}/counter": only("manager", no=404, member=403, leader=403, staff=403),
    "POST /bookings/{uuid:booking_id}/decline": only("manager", no=404, member=403, leader=403, staff=403),
    "POST /bookings/{uuid:booking_id}/withdraw": only("leader", no=404, member=403, manager=403, staff=403),
    # Pending: nobody may cancel it, and who may not cancel at all, or says no reason, hears that first.
    "POST /bookings/{uuid:booking_id}/cancel": only("leader", "manager", ok=409, no=404, member=403, staff=422),
    "GET /shows/{uuid:show_id}/ladder": only("manager"),
    "POST /shows/{uuid:show_id}/ladder/restore": only(manager=409),
    # Nobody has asked.
    "POST /bookings/{uuid:booking_id}/move-questions/decline": only(
        leader=409, manager=409, no=404, member=403, staff=403
    ),
    "GET /shows/{uuid:show_id}/moves": only("manager", "staff"),
    "POST /shows/{uuid:show_id}/moves": only("manager", ok=201),
    "GET /moves/{uuid:move_id}": only("manager", "leader", "staff", no=404),
    "POST /moves/{uuid:move_id}/agree": only("manager", "leader", no=404, staff=403),
    "POST /moves/{uuid:move_id}/decline": only("manager", "leader", no=404, staff=403),
    "POST /moves/{uuid:move_id}/withdraw": only("manager", no=404, leader=403, staff=403),
    "POST /venues/{slug}/holds": only("leader", ok=201),
    "GET /venues/{slug}/holds": only("manager", "venue_staff"),
    "POST /venues/{slug}/holders": only("leader", "manager"),
    "GET /me/holds": everybody(200),
    "GET /holds/{uuid:hold_id}": only("leader", "member", "manager", "venue_staff", "staff", no=404),
    "POST /holds/{uuid:hold_id}/confirm": only("leader", "manager", **NO_SIDE),
    "POST /holds/{uuid:hold_id}/agree": only("manager", leader=409, **NO_SIDE),
    "POST /holds/{uuid:hold_id}/decline": only(leader=403, manager=409, **NO_SIDE),
    "POST /holds/{uuid:hold_id}/withdraw": only(leader=409, manager=403, **NO_SIDE),
    "POST /holds/{uuid:hold_id}/release": only("leader", "manager", **(NO_SIDE | {"staff": 422})),
    "POST /holds/{uuid:hold_id}/challenge": only(leader=409, manager=409, **NO_SIDE),
    "POST /holds/{uuid:hold_id}/challenge/withdraw": only(leader=404, manager=404, **NO_SIDE),
    "GET /threads": everybody(200),
    "GET /threads/{uuid:thread_id}": only("leader", "manager", no=404),
    "GET /threads/{uuid:thread_id}/messages": only("leader", "manager", no=404),
    "POST /threads/{uuid:thread_id}/messages": only("leader", "manager", ok=201, no=404),
    "PATCH /threads/{uuid:thread_id}/messages/{uuid:message_id}": only("leader", no=404, manager=403),
    "DELETE /threads/{uuid:thread_id}/messages/{uuid:message_id}": only("leader", ok=204, no=404, manager=403),
    "POST /threads/{uuid:thread_id}/read": only("leader", "manager", no=404),
    "POST /uploads": only("leader", "manager", ok=201, no=404),
    "GET /files/{uuid:file_id}/download": only("leader", "manager", ok=302, no=404),
    "GET /cities": ANYBODY,
    "GET /regions": ANYBODY,
    "GET /genres": ANYBODY,
    "GET /dev/mail": ANYBODY,
}
BODIES = {
    "POST /me/busy": lambda world: {"kind": "busy", **SPAN},
    "PUT /me/known": lambda world: {"until": None},
    "POST /me/feeds": lambda world: {"kind": "party", "party": world.band.slug},
    "PATCH /me/feeds/{uuid:feed_id}": lambda world: {"with_holds": False, "with_open_nights": True},
    "POST /bands": lambda world: NAMED,
    "POST /professionals": lambda world: NAMED | {"disciplines": ["mixing"]},
    "POST /professionals/{slug}/hours": lambda world: SPAN,
    "POST /professionals/{slug}/services": lambda world: SERVICE,
    "POST /sessions": lambda world: {"service": str(a_fixed_service(world).pk)},
    "POST /sessions/{uuid:session_id}/decline": lambda world: {"note": "Sorry"},
    "POST /sessions/{uuid:session_id}/cancel": lambda world: {"note": "Sorry"},
    "POST /sessions/{uuid:session_id}/deliver": lambda world: {"note": "Here"},
    "POST /sessions/{uuid:session_id}/request-revision": lambda world: {"note": "Louder"},
    "POST /sessions/{uuid:session_id}/dispute": lambda world: {"kind": "other", "note": "Late"},
    "POST /sessions/{uuid:session_id}/terms": lambda world: {"price": {"amount_minor": 95_00, "currency": "EUR"}},
    "POST /sessions/{uuid:session_id}/move": lambda world: {"starts_at": SPAN["starts_at"]},
    "POST /sessions/{uuid:session_id}/extend": lambda world: {"minutes": 30},
    "POST /sessions/{uuid:session_id}/buy-revision": lambda world: {"note": "Softer"},
    "POST /bookings/{uuid:booking_id}/review": lambda world: {"rating": 5, "text": "Again"},
    "POST /sessions/{uuid:session_id}/review": lambda world: {"rating": 5, "text": "Again"},
    "POST /files/{uuid:file_id}/comments": lambda world: {"at_ms": 0, "text": "Louder"},
    "POST /sessions/{uuid:session_id}/tips": lambda world: {"amount": {"amount_minor": 5_00, "currency": "EUR"}},
    "POST /projects": lambda world: {"name": "Album"},
    "POST /projects/{uuid:project_id}/links": lambda world: {"label": "Ana"},
    "POST /professionals/{slug}/splits": lambda world: {"payee": world.band.slug, "basis_points": 10_00},
    "PATCH /professionals/{slug}/services/{uuid:service_id}": lambda world: {"name": "Long mix"},
    "POST /venues": lambda world: NAMED,
    "POST /venues/{slug}/stages": lambda world: {"name": "Cellar"},
    "POST /venues/{slug}/shows": lambda world: {"stage": str(world.stage.pk), **SPAN},
    "POST /stages/{uuid:stage_id}/closures": lambda world: {"from": "2028-06-03", "to": "2028-06-03"},
    "POST /parties/{slug}/requests": lambda world: {**SPAN, "place": "Town hall"},
    "POST /parties/{slug}/enquiries": lambda world: {"as": None, "text": "Are you free?", "night": None},
    "POST /spots/{uuid:spot_id}/applications": lambda world: {"band": world.band.slug},
    "POST /spots/{uuid:spot_id}/invitations": lambda world: {"band": world.band.slug},
    "POST /venues/{slug}/holds": lambda world: a_night(world),
    "POST /venues/{slug}/holders": lambda world: {"holder": world.band.slug},
    "POST /bookings/{uuid:booking_id}/counter": lambda world: {"fee": {"amount_minor": 7, "currency": "EUR"}},
    "POST /bookings/{uuid:booking_id}/lineup": lambda world: {"lineup": None},
    "POST /bookings/{uuid:booking_id}/settlement": lambda world: {"version": 1, "lines": [A_LINE]},
    "POST /bookings/{uuid:booking_id}/settlement/sign": lambda world: {"version": 1, "name": "Kim Doe"},
    "POST /bookings/{uuid:booking_id}/settlement/comments": lambda world: {"text": "Thank you."},
    "POST /bookings/{uuid:booking_id}/contracts": lambda world: {"language": "de"},
    "POST /bookings/{uuid:booking_id}/contracts/{int:number}/sign": lambda world: {"name": "Kim Doe"},
    "POST /bookings/{uuid:booking_id}/reports": lambda world: {"kind": "dispute", "text": "Nobody let us in."},
    "POST /payments/{uuid:payment_id}/checkout": lambda world: RETURNS,
    "POST /payments/{uuid:payment_id}/mark-paid": lambda world: {"means": "cash"},
    "POST /parties/{slug}/payout-account": lambda world: {"country": "DE"},
    "POST /payments/{uuid:payment_id}/refunds": lambda world: {"reason": "It rained."},
    "POST /threads/{uuid:thread_id}/messages": lambda world: {"text": "Five o'clock?"},
    "PATCH /threads/{uuid:thread_id}/messages/{uuid:message_id}": lambda world: {"text": "Six o'clock?"},
    "POST /threads/{uuid:thread_id}/read": lambda world: {"until": str(a_message(world).pk)},
    "POST /shows/{uuid:show_id}/moves": lambda world: {"starts_at": (FAR_SATURDAY + HOUR).isoformat()},
}
SERVICE = {
    "name": "Mix", "discipline": "mixing", "mode": "instant", "min_minutes": 60, "max_minutes": 480,
    "rate": {"kind": "hour", "amount_minor": 60_00, "currency": "EUR"},
}  # fmt: skip
A_LINE = {"kind": "takings", "label": "Door", "unit_minor": 7}
RETURNS = {"success_url": "https://example.org/paid", "cancel_url": "https://example.org/back"}
PAPERS = ("/settlement", "/contracts", "/reports")
HELD = FAR_SATURDAY.date() + dt.timedelta(days=60)


def some_hours(world):
    """Hours of a professional of the other manager."""
    professional = Professional.objects.select_related("party").get()
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + HOUR}
    return add_hours(acting_user=world.other_manager, professional=professional, **times)


def a_service(world) -> Service:
    """Of the professional that the other manager leads."""
    terms = {name: each for name, each in SERVICE.items() if name != "rate"}
    return add_service(
        acting_user=world.other_manager, professional=Professional.objects.select_related("party").get(),
        rate_kind="hour", amount_minor=60_00, currency=Currency.objects.get(code="EUR"), **terms,
    )  # fmt: skip


def a_fixed_service(world) -> Service:
    """Of the professional that the other manager leads, without a time; made once."""
    professional = Professional.objects.select_related("party").get()
    return professional.services.filter(rate_kind="fixed").first() or add_service(
        acting_user=world.other_manager, professional=professional, name="Song", discipline="mixing", mode="request",
        rate_kind="fixed", amount_minor=90_00, currency=Currency.objects.get(code="EUR"), delivery_days=7,
    )  # fmt: skip


def a_session(world) -> Session:
    """Asked for by the act's leader for the act; made once."""
    return Session.objects.first() or book_session(
        acting_user=world.leader, service=a_fixed_service(world), client=world.band, expected_price=90_00,
        is_remote=True,
    )  # fmt: skip


def a_proposal(world) -> SessionChange:
    """Of the professional, about that session."""
    propose_terms(acting_user=world.other_manager, session_id=a_session(world).pk, price_minor=95_00)
    return SessionChange.objects.get()


def a_mix(world) -> Mix:
    """In that session, which is worked in by then; made once."""
    if mix := Mix.objects.first():
        return mix
    session = a_session(world)
    approve_session(acting_user=world.other_manager, session_id=session.pk)
    Session.objects.update(state=SessionState.CONFIRMED)
    file = keep_file(acting_user=world.other_manager, upload=SimpleUploadedFile("mix.wav", sound_bytes(1.5)))
    return add_mix(acting_user=world.other_manager, session_id=session.pk, title="Song", file=file.pk)


def a_comment(world) -> MixComment:
    return comment_mix(acting_user=world.leader, mix_id=a_mix(world).pk, at_ms=0, text="Softer")


def a_project(world) -> Project:
    """Of the act; made once."""
    return Project.objects.first() or create_project(acting_user=world.leader, client=world.band, name="Album")


def a_split(world) -> Split:
    """What the professional offers to the act."""
    professional = Professional.objects.select_related("party").get()
    part = {"kind": "percent", "value": 20_00, "payee": world.band}
    return offer_split(acting_user=world.other_manager, professional=professional, **part)[0]


def a_night(world) -> dict:
    """A night that the band holds, as a program sends it; the venue knows the band."""
    HoldPermission.objects.get_or_create(venue=world.stage.venue, party=world.band, state="granted")
    return {"stage": str(world.stage.pk), "nights": [f"{HELD}"], "holder": world.band.slug}


def a_hold(world):
    a_night(world)
    starts_at = FAR_SATURDAY + dt.timedelta(days=60)
    return place_hold(
        acting_user=world.leader, holder=world.band, stage=world.stage, night=HELD, starts_at=starts_at,
        ends_at=starts_at + HOUR,
    )  # fmt: skip


def a_move(world):
    """What the venue proposes to the band, once it is booked."""
    known_free(world.leader, world.member)
    accept_booking(acting_user=world.manager, booking=world.apply())
    show = Show.objects.get(pk=world.show.pk)
    times = {"starts_at": show.starts_at + HOUR, "ends_at": show.ends_at + HOUR}
    return propose_move(acting_user=world.manager, show=show, party=world.venue, **times)


def a_booking(call: str, world) -> Booking:
    """Applied for; where it is about papers, booked for a fee, with a contract where one is signed."""
    booking = world.apply()
    if any(each in call for each in PAPERS):
        known_free(world.leader, world.member)
        Booking.objects.filter(pk=booking.pk).update(fee_minor=300_00, fee_currency="EUR")
        accept_booking(acting_user=world.manager, booking=booking)
        booking = Booking.objects.with_show().get(pk=booking.pk)
    if "/contracts/" in call:
        make_contract(acting_user=world.manager, booking=booking, language="en")
    return booking


def a_payment(world) -> Payment:
    """What the venue has paid to the band."""
    payment = owe(
        acting_user=None, payer=world.venue, shares=[Share(world.band, 10_000)], currency="EUR",
        purpose=Purpose.DEPOSIT, due_at=FAR_SATURDAY, livemode=False,
    )  # fmt: skip
    paid(payment)
    return payment


def a_draft_of_an_application(world) -> uuid.UUID:
    """Its spot."""
    spot = world.spot()
    keep_application(acting_user=world.leader, spot=spot, act=world.band)
    return spot.pk


HEADERS = {
    "POST /uploads": lambda world: {"upload_length": "10", "upload_metadata": upload_metadata(world.apply())},
}
QUERIES = {"GET /cities": "?q=Hamburg", "GET /regions": "?q=Bav", "GET /events/open": "?limit=5"}


def calls() -> list[str]:
    """Every call of the router, as "METHOD /path"."""
    return [
        f"{method} {path.replace('{uuidstr:', '{uuid:')}"
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


def subject_of(call: str, world) -> Party:
    if "/professionals/" in call:
        return Party.objects.get(kind=PartyKind.PROFESSIONAL)
    return world.venue if "/venues/" in call else world.band


def address(call: str, world) -> str:
    """The call's path with everything in it filled in, for one fixed thing of each kind."""
    path = call.partition(" ")[2]
    makers = {
        "{slug}": lambda: subject_of(call, world).slug,
        "{token}": lambda: create_invite(acting_user=world.leader, party=world.band, uses=9)[1],
        "{uuid:user_id}": lambda: world.member.pk,
        "{uuid:stage_id}": lambda: world.stage.pk,
        "{uuid:service_id}": lambda: a_service(world).pk,
        "{uuid:closure_id}": lambda: (
            close_stage(
                acting_user=world.manager, stage=world.stage, first=FAR_SATURDAY.date(), last=FAR_SATURDAY.date()
            ).id
        ),
        "{uuid:show_id}": lambda: world.show.pk,
        "{uuid:spot_id}": lambda: a_draft_of_an_application(world) if "/drafts/" in call else world.spot().pk,
        "{uuid:booking_id}": lambda: a_booking(call, world).pk,
        "{int:number}": lambda: 1,
        "{uuid:payment_id}": lambda: a_payment(world).pk,
        "{uuid:hold_id}": lambda: a_hold(world).pk,
        "{uuid:thread_id}": lambda: a_message(world).thread_id,
        "{uuid:message_id}": lambda: a_message(world).pk,
        "{uuid:file_id}": lambda: a_mix(world).session_file.file_id if "/comments" in call else a_file(world).pk,
        "{uuid:session_id}": lambda: a_session(world).pk,
        "{uuid:change_id}": lambda: a_proposal(world).pk,
        "{uuid:comment_id}": lambda: a_comment(world).pk,
        "{uuid:project_id}": lambda: a_project(world).pk,
        "{uuid:link_id}": lambda: (
            create_project_link(acting_user=world.leader, project_id=a_project(world).pk, label="Bo")[0].pk
        ),
        "{uuid:split_id}": lambda: a_split(world).pk,
        "{uuid:move_id}": lambda: a_move(world).pk,
        "{uuid:rule_id}": lambda: (some_hours(world) if "/hours/" in call else a_rule(world)).pk,
        "{uuid:feed_id}": lambda: create_feed(acting_user=world.member, kind="party", party=world.band)[0].pk,
    }
    for name, make in makers.items():
        if name in path:
            path = path.replace(name, str(make()))
    assert "{" not in path
    return path + QUERIES.get(call, "")


def a_rule(world):
    return say_time(
        acting_user=world.member,
        calendar=world.member.calendar,
        kind="busy",
        starts_at=FAR_SATURDAY + dt.timedelta(days=30),
        ends_at=FAR_SATURDAY + dt.timedelta(days=30) + HOUR,
        timezone=ZONE,
    ).rule


def a_file(world) -> File:
    return a_message(world).attachments.get().file


def a_message(world) -> Message:
    """What the act's leader wrote about its application, with a file; written once."""
    if message := Message.objects.filter(author=world.leader).first():
        return message
    file = keep_file(acting_user=world.leader, upload=SimpleUploadedFile("rider.txt", b"Water."))
    thread = get_thread_for(world.leader, world.apply().pk)
    return send_message(acting_user=world.leader, thread=thread, text="Our rider", files=[file.pk])


def upload_metadata(booking: Booking) -> str:
    said = {"filename": "mix.wav", "purpose": "message", "target": str(booking.pk)}
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())


def test_every_call_is_in_the_table():
    assert set(calls()) == set(EXPECTED)
    assert all(set(row) == set(WHO) for row in EXPECTED.values())


def send(caller: Caller, call: str, path: str, world) -> int:
    """The status that the caller gets; whatever was done is undone."""
    method = call.partition(" ")[0]
    body = BODIES.get(call, lambda world: {})(world) if method in ("POST", "PUT", "PATCH") else None
    with transaction.atomic():
        headers = HEADERS.get(call, lambda world: {})(world)
        status = caller.call(method, path, body, **headers).status_code
        transaction.set_rollback(True)
    return status


@pytest.fixture(scope="module")
def callers(made_world, django_db_blocker) -> dict[str, Caller]:
    """Everybody with a token, made with the world."""
    with django_db_blocker.unblock():
        return {who: Caller(None if who == "anonymous" else getattr(made_world, who)) for who in WHO}


@pytest.mark.parametrize("call", sorted(EXPECTED))
def test_who_may(call, world, callers, settings):
    settings.MAILBOX_OPEN, settings.EMAIL_BACKEND = True, "notifications.delivery.mailbox.MailboxBackend"
    path, asked = address(call, world), who_asks(EXPECTED[call])
    assert {who: send(callers[who], call, path, world) for who in asked} == {who: EXPECTED[call][who] for who in asked}


@pytest.mark.parametrize("call", sorted(EXPECTED))
def test_a_token_without_the_scope_is_refused(call, world):
    needed = "feeds" if "/me/feeds" in call else "read" if call.startswith("GET") else "write"
    caller = Caller(world.leader, scopes=tuple({"read", "write", "feeds"} - {needed}))
    assert send(caller, call, address(call, world), world) == 403


def test_what_is_not_there_is_404_for_who_may_most(world):
    caller = Caller(world.staff)
    for call in EXPECTED:
        path = re.sub(r"\{uuid:\w+\}", str(uuid.uuid4()), call.partition(" ")[2]).replace("{slug}", "no-such-party")
        if path != call.partition(" ")[2]:
            assert send(caller, call, path, world) == 404, call
