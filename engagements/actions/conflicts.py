"""What a 409 says: who is promised then, as far as the one who asked may know, and which nights are free instead."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext as _

from availability.actions import Wanted, conflicts_of
from availability.errors import Conflict, Taken
from availability.queries.manager import AvailabilityManager
from availability.ranges import Period
from web.dates import say_time
from web.texts import isolated

A_MEMBER = "a member"
A_STAGE = "a stage"


@contextmanager
def explaining_taken(
    names: Mapping[int, str], wanted: Iterable[Wanted], timezone: str, people: Mapping[int, str] | None = None
):
    """Within, a `Taken` leaves with `conflicts` and `alternatives` in words that a program and a person understand.

    `people`: whom the one who asks may know by name, by calendar: musicians (`people_of`), or the acts of a bill.
    """
    wanted = list(wanted)
    try:
        yield
    except Taken as taken:
        raise explained(taken.conflicts, names, wanted, timezone, people) from taken


def explained(
    conflicts: list[Conflict],
    names: Mapping[int, str],
    wanted: list[Wanted],
    timezone: str,
    people: Mapping[int, str] | None = None,
) -> Taken:
    """`Taken` as one may read it: titles stay behind, since they tell why somebody is not free, and so do the hours
    beyond those asked for, by which one could find the other show.

    An alternative is free for all that is named and wanted: for the stage too, where an act is not. Where sets of one
    show clash, another night is no answer, and none is named.
    """
    period = Period(min(want.starts_at for want in wanted), max(want.ends_at for want in wanted))
    conflicts = [_within(conflict, period) for conflict in conflicts]
    people = people or {}
    ids = sorted({*names, *(want.calendar_id for want in wanted)})
    are_sets = all(conflict.is_set for conflict in conflicts)
    stages = [calendar for calendar, name in names.items() if name == A_STAGE]
    free: Sequence[Period] = ()
    if not are_sets:
        free = AvailabilityManager.alternatives(calendar_ids=ids, period=period, timezone=timezone, closable=stages)
    told = [_told(conflict, names, people) for conflict in conflicts]
    in_the_way = {conflict.calendar_id for conflict in conflicts}
    acts = [
        want for want in wanted if want.calendar_id in in_the_way and names.get(want.calendar_id, A_STAGE) != A_STAGE
    ]
    taken = Taken(
        conflicts,
        _detail_of_sets(told, names) if are_sets else _detail(told, acts, people, timezone),
        alternatives=[
            {"starts_at": night.starts_at.isoformat(), "ends_at": night.ends_at.isoformat()} for night in free
        ],
    )
    taken.extra["conflicts"] = told
    return taken


def _told(conflict: Conflict, names: Mapping[int, str], people: Mapping[int, str]) -> dict[str, str]:
    told = {
        "who": names.get(conflict.calendar_id, A_MEMBER),
        "starts_at": conflict.starts_at.isoformat(),
        "ends_at": conflict.ends_at.isoformat(),
    }
    person = people.get(conflict.calendar_id)
    return told | {"name": person} if person else told


def _within(conflict: Conflict, period: Period) -> Conflict:
    starts_at, ends_at = max(conflict.starts_at, period.starts_at), min(conflict.ends_at, period.ends_at)
    return Conflict(conflict.calendar_id, starts_at, ends_at, is_set=conflict.is_set)


def _detail(told: list[dict[str, str]], acts: list[Wanted], people: Mapping[int, str], timezone: str) -> str:
    """`acts`: those in the way, by what was wanted of each."""
    if A_STAGE in {row["who"] for row in told}:
        return _("Another show is on this stage at that time.")
    if acts:
        return " ".join(_act_is_booked(want, people.get(want.calendar_id, ""), timezone) for want in acts)
    named = sorted({row["name"] for row in told if "name" in row})
    if named:
        return _("Booked elsewhere at that time: %(names)s.") % {"names": ", ".join(named)}
    return _("Someone in the line-up is booked elsewhere at that time.")


def _act_is_booked(want: Wanted, name: str, timezone: str) -> str:
    """Of an act by its own times, which need not be those of the others on a bill."""
    times = {"start": say_time(want.starts_at, timezone), "end": say_time(want.ends_at, timezone)}
    if name:
        text = _("%(act)s is already booked then: from call time at %(start)s to %(end)s.")
        return text % {"act": isolated(name), **times}
    return _("The act is already booked then: from call time at %(start)s to %(end)s.") % times


def _detail_of_sets(told: list[dict[str, str]], names: Mapping[int, str]) -> str:
    people = sorted({row["name"] for row in told if "name" in row})
    if {row["who"] for row in told} & set(names.values()):
        return _("The act plays another set of this show at that time.")
    if people:
        return _("Playing another set of this show at that time: %(names)s.") % {"names": ", ".join(people)}
    return _("Someone in the line-up is already playing another set at that time.")


def refuse_taken(
    wanted: list[Wanted],
    names: Mapping[int, str],
    timezone: str,
    people: Mapping[int, str] | None = None,
    *,
    former: Sequence[int] = (),
) -> None:
    """Raise `Taken` when some of this is promised for another occasion already, or a set of this one overlaps it.

    A courtesy: the claim decides. `former`: ids of claims that would be given back.
    """
    conflicts = conflicts_of(wanted, former)
    if conflicts:
        raise explained(conflicts, names, wanted, timezone, people)
