"""What the public page of a venue shows, with the words made here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from accounts.models import Party
from bookings.models import Spot
from bookings.states import BookingState, InitiatedBy, ShowState, SpotState
from discovery.queries.fits import FITS_LABELS, spots_fit_any
from discovery.queries.parties import Facts, PartyPage, say_fee
from discovery.queries.shows import Reader, ShowLine, find_reader, public_shows, say_bill, show_line
from reviews.queries import reviews_of, say_rating
from venues.models import Stage, StagePhoto, Venue
from web.dates import say_span
from web.money import format_amount

PAST_SHOWN = 12
OPEN_SHOWN = 60


@dataclass(frozen=True)
class Fit:
    """Whether one of the viewer's bands could play a spot: yes, unknown or no, and that in words."""

    band: str
    says: str
    label: str


@dataclass(frozen=True)
class OpenSpot:
    """A spot to apply for, as its venue's page offers it."""

    spot_id: str
    role: str
    when: str
    fee: str
    applications: str
    fits: list[Fit]


@dataclass(frozen=True)
class StagePage:
    """One stage of a venue: how large it is, what stands there, and the spots that are open on it."""

    stage: Stage
    facts: Facts
    equipment: Facts
    photos: list[StagePhoto]
    open_spots: list[OpenSpot]


@dataclass(frozen=True)
class VenuePage(PartyPage):
    """All that the page of a venue shows besides its stages and calendars."""

    venue: Venue
    past: list[ShowLine]


def venue_page(party: Party) -> VenuePage:
    """The page of a venue. A fixed number of queries."""
    prefetch_related_objects([party], "genres")
    venue = Venue.objects.get(party=party)
    venue.party = party
    here = Q(stage__venue=venue)
    return VenuePage(
        party=party,
        facts=_venue_facts(party, venue),
        chips=[genre.name for genre in party.genres.all()],
        shows=_lines(here),
        reviews=reviews_of(party),
        rating=say_rating(party),
        venue=venue,
        past=_lines(here, PAST_SHOWN, are_past=True),
    )


def _lines(condition: Q, limit: int = PAST_SHOWN, *, are_past: bool = False) -> list[ShowLine]:
    shows = public_shows(condition, limit, are_past=are_past)
    return [show_line(show, show.title or say_bill(show) or _("To be announced"), say_bill(show)) for show in shows]


def stage_pages(party: Party, bands: Sequence[Party] = ()) -> list[StagePage]:
    """The stages of a venue, each with its pictures and its open spots, and which of these bands each would fit.

    Three queries, or four with bands. Whether the viewer may ask for those bands is the caller's to check.
    """
    photos = Prefetch("photos", StagePhoto.objects.shown())
    stages = Stage.objects.filter(venue_id=party.pk).prefetch_related(photos)
    spots = list(_open_spots(party)) if party.is_public else []
    fits = spots_fit_any(spots, bands) if bands else {}
    offered: dict = {stage.pk: [] for stage in stages}
    reader = find_reader()
    for spot in spots:
        offered[spot.show.stage_id].append(_open_spot(spot, _fits(spot, bands, fits), reader))
    return [
        StagePage(stage, _stage_facts(stage), _equipment(stage), list(stage.photos.all()), offered[stage.pk])
        for stage in stages
    ]


def _fits(spot: Spot, bands: Iterable[Party], fits: dict) -> list[Fit]:
    return [Fit(band.name, says := fits[spot.pk, band.pk], str(FITS_LABELS[says])) for band in bands]


def _stage_facts(stage: Stage) -> Facts:
    people = ngettext("%(count)d person", "%(count)d people", stage.capacity or 0) % {"count": stage.capacity or 0}
    sides = [_metres(side) for side in (stage.width_cm, stage.depth_cm) if side]
    floor = _("%(size)s m") % {"size": " × ".join(sides)} if sides else ""
    height = _("%(size)s m") % {"size": _metres(stage.height_cm)} if stage.height_cm else ""
    return [(_("Capacity"), people if stage.capacity else ""), (_("Stage"), floor), (_("Clear height"), height)]


def _equipment(stage: Stage) -> Facts:
    told = [(_("Backline"), stage.backline), (_("PA and monitors"), stage.pa), (_("Lights"), stage.lights)]
    return [(name, text) for name, text in told if text]


def _metres(centimetres: int) -> str:
    """As people write it: "6.5", in German "6,5"."""
    return format_decimal(centimetres / 100, "0.##", locale=to_locale(get_language() or "en"))


def _open_spots(party: Party):
    """The next spots that acts may apply for, with how many have and how many are spoken to."""
    open_ = Spot.objects.filter(state=SpotState.OPEN, show__state=ShowState.OPEN, show__starts_at__gt=timezone.now())
    here = open_.filter(show__stage__venue_id=party.pk).select_related("show").order_by("show__starts_at", "starts_at")
    pending = Q(bookings__state=BookingState.PENDING)
    applied = pending & Q(bookings__initiated_by=InitiatedBy.APPLICATION)
    return here.annotate(pending=Count("bookings", filter=pending), applied=Count("bookings", filter=applied))[
        :OPEN_SHOWN
    ]


def _open_spot(spot, fits: list[Fit], reader: Reader) -> OpenSpot:
    when = say_span(
        spot.starts_at,
        spot.ends_at,
        spot.show.timezone,
        night=spot.show.night,
        viewer_zone=reader.zone_for(spot.show),
    )
    fee = format_amount(spot.fee_minor, spot.fee_currency_id) if spot.fee_minor is not None else ""
    return OpenSpot(str(spot.pk), spot.get_role_display(), when, fee, _spoken_to(spot), fits)


def _spoken_to(spot) -> str:
    """Whom the host asked is nobody's to count."""
    if spot.applied:
        return ngettext("%(count)d application", "%(count)d applications", spot.applied) % {"count": spot.applied}
    return _("being negotiated") if spot.pending else ""


def _venue_facts(party: Party, venue: Venue) -> Facts:
    town = " ".join(filter(None, [venue.postal_code, party.city.said_name if party.city else ""]))
    address = ", ".join(filter(None, [venue.address, town]))
    sizes = [stage.capacity for stage in venue.stages.all() if stage.capacity]
    capacity = ngettext("%(count)d person", "%(count)d people", max(sizes)) % {"count": max(sizes)} if sizes else ""
    facts = [(_("Where"), address), (_("Capacity"), capacity), (_("Usual fee"), say_fee(party))]
    return [*facts, (_("Rating"), say_rating(party))]
