"""Which bookings followed an enquiry, and which may still follow."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Q, Value, When
from django.utils.timezone import now

from accounts.models import Party
from bookings.models import Booking, Spot
from bookings.states import ShowState, SpotState
from messaging.models import Thread

SPOTS_SHOWN = 12
MADE_SHOWN = 5
NIGHTS_SHOWN = 5


def bookings_after(thread: Thread) -> list[Booking]:
    """The bookings between the two parties of an enquiry since it began, newest first. One query."""
    one, other = thread.party_id, thread.asker_id
    between = Q(act=one, spot__show__owner=other) | Q(act=other, spot__show__owner=one)
    made = Booking.objects.filter(between, created_at__gte=thread.created_at).select_related("spot__show", "from_hold")
    return list(made.order_by("-created_at")[:MADE_SHOWN])


def enquiry_before(booking: Booking) -> Thread | None:
    """The enquiry between act and host that began before the booking. One query; reads the show."""
    between = Thread.objects.between(booking.act_id, booking.spot.show.owner_id)
    return between.filter(created_at__lte=booking.created_at).first()


def nights_asked(thread: Thread) -> list[dt.date]:
    """The last nights that the messages of an enquiry ask about, by date. One query."""
    asked = thread.messages.exclude(night=None).values("night").annotate(last=Max("number")).order_by("-last")
    return sorted(each["night"] for each in asked[:NIGHTS_SHOWN])


def open_spots_between(*, host: Party, act: Party, nights: Collection[dt.date], reader: Party) -> list[Spot]:
    """The open spots of a host for which this act has no pending booking, without those on whose times it is booked as
    far as `reader` knows: those of these nights first. One query."""
    waiting = Booking.objects.pending().filter(spot=OuterRef("pk"), act=act)
    overlaps = Q(spot__call_at__lt=OuterRef("released_at"), spot__released_at__gt=OuterRef("call_at"))
    booked = Booking.objects.promised().filter(overlaps | Q(spot__show=OuterRef("show")), act=act)
    if reader != act:
        booked = booked.filter(spot__show__owner=host)
    is_night = Case(When(show__night__in=nights, then=Value(0)), default=Value(1), output_field=IntegerField())
    spots = Spot.objects.filter(
        ~Exists(waiting),
        ~Exists(booked),
        show__owner=host,
        show__state=ShowState.OPEN,
        state=SpotState.OPEN,
        call_at__gt=now(),
    )
    ranked = spots.order_by(is_night, "starts_at", "pk") if nights else spots.order_by("starts_at", "pk")
    return list(ranked.select_related("show__stage")[:SPOTS_SHOWN])
