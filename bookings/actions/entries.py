"""What calendars tell of shows and bookings: act, musicians, stage and host each get the words that concern them.

A show's entry bears the uid `show-<id>`, a booking's `booking-<id>`: one on each calendar, the same for its whole life.
All assume the calendars locked.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names.forgotten import name_shown
from availability.actions import EntryDraft, cancel_entries, write_entries
from availability.states import EntryStatus
from bookings.actions.locking import host_calendars
from bookings.bill.run_of_show import as_text, run_of_show
from bookings.models import Booking, LineupEntry, Show, Spot
from bookings.states import ShowState, SpotState
from bookings.words.places import booking_title, place_of, role_words
from web.dates import say_time
from web.prepared import Parameter, PreparedQuery

BILL_COLUMNS = (
    "id", "state", "role", "position", "call_at", "starts_at", "ends_at", "soundcheck_at", "soundcheck_minutes",
)  # fmt: skip
BILL = PreparedQuery(
    lambda: (
        Spot.objects.filter(show=Parameter("show"))
        .annotate(act=Subquery(Booking.objects.promised().filter(spot=OuterRef("pk")).values("act__name")[:1]))
        .order_by("starts_at", "position", "id")
        .values_list("act", *BILL_COLUMNS)
    )
)


def show_uid(show: Show) -> str:
    return f"show-{show.pk}@stageslot"


def booking_uid(booking: Booking) -> str:
    return f"booking-{booking.pk}@stageslot"


def write_show_entries(show: Show) -> None:
    """Tell host, venue and stage of a published show and who is on its bill."""
    write_entries(drafts=show_entries(show, bill_of(show)))


def cancel_show_entries(show: Show) -> None:
    """Tell host, venue and stage that the show is off."""
    cancel_entries(calendar_ids=host_calendars(show), uid=show_uid(show))


def write_player_entries(booking: Booking, users: Iterable[User]) -> None:
    """Tell these musicians when they are called and where, each in their language."""
    write_entries(drafts=_booking_entries(booking, [(user.calendar_id, user.language) for user in users]))


def cancel_booking_entries(booking: Booking, playing: Iterable[LineupEntry]) -> None:
    """Tell the act and those who were to play that it is off."""
    calendar_ids = {booking.act.calendar_id, *(entry.player.calendar_id for entry in playing)}
    cancel_entries(calendar_ids=calendar_ids, uid=booking_uid(booking))


def show_entries(show: Show, bill: "Bill") -> list[EntryDraft]:
    """What host, venue and stage are told of a show, for readers of every language."""
    told = {language: _show_entry(show, bill, language) for language, _name in settings.LANGUAGES}
    main = told[settings.LANGUAGE_CODE]
    return [main.for_calendar(calendar_id, told) for calendar_id in host_calendars(show)]


def _show_entry(show: Show, bill: "Bill", language: str) -> EntryDraft:
    with translation.override(language):
        return EntryDraft(
            calendar_id=show.owner.calendar_id,
            uid=show_uid(show),
            occasion=show.pk,
            status=EntryStatus.CONFIRMED if show.state == ShowState.CONFIRMED else EntryStatus.TENTATIVE,
            starts_at=show.load_in_at,
            ends_at=show.out_at,
            timezone=show.timezone,
            title=show.title or bill.names or _("Show"),
            text=_show_text(show, bill),
            place=place_of(show),
            path=reverse("bookings:show", args=[show.pk]),
            announce_at=show.announce_at,
        )


def booking_entries(booking: Booking, playing: Iterable[LineupEntry]) -> list[EntryDraft]:
    """What the act and everybody who plays are told: when they are called and where."""
    told = [
        (booking.act.calendar_id, settings.LANGUAGE_CODE),
        *((entry.player.calendar_id, entry.player.language) for entry in playing),
    ]
    return _booking_entries(booking, told)


def _booking_entries(booking: Booking, told: Sequence[tuple[int, str]]) -> list[EntryDraft]:
    """For these calendars, each in its language and for readers of the others; each language is written once."""
    languages = {*dict(settings.LANGUAGES), *(language for _id, language in told)}
    drafts = {language: _booking_entry(booking, booking.act.calendar_id, language) for language in languages}
    return [drafts[language].for_calendar(calendar_id, drafts) for calendar_id, language in told]


def _booking_entry(booking: Booking, calendar_id: int, language: str) -> EntryDraft:
    spot, show = booking.spot, booking.spot.show
    with translation.override(language):
        return EntryDraft(
            calendar_id=calendar_id,
            uid=booking_uid(booking),
            occasion=show.pk,
            status=EntryStatus.CONFIRMED,
            starts_at=spot.call_at,
            ends_at=spot.released_at,
            timezone=show.timezone,
            title=booking_title(booking, words=dict),
            text=_spot_text(spot),
            place=place_of(show),
            path=reverse("bookings:booking", args=[booking.pk]),
            announce_at=show.announce_at,
        )


@dataclass(frozen=True)
class Bill:
    """The spots in the order of their sets, and the confirmed acts' names by spot."""

    spots: tuple[Spot, ...]
    acts: Mapping[UUID, str]

    @property
    def names(self) -> str:
        """Who plays, in order."""
        return ", ".join(self.acts[spot.pk] for spot in self.spots if spot.pk in self.acts)

    @property
    def is_complete(self) -> bool:
        """Whether no spot is open any more."""
        return all(spot.state != SpotState.OPEN for spot in self.spots)


def bill_of(show: Show) -> Bill:
    """Who is on the bill of a show, as it stands now. One query."""
    rows = [(act, Spot(**dict(zip(BILL_COLUMNS, values, strict=True)))) for act, *values in BILL.rows(show=show.pk)]
    return Bill(
        spots=tuple(spot for _act, spot in rows),
        acts={spot.pk: name_shown(act) for act, spot in rows if act is not None},
    )


def _show_text(show: Show, bill: Bill) -> str:
    """The run of show, for those who work the night."""
    run = as_text(show, run_of_show(show, bill.spots, bill.acts))
    return "\n".join(filter(None, [bill.names, run, place_of(show)]))


def _spot_text(spot: Spot) -> str:
    """When an act is called, loads in, checks and plays, and where."""
    show = spot.show
    times = [
        (_("Call"), spot.call_at),
        (_("Load-in"), show.load_in_at),
        (_("Soundcheck"), spot.soundcheck_at),
        (_("Doors"), show.doors_at),
        (_("Set starts"), spot.starts_at),
        (_("Set ends"), spot.ends_at),
        (_("Curfew"), show.curfew_at),
        (_("Released"), spot.released_at),
    ]
    title = ": ".join(filter(None, [show.title, role_words(spot)]))
    return "\n".join([*filter(None, [title]), _lines(show, times), place_of(show)])


def _lines(show: Show, times: Iterable[tuple[str, dt.datetime | None]]) -> str:
    zone = show.timezone
    told = [f"{label}: {say_time(instant, zone, viewer_zone=zone)}" for label, instant in times if instant]
    return "\n".join([*told, _("Local time: %(zone)s") % {"zone": zone}])
