"""Ranks that a venue keeps for itself, or for those who have played there: whoever stands on one reads so."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext as _

from engagements.states import Side
from holds.access.projections import HoldView
from holds.queries.holds import played_here
from venues.models import HousePolicy
from venues.queries.policies import policies_of


def kept_rank_notes(views: Iterable[HoldView], at: dt.datetime | None = None) -> dict[UUID, str]:
    """For whom its venue keeps the rank on which a hold stands meanwhile, in words for the hold's own side, by hold;
    none where nobody goes above it.

    One query, none without such holds; two more for each on a rank that is kept for those who have played there.
    """
    outside = [view for view in views if view.rank and view.side == Side.ACT and view.holder != view.venue]
    policies = policies_of({view.venue.pk for view in outside}) if outside else {}
    notes = {view.id: _note(view, policies[view.venue.pk], at or now()) for view in outside}
    return {pk: note for pk, note in notes.items() if note}


def _note(view: HoldView, policy: HousePolicy, at: dt.datetime) -> str:
    rank = view.rank or 1
    if rank < policy.outsiders_from_rank:
        return _("The venue keeps first position for itself. If it holds this night, you move down.")
    parties = {party.pk for party in (view.holder, view.act) if party}
    if rank < policy.newcomers_from_rank and not played_here(parties, view.venue.pk, at):
        return _(
            "The venue keeps this position for acts that have played there. If one holds this night, you move down."
        )
    return ""
