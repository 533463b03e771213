"""One show as a calendar file, for whoever goes there."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from availability.calendar_files.ical import CalendarFile
from availability.files.events import CalendarEvent
from bookings.access import show_view
from bookings.models import Show
from bookings.states import ShowState
from web.addresses import address_of


def show_file(show: Show) -> bytes:
    """One show as an iCalendar file: its hours, its place, and who plays, of those that everybody may know. The show
    comes `with_place()`. DTSTAMP is the day's beginning."""
    view = show_view(AnonymousUser(), show, is_named=True)
    acts = ", ".join(spot.act.name for spot in view.spots if spot.act)
    summary = show.title or acts or (show.stage.venue.party.name if show.stage else show.place)
    file = CalendarFile(summary)
    file.add(
        CalendarEvent(
            uid=f"show-{show.pk}@stageslot",
            starts=show.starts_at,
            ends=show.ends_at,
            summary=summary,
            stamp=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0),
            status="CANCELLED" if show.state == ShowState.CANCELLED else "CONFIRMED",
            text=acts if show.title else "",
            place=_address(show),
            path=address_of("bookings:show", show.pk),
        )
    )
    return file.to_bytes()


def _address(show: Show) -> str:
    town = show.city.said_name if show.city else ""
    if not show.stage:
        return ", ".join(filter(None, [show.place, town]))
    venue = show.stage.venue
    return ", ".join(filter(None, [venue.party.name, venue.address, f"{venue.postal_code} {town}".strip()]))
