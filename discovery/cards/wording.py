"""What stands on the card of each kind of page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import Party
from bookings.access import ShowView
from bookings.pages.structured import show_name
from catalogue.models import City, Genre
from discovery.cards.drawing import Card
from media.models import Picture
from web.dates import say_full_day, say_time


def site_card() -> Card:
    return Card(_("Live music without double bookings"), _("For bands, venues and engineers"))


def party_card(party: Party, picture: Picture | None, genres: Sequence[Genre]) -> Card:
    """A name, its genres and its town. One query at most."""
    names = [genre.name for genre in genres[:3]]
    place = party.city.label if party.city else ""
    return Card(party.name, " · ".join(filter(None, [", ".join(names), place])), party.tagline, _focus(picture))


def show_card(view: ShowView, picture: Picture | None) -> Card:
    """A show, when and where it is."""
    at = say_time(view.starts_at, view.timezone, viewer_zone=view.timezone)
    when = _("%(day)s, %(time)s") % {"day": say_full_day(view.night), "time": at}
    place = view.venue.name if view.venue else view.place
    return Card(show_name(view), when, " · ".join(filter(None, [place, view.city])), _focus(picture))


def city_card(city: City) -> Card:
    return Card(
        _("Shows in %(city)s") % {"city": city.said_name}, city.country.label, _("Who’s playing, and who’s free")
    )


def _focus(picture: Picture | None) -> tuple[float, float]:
    return (picture.focus_x / 100, picture.focus_y / 100) if picture else (0.5, 0.5)
