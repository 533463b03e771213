"""What the public page of an act or a venue shows, with the words made here."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Membership, Party
from accounts.states import Role
from bands.models import Band
from bookings.models import Booking, Show, Spot
from bookings.states import BookingState, ShowState, SpotState
from reviews.queries import Said, reviews_of
from stageslot.web.dates import say_day, say_span, say_time
from stageslot.web.money import format_amount, format_range
from venues.models import Stage, Venue

SHOWS_SHOWN = 20
SOON_SHOWN = 6

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class ShowLine:
    """A show in a list: where for an act's page, who plays for a venue's."""

    show: Show
    day: str
    time: str
    title: str
    line: str


@dataclass(frozen=True)
class OpenSpot:
    """A spot to apply for, as its venue's page offers it."""

    spot_id: str
    role: str
    when: str
    fee: str
    applications: str


@dataclass(frozen=True)
class PartyPage:
    """All that the page of an act or a venue shows besides its calendars."""

    party: Party
    facts: Facts
    chips: list[str]
    shows: list[ShowLine]
    reviews: list[Said]
    rating: str


@dataclass(frozen=True)
class StagePage:
    """One stage of a venue with the spots that are open on it."""

    stage: Stage
    open_spots: list[OpenSpot]


def act_page(party: Party) -> PartyPage:
    """The press kit of an act. A fixed number of queries."""
    band = Band.objects.filter(party=party).first()
    size = Membership.objects.current().filter(party=party, role=Role.MEMBER).count()
    chips = [genre.name for genre in party.genres.all()]
    if size:
        chips.append(ngettext("%(count)d person", "%(count)d people", size) % {"count": size})
    shows = _shows_of(Q(spots__bookings__act=party, spots__bookings__state__in=_PROMISED))
    lines = [_show_line(show, show.place_name, _with(show, party)) for show in shows]
    return PartyPage(party, _act_facts(party, band), chips, lines, reviews_of(party), _rating(party))


def venue_page(party: Party) -> PartyPage:
    """The page of a venue. A fixed number of queries."""
    venue = Venue.objects.get(party=party)
    shows = _shows_of(Q(stage__venue=venue))
    lines = [_show_line(show, show.title or _bill(show) or _("To be announced"), _bill(show)) for show in shows]
    chips = [genre.name for genre in party.genres.all()]
    return PartyPage(party, _venue_facts(party, venue), chips, lines, reviews_of(party), _rating(party))


_PROMISED = [BookingState.CONFIRMED, BookingState.COMPLETED]


def _shows_of(condition: Q, limit: int = SHOWS_SHOWN) -> list[Show]:
    """Public shows to come, each with `place_name` and `acts`. Three queries."""
    promised = Booking.objects.filter(state__in=_PROMISED).select_related("act")
    matching = Show.objects.filter(condition).values("pk")
    shows = Show.objects.public().upcoming().filter(pk__in=matching).with_place()
    found = list(shows.prefetch_related(Prefetch("spots__bookings", promised, to_attr="promised"))[:limit])
    for show in found:
        show.place_name = _place_name(show)
        show.acts = [booking.act for spot in show.spots.all() for booking in spot.promised if booking.act.is_public]
    return found


def _place_name(show: Show) -> str:
    city = show.city.name if show.city else ""
    return ", ".join(filter(None, [show.stage.venue.party.name if show.stage else show.place, city]))


def _bill(show: Show) -> str:
    return ", ".join(act.name for act in show.acts)


def _with(show: Show, party: Party) -> str:
    others = ", ".join(act.name for act in show.acts if act != party)
    said = _("with %(acts)s") % {"acts": others} if others else ""
    return ", ".join(filter(None, [show.title, said]))


def _show_line(show: Show, title: str, line: str) -> ShowLine:
    line = "" if line == title else line
    at = say_time(show.starts_at, show.timezone, viewer_zone=_viewer_zone(show))
    return ShowLine(show, say_day(show.night), at, title, line)


def _viewer_zone(show: Show) -> str | None:
    """None, the zone of who is signed in; nobody knows that of a stranger, who reads the times of the place."""
    return show.timezone if timezone.get_current_timezone_name() == timezone.get_default_timezone_name() else None


def _act_facts(party: Party, band: Band | None) -> Facts:
    home = party.city.name if party.city else ""
    if band and band.travel_radius_km:
        reach = _("plays within %(km)d km") % {"km": band.travel_radius_km}
        home = f"{home}, {reach}" if home else reach
    draw = _("about %(count)d") % {"count": band.draw} if band and band.draw else ""
    facts = [(pgettext("where a band is at home", "From"), home), (_("Usual fee"), _fee(party))]
    return [*facts, (_("Draw"), draw), (_("Rating"), _rating(party))]


def _venue_facts(party: Party, venue: Venue) -> Facts:
    town = " ".join(filter(None, [venue.postal_code, party.city.name if party.city else ""]))
    address = ", ".join(filter(None, [venue.address, town]))
    sizes = [stage.capacity for stage in venue.stages.all() if stage.capacity]
    capacity = ngettext("%(count)d person", "%(count)d people", max(sizes)) % {"count": max(sizes)} if sizes else ""
    facts = [(_("Where"), address), (_("Capacity"), capacity), (_("Usual fee"), _fee(party))]
    return [*facts, (_("Rating"), _rating(party))]


def _fee(party: Party) -> str:
    return (
        format_range(party.fee_min_minor, party.fee_max_minor, party.fee_currency_id) if party.fee_currency_id else ""
    )


def _rating(party: Party) -> str:
    if party.rating_average is None:
        return ""
    reviews = ngettext("%(count)d review", "%(count)d reviews", party.rating_count) % {"count": party.rating_count}
    return f"★ {floatformat(party.rating_average, 1)} · {reviews}"


def stage_pages(party: Party) -> list[StagePage]:
    """The stages of a venue, each with its open spots. Two queries."""
    pending = Count("bookings", filter=Q(bookings__state=BookingState.PENDING))
    stages = Stage.objects.filter(venue_id=party.pk)
    spots: dict = {stage.pk: [] for stage in stages}
    if party.is_public:
        for spot in _open_spots(party).annotate(pending=pending):
            spots[spot.show.stage_id].append(_open_spot(spot))
    return [StagePage(stage, spots[stage.pk]) for stage in stages]


def _open_spots(party: Party):
    open_ = Spot.objects.filter(state=SpotState.OPEN, show__state=ShowState.OPEN, show__starts_at__gt=timezone.now())
    return open_.filter(show__stage__venue_id=party.pk).select_related("show").order_by("show__starts_at", "starts_at")


def _open_spot(spot) -> OpenSpot:
    when = say_span(
        spot.starts_at,
        spot.ends_at,
        spot.show.timezone,
        night=spot.show.night,
        viewer_zone=_viewer_zone(spot.show),
    )
    fee = format_amount(spot.fee_minor, spot.fee_currency_id) if spot.fee_minor is not None else ""
    said = ngettext("%(count)d application", "%(count)d applications", spot.pending) % {"count": spot.pending}
    return OpenSpot(str(spot.pk), spot.get_role_display(), when, fee, said if spot.pending else "")


def shows_soon() -> list[ShowLine]:
    """The next public shows anywhere, for the landing page."""
    return [
        _show_line(show, show.title or _bill(show) or show.place_name, _soon(show))
        for show in _shows_of(Q(), SOON_SHOWN)
    ]


def _soon(show: Show) -> str:
    return ", ".join(filter(None, [_bill(show) if show.title else "", show.place_name]))
