"""Links by which people join."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_invite, can_lead, require_active
from accounts.actions.memberships import enter_party, lock_led_party, lock_party
from accounts.actions.naming import give_name
from accounts.errors import InviteGone
from accounts.models import Invite, Membership, Party, User
from accounts.queries import is_open, issuers_of, leaders, party_path
from accounts.states import Role, inviting_roles, roles_by_invite
from notifications.actions import notify
from web.secrets import hash_secret, make_secret

USES_MAX = 100
DAYS_MAX = 90


@transaction.atomic
def create_invite(
    *, acting_user: User, party: Party, role: str = Role.MEMBER, uses: int = 1, expires_in_days: int = 14
) -> tuple[Invite, str]:
    """A link for one role, and its token, which is not stored. Raises ValidationError by field, PermissionDenied, and
    NotApproved while the party is suspended or closed."""
    if role not in roles_by_invite(party.kind, is_solo=party.is_solo):
        raise ValidationError({"role": [_("You can’t invite anyone in this role.")]})
    lock_led_party(acting_user, party)
    require_active(party)
    if not can_invite(acting_user, party, role):
        raise PermissionDenied
    _check_between("uses", uses, USES_MAX)
    _check_between("expires_in_days", expires_in_days, DAYS_MAX)
    token, token_hash = make_secret()
    invite = Invite.objects.create(
        party=party,
        role=role,
        token_hash=token_hash,
        uses_max=uses,
        expires_at=now() + dt.timedelta(days=expires_in_days),
        created_by=acting_user,
    )
    return invite, token


@transaction.atomic
def revoke_invite(*, acting_user: User, invite: Invite) -> Invite:
    """End a link: nobody can join by it any more; people who have joined stay. Idempotent."""
    if not (can_lead(acting_user, invite.party) or acting_user.is_staff):
        raise PermissionDenied
    Invite.objects.filter(pk=invite.pk, revoked_at=None).update(revoked_at=now())
    invite.refresh_from_db(fields=["revoked_at"])
    return invite


@transaction.atomic
def accept_invite(
    *, acting_user: User, token: str, instrument: str = "", may_be_booked: bool = True, name: str = ""
) -> Membership:
    """Join by a link: uses are counted under the invite's lock, so a link for one makes one member. The party is locked
    before it, so that a link ends with its creator's right to issue it, and nobody slips in meanwhile.

    `name` is used for people who have not given one yet. Somebody who already has the role keeps their membership as it
    is and uses nothing up. Raises InviteGone when the link is unknown, used up, expired or revoked, its party suspended
    or closed, or its creator no longer entitled to invite;
    ValidationError for name and instrument.
    """
    invite = _lock_invite(token)
    present = Membership.objects.current().filter(party=invite.party, user=acting_user, role=invite.role).first()
    if present:
        return present
    if not is_open(invite, now()):
        raise InviteGone
    told = leaders(invite.party)
    give_name(acting_user, name, field="name")
    membership = enter_party(
        party=invite.party, user=acting_user, role=invite.role, instrument=instrument, may_be_booked=may_be_booked
    )
    invite.uses_count += 1
    invite.save(update_fields=["uses_count"])
    data = {"party": str(invite.party_id), "user": str(acting_user.pk), "role": invite.role}
    notify(users=told, kind="accounts.joined", path=party_path(invite.party), data=data)
    return membership


def end_invites(party: Party) -> None:
    """End the links of those who may no longer invite in that role. Registered with `rights_changed`."""
    live = party.invites.filter(revoked_at=None, expires_at__gt=now())
    for role in live.values_list("role", flat=True).order_by().distinct():
        unbacked = live.filter(role=role).exclude(created_by__in=issuers_of(party, inviting_roles(role)))
        unbacked.update(revoked_at=now())


def _lock_invite(token: str) -> Invite:
    """The invite behind a link with its party, both locked. Raises InviteGone."""
    known = Invite.objects.filter(token_hash=hash_secret(token))
    if (found := known.select_related("party").first()) is None:
        raise InviteGone
    lock_party(found.party)
    return known.select_for_update(of=("self",)).select_related("party").get()


def _check_between(field: str, value: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ValidationError({field: [_("Enter a number between 1 and %(most)s.") % {"most": most}]})
