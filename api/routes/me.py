"""Oneself: who one is, what one says of one's time, one's bookings, feeds and news."""

import datetime as dt
import uuid
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from accounts.access import get_feed_for, get_party_for, get_rule_for
from accounts.actions import choose_feed, create_feed
from accounts.models import Party
from accounts.queries import parties_of
from accounts.states import PartyKind
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import feed_reader, somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.paging import page_of
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page
from api.shapes.own import KeptApplicationOut, OwnShowOut
from api.shapes.people import MeOut
from api.shapes.shows import BookingOut, BookingsOut, BookingStats
from api.shapes.time import (
    BusyIn,
    BusyOut,
    BusySaid,
    FeedChoicesIn,
    FeedIn,
    FeedOut,
    KnownIn,
    KnownOut,
    NotificationOut,
)
from availability.actions import revoke_feed, rotate_feed, say_time, set_known_until, take_back
from availability.models import AvailabilityRule, Feed
from availability.states import FeedKind
from booking_payments.queries.listing import payments_of_bookings
from bookings.access import booking_views
from bookings.queries import booking_totals, bookings_of, shows_of
from bookings.queries.lists import drafts_of
from bookings.states import BookingState, ShowState
from messaging.access import bands_read_by
from notifications.queries import inbox_lines, inbox_of
from reviews.queries import revealed_of
from web.users import SignedInRequest

router = Router(tags=["me"], auth=somebody)
DAY = dt.timedelta(days=1)
EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2200, 12, 31)


@router.get("/me", response=answers(MeOut))
@fresh
def me(request: SignedInRequest):
    """Who the token or session belongs to, and their parties with their roles."""
    return MeOut.of(request.user, parties_of(request.user), set(bands_read_by(request.user)))


