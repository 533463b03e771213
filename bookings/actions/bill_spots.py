"""Spots on a bill: "looking for two openers" opens some, and what nobody needs is taken off again."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from availability.actions import lock_calendars
from bookings.actions.bill_plans import SET_MAX
from bookings.actions.bills import require_plannable
from bookings.actions.conflicts import follow_sets
from bookings.actions.doing import Doing
from bookings.actions.drafts import MOST_SPOTS, check_spot, known_genres
from bookings.actions.entries import write_show_entries
from bookings.actions.locking import concerned_calendars, host_calendars, lock_bookings, lock_show
from bookings.actions.moves import move_bookings, move_show, move_spot, raise_version
from bookings.actions.telling import tell_acts, touch_night
from bookings.bill.running_order import MINUTE, USUAL_CHANGEOVER
from bookings.models import Show, Spot
from bookings.queries.bills import in_usual_order
from bookings.states import PUBLISHED, BookingState, Event, ShowState, SpotRole, SpotState
from catalogue.models import Genre
from engagements.actions.inputs import clean_fee, clean_message
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel

AT_ONCE_MAX = 6
USUAL_MINUTES = 30
USUAL_SOUNDCHECK = 20
BEFORE_HEADLINER = frozenset({SpotRole.OPENER, SpotRole.SUPPORT})
DRAW_MAX = 1_000_000


@one_transaction
def add_spots(
    *,
    acting_user: User,
    show: Show,
    role: str,
    count: int = 1,
    genres: Sequence[Genre | str] = (),
    draw_wanted: int | None = None,
    minutes: int = USUAL_MINUTES,
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> list[Spot]:
    """Open spots on the bill of a show to come: "looking for two openers", by genre and by the people they draw.

    They stand before the first set or after the last, where there is room; else at the start of the show, until the
    running order is planned. A show whose bill was complete is open again. Raises ValidationError by field,
    WrongState, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_show(show.pk)
    require_plannable(acting_user, locked, doing)
    fee = clean_fee(fee_minor, fee_currency)
    present = list(locked.spots.all())
    _check_wish(role, count, minutes, draw_wanted, len(present))
    found = known_genres("genres", genres)
    lock_calendars(host_calendars(locked))
    made: list[Spot] = []
    for _nth in range(count):
        spot = _place(locked, [*present, *made], role, minutes)
        spot.draw_wanted, spot.soundcheck_minutes = draw_wanted, USUAL_SOUNDCHECK
        spot.fee_minor, spot.fee_currency_id = fee
        check_spot(spot, "spots")
        made.append(spot)
    for spot in made:
        spot.save(force_insert=True)
        spot.genres.set(found)
    _number(locked)
    doing.note(Event.SPOT_ADDED, show=locked, text=", ".join(str(spot.get_role_display()) for spot in made))
    _reopen(locked, doing)
    return made


def _check_wish(role: str, count: int, minutes: int, draw_wanted: int | None, present: int) -> None:
    errors = {}
    if role not in SpotRole.values:
        errors["role"] = [_("Choose a role from the list.")]
    if type(count) is not int or not 1 <= count <= AT_ONCE_MAX:
        errors["count"] = [_("Choose between 1 and %(most)d at once.") % {"most": AT_ONCE_MAX}]
    elif present + count > MOST_SPOTS:
        errors["count"] = [_("A bill can have at most %(count)d slots.") % {"count": MOST_SPOTS}]
    if type(minutes) is not int or not 1 <= minutes <= SET_MAX:
        errors["minutes"] = [_("Enter minutes between %(least)d and %(most)d.") % {"least": 1, "most": SET_MAX}]
    if draw_wanted is not None and not 1 <= draw_wanted <= DRAW_MAX:
        errors["draw_wanted"] = [_("Enter a number of people.")]
    if errors:
        raise ValidationError(errors)


