"""A running order before it is written: what it makes of the show and its spots, and whether it may.

A spot that is booked keeps its promise: its act is claimed from call to release, so its set and its soundcheck stay
between the two. An open one moves as a whole, and whoever applied for it is told.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.bill.running_order import Frame, Part, RunningOrder, Timed, run
from bookings.errors import BeyondPromise
from bookings.models import Show, Spot
from engagements.actions.inputs import clean_instant

SET_MAX = GAP_MAX = 7 * 24 * 60
"""Minutes of a set and of a changeover: on a bill over several days a night lies in it."""
CHECK_MAX = 240
"""Minutes of a soundcheck."""
SPOT_FIELDS = (
    "position", "call_at", "starts_at", "ends_at", "released_at", "soundcheck_at", "soundcheck_minutes",
    "changeover_minutes", "may_overlap",
)  # fmt: skip
SHOW_FIELDS = ("doors_at", "starts_at", "ends_at", "curfew_at")
TOLD_OF_SPOT = ("call_at", "soundcheck_at", "starts_at", "ends_at", "released_at")
TOLD_OF_SHOW = ("doors_at", "curfew_at")
"""Times whose change an act hears of, in the order in which it reads them."""


@dataclass(frozen=True)
class SpotPlan:
    """What one spot is to have, in minutes; no soundcheck is 0."""

    spot: UUID
    minutes: int
    changeover: int = 0
    soundcheck: int = 0


@dataclass(frozen=True)
class BillPlan:
    """The spots in running order (None: they stay as they are), when the first set starts, when doors open and the
    curfew (None: not said)."""

    spots: Sequence[SpotPlan] | None
    first_at: dt.datetime
    doors_at: dt.datetime | None = None
    curfew_at: dt.datetime | None = None


@dataclass(frozen=True)
class Planned:
    """A show and its spots as they would be, each spot beside what it was, in the new order."""

    show: Show
    spots: list[tuple[Spot, Spot]]


def plan(show: Show, spots: Sequence[Spot], booked: Collection[UUID], wish: BillPlan) -> Planned:
    """As `draft`; raises BeyondPromise besides where a booked act would be wanted outside its promise."""
    planned = draft(show, spots, booked, wish)
    if wish.spots is not None and (beyond := beyond_promise(planned, booked)):
        raise BeyondPromise(beyond)
    return planned


def draft(show: Show, spots: Sequence[Spot], booked: Collection[UUID], wish: BillPlan) -> Planned:
    """What a running order makes of a show; nothing is written. `booked`: ids of spots whose acts are promised.

    Raises ValidationError by field (`spots`, `spots.N.minutes`, `first_at`, `doors_at`, `curfew_at`), N being the place
    in the order asked for.
    """
    planned = _plan_frame(show, wish)
    if wish.spots is None:
        return _around(planned, spots)
    parts = _read_parts(spots, wish.spots)
    first_at = clean_instant("first_at", wish.first_at)
    frame = Frame(show.load_in_at, planned.doors_at, first_at, planned.curfew_at, show.out_at)
    order = run(frame, parts)
    _check_fits(order, frame)
    by_id = {spot.pk: spot for spot in spots}
    pairs = []
    for place, (wanted, part, timed) in enumerate(zip(wish.spots, parts, order.acts, strict=True)):
        before = by_id[wanted.spot]
        pairs.append((before, _plan_spot(before, planned, place, part, timed, is_booked=before.pk in booked)))
    _follow_bill(show, planned, spots, frame, order)
    return Planned(planned, pairs)


def _around(planned: Show, spots: Sequence[Spot]) -> Planned:
    """Other doors or another curfew around sets that stay as they are."""
    last = max((spot.ends_at for spot in spots), default=planned.starts_at)
    if planned.curfew_at and planned.curfew_at < last:
        raise ValidationError({"curfew_at": [_("The show ends before the curfew.")]})
    pairs = [(spot, copy(spot)) for spot in spots]
    for _before, after in pairs:
        after.show = planned
    return Planned(planned, pairs)


def _read_parts(spots: Sequence[Spot], wanted_spots: Sequence[SpotPlan]) -> list[Part]:
    asked = [wanted.spot for wanted in wanted_spots]
    if len(asked) != len(spots) or set(asked) != {spot.pk for spot in spots}:
        raise ValidationError({"spots": [_("The bill has changed. Check it again, then set the order.")]})
    errors = {}
    for place, wanted in enumerate(wanted_spots):
        bounds = {"minutes": (1, SET_MAX), "changeover": (0, GAP_MAX), "soundcheck": (0, CHECK_MAX)}
        for name, (least, most) in bounds.items():
            value = getattr(wanted, name)
            if type(value) is not int or not least <= value <= most:
                said = _("Enter minutes between %(least)d and %(most)d.") % {"least": least, "most": most}
                errors[f"spots.{place}.{name}"] = [said]
    if errors:
        raise ValidationError(errors)
    return [Part(wanted.minutes, wanted.changeover, wanted.soundcheck) for wanted in wanted_spots]


def _plan_frame(show: Show, wish: BillPlan) -> Show:
    planned = copy(show)
    planned.doors_at = wish.doors_at and clean_instant("doors_at", wish.doors_at)
    planned.curfew_at = wish.curfew_at and clean_instant("curfew_at", wish.curfew_at)
    first_at = clean_instant("first_at", wish.first_at)
    errors = {}
    if not show.load_in_at <= first_at < show.out_at:
        errors["first_at"] = [_("The first set must start between load-in and venue clear.")]
    if planned.doors_at and not show.load_in_at <= planned.doors_at <= first_at:
        errors["doors_at"] = [_("Doors must open between load-in and the first set.")]
    if errors:
        raise ValidationError(errors)
    return planned


def _check_fits(order: RunningOrder, frame: Frame) -> None:
    errors = {}
    if order.over:
        is_curfew = frame.curfew_at is not None and frame.curfew_at <= frame.out_at
        said = ngettext("%(count)d minute too long", "%(count)d minutes too long", order.over) % {"count": order.over}
        why = _("the last set runs past curfew") if is_curfew else _("the venue must be clear before it ends")
        errors["curfew_at"] = [_("%(over)s: %(why)s. Shorten a set or start earlier.") % {"over": said, "why": why}]
    if order.soundchecks_over:
        count = order.soundchecks_over
        said = ngettext(
            "Soundchecks need %(count)d minute more between load-in and doors.",
            "Soundchecks need %(count)d minutes more between load-in and doors.",
            count,
        )
        errors["spots"] = [said % {"count": count}]
    if errors:
        raise ValidationError(errors)


def _plan_spot(before: Spot, show: Show, place: int, part: Part, timed: Timed, *, is_booked: bool) -> Spot:
    spot = copy(before)
    spot.show, spot.position = show, place
    spot.starts_at, spot.ends_at = timed.starts_at, timed.ends_at
    spot.may_overlap &= (before.starts_at, before.ends_at) == (timed.starts_at, timed.ends_at)
    spot.soundcheck_at, spot.soundcheck_minutes = timed.soundcheck_at, part.soundcheck or None
    spot.changeover_minutes = part.changeover
    if not is_booked:
        spot.call_at = min(spot.call_at, timed.soundcheck_at or timed.starts_at, timed.starts_at)
        was_free_at_end = before.released_at == before.ends_at
        spot.released_at = spot.ends_at if was_free_at_end else max(spot.released_at, spot.ends_at)
    return spot


def beyond_promise(planned: Planned, booked: Collection[UUID]) -> list[Spot]:
    """The booked spots, as planned, whose act would be wanted outside its promise."""
    return [after for _before, after in planned.spots if after.pk in booked and not _keeps_promise(after)]


def differences(before: Show | Spot, after: Show | Spot, names: Iterable[str]) -> dict[str, list]:
    """{field: [before, after]} of what differs, in JSON's own types."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: [_told(old), _told(new)] for name, (old, new) in pairs.items() if old != new}


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _keeps_promise(spot: Spot) -> bool:
    is_called = spot.soundcheck_at is None or spot.call_at <= spot.soundcheck_at
    return is_called and spot.call_at <= spot.starts_at and spot.ends_at <= spot.released_at


def _follow_bill(show: Show, planned: Show, spots: Sequence[Spot], frame: Frame, order: RunningOrder) -> None:
    """What the public reads as start and end follows the bill where it was the bill's before, or no longer holds it.

    Spots that span the whole show are not planned yet: the start and the end are the host's own word then.
    """
    first = min((spot.starts_at for spot in spots), default=None)
    last = max((spot.ends_at for spot in spots), default=None)
    is_bills = any((spot.starts_at, spot.ends_at) != (show.starts_at, show.ends_at) for spot in spots)
    if (is_bills and show.starts_at == first) or not (
        planned.doors_at or frame.load_in_at
    ) <= show.starts_at <= frame.first_at:
        planned.starts_at = frame.first_at
    if (is_bills and show.ends_at == last) or not order.ends_at <= show.ends_at <= frame.limit_at:
        planned.ends_at = order.ends_at
