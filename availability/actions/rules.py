"""Changing and ending what was said, for one date, from a date on, or for all that is not over."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils.timezone import now

from availability.actions.blocks import CHANGEABLE, change_blocks
from availability.actions.locks import ATTEMPTS, lock_calendars, retry_serialization
from availability.actions.said import Said, check_is_ever, check_room_for, contradicted, note_said, unsay_time
from availability.errors import Busy, Gone
from availability.models import AvailabilityRule, Calendar
from availability.rules.edits import Edit, plan_change, plan_end
from availability.rules.projection import HORIZON, project
from availability.states import EditScope
from web.users import User

COMPARED = [name for name in CHANGEABLE if name != "projected_until"]


@retry_serialization
def change_rule(
    *, acting_user: User, rule: AvailabilityRule, scope: EditScope, on: dt.date | None = None, **fields
) -> Said:
    """Change these fields of a rule: `kind`, `starts_at`, `ends_at`, `timezone`, `rrule`, `exdates`, `note`.

    Times are those of the happening on the local day `on`, or of the rule's first where `on` is None (then the scope
    is ALL). ONE says that date otherwise, once; FOLLOWING ends the rule before it and goes on with a new one; ALL does
    so from now: what is over stays as it was. A one-off is changed as a whole. COUNT counts what has been too.

    Returns what now stands in its place, the rule that was meant first, and the promises that it contradicts. Where
    nothing is different nothing is written. Raises `ValidationError` at a field or at `on`, `Gone` where the rule is
    no more, and `Busy`.
    """
    at = now()

    def plan(standing: AvailabilityRule) -> Edit | None:
        return plan_change(standing, scope=scope, on=on, at=at, fields=fields)

    return _carry_out(rule, plan, is_new_recurrence="rrule" in fields)


@retry_serialization
def end_rule(*, acting_user: User, rule: AvailabilityRule, scope: EditScope, on: dt.date | None = None) -> Said:
    """Take back one date of a rule, that date and all after it, or all that is not over.

    Returns what is left of it, without promises: less said contradicts nothing. Raises as `change_rule` does.
    """
    at = now()

    def plan(standing: AvailabilityRule) -> Edit:
        return plan_end(standing, scope=scope, on=on, at=at)

    return Said(_carry_out(rule, plan).rules, [])


def take_back(*, acting_user: User, rule: AvailabilityRule) -> None:
    """Take back what was said: once, as a whole; again and again, all that is not over. Raises as `end_rule` does."""
    if rule.rrule:
        end_rule(acting_user=acting_user, rule=rule, scope=EditScope.ALL)
    else:
        unsay_time(acting_user=acting_user, rule=rule)


def _carry_out(
    rule: AvailabilityRule, plan: Callable[[AvailabilityRule], Edit | None], *, is_new_recurrence: bool = False
) -> Said:
    """Plan an edit of the rule and project it before anything is locked; begin again where it changed meanwhile."""
    calendar = Calendar(pk=rule.calendar_id)
    for _attempt in range(ATTEMPTS):
        edit = plan(rule)
        if edit is None:
            return Said([rule], [])
        until = now() + HORIZON
        said = {part: project(part, until) for part in edit.stored}
        if is_new_recurrence:
            check_is_ever(edit.changed[0], said[edit.changed[0]])
        check_room_for(calendar, sum(part._state.adding for part in said) - len(edit.unsaid))
        with transaction.atomic():
            locked = lock_calendars([calendar.pk])
            standing = AvailabilityRule.objects.filter(pk=rule.pk).first()
            is_same = standing is not None and _is_same(standing, rule)
            if is_same:
                change_blocks(calendar=calendar, said=said, unsaid=edit.unsaid, until=until, locked=locked)
                note_said(calendar)
        if is_same:
            return Said(edit.changed, _contradicted_by(edit, said, calendar))
        if standing is None:
            raise Gone
        rule = standing
    raise Busy


def _contradicted_by(edit: Edit, said: dict, calendar: Calendar) -> list:
    found = {block.pk: block for part in edit.changed for block in contradicted(calendar, part.kind, said[part])}
    return sorted(found.values(), key=lambda block: block.period.lower)


def _is_same(standing: AvailabilityRule, planned: AvailabilityRule) -> bool:
    return all(getattr(standing, name) == getattr(planned, name) for name in COMPARED)
