"""What a show and its spots are made of, before they are stored: defaults, order and bounds of their times."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Party
from bookings.bill.running_order import USUAL_CHANGEOVER
from bookings.models import Show, Spot
from bookings.queries.nights import DAY_ROLL
from bookings.states import SpotRole
from catalogue.models import City, Genre
from engagements.actions.inputs import clean_fee, clean_instant
from venues.models import Stage
from venues.queries import night_of

LOAD_IN_BEFORE_START = dt.timedelta(hours=2)
LONGEST_SHOW = dt.timedelta(days=7)
"""From load-in to out: as long as one claim may be."""
FARTHEST_AHEAD = dt.timedelta(days=3 * 366)
MOST_SPOTS = 40


@dataclass(frozen=True)
class SpotDraft:
    """A place on the bill as its maker gives it. Times left out: called at load-in, plays the whole show, then free."""

    role: str = SpotRole.HEADLINER
    call_at: dt.datetime | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    released_at: dt.datetime | None = None
    fee_minor: int | None = None
    fee_currency: str | None = None
    genres: Sequence[Genre | str] = ()


def set_times(
    show: Show,
    *,
    at: dt.datetime,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    load_in_at: dt.datetime | None = None,
    doors_at: dt.datetime | None = None,
    curfew_at: dt.datetime | None = None,
    out_at: dt.datetime | None = None,
) -> None:
    """Put times on a show, with defaults: load-in two hours before the start, out at the end.

    Raises ValidationError at the field that breaks the order load-in, doors, start, end, out, or the bounds: after
    `at`, at most three years ahead, at most a week long.
    """
    show.starts_at = clean_instant("starts_at", starts_at)
    if not at < show.starts_at < at + FARTHEST_AHEAD:
        raise ValidationError({"starts_at": [_("The show must start in the future, within three years.")]})
    show.ends_at = clean_instant("ends_at", ends_at)
    show.load_in_at = _optional("load_in_at", load_in_at) or show.starts_at - LOAD_IN_BEFORE_START
    show.doors_at = _optional("doors_at", doors_at)
    show.curfew_at = _optional("curfew_at", curfew_at)
    show.out_at = _optional("out_at", out_at) or show.ends_at
    check_order(show)


def _optional(field: str, instant: dt.datetime | None) -> dt.datetime | None:
    return None if instant is None else clean_instant(field, instant)


def check_order(show: Show) -> None:
    """Raise ValidationError at the times that are out of order."""
    errors = {}
    if show.ends_at <= show.starts_at:
        errors["ends_at"] = [_("The end must be after the start.")]
    if show.load_in_at > show.starts_at:
        errors["load_in_at"] = [_("Load-in must be before the start.")]
    if show.doors_at and not show.load_in_at <= show.doors_at <= show.starts_at:
        errors["doors_at"] = [_("Doors must open between load-in and start.")]
    if show.curfew_at and show.curfew_at < show.ends_at:
        errors["curfew_at"] = [_("The show ends before the curfew.")]
    if show.out_at < show.ends_at:
        errors["out_at"] = [_("Venue clear can’t be before the end.")]
    if not errors and show.out_at - show.load_in_at > LONGEST_SHOW:
        errors["out_at"] = [_("A show can last at most 7 days, from load-in to venue clear.")]
    if errors:
        raise ValidationError(errors)


def set_place(show: Show, *, owner: Party, stage: Stage | None, place: str, city: City | None) -> None:
    """Where it is, and by whose clock: the venue's, else the city's, else the owner's. A stage brings its city.

    A show that stays in its house, or in its town, keeps the clock that it has: its venue, or its owner, may have got
    another since.
    """
    stays = bool(show.timezone) and _stays(show, stage, city)
    show.stage, show.place = stage, place
    show.city = city or (stage.venue.party.city if stage else None)
    if stays:
        return
    show.nights_clocks = []
    if stage:
        show.timezone = stage.venue.party.timezone
    else:
        show.timezone = city.timezone if city else owner.timezone


def _stays(show: Show, stage: Stage | None, city: City | None) -> bool:
    if stage is None or show.stage is None:
        return stage == show.stage and city == show.city
    return stage.venue_id == show.stage.venue_id


def set_night(show: Show, before: Show | None = None) -> None:
    """The night it belongs to, by the clock of its place and the day-roll of its venue.

    What starts when it did `before`, in the same house, stays on its night, whatever the day-roll has become.
    """
    if before and _counted_by(before) == _counted_by(show):
        return
    show.nights_clocks = []
    show.night = night_of(show.starts_at, show.timezone, show.stage.venue.day_starts_at if show.stage else DAY_ROLL)


def _counted_by(show: Show) -> tuple:
    return show.starts_at, show.timezone, show.nights_clocks, show.stage and show.stage.venue_id


def make_spots(show: Show, drafts: Sequence[SpotDraft]) -> list[Spot]:
    """Store the bill of a show. Raises ValidationError at `spots.N.field`."""
    if len(drafts) > MOST_SPOTS:
        raise ValidationError({"spots": [_("A bill can have at most %(count)d slots.") % {"count": MOST_SPOTS}]})
    spots = [_plan_spot(show, position, draft) for position, draft in enumerate(drafts)]
    genres = [known_genres(f"spots.{position}.genres", draft.genres) for position, draft in enumerate(drafts)]
    for spot, wanted in zip(spots, genres, strict=True):
        spot.save(force_insert=True)
        spot.genres.set(wanted)
    return spots


def known_genres(field: str, genres: Sequence[Genre | str]) -> list[Genre]:
    """Genres by slug, each once. Raises ValidationError at the field for one that the catalogue lacks."""
    slugs = {genre.pk if isinstance(genre, Genre) else str(genre) for genre in genres}
    found = list(Genre.objects.filter(pk__in=slugs)) if slugs else []
    if len(found) != len(slugs):
        raise ValidationError({field: [_("This is not a genre we know.")]})
    return found


def _plan_spot(show: Show, position: int, draft: SpotDraft) -> Spot:
    name = f"spots.{position}"
    fee_minor, fee_currency = clean_fee(draft.fee_minor, draft.fee_currency, f"{name}.fee")
    if draft.role not in SpotRole.values:
        raise ValidationError({f"{name}.role": [_("Choose a role from the list.")]})
    spot = Spot(
        show=show,
        role=draft.role,
        position=position,
        call_at=_optional(f"{name}.call_at", draft.call_at) or show.load_in_at,
        starts_at=_optional(f"{name}.starts_at", draft.starts_at) or show.starts_at,
        ends_at=_optional(f"{name}.ends_at", draft.ends_at) or show.ends_at,
        fee_minor=fee_minor,
        fee_currency_id=fee_currency,
        changeover_minutes=USUAL_CHANGEOVER,
    )
    spot.released_at = _optional(f"{name}.released_at", draft.released_at) or spot.ends_at
    check_spot(spot, name)
    return spot


def check_spot(spot: Spot, name: str) -> None:
    """Raise ValidationError at `name`.field for what is out of order, or beyond the times of its show."""
    errors = {}
    if spot.ends_at <= spot.starts_at:
        errors[f"{name}.ends_at"] = [_("The set must end after it starts.")]
    if spot.call_at > spot.starts_at:
        errors[f"{name}.call_at"] = [_("The call time must be before the set.")]
    if spot.released_at < spot.ends_at:
        errors[f"{name}.released_at"] = [_("The act’s release must be after its set.")]
    if spot.call_at < spot.show.load_in_at:
        errors.setdefault(f"{name}.call_at", [_("The call time can’t be before load-in.")])
    if spot.released_at > spot.show.out_at:
        errors.setdefault(f"{name}.released_at", [_("Release must be before venue clear.")])
    if errors:
        raise ValidationError(errors)


def follow_show(before: Show, show: Show) -> None:
    """Move the spots whose times were the show's to its new times; raises ValidationError where one fits no longer."""
    leads = {"call_at": "load_in_at", "starts_at": "starts_at", "ends_at": "ends_at", "released_at": "ends_at"}
    for spot in show.spots.all():
        spot.show = show
        for field, lead in leads.items():
            if getattr(spot, field) == getattr(before, lead):
                setattr(spot, field, getattr(show, lead))
        check_spot(spot, f"spots.{spot.position}")
        spot.save(update_fields=list(leads))
