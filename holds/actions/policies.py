"""House rules, and the rooms that a stage is made of."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

import venues.actions
from accounts.actions.memberships import lock_active_party
from accounts.models import Party, User
from accounts.states import PartyKind
from availability.actions import lock_calendars
from bookings.models import Show
from bookings.states import ShowState
from engagements.actions.transactions import one_transaction
from engagements.deals.tiers import clean_tiers
from engagements.errors import WrongState
from holds.models import Hold
from holds.states import HoldState
from venues.models import HousePolicy, Stage, Venue
from venues.queries.policies import policy_of
from venues.states import ChallengeWindow, OtherHolds, RefillStrategy, WhoMayHold

MAY_HOLD = (PartyKind.BAND, PartyKind.PERSON, PartyKind.AGENCY)
"""The kinds of parties that a venue may let hold its nights themselves."""
BOUNDS = {
    "most_holds": (1, 100),
    "outsiders_from_rank": (1, 20),
    "newcomers_from_rank": (1, 20),
    "first_hold_days": (1, 365),
    "other_hold_days": (1, 365),
    "warn_days": (0, 60),
    "challenge_hours": (1, 720),
    "refill_hours": (1, 720),
}
CHOICES = {
    "who_may_hold": WhoMayHold,
    "challenge_window": ChallengeWindow,
    "other_holds": OtherHolds,
    "refill": RefillStrategy,
}
FIELDS = {*BOUNDS, *CHOICES, "may_hold", "ranks_close_up", "cancellation_tiers"}


@transaction.atomic
def set_policy(*, acting_user: User, venue: Venue | Party, **fields) -> HousePolicy:
    """Change a venue's house rules; what is not named stays. What stands already keeps the time it was given.

    `fields`: any of FIELDS. Locks the venue's party. Raises ValidationError by field, PermissionDenied, NotApproved.
    """
    party = venue.party if isinstance(venue, Venue) else venue
    lock_active_party(acting_user, party)
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"not house rules: {sorted(unknown)}")
    values = _clean(fields)
    if all(getattr(policy_of(party), name) == value for name, value in values.items()):
        return policy_of(party)
    HousePolicy.objects.get_or_create(venue_id=party.pk)
    policy = HousePolicy.objects.select_for_update(no_key=True).get(venue=party.pk)
    changed = {name: value for name, value in values.items() if getattr(policy, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(policy, name, value)
        policy.version += 1
        policy.save()
    return policy


@one_transaction
def set_parts(*, acting_user: User, stage: Stage, parts: Iterable[Stage]) -> Stage:
    """`venues.actions.set_parts`, as long as nothing stands on a night of the stage or its new rooms that it would
    change: no hold on the stage, no show to come on any of them. Raises WrongState too.
    """
    parts = list(parts)
    lock_active_party(acting_user, stage.venue.party)
    former = list(stage.parts.all())
    lock_calendars({stage.calendar_id, *(part.calendar_id for part in [*former, *parts])})
    if {part.pk for part in parts} == {part.pk for part in former}:
        return stage
    if Hold.objects.standing().filter(stage=stage).exists():
        raise WrongState(HoldState.STANDING, _("Some nights on this stage are on hold. Release those holds first."))
    if Show.objects.published().filter(stage=stage, out_at__gt=now()).exists():
        raise WrongState(ShowState.CONFIRMED, _("Upcoming shows on this stage use its rooms as they are."))
    return venues.actions.set_parts(acting_user=acting_user, stage=stage, parts=parts)


def _clean(fields: dict) -> dict:
    errors, values = {}, dict(fields)
    for name, (least, most) in BOUNDS.items():
        if name in fields and not (isinstance(fields[name], int) and least <= fields[name] <= most):
            errors[name] = [_("Enter a number from %(least)d to %(most)d.") % {"least": least, "most": most}]
    for name, choices in CHOICES.items():
        if name in fields and fields[name] not in choices.values:
            errors[name] = [_("Choose one of these.")]
    if "may_hold" in fields:
        values["may_hold"] = _clean_kinds(fields["may_hold"], errors)
    if errors:
        raise ValidationError(errors)
    if "cancellation_tiers" in fields:
        values["cancellation_tiers"] = clean_tiers(fields["cancellation_tiers"])
    if "ranks_close_up" in fields:
        values["ranks_close_up"] = bool(fields["ranks_close_up"])
    return values


def _clean_kinds(kinds: Collection[str], errors: dict) -> list[str]:
    if not set(kinds) <= {kind.value for kind in MAY_HOLD}:
        errors["may_hold"] = [_("Choose one of these.")]
    return [kind.value for kind in MAY_HOLD if kind.value in set(kinds)]
