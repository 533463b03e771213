"""Who belongs to a party, and whose time a band draws on.

Lock order: the party's row first, then (inside availability) calendars.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_approve, can_lead, can_own, can_remove, is_member, require_active, require_open
from accounts.actions.parties import raise_version
from accounts.actions.texts import clean_line
from accounts.errors import LastOwner
from accounts.hooks import member_joined, rights_changed
from accounts.models import Membership, Party, User
from accounts.queries import is_last_leader
from accounts.states import LEADING_ROLES, ROLES_BY_KIND, PartyKind, Role
from availability.actions import revoke_feeds, start_drawing, start_standing_in, stop_drawing, stop_standing_in
from media.files.grants import cut_off, right_of
from web.announce import end_streams
from web.security_log import log_security


@transaction.atomic
def add_membership(
    *,
    acting_user: User | None,
    party: Party,
    user: User,
    role: str,
    instrument: str = "",
    may_be_booked: bool = True,
) -> Membership:
    """Give somebody who already belongs to the party one role more; the same role twice is one membership.

    Leaders give roles, owners those that lead. Strangers join by an invite, because joining is where they consent;
    only staff and the site itself (`acting_user=None`: demo data, imports) add them without.
    """
    if role not in ROLES_BY_KIND[PartyKind(party.kind)]:
        raise ValidationError({"role": [_("Choose a role from the list.")]})
    if party.is_solo and party.soloist_id != user.pk:
        raise ValidationError({"role": [_("%(act)s is a solo act. Turn it into a band first.") % {"act": party}]})
    if acting_user is not None and not _may_add(acting_user, party, user, role):
        raise PermissionDenied
    return enter_party(party=party, user=user, role=role, instrument=instrument, may_be_booked=may_be_booked)


@transaction.atomic
def update_membership(
    *, acting_user: User, membership: Membership, instrument: str | None = None, may_be_booked: bool | None = None
) -> Membership:
    """What somebody plays (they or a leader say), and whether the band may promise their time (only they say)."""
    is_own = membership.user_id == acting_user.pk
    if membership.left_at or not (is_own or (may_be_booked is None and can_lead(acting_user, membership.party))):
        raise PermissionDenied
    if instrument is None and may_be_booked is None:
        return membership
    if instrument is not None:
        membership.instrument = clean_line("instrument", instrument, longest=80)
    if may_be_booked is not None:
        membership.may_be_booked = may_be_booked
    membership.save(update_fields=["instrument", "may_be_booked"])
    raise_version(membership.party)
    return membership


@transaction.atomic
def end_membership(*, acting_user: User, party: Party, user: User, role: str | None = None) -> None:
    """Let somebody leave, or lay down one role; their feeds of the party's calendar end with their last role.

    Does not look at their gigs: pages and the API call `departures.actions.leave_team`, which does. Raises
    LastOwner when nobody would own the party any more, PermissionDenied.
    """
    leave_party(party=party, user=user, roles=lock_leaving(acting_user, party, user, role))


def lock_leaving(acting_user: User, party: Party, user: User, role: str | None = None) -> list[str]:
    """The roles that end, all of them or one. Locks the party, so that this stays true until the transaction ends.

    Raises LastOwner, PermissionDenied.
    """
    lock_party(party)
    if not (can_remove(acting_user, party, user) or can_approve(acting_user)):
        raise PermissionDenied
    ending = Membership.objects.current().filter(party=party, user=user)
    if role is not None:
        ending = ending.filter(role=role)
    roles = list(ending.values_list("role", flat=True))
    if party.is_solo or is_last_leader(user, party, roles):
        raise LastOwner
    return roles


def enter_party(*, party: Party, user: User, role: str, instrument: str = "", may_be_booked: bool = True) -> Membership:
    """Write a membership and let the band draw on the member's time. Asks nobody: callers have. Locks the party."""
    lock_party(party)
    membership, is_new = Membership.objects.get_or_create(
        party=party,
        user=user,
        role=Role(role),
        left_at=None,
        defaults={
            "instrument": clean_line("instrument", instrument, longest=80),
            "may_be_booked": may_be_booked,
        },
    )
    if is_new and role == Role.MEMBER and party.kind == PartyKind.BAND:
        start_drawing(calendar=party.calendar, on=user.calendar)
    if is_new and role == Role.DEP and party.kind == PartyKind.BAND:
        start_standing_in(calendar=party.calendar, who=user.calendar)
    if is_new:
        raise_version(party)
        log_security("role_given", user=user, party=party.pk, role=str(role))
    if is_new and role == Role.MEMBER:
        member_joined(membership)
    return membership


def leave_party(*, party: Party, user: User, roles: list[str]) -> None:
    """End these roles, and the links that the user may no longer issue: the past keeps them. Does no access check. The
    party is locked."""
    Membership.objects.current().filter(party=party, user=user, role__in=roles).update(left_at=now())
    if Role.MEMBER in roles and party.kind == PartyKind.BAND:
        stop_drawing(calendar=party.calendar, on=user.calendar)
    if Role.DEP in roles and party.kind == PartyKind.BAND:
        stop_standing_in(calendar=party.calendar, who=user.calendar)
    if roles and party.kind != PartyKind.PERSON and not is_member(user, party):
        revoke_feeds(user=user, calendar=party.calendar)
    if roles:
        log_security("roles_ended", user=user, party=party.pk, roles=roles)
        cut_off([right_of(user.pk, party.pk)])
        rights_changed(party)
    raise_version(party)


def end_streams_of_team(party: Party) -> None:
    """Pages of everybody who has ever belonged to the party ask for new tokens of their streams; whoever may not read
    something any more gets none. Registered with `rights_changed`."""
    people = Membership.objects.filter(party=party).values_list("user", flat=True)
    end_streams(str(user) for user in people if user)


def lock_party(party: Party) -> None:
    """Hold the party's row until the end of the transaction: who belongs to it changes one at a time."""
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)


def lock_led_party(acting_user: User, party: Party) -> None:
    """Lock a party that the user leads, and check under the lock that they still do.

    Also checked before, so that nobody has to wait for a user without the right. Raises PermissionDenied, and
    NotApproved for a party that is closed for good.
    """
    if not can_lead(acting_user, party):
        raise PermissionDenied
    lock_party(party)
    if not can_lead(acting_user, party):
        raise PermissionDenied
    require_open(party)


def lock_active_party(acting_user: User, party: Party) -> None:
    """`lock_led_party` for what a suspended or closed party does not do any more. Raises NotApproved too."""
    lock_led_party(acting_user, party)
    require_active(party)


def lock_parties(*parties: Party) -> dict[UUID, Party]:
    """Lock several parties in the order of ids, and return their rows by id as they are now: nobody suspends or closes
    one until the end of the transaction."""
    ids = {party.pk for party in parties}
    return {party.pk: party for party in Party.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}


def _may_add(acting_user: User, party: Party, user: User, role: str) -> bool:
    if can_approve(acting_user):
        return True
    gives = can_own if role in LEADING_ROLES else can_lead
    return gives(acting_user, party) and is_member(user, party)
