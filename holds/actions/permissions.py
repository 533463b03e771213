"""A party asks a venue whether it may hold its nights, and the venue answers with one press."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import can_lead, can_see_party, require_active, require_open
from accounts.actions.memberships import lock_parties
from accounts.models import Party, User
from accounts.states import PartyKind
from bookings.actions.shows import require_approved
from engagements.actions.doing import Doing
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.queries.people import leaders_by_party
from engagements.states import Channel
from holds.access.permissions import allowed_among
from holds.access.welcome import require_welcome_at
from holds.models import HoldPermission
from holds.queries.holds import booked_here
from holds.states import PermissionState
from notifications.actions import News, notify_all
from venues.models import Venue
from venues.queries.policies import policy_of

MOST_OPEN = 5
"""Venues that one person may have asked without an answer, whatever parties they ask for."""


@one_transaction
def ask_to_hold(
    *,
    acting_user: User,
    venue: Venue,
    holder: Party,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> HoldPermission:
    """Ask a venue to be allowed to hold its nights; asked twice, it is asked once.

    Raises WrongState where the venue has answered or need not be asked, ValidationError, NotApproved, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    # The person is locked: they ask at most so many venues, whatever they ask for at once.
    User.objects.select_for_update(no_key=True).get(pk=acting_user.pk)
    locked = lock_parties(venue.party, holder)
    venue.party, holder = locked[venue.pk], locked[holder.pk]
    _require_may_ask(acting_user, venue, holder)
    require_welcome_at(acting_user, holder, venue.party)
    permission, is_new = HoldPermission.objects.get_or_create(
        venue=venue,
        party=holder,
        defaults={"message": message, "asked_by": doing.user, "asked_at": doing.at},
    )
    if not is_new and permission.state != PermissionState.ASKED:
        raise WrongState(permission.state, _("The venue has already answered."))
    waiting = HoldPermission.objects.filter(asked_by=acting_user, state=PermissionState.ASKED)
    if is_new and waiting.count() > MOST_OPEN:
        raise ValidationError({"holder": [_("Wait for an answer before you ask more venues.")]})
    if is_new:
        _tell("may_hold_asked", permission, venue.party, doing)
    return permission


def _require_may_ask(user: User, venue: Venue, holder: Party) -> None:
    if not (can_lead(user, holder) and can_see_party(user, venue.party)):
        raise PermissionDenied
    policy = policy_of(venue)
    if holder.kind not in policy.may_hold:
        raise ValidationError({"holder": [_("This venue places holds itself. Ask it for one.")]})
    _require_approved(venue.party, holder)
    if holder.pk in allowed_among(policy, [holder.pk]):
        raise WrongState(PermissionState.GRANTED, _("You can already hold nights there."))


def _require_approved(venue: Party, holder: Party) -> None:
    """Staff have approved the venue and whoever holds; persons are not approved, but must not be suspended."""
    require_approved(venue, *([] if holder.kind == PartyKind.PERSON else [holder]))
    require_active(holder)


@one_transaction
def let_hold(
    *,
    acting_user: User,
    venue: Venue,
    party: Party,
    may: bool = True,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> HoldPermission:
    """Let a party hold the venue's nights, or not, by whoever leads the venue; what it holds stays.

    A no is told to whoever asked or has to do with the venue, and to nobody else: strangers get no news of a venue that
    they do not know. Raises PermissionDenied, and NotApproved for a venue that is closed, and where staff have not
    approved both sides of a permission.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_parties(venue.party, party)
    venue.party, party = locked[venue.pk], locked[party.pk]
    if not can_lead(acting_user, venue.party):
        raise PermissionDenied
    if may:
        _require_approved(venue.party, party)
    require_open(venue.party)
    HoldPermission.objects.get_or_create(venue=venue, party=party, defaults={"asked_at": doing.at})
    permission = HoldPermission.objects.select_for_update(no_key=True).get(venue=venue, party=party)
    state = PermissionState.GRANTED if may else PermissionState.REFUSED
    if permission.state != state:
        concerns = may or _is_known(permission)
        permission.state, permission.answered_by, permission.answered_at = state, doing.user, doing.at
        permission.save()
        if concerns:
            _tell("may_hold_granted" if may else "may_hold_refused", permission, party, doing)
    return permission


def _is_known(permission: HoldPermission) -> bool:
    """Whether the party asked, was allowed to, or is booked there."""
    had_word = permission.asked_by_id is not None or permission.state == PermissionState.GRANTED
    return had_word or bool(booked_here([permission.party_id], permission.venue_id))


def end_questions(*, parties: Collection[Party], doing: Doing) -> None:
    """Parties that close ask nobody any more, and whoever has asked them reads that the answer is no."""
    asked = HoldPermission.objects.filter(state=PermissionState.ASKED)
    asked.filter(party__in=parties).delete()
    for permission in asked.filter(venue__party__in=parties).select_related("party", "venue__party").order_by("id"):
        permission.state, permission.answered_by, permission.answered_at = PermissionState.REFUSED, doing.user, doing.at
        permission.save()
        _tell("may_hold_refused", permission, permission.party, doing)


def _tell(kind: str, permission: HoldPermission, party: Party, doing: Doing) -> None:
    """Tell the leaders of a party, but for whoever did it."""
    users: Iterable[User] = leaders_by_party([party.pk]).get(party.pk, ())
    path = reverse("holds:hold_new", args=[permission.venue.party.slug])
    if kind == "may_hold_asked":
        path = reverse("holds:policy_edit", args=[permission.venue.party.slug]) + "#who-may-hold"
    told = [user for user in users if user != doing.user]
    notify_all(kind=f"holds.{kind}", news=[News(told, path=path, data={"permission": str(permission.pk)})])
