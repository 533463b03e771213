"""The head of a show's page, and the show in the words of https://schema.org/MusicEvent: what a stranger may know."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.states import PartyKind
from bookings.access import ShowView, TicketsView, can_see_show
from bookings.models import HistoryEntry, Show
from bookings.states import Event, ShowState
from venues.pages.structured import place_of
from web.context import find_url
from web.dates import say_full_day, say_time
from web.meta import PageMeta, absolute
from web.money import typed_amount
from web.texts import isolated_names, isolated_words

SCHEMA = "https://schema.org"
_PAGES = {PartyKind.BAND: "discovery:act", PartyKind.VENUE: "discovery:venue"}
_PERFORMERS = {PartyKind.BAND: "MusicGroup", PartyKind.PERSON: "Person"}


def show_name(view: ShowView) -> str:
    """What the show is called: its title, else who plays, else where it is."""
    acts = ", ".join(spot.act.name for spot in view.spots if spot.act and spot.act.is_public)
    return view.title or acts or _("A night at %(name)s") % {"name": (view.venue or view.owner).name}


def show_meta(show: Show, view: ShowView) -> PageMeta:
    """The head of a show's page. What strangers may not know is not described, and not to be found.

    One query: when it was before it moved; two where it was called off.
    """
    name, address = show_name(view), reverse("bookings:show", args=[show.pk])
    if not can_see_show(AnonymousUser(), show):
        return PageMeta(name, "", address, is_indexed=False)
    return PageMeta(
        title=name,
        description=_describe(view),
        canonical=address,
        image_url=_card(show),
        image_alt=_("%(show)s, %(day)s") % isolated_words({"show": name, "day": say_full_day(view.night)}),
        json_ld=music_event(show, view, _start_before_move(show)),
    )


def music_event(show: Show, view: ShowView, former_start: dt.datetime | None) -> dict[str, object]:
    """The show as a MusicEvent; `former_start` is when it was to start before it moved. No query.

    Called off it is EventCancelled, on another night EventRescheduled. Acts without a public page are not named.
    """
    zone = ZoneInfo(view.timezone)
    event: dict[str, object] = {
        "@type": "MusicEvent",
        "@id": absolute(reverse("bookings:show", args=[view.id])),
        "url": absolute(reverse("bookings:show", args=[view.id])),
        "name": show_name(view),
        "startDate": view.starts_at.astimezone(zone).isoformat(),
        "endDate": view.ends_at.astimezone(zone).isoformat(),
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "eventStatus": f"{SCHEMA}/{_status(view, former_start)}",
        "location": _location(show),
        "organizer": _party(view.owner, "Organization"),
        "image": [absolute(_card(show))],
    }
    if view.doors_at:
        event["doorTime"] = view.doors_at.astimezone(zone).isoformat()
    if former_start:
        event["previousStartDate"] = former_start.astimezone(zone).isoformat()
    if view.description:
        event["description"] = view.description
    if performers := [_performer(spot.act) for spot in view.spots if spot.act and spot.act.is_public]:
        event["performer"] = performers
    if view.tickets and view.state != ShowState.CANCELLED and (offer := _offer(view.tickets, zone)):
        event["offers"] = offer
    return event


def _card(show: Show) -> str:
    """The picture of its preview, under another address whenever it may look otherwise; it lies in the app above, so
    it is known by name only."""
    poster = f"-{show.poster.pk.hex[-8:]}" if show.poster and show.poster.files else ""
    return f"{find_url('discovery:show_card', show.pk)}?v={show.version}{poster}"


def _status(view: ShowView, former_start: dt.datetime | None) -> str:
    if view.state == ShowState.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if former_start else "EventScheduled"


def _location(show: Show) -> dict[str, object]:
    """The venue with its address and its point on the map; of a show at an address, what its host typed."""
    if show.stage:
        venue = show.stage.venue
        return place_of(venue, find_url("discovery:venue", venue.party.slug))
    address = {"@type": "PostalAddress"}
    if show.city:
        address |= {"addressLocality": show.city.said_name, "addressCountry": show.city.country_id}
    return {"@type": "Place", "name": show.place or show.owner.name, "address": address}


def _performer(act: Party) -> dict[str, object]:
    return _party(act, _PERFORMERS.get(PartyKind(act.kind), "PerformingGroup"))


def _party(party: Party, sort: str) -> dict[str, object]:
    """Somebody by name, with their page where they have one for everybody."""
    found: dict[str, object] = {"@type": sort, "name": party.name}
    page = _PAGES.get(PartyKind(party.kind))
    if page and party.is_public and (path := find_url(page, party.slug)):
        found["url"] = absolute(path)
    return found


def _offer(tickets: TicketsView, zone: ZoneInfo) -> dict[str, object]:
    """Who sells tickets, for how much; nothing where neither address nor price is known."""
    if not (tickets.url or tickets.currency):
        return {}
    is_range = tickets.lowest_minor != tickets.highest_minor
    offer: dict[str, object] = {"@type": "AggregateOffer" if is_range else "Offer"}
    if tickets.url:
        offer["url"] = tickets.url
    if tickets.currency and tickets.lowest_minor is not None and tickets.highest_minor is not None:
        ends = (tickets.lowest_minor, tickets.highest_minor)
        lowest, highest = (typed_amount(end, tickets.currency, locale="en") for end in ends)
        offer |= {"lowPrice": lowest, "highPrice": highest} if is_range else {"price": lowest}
        offer["priceCurrency"] = tickets.currency
    if tickets.provider:
        offer["seller"] = {"@type": "Organization", "name": tickets.provider}
    if tickets.on_sale_at:
        offer["validFrom"] = tickets.on_sale_at.astimezone(zone).isoformat()
    return offer | {"availability": f"{SCHEMA}/{'InStock' if tickets.is_on_sale else 'PreOrder'}"}


def _start_before_move(show: Show) -> dt.datetime | None:
    """When it was to start before its last move to another time; None where strangers never knew that. One query."""
    moves = HistoryEntry.objects.filter(show=show, booking=None, event=Event.MOVED, changes__has_key="starts_at")
    last = moves.order_by("-id").first()
    if last is None or (show.announce_at and last.at < show.announce_at):
        return None
    return dt.datetime.fromisoformat(last.changes["starts_at"][0])


def _describe(view: ShowView) -> str:
    """When, where and who, then what the host says of it."""
    acts = isolated_names(spot.act.name for spot in view.spots if spot.act and spot.act.is_public)
    place = isolated_names(filter(None, [view.venue.name if view.venue else view.place, view.city]))
    when = f"{say_full_day(view.night)}, {say_time(view.starts_at, view.timezone, viewer_zone=view.timezone)}"
    facts = " · ".join(filter(None, [when, place, acts]))
    return f"{facts}. {view.description}".strip()
