"""The run of show: everything that happens on a night in the order in which it happens, for all who work it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from bookings.models import Show, Spot
from bookings.states import SpotState
from web.dates import say_time


@dataclass(frozen=True)
class Moment:
    """One line: from when, until when (None: a moment), what, and who; `is_mine` where the reader is concerned, and
    `is_open` where nobody is booked yet."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    kind: str
    what: str
    who: str = ""
    is_mine: bool = False
    is_open: bool = False

    def clock(self, zone: str) -> str:
        """ "18:10 – 18:40" on the clock of the night."""
        said = say_time(self.starts_at, zone, viewer_zone=zone)
        return f"{said} – {say_time(self.ends_at, zone, viewer_zone=zone)}" if self.ends_at else said


ORDER = ("load_in", "call", "soundcheck", "doors", "changeover", "set", "end", "curfew", "out")
"""Of what happens at the same moment, this comes first."""


def run_of_show(
    show: Show, spots: Sequence[Spot], acts: Mapping[UUID, str], *, mine: Iterable[UUID] = ()
) -> list[Moment]:
    """The night in order. `acts`: who plays, by spot; an open spot goes by its role. `mine`: the reader's spots."""
    mine = set(mine)
    moments = [Moment(show.load_in_at, None, "load_in", _("Load-in"))]
    before: Spot | None = None
    for spot in sorted(spots, key=lambda spot: (spot.starts_at, spot.position)):
        who = acts.get(spot.pk) or _("%(role)s, to be announced") % {"role": spot.get_role_display()}
        moments += _of_spot(show, spot, before, who, is_mine=spot.pk in mine)
        before = spot
    moments += [
        Moment(at, None, kind, what)
        for at, kind, what in (
            (show.doors_at, "doors", _("Doors")),
            (show.curfew_at, "curfew", _("Curfew")),
            (show.out_at, "out", _("Venue clear")),
        )
        if at
    ]
    return sorted(moments, key=lambda moment: (moment.starts_at, ORDER.index(moment.kind)))


def _of_spot(show: Show, spot: Spot, before: Spot | None, who: str, *, is_mine: bool) -> Iterable[Moment]:
    if spot.call_at != show.load_in_at:
        yield Moment(spot.call_at, None, "call", _("Call"), who, is_mine)
    if spot.soundcheck_at and spot.soundcheck_minutes:
        ends_at = spot.soundcheck_at + dt.timedelta(minutes=spot.soundcheck_minutes)
        yield Moment(spot.soundcheck_at, ends_at, "soundcheck", _("Soundcheck"), who, is_mine)
    if before and before.ends_at < spot.starts_at:
        yield Moment(before.ends_at, spot.starts_at, "changeover", _("Changeover"))
    is_open = spot.state == SpotState.OPEN
    yield Moment(spot.starts_at, spot.ends_at, "set", _("Set"), who, is_mine, is_open)


def as_text(show: Show, moments: Iterable[Moment]) -> str:
    """The night in lines, for calendars: "21:50 – 22:35 Set: The Anchors"."""
    told = [(moment.clock(show.timezone), filter(None, [moment.what, moment.who])) for moment in moments]
    lines = [f"{clock} {': '.join(words)}" for clock, words in told]
    return "\n".join([*lines, _("Local time: %(zone)s") % {"zone": show.timezone}])
