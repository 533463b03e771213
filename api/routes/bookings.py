"""Bookings: one act in one spot, and how it goes on."""

import uuid
from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router

from api.protocol.answering import fresh, is_as_seen, once
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.shapes.basics import Page
from api.shapes.offers import OfferOut
from api.shapes.shows import AcceptIn, BookingOut, LineupIn, MessageIn
from api.shapes.terms import CounterIn
from booking_payments.queries.listing import payments_of_bookings
from bookings.access import booking_view, get_booking_for, require_side
from bookings.access.loaders import is_staff
from bookings.access.offers import offer_views
from bookings.actions import (
    accept_booking,
    cancel_booking,
    counter_booking,
    decline_booking,
    set_lineup,
    terms_of,
    withdraw_booking,
)
from engagements.errors import ChangedMeanwhile
from engagements.states import Channel, Side
from reviews.queries import revealed_of

router = Router(tags=["bookings"], auth=somebody)


@router.get("/bookings/{uuid:booking_id}", response=answers(BookingOut))
@fresh
def booking_show(request: HttpRequest, booking_id: uuid.UUID):
    """A booking, for both sides and those who play."""
    return _told(request, booking_id)


@router.get("/bookings/{uuid:booking_id}/offers", response=answers(Page[OfferOut]))
@fresh
def booking_offers(request: HttpRequest, booking_id: uuid.UUID):
    """All versions of its terms, the oldest first, each with what it changes; for the leaders of both sides."""
    booking = get_booking_for(request.user, booking_id)
    view = booking_view(request.user, booking)
    if not view.side and not is_staff(request.user):
        raise PermissionDenied
    offers = offer_views(request.user, booking, view)
    return Page[OfferOut](items=[OfferOut.of(each, view.show.timezone) for each in offers], next=None)


@router.post("/bookings/{uuid:booking_id}/lineup", response=answers(BookingOut))
@once
def booking_lineup(request: HttpRequest, booking_id: uuid.UUID, payload: LineupIn):
    """Say who plays, by user ids of members and deps; null for all members."""
    booking = get_booking_for(request.user, booking_id)
    set_lineup(acting_user=request.user, booking=booking, lineup=payload.lineup, channel=Channel.API)
    return _told(request, booking_id)


@router.post("/bookings/{uuid:booking_id}/accept", response=answers(BookingOut))
@once
def booking_accept(request: HttpRequest, booking_id: uuid.UUID, payload: AcceptIn = AcceptIn()):
    """Confirm: act, players and spot are promised, or nothing happens. With `version` or `If-Match`: nothing, too,
    where the booking is not as you saw it."""
    offer = _offer_seen(request, booking_id, payload)
    accept = partial(accept_booking, offer=offer, despite_conflicts=payload.despite_conflicts)
    return _moved(request, booking_id, payload, accept)


@router.post("/bookings/{uuid:booking_id}/counter", response=answers(BookingOut))
@once
def booking_counter(request: HttpRequest, booking_id: uuid.UUID, payload: CounterIn):
    """Answer with other terms: then it is the other side's turn."""
    booking = get_booking_for(request.user, booking_id)
    require_side(request.user, booking, *Side)
    offer = _offer_seen(request, booking_id, payload)
    counter_booking(
        acting_user=request.user,
        booking=booking,
        terms=payload.terms(terms_of(booking)),
        message=payload.message,
        answer_by=payload.answer_by,
        offer=offer,
        despite_conflicts=payload.despite_conflicts,
        channel=Channel.API,
    )
    return _told(request, booking_id)


@router.post("/bookings/{uuid:booking_id}/decline", response=answers(BookingOut))
@once
def booking_decline(request: HttpRequest, booking_id: uuid.UUID, payload: MessageIn = MessageIn()):
    """Say no to what waits for your answer."""
    return _moved(request, booking_id, payload, decline_booking)


@router.post("/bookings/{uuid:booking_id}/withdraw", response=answers(BookingOut))
@once
def booking_withdraw(request: HttpRequest, booking_id: uuid.UUID, payload: MessageIn = MessageIn()):
    """Take your own application or request back."""
    return _moved(request, booking_id, payload, withdraw_booking)


@router.post("/bookings/{uuid:booking_id}/cancel", response=answers(BookingOut))
@once
def booking_cancel(request: HttpRequest, booking_id: uuid.UUID, payload: MessageIn = MessageIn()):
    """Call off a confirmed booking. Staff have to give a reason."""
    return _moved(request, booking_id, payload, cancel_booking)


def _offer_seen(request: HttpRequest, booking_id: uuid.UUID, payload: AcceptIn | CounterIn) -> int | None:
    """The number of the offer that is answered, as far as the caller says what they saw. The action compares it again
    under its locks. Raises ChangedMeanwhile with the offer that counts, where the booking looks different by now. No
    query where they say nothing of it."""
    if payload.version is None and "If-Match" not in request.headers:
        return payload.offer
    present = _told(request, booking_id)
    is_old = payload.version is not None and payload.version != present.version
    if is_old or not is_as_seen(request, present):
        raise ChangedMeanwhile(version=present.version, offer=present.offer)
    return payload.offer or present.offer


def _moved(request: HttpRequest, booking_id: uuid.UUID, payload: MessageIn, action: Callable) -> BookingOut:
    booking = get_booking_for(request.user, booking_id)
    action(acting_user=request.user, booking=booking, message=payload.message, channel=Channel.API)
    return _told(request, booking_id)


def _told(request: HttpRequest, booking_id: uuid.UUID) -> BookingOut:
    booking = get_booking_for(request.user, booking_id)
    view = booking_view(request.user, booking)
    payments, reviews = payments_of_bookings(request.user, [booking_id]), revealed_of([booking])
    return BookingOut.of(view, payments.get(booking_id, ()), reviews[booking_id])