def _place(show: Show, present: Sequence[Spot], role: str, minutes: int) -> Spot:
    """A new spot where the bill has room for it: called at load-in, free when its set is over."""
    starts_at = _room(show, present, role, minutes)
    spot = Spot(show=show, role=role, call_at=show.load_in_at, starts_at=starts_at)
    spot.changeover_minutes = USUAL_CHANGEOVER
    spot.ends_at = spot.released_at = min(starts_at + minutes * MINUTE, show.out_at)
    return spot


def _room(show: Show, present: Sequence[Spot], role: str, minutes: int) -> dt.datetime:
    if not present:
        return show.starts_at
    first = min(spot.starts_at for spot in present)
    last = max(spot.ends_at for spot in present)
    before = first - (minutes + USUAL_CHANGEOVER) * MINUTE
    if role in BEFORE_HEADLINER and before >= (show.doors_at or show.starts_at):
        return before
    after = last + USUAL_CHANGEOVER * MINUTE
    if role not in BEFORE_HEADLINER and after + minutes * MINUTE <= min(show.curfew_at or show.out_at, show.out_at):
        return after
    return show.starts_at


def _number(show: Show) -> None:
    """Positions follow the times; of those that start together openers stand first, the headliner last."""
    spots = sorted(in_usual_order(show.spots.all()), key=lambda spot: spot.starts_at)
    for position, spot in enumerate(spots):
        spot.position = position
    Spot.objects.bulk_update(spots, ["position"])


def _reopen(show: Show, doing: Doing) -> None:
    """The bill has an open spot now; whoever looks at the show or its calendars sees it. Earlier sets start it."""
    first = min(show.spots.values_list("starts_at", flat=True))
    if first < show.starts_at:
        show.starts_at = first
        show.save(update_fields=["starts_at"])
        follow_sets(show)
    if show.state == ShowState.CONFIRMED:
        move_show(show, ShowState.OPEN, Event.REOPENED, doing)
    else:
        raise_version(show)
    _tell_calendars(show)


def _tell_calendars(show: Show) -> None:
    if show.state in PUBLISHED:
        write_show_entries(show)
        touch_night(show, [])


@one_transaction
def remove_spot(
    *,
    acting_user: User,
    spot: Spot,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Take a spot off the bill that nobody is booked for; who waits for it gets an honest answer, with the message.

    A show whose last open spot it was is confirmed. Raises WrongState where somebody is booked for it or it is the only
    one, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    show = lock_show(spot.show_id)
    require_plannable(acting_user, show, doing)
    present = list(show.spots.all())
    locked = next((each for each in present if each.pk == spot.pk), None)
    if locked is None:
        raise WrongState(SpotState.OFF, _("This slot has already been removed."))
    if locked.state != SpotState.OPEN:
        raise WrongState(locked.state, _("This slot is booked. Cancel the booking first."))
    if len(present) == 1:
        raise WrongState(locked.state, _("A show needs at least one slot."))
    waiting = lock_bookings(show, spot=locked, state=BookingState.PENDING)
    lock_calendars(concerned_calendars(show, waiting))
    move_bookings(waiting, BookingState.DECLINED, Event.SPOT_REMOVED, doing, text=message)
    locked.invites.filter(used_at=None, revoked_at=None).update(revoked_at=doing.at)
    move_spot(locked, SpotState.OFF)
    doing.note(Event.SPOT_REMOVED, show=show, text=str(locked.get_role_display()))
    _close(show, [each for each in present if each.pk != locked.pk], doing)
    _tell_calendars(show)
    touch_night(show, waiting)
    tell_acts(doing, "declined", waiting, reason=Event.SPOT_REMOVED)
    return show


def _close(show: Show, left: Sequence[Spot], doing: Doing) -> None:
    is_complete = all(each.state == SpotState.FILLED for each in left)
    if show.state == ShowState.OPEN and is_complete:
        move_show(show, ShowState.CONFIRMED, Event.FILLED, doing)
    else:
        raise_version(show)
