"""What the public page of a venue shows, with the words made here."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party
from bookings.models import Spot
from bookings.states import BookingState, ShowState, SpotState
from discovery.queries.parties import Facts, PartyPage, say_fee, say_rating
from discovery.queries.shows import public_shows, say_bill, show_line, viewer_zone
from reviews.queries import reviews_of
from stageslot.web.dates import say_span
from stageslot.web.money import format_amount
from venues.models import Stage, Venue


@dataclass(frozen=True)
class OpenSpot:
    """A spot to apply for, as its venue's page offers it."""

    spot_id: str
    role: str
    when: str
    fee: str
    applications: str


@dataclass(frozen=True)
class StagePage:
    """One stage of a venue with the spots that are open on it."""

    stage: Stage
    open_spots: list[OpenSpot]


def venue_page(party: Party) -> PartyPage:
    """The page of a venue. A fixed number of queries."""
    venue = Venue.objects.get(party=party)
    shows = public_shows(Q(stage__venue=venue))
    lines = [show_line(show, show.title or say_bill(show) or _("To be announced"), say_bill(show)) for show in shows]
    chips = [genre.name for genre in party.genres.all()]
    return PartyPage(party, _venue_facts(party, venue), chips, lines, reviews_of(party), say_rating(party))


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
        viewer_zone=viewer_zone(spot.show),
    )
    fee = format_amount(spot.fee_minor, spot.fee_currency_id) if spot.fee_minor is not None else ""
    said = ngettext("%(count)d application", "%(count)d applications", spot.pending) % {"count": spot.pending}
    return OpenSpot(str(spot.pk), spot.get_role_display(), when, fee, said if spot.pending else "")


def _venue_facts(party: Party, venue: Venue) -> Facts:
    town = " ".join(filter(None, [venue.postal_code, party.city.name if party.city else ""]))
    address = ", ".join(filter(None, [venue.address, town]))
    sizes = [stage.capacity for stage in venue.stages.all() if stage.capacity]
    capacity = ngettext("%(count)d person", "%(count)d people", max(sizes)) % {"count": max(sizes)} if sizes else ""
    facts = [(_("Where"), address), (_("Capacity"), capacity), (_("Usual fee"), say_fee(party))]
    return [*facts, (_("Rating"), say_rating(party))]
