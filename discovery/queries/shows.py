"""Shows as public pages list them, with the words made here."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Party
from bookings.models import Booking, Show
from bookings.words.posters import drawn_show
from media.models import Picture
from posters.drawing import Drawing
from web.dates import say_day, say_time
from web.texts import isolated_names

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Told(TypedDict):
        """What `public_shows` adds to a show: where it is, and who plays, of those that may be named."""

        place_name: str
        acts: list[Party]
        genre_slugs: list[str]

    ToldShow: TypeAlias = WithAnnotations[Show, Told]

SHOWS_SHOWN = 20
SOON_SHOWN = 6


@dataclass(frozen=True)
class ShowLine:
    """A show in a list: where for an act's page, who plays for a venue's; with its poster."""

    show: Show
    day: str
    time: str
    title: str
    line: str
    poster: Picture | None
    drawn: Drawing
    """Stands in where the show has no poster."""


def public_shows(condition: Q, limit: int = SHOWS_SHOWN, *, are_past: bool = False) -> "list[ToldShow]":
    """Public shows to come, or those that are over, latest first; each with `place_name` and `acts`. Three queries."""
    played = Party.genres.through.objects.filter(party=OuterRef("act")).order_by("genre").values("genre_id")
    promised = Booking.objects.promised().select_related("act").annotate(genres=ArraySubquery(played))
    matching = Show.objects.filter(condition).values("pk")
    public = Show.objects.public()
    shows = (
        (public.past() if are_past else public.upcoming()).filter(pk__in=matching).with_place().select_related("poster")
    )
    found = list(shows.prefetch_related(Prefetch("spots__bookings", promised, to_attr="promised"))[:limit])
    for show in found:
        show.place_name = _place_name(show)
        named = [booking for spot in show.spots.all() for booking in spot.promised if booking.act.is_public]
        show.acts = [booking.act for booking in named]
        show.genre_slugs = [slug for booking in named for slug in booking.genres]
    return found


def _place_name(show: Show) -> str:
    city = show.city.said_name if show.city else ""
    return ", ".join(filter(None, [show.stage.venue.party.name if show.stage else show.place, city]))


def say_bill(show: "ToldShow") -> str:
    """Who plays, of those that may be named: "Northlight, Kettle Moraine"."""
    return isolated_names(act.name for act in show.acts)


class Reader(NamedTuple):
    """For whom a list is worded: the day it is for them, their zone (empty where nobody knows it), and their locale. To
    ask that for each of sixty lines would take as long as to word them."""

    today: dt.date
    zone: str
    locale: str

    def zone_for(self, show: Show) -> str:
        """By whose clock the times of a show are told besides its own."""
        return self.zone or show.timezone


def find_reader() -> Reader:
    """Who reads at present. Nobody knows the zone of a stranger, who reads the times of the place."""
    zone = timezone.get_current_timezone_name()
    is_stranger = zone == timezone.get_default_timezone_name()
    return Reader(timezone.localdate(), "" if is_stranger else zone, get_language() or "en")


def _postered(show: Any) -> tuple[Picture | None, Drawing]:
    """The poster of a show with `acts` and `place_name`, and what is drawn where it has none. No query."""
    name = show.title or ", ".join(getattr(act, "name", act) for act in show.acts) or show.place_name
    return show.poster, drawn_show(show.pk, name, show.night, show.genre_slugs)


def show_line(show: Show, title: str, line: str, reader: Reader | None = None) -> ShowLine:
    """The show with its day and its time on the clock of the place; a line that repeats the title is left out."""
    reader = reader or find_reader()
    line = "" if line == title else line
    at = say_time(show.starts_at, show.timezone, viewer_zone=reader.zone_for(show))
    day = say_day(show.night, today=reader.today, locale=reader.locale)
    return ShowLine(show, day, at, title, line, *_postered(show))


def shows_soon() -> list[ShowLine]:
    """The next public shows anywhere, for the landing page. Three queries."""
    return [show_line(show, soon_title(show), soon_line(show)) for show in public_shows(Q(), SOON_SHOWN)]


def soon_title(show: "ToldShow") -> str:
    """What it is called where shows of many places stand together."""
    return show.title or say_bill(show) or show.place_name


def soon_line(show: "ToldShow") -> str:
    """Who plays, unless that is its title, and where."""
    return isolated_names(filter(None, [say_bill(show) if show.title else "", show.place_name]))
