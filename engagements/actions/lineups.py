"""The deliberate second step where somebody in a line-up is busy."""

from accounts.models import Party
from availability.ranges import Period
from engagements.errors import LineupConflicts
from engagements.queries.lineups import LineupCheck, check_act
from engagements.words.lineups import busy_sentence


def require_known_conflicts(check: LineupCheck, *, despite_conflicts: bool | str) -> None:
    """Raise LineupConflicts where somebody is busy, unless the act's leader has said that it stands all the same: with
    True, or, as pages do, with the mark of the conflicts that they have read, and then of no others.

    Only for an action in which a leader of the act gives its word: nobody else may learn of it. Read `check` under the
    locks of the calendars where the action promises their time.
    """
    if check.busy and despite_conflicts not in (True, check.mark):
        told = [{"name": each.name, "state": str(each.state)} for each in check.conflicts if not each.joined_later]
        raise LineupConflicts(busy_sentence(check), check, lineup_conflicts=told)


def require_members_free(act: Party, period: Period, *, despite_conflicts: bool | str) -> None:
    """`require_known_conflicts` for an act that would come with all its members, before there is a line-up."""
    require_known_conflicts(check_act(act, period), despite_conflicts=despite_conflicts)
