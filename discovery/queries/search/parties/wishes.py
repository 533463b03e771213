"""What somebody looks for, and what that means before anything is looked up."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User, Viewer
from accounts.states import PartyKind
from availability.ranges import Period
from catalogue.models import City
from catalogue.queries import cities_within
from discovery.queries.search.wishes import BaseWish
from discovery.queries.search.wishes import check as check_basics
from studio.states import RateKind

EVENING_FROM = dt.time(19, 0)
EVENING_TO = dt.time(0, 0)
FIRST_YEAR, LAST_YEAR = 1970, 2190
MOST_NIGHTS = 14
LONGEST_LOOK = dt.timedelta(days=7)
SAME_ZONE_KM = 200
USUAL_ZONE = "Europe/Berlin"


@dataclass(frozen=True, kw_only=True)
class Wish(BaseWish):
    """Everything that may be asked of a search; whatever is left out is not asked.

    `genres` are slugs, each meaning its whole branch; one of them is enough. Who has only what is near them in the tree
    stands behind, or is left out without `near_genres`. A place is a `city` or `near` (latitude, longitude),
    `radius_km` (50) around it. `nights` asks for those who are free on every one of them, with `any_night` on one,
    `from_time` to `to_time` (19:00-24:00) on the clock of the place, else of the viewer: acts of which everybody is
    free, `with_silent` also those on which nothing is taken though somebody has not said; venues of which a stage is.
    Fees are in minor units of `currency`: those who name one that meets `fee_min` to `fee_max`.
    `rating_min` is 1 to 5. Of acts: at least `draw_min` people, `size_min` to `size_max` players, `has_pa`, and
    `covers_place`: they travel as far as the place. Of venues: a stage for `capacity_min` people. `kind` None means
    acts and venues.

    Of professionals: one `discipline` (see `studio.states`), a `language` (ISO 639-1), `is_remote`: works without the
    client in the room, and something offered by the hour or day (`rate_kind`) for at most `rate_max`. Their
    `nights` are days, whole unless `from_time` or `to_time` is given: those with a free slot on them.
    `free_between` asks for one that lies in a period, instead. `is_verified`: staff have checked who it is.
    `roles`: they did one of these on some record, by their credits.
    """

    kind: str | None = None
    near_genres: bool = True
    nights: tuple[dt.date, ...] = ()
    any_night: bool = False
    from_time: dt.time | None = None
    to_time: dt.time | None = None
    with_silent: bool = False
    fee_max: int | None = None
    draw_min: int | None = None
    size_min: int | None = None
    size_max: int | None = None
    has_pa: bool = False
    covers_place: bool = False
    discipline: str = ""
    language: str = ""
    is_remote: bool = False
    rate_max: int | None = None
    rate_kind: str = RateKind.HOUR
    free_between: Period | None = None
    is_verified: bool = False
    roles: tuple[str, ...] = ()

    @property
    def asks_fee(self) -> bool:
        return not (self.fee_min is self.fee_max is self.rate_max is None)

    @property
    def is_for_professionals(self) -> bool:
        return self.kind == PartyKind.PROFESSIONAL


def check(wish: Wish) -> None:
    """Raises ValidationError at the field for what no search can be asked, too many nights or one beyond all plans, and
    a way to nowhere."""
    check_basics(wish)
    if any(not FIRST_YEAR <= night.year <= LAST_YEAR for night in wish.nights):
        raise ValidationError({"night": [_("Choose an earlier day.")]})
    if len(set(wish.nights)) > MOST_NIGHTS:
        raise ValidationError({"night": [_("Choose at most %(count)d nights.") % {"count": MOST_NIGHTS}]})
    if wish.free_between and wish.free_between.length > LONGEST_LOOK:
        raise ValidationError({"free_to": [_("Choose at most %(days)d days.") % {"days": LONGEST_LOOK.days}]})
    if wish.covers_place and wish.place is None:
        raise ValidationError({"covers_place": [_("Enter a place they should travel to.")]})


def evenings(wish: Wish, viewer: Viewer) -> dict[dt.date, Period]:
    """The stretch of each night asked for, in order."""
    if wish.free_between:
        return {wish.free_between.starts_at.astimezone(ZoneInfo(_zone(wish, viewer))).date(): wish.free_between}
    nights = sorted(set(wish.nights))
    zone = _zone(wish, viewer) if nights else USUAL_ZONE
    from_time = wish.from_time or (dt.time() if wish.is_for_professionals else None)
    return {night: evening(night, from_time, wish.to_time, zone) for night in nights}


def evening(night: dt.date, from_time: dt.time | None, to_time: dt.time | None, timezone: str) -> Period:
    """The stretch of a night on the clock of `timezone`, 19:00-24:00 unless said; an end not after the start is the
    next day's."""
    start, end = from_time or EVENING_FROM, EVENING_TO if to_time is None else to_time
    last = night + dt.timedelta(days=end <= start)
    zone = ZoneInfo(timezone)
    starts_at = dt.datetime.combine(night, start, zone).astimezone(dt.UTC)
    ends_at = dt.datetime.combine(last, end, zone).astimezone(dt.UTC)
    # In the hour a clock skips, both ends may fall together.
    return Period(starts_at, max(ends_at, starts_at + dt.timedelta(minutes=1)))


def _zone(wish: Wish, viewer: Viewer) -> str:
    if wish.city is not None:
        return wish.city.timezone
    if wish.near is not None and (city := cities_within(wish.near, SAME_ZONE_KM).first()):
        return city.timezone
    if wish.region is not None and (city := City.objects.filter(region=wish.region).order_by("-population").first()):
        return city.timezone
    return viewer.timezone if isinstance(viewer, User) else USUAL_ZONE