@router.get("/me/busy", response=answers(Page[BusyOut]))
@fresh
def busy_list(
    request: SignedInRequest,
    first: dt.date | None = Query(None, alias="from"),
    last: dt.date | None = Query(None, alias="to"),
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """What you said of your time: one-offs that touch these dates, and all that recurs and began by then."""
    rules = AvailabilityRule.objects.filter(calendar=request.user.calendar_id)
    if first:
        rules = rules.filter(Q(ends_at__gt=_midnight("from", first, request.user.timezone)) | ~Q(rrule=""))
    if last:
        rules = rules.filter(starts_at__lt=_midnight("to", last, request.user.timezone, days=1))
    shown, following = page_of(rules, by="starts_at", cursor=cursor, limit=limit)
    return Page[BusyOut](items=[BusyOut.of(rule) for rule in shown], next=following)


@router.post("/me/busy", response=answers(BusySaid, status=201))
@once
def busy_say(request: SignedInRequest, payload: BusyIn):
    """Say that you are free, free if need be, or busy: once, or by a recurrence rule."""
    said = say_time(
        acting_user=request.user,
        calendar=request.user.calendar,
        kind=payload.kind,
        starts_at=payload.starts_at,
        ends_at=payload.ends_at,
        timezone=payload.timezone or request.user.timezone,
        rrule=payload.rrule or "",
    )
    return Made(BusySaid.said(said))


@router.delete("/me/busy/{uuid:rule_id}", response=NOTHING)
def busy_unsay(request: SignedInRequest, rule_id: uuid.UUID):
    """Take back what you said; of what recurs, what is not over."""
    take_back(acting_user=request.user, rule=get_rule_for(request.user, rule_id))
    return Status(204, None)


@router.put("/me/known", response=answers(KnownOut))
def known_set(request: SignedInRequest, payload: KnownIn):
    """Say that the rest is free until a day, its night included; null takes it back."""
    user = request.user
    set_known_until(acting_user=user, calendar=user.calendar, until=payload.until, timezone=user.timezone)
    return KnownOut(until=payload.until)


@router.get("/me/bookings", response=answers(BookingsOut))
@fresh
def booking_list(
    request: SignedInRequest,
    role: Literal["act", "host", "client"] | None = None,
    state: list[BookingState] = Query([]),
    first: dt.date | None = Query(None, alias="from"),
    last: dt.date | None = Query(None, alias="to"),
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """The bookings of your parties, and those you play in, by start; only those of your acts, of your venues and
    agencies, or of yourself as a private host, with `role`."""
    bookings = bookings_of(request.user, role=role or "", states=state, first=first, last=last)
    shown, following = page_of(bookings, by="spot__starts_at", cursor=cursor, limit=limit)
    payments, reviews = payments_of_bookings(request.user, [booking.pk for booking in shown]), revealed_of(shown)
    views = booking_views(request.user, shown)
    items = [BookingOut.of(view, payments.get(view.id, ()), reviews[view.id]) for view in views]
    return BookingsOut(items=items, next=following, stats=BookingStats.of(booking_totals(request.user, bookings)))


@router.get("/me/shows", response=answers(Page[OwnShowOut]))
@fresh
def show_list(
    request: SignedInRequest,
    state: list[ShowState] = Query([]),
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """The shows of the bands and venues that you lead, drafts too (`state=draft`), by start."""
    shows = shows_of(request.user).exclude(owner__kind=PartyKind.PERSON)
    if state:
        shows = shows.filter(state__in=state)
    shown, following = page_of(shows, by="starts_at", cursor=cursor, limit=limit)
    return Page[OwnShowOut](items=[OwnShowOut.of(show) for show in shown], next=following)


@router.get("/me/drafts", response=answers(Page[KeptApplicationOut]))
@fresh
def draft_list(request: SignedInRequest, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT):
    """The applications that the acts you lead have kept until they are approved, for spots still open, by start."""
    drafts = drafts_of(request.user).filter(spot__show__starts_at__gt=now(), spot__show__state=ShowState.OPEN)
    shown, following = page_of(drafts, by="spot__starts_at", cursor=cursor, limit=limit, key=int)
    return Page[KeptApplicationOut](items=[KeptApplicationOut.of(draft) for draft in shown], next=following)


@router.get("/me/feeds", response=answers(Page[FeedOut]), auth=feed_reader)
@fresh
def feed_list(request: SignedInRequest):
    """Your calendar feeds; their secret addresses were shown when they were made."""
    feeds = list(Feed.objects.filter(user=request.user, revoked_at=None).order_by("created_at", "id"))
    slugs = _slugs(feeds)
    return Page[FeedOut](items=[FeedOut.of(feed, slugs.get(feed.calendar_id)) for feed in feeds])


@router.post("/me/feeds", response=answers(FeedOut, status=201), auth=feed_reader)
@once
def feed_make(request: SignedInRequest, payload: FeedIn):
    """A secret address for a calendar client, of your own calendar or of a party you belong to. An earlier one ends."""
    party = get_party_for(request.user, payload.party) if payload.party else None
    feed, token = create_feed(acting_user=request.user, kind=payload.kind, party=party, **payload.chosen)
    return Made(FeedOut.of(feed, party.slug if party else None, _feed_url(token)), secrets=("url",))


@router.patch("/me/feeds/{uuid:feed_id}", response=answers(FeedOut), auth=feed_reader)
def feed_choose(request: SignedInRequest, feed_id: uuid.UUID, payload: FeedChoicesIn):
    """What a feed tells besides promises; calendar clients show it when they next read."""
    feed = choose_feed(acting_user=request.user, feed=get_feed_for(request.user, feed_id), **payload.chosen)
    return FeedOut.of(feed, _slugs([feed]).get(feed.calendar_id))


@router.post("/me/feeds/{uuid:feed_id}/rotate", response=answers(FeedOut), auth=feed_reader)
@once
def feed_rotate(request: SignedInRequest, feed_id: uuid.UUID):
    """A new secret address; the old one is dead at once."""
    feed = get_feed_for(request.user, feed_id)
    token = rotate_feed(acting_user=request.user, feed=feed)
    slug = _slugs([feed]).get(feed.calendar_id)
    return Made(FeedOut.of(feed, slug, _feed_url(token)), secrets=("url",), status=200)


@router.delete("/me/feeds/{uuid:feed_id}", response=NOTHING, auth=feed_reader)
def feed_revoke(request: SignedInRequest, feed_id: uuid.UUID):
    """End a feed for good."""
    revoke_feed(acting_user=request.user, feed=get_feed_for(request.user, feed_id))
    return Status(204, None)


@router.get("/me/notifications", response=answers(Page[NotificationOut]))
@fresh
def notification_list(request: SignedInRequest, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT):
    """Your inbox, newest first."""
    shown, following = page_of(inbox_of(request.user), by="created_at", cursor=cursor, limit=limit, is_descending=True)
    items = [NotificationOut.of(line) for line in inbox_lines(shown, request.user)]
    return Page[NotificationOut](items=items, next=following)


def _midnight(field: str, day: dt.date, timezone: str, *, days: int = 0) -> dt.datetime:
    if not EARLIEST <= day <= LATEST:
        raise ValidationError({field: [_("Choose an earlier day.")]})
    return dt.datetime.combine(day + days * DAY, dt.time(), ZoneInfo(timezone))


def _slugs(feeds: list[Feed]) -> dict[int, str]:
    """Whose calendars these feeds tell of, by calendar; one's own has no slug."""
    calendars = [feed.calendar_id for feed in feeds if feed.kind == FeedKind.PARTY]
    return dict(Party.objects.filter(calendar__in=calendars).values_list("calendar_id", "slug"))


def _feed_url(token: str) -> str:
    return settings.SITE_URL + reverse("availability:feed", args=[token])
