"""What stands in the way of a plan: what is promised or held already, for its band, its players and its stages."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import Membership
from availability.queries.promised import promised_already
from bookings.hooks import Consequences, holds_in_the_way
from bookings.models import Show
from bookings.queries.nights import nights_of_show
from show_imports.lists.choices import Coming
from show_imports.lists.planning import Plan, Setting
from venues.models import Stage


@dataclass(frozen=True)
class Cast:
    """Whose time the shows take beside their lane: the players who agreed to be booked, the rooms of each stage.

    `asked` are players who want to be asked each time: they stand in the line-up, and promise nothing yet."""

    players: Sequence[Membership] = ()
    asked: Sequence[Membership] = ()
    rooms: Mapping[UUID, Sequence[Stage]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """A calendar that a plan wants, from load-in to the end; `name` is the player's."""

    plan: Plan
    calendar_id: int
    name: str = ""


def is_claimed(plan: Plan, setting: Setting) -> bool:
    """Whether a plan takes anybody's time: drafts do not, nor what is recorded beside another show."""
    return not plan.is_unclaimed and (plan.is_past or setting.choices.coming == Coming.CONFIRMED)


def wishes_of(plan: Plan, setting: Setting, cast: Cast) -> list[Wish]:
    """The calendars that a plan wants. Who plays in the band today did not therefore play in it then: what is past
    takes the band's own time alone."""
    if plan.stage:
        rooms = cast.rooms.get(plan.stage.pk, ())
        return [Wish(plan, stage.calendar_id) for stage in (plan.stage, *rooms)]
    players = [] if plan.is_past else cast.players
    others = [Wish(plan, player.user.calendar_id, player.user.display_name) for player in players]
    return [Wish(plan, setting.party.calendar_id), *others]


def known_keys(setting: Setting, plans: Iterable[Plan]) -> set[str]:
    """Those of these lines that were imported before."""
    mine = Show.objects.filter(owner=setting.party, import_key__in=[plan.key for plan in plans])
    return set(mine.values_list("import_key", flat=True))


def consequences_of(plans: Iterable[Plan], setting: Setting) -> Consequences:
    """What else happens when the band is booked for the nights of these plans. Nothing is locked.

    As where it is booked in any other way: no act both holds and plays.
    """
    nights = {night for plan in plans if _books(plan, setting) for night in _nights(plan)}
    return Consequences.of_booking([(setting.party.pk, night) for night in nights])


def _nights(plan: Plan) -> set[dt.date]:
    """The nights that a band gets with a plan."""
    return set(nights_of_show(plan.night, plan.load_in_at, plan.ends_at, plan.timezone))


def _books(plan: Plan, setting: Setting) -> bool:
    return not (setting.is_venue or plan.is_past or plan.is_known or plan.is_wrong) and is_claimed(plan, setting)


def tell_released(plans: Iterable[Plan], setting: Setting, consequences: Consequences) -> None:
    """Note on each plan which hold of the band goes with it."""
    given_up = consequences.given_up
    for plan in plans:
        if _books(plan, setting):
            nights = _nights(plan)
            for night, place in given_up:
                if night in nights:
                    plan.tell("hold_released", place=place)


def tell_conflicts(plans: Iterable[Plan], setting: Setting, cast: Cast) -> None:
    """Note on each plan what is promised or held where it wants to be. Whole rooms and their parts of one list too."""
    wanting = [plan for plan in plans if not plan.is_known and not plan.is_wrong and is_claimed(plan, setting)]
    wishes = [wish for plan in wanting for wish in wishes_of(plan, setting, cast)]
    _tell_promised(wishes)
    _tell_rooms(wishes)
    for plan in wanting:
        nights = nights_of_show(plan.night, plan.load_in_at, plan.ends_at, plan.timezone)
        if plan.stage and not plan.is_past and holds_in_the_way(plan.stage, nights):
            plan.tell("held")


def _tell_promised(wishes: Sequence[Wish]) -> None:
    wanted = [(wish.calendar_id, wish.plan.load_in_at, wish.plan.ends_at) for wish in wishes]
    for promised in promised_already(wanted):
        wish = wishes[promised.place]
        if wish.name:
            wish.plan.tell("member_taken", name=wish.name)
        elif wish.plan.stage:
            wish.plan.tell("stage_taken", title=promised.title or "?")
        elif promised.title:
            wish.plan.tell("taken", title=promised.title)
        else:
            wish.plan.tell("taken_nameless")


def _tell_rooms(wishes: Iterable[Wish]) -> None:
    """A show in the whole house and one in a part of it are not on one lane, and yet in each other's way."""
    by_calendar: dict[int, list[Plan]] = defaultdict(list)
    for wish in wishes:
        if wish.plan.stage:
            by_calendar[wish.calendar_id].append(wish.plan)
    for plans in by_calendar.values():
        plans.sort(key=lambda plan: plan.load_in_at)
        last = None
        for plan in plans:
            if last and last.lane != plan.lane and plan.load_in_at < last.ends_at and not plan.is_wrong:
                plan.tell("overlaps_line", line=last.line.number)
            last = plan if last is None or plan.ends_at > last.ends_at else last
