"""What a show tells its audience besides its bill: its poster, who sells tickets, and since when it is known."""

import datetime as dt
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.actions.texts import clean_line
from accounts.models import User
from availability.actions import lock_calendars
from bookings.access import can_edit_show
from bookings.actions.doing import Doing
from bookings.actions.locking import concerned_calendars, lock_bookings, lock_show
from bookings.actions.retelling import retell
from bookings.actions.telling import touch_desk, touch_night
from bookings.models import Show
from bookings.states import PROMISED, PUBLISHED, Event, ShowState
from engagements.actions.inputs import clean_fee, clean_instant, clean_url
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from media.actions import drop_picture, keep_picture

PROVIDER_MAX = 80
PUBLICITY = (
    "ticket_url", "ticket_provider", "ticket_min_minor", "ticket_max_minor", "ticket_currency", "on_sale_at", "poster",
)  # fmt: skip


class Tickets(TypedDict, total=False):
    """Where tickets are sold, by whom, what they cost (minor units; one price is both ends) and since when."""

    ticket_url: str
    provider: str
    lowest_minor: int | None
    highest_minor: int | None
    currency: str | None
    on_sale_at: dt.datetime | None


@one_transaction
def set_tickets(
    *,
    acting_user: User,
    show: Show,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
    **tickets: Unpack[Tickets],
) -> Show:
    """Say what a show's tickets are; what is not named stays, but a price is named whole, with its currency.

    At any time until the show is cancelled: nobody's agreement hangs on it. Raises ValidationError by field,
    WrongState, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_for_publicity(acting_user, show)
    if not tickets:
        return locked
    if "ticket_url" in tickets:
        locked.ticket_url = clean_url("ticket_url", tickets["ticket_url"])
    if "provider" in tickets:
        locked.ticket_provider = clean_line("provider", tickets["provider"], longest=PROVIDER_MAX)
    if tickets.keys() & {"lowest_minor", "highest_minor", "currency"}:
        _set_prices(locked, tickets.get("lowest_minor"), tickets.get("highest_minor"), tickets.get("currency"))
    if "on_sale_at" in tickets:
        _set_sale(locked, tickets["on_sale_at"])
    return publicise(locked, doing)


def _set_sale(show: Show, on_sale_at: dt.datetime | None) -> None:
    show.on_sale_at = None if on_sale_at is None else clean_instant("on_sale_at", on_sale_at)
    if show.on_sale_at and show.on_sale_at > show.ends_at:
        raise ValidationError({"on_sale_at": [_("Ticket sales must start before the show ends.")]})


def _set_prices(show: Show, lowest: int | None, highest: int | None, currency: str | None) -> None:
    lowest, highest = (highest if lowest is None else lowest), (lowest if highest is None else highest)
    show.ticket_min_minor, code = clean_fee(lowest, currency if lowest is not None else None, "lowest_minor")
    show.ticket_max_minor, show.ticket_currency_id = clean_fee(highest, code, "highest_minor")
    if lowest is not None and highest is not None and lowest > highest:
        raise ValidationError({"highest_minor": [_("The highest price must be at least the lowest.")]})


def lock_for_publicity(user: User, show: Show) -> Show:
    """The show, locked, for who may change what it tells its audience. Raises PermissionDenied, NotApproved,
    WrongState."""
    locked = lock_show(show.pk)
    if not can_edit_show(user, locked):
        raise PermissionDenied
    require_active(locked.owner)
    if locked.state == ShowState.CANCELLED:
        raise WrongState(locked.state)
    return locked


def publicise(show: Show, doing: Doing) -> Show:
    """Store what a show tells, and let go of every picture of it: host, stage and acts list it on their pages.

    Its version stays: what was proposed or agreed for the show is none the less so.
    """
    show.save(update_fields=PUBLICITY)
    doing.note(Event.UPDATED, show=show, before=show.state, after=show.state)
    if show.state not in PUBLISHED:
        touch_desk(show)
        return show
    bookings = lock_bookings(show, state__in=sorted(PROMISED))
    lock_calendars(concerned_calendars(show, bookings))
    touch_night(show, bookings)
    return show


@one_transaction
def set_announcement(
    *,
    acting_user: User,
    show: Show,
    announce_at: dt.datetime | None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Say since when everybody may know the show by name; None: at once. What was read before stays read.

    Said as it is already, nothing is written. Every calendar and feed is told anew. Raises ValidationError at
    `announce_at`, WrongState, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_for_publicity(acting_user, show)
    announce_at = None if announce_at is None else clean_instant("announce_at", announce_at)
    if announce_at == locked.announce_at:
        return locked
    locked.announce_at = announce_at
    if locked.announce_at and locked.announce_at > locked.starts_at:
        raise ValidationError({"announce_at": [_("Announce the show before it starts.")]})
    locked.save(update_fields=["announce_at"])
    doing.note(Event.UPDATED, show=locked, before=locked.state, after=locked.state)
    retell(locked)
    return locked


@one_transaction
def set_poster(
    *,
    acting_user: User,
    show: Show,
    file: File,
    alt: str,
    credit: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Hang a poster; the one before it is gone for good. It shows once the worker has drawn it anew.

    Raises ValidationError by field as `media.actions.keep_picture` does, WrongState, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_for_publicity(acting_user, show)
    former = locked.poster
    locked.poster = keep_picture(acting_user=acting_user, file=file, alt=alt, credit=credit)
    publicise(locked, doing)
    if former:
        drop_picture(acting_user=acting_user, picture=former)
    return locked


@one_transaction
def remove_poster(
    *, acting_user: User, show: Show, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Show:
    """Take the poster down, for good; where none hangs, nothing happens. Raises WrongState, PermissionDenied."""
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_for_publicity(acting_user, show)
    former = locked.poster
    if former is None:
        return locked
    locked.poster = None
    publicise(locked, doing)
    drop_picture(acting_user=acting_user, picture=former)
    return locked
