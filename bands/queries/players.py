"""Who plays what in a band, and what it takes for a night: the terms by which its Green Zone is judged."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Membership, Party, User
from accounts.states import PLAYING_ROLES, Approval, Role
from availability.queries.manager import Terms
from bands.models import Band
from web.prepared import run

BETWEEN_PARTS = re.compile(r"[,;/&+]")


@dataclass(frozen=True)
class Players:
    """A band's evenings, its members' calendars, and the terms by which a night is judged."""

    band: Band
    members: list[int]
    terms: Terms


def named_parts(instrument: str) -> list[str]:
    """What somebody plays who says "Guitar, Voice", part by part."""
    return [" ".join(part.split()) for part in BETWEEN_PARTS.split(instrument) if part.strip()]


def solo_act(user: User) -> Band | None:
    """The act that this user is alone, unless they closed it; with its party. One query."""
    own = Band.objects.filter(party__soloist=user).exclude(party__approval=Approval.CLOSED)
    return own.select_related("party__calendar").first()


def parts_of(instrument: str) -> frozenset[str]:
    """The same to compare: each part without regard to case."""
    return frozenset(part.casefold() for part in named_parts(instrument))


def playing(party: Party) -> tuple[list[Membership], list[Membership]]:
    """Members and deps at present, with user and calendar, by their joining. Nobody is both. One query."""
    current = Membership.objects.current().filter(party=party, role__in=PLAYING_ROLES)
    everybody = list(current.select_related("user__calendar"))
    members = [membership for membership in everybody if membership.role == Role.MEMBER]
    known = {membership.user_id for membership in members}
    return members, [each for each in everybody if each.role == Role.DEP and each.user_id not in known]


def members(party: Party) -> list[Membership]:
    """Who plays in the band at present (not its deps), with user and calendar, by their joining. One query."""
    return playing(party)[0]


def terms_of(band: Band, plays: Iterable[tuple[int, str]], deps: Iterable[int] = ()) -> Terms:
    """The band's terms. `plays`: the calendars of members and deps, each with what is played; `deps`: those of deps."""
    return Terms(
        quorum=band.quorum,
        essential=frozenset().union(*(parts_of(instrument) for instrument in band.essential_instruments)),
        plays={calendar_id: parts_of(instrument) for calendar_id, instrument in plays},
        deps=tuple(deps),
        minimum=minimum_of(band),
    )


def minimum_of(band: Band) -> dt.timedelta | None:
    """How long the band needs in one piece; None: the whole evening."""
    return None if band.minimum_minutes is None else dt.timedelta(minutes=band.minimum_minutes)


# Written by hand: a public month that is not in the cache would wait longer for the expressions than for the answer.
PLAYERS = """
SELECT band.evening_from, band.evening_to, band.quorum, band.minimum_minutes, band.essential_instruments,
       coalesce(array_agg(who.calendar_id) FILTER (WHERE who.calendar_id IS NOT NULL), '{}'),
       coalesce(array_agg(who.instrument) FILTER (WHERE who.calendar_id IS NOT NULL), '{}'),
       coalesce(array_agg(who.is_dep) FILTER (WHERE who.calendar_id IS NOT NULL), '{}')
  FROM bands_band band LEFT JOIN LATERAL (
           SELECT player.calendar_id, string_agg(membership.instrument, ',') AS instrument,
                  bool_and(membership.role = %(dep)s) AS is_dep
             FROM accounts_membership membership JOIN accounts_user player ON player.id = membership.user_id
            WHERE membership.party_id = band.party_id AND membership.left_at IS NULL
              AND membership.role IN (%(member)s, %(dep)s)
            GROUP BY player.calendar_id) who ON true
 WHERE band.party_id = %(party)s
 GROUP BY band.party_id
"""


def players(act: Party) -> Players:
    """Who plays in a band, without their names; for an act that is no band, nobody on usual evenings. One query."""
    found = run(PLAYERS, {"dep": Role.DEP.value, "member": Role.MEMBER.value, "party": act.pk})
    if not found:
        return Players(Band(party=act), [], Terms())
    [[evening_from, evening_to, quorum, minimum_minutes, essential, calendars, instruments, are_deps]] = found
    band = Band(
        party=act,
        evening_from=evening_from,
        evening_to=evening_to,
        quorum=quorum,
        minimum_minutes=minimum_minutes,
        essential_instruments=essential,
    )
    deps = [calendar_id for calendar_id, is_dep in zip(calendars, are_deps, strict=True) if is_dep]
    own = [calendar_id for calendar_id, is_dep in zip(calendars, are_deps, strict=True) if not is_dep]
    return Players(band, own, terms_of(band, zip(calendars, instruments, strict=True), deps))
