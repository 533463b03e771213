"""Ranks that a venue keeps for itself, or for those who have played there: whoever stands on one reads so."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext as _

from holds.queries.holds import played_here
from venues.models import HousePolicy
from venues.queries.policies import policies_of

if TYPE_CHECKING:
    from holds.queries.holds import RankedHold


def kept_rank_notes(holds: "Iterable[RankedHold]", at: dt.datetime | None = None) -> dict[UUID, str]:
    """For whom its venue keeps the rank on which a hold stands meanwhile, for its holder, by hold; none where nobody
    goes above it. One query, none without holds; two more for each hold on a rank that is kept for those who have
    played there."""
    outside = [hold for hold in holds if hold.rank and hold.holder_id != hold.stage.venue_id]
    policies = policies_of({hold.stage.venue_id for hold in outside}) if outside else {}
    notes = {hold.pk: _note(hold, policies[hold.stage.venue_id], at or now()) for hold in outside}
    return {pk: note for pk, note in notes.items() if note}


def _note(hold: "RankedHold", policy: HousePolicy, at: dt.datetime) -> str:
    assert hold.rank is not None  # noqa: S101 — the caller has looked
    if hold.rank < policy.outsiders_from_rank:
        return _("The venue keeps this place for itself. If it holds the night too, you move down.")
    parties = {party for party in (hold.holder_id, hold.act_id) if party}
    if hold.rank < policy.newcomers_from_rank and not played_here(parties, hold.stage.venue_id, at):
        return _("The venue keeps this place for acts that have played there. If one holds the night, you move down.")
    return ""
