"""What staff decide about parties, and the end of one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import can_approve
from accounts.actions.memberships import leave_party
from accounts.actions.parties import raise_mentions
from accounts.actions.texts import clean_text
from accounts.actions.waiting import WAITING
from accounts.errors import PartyClosed
from accounts.hooks import party_approved, party_reinstated, party_suspended, rights_changed
from accounts.models import ApprovalDecision, Party, User
from accounts.queries import leaders, party_path, teammates
from accounts.states import LEADING_ROLES, Approval
from notifications.actions import notify, take_back


def approve_party(*, acting_user: User, party: Party, reason: str = "") -> Party:
    """Let a party be seen, publish and apply; its leaders are told. Where it was suspended, so is everybody who was
    told of that. Approving an approved one changes nothing."""
    return _decide(acting_user, party, Approval.APPROVED, reason, kind="accounts.approved")


def suspend_party(*, acting_user: User, party: Party, reason: str = "") -> Party:
    """Take a party out of public sight at once; its leaders are told why, and everybody who has an open or confirmed
    booking with it that it is suspended. Its bookings stay what they are, its links end."""
    return _decide(acting_user, party, Approval.SUSPENDED, reason, kind="accounts.suspended")


@transaction.atomic
def _decide(acting_user: User, party: Party, approval: Approval, reason: str, *, kind: str) -> Party:
    if not can_approve(acting_user):
        raise PermissionDenied
    reason = clean_text("reason", reason, longest=2000)
    locked = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if locked.approval == Approval.CLOSED:
        raise PartyClosed
    is_lifted, is_new = locked.approval == Approval.SUSPENDED, locked.approval == Approval.DRAFT
    if locked.approval != approval:
        Party.objects.filter(pk=party.pk).update(approval=approval)
        ApprovalDecision.objects.create(party=party, approval=approval, decided_by=acting_user, reason=reason)
        raise_mentions(party)
        take_back(kind=WAITING, data={"party": str(party.pk)})
        if approval == Approval.SUSPENDED:
            rights_changed(party)
            party_suspended(party, acting_user)
        else:
            party_approved(party)
            if is_lifted:
                party_reinstated(party)
        data = {"party": str(party.pk), "reason": reason, "is_lifted": is_lifted, "is_new": is_new}
        notify(users=leaders(party), kind=kind, path=party_path(party), data=data)
    party.approval = approval
    return party


def shut_party(*, acting_user: User, party: Party, reason: str = "", for_good: bool = True) -> None:
    """Close a party: nobody finds it, nothing is done in its name, its links end and its team is dissolved but for its
    leaders, who may still read and settle what was. Unless it is closed `for_good`, staff may approve it again.

    Does no access check and asks nothing of its bookings: `departures.actions.close_party` does. The party is locked.
    """
    party.refresh_from_db(fields=["approval", "is_listed"])
    # What nobody could see before is not said to be gone now.
    party.is_listed = party.is_public
    party.approval = Approval.CLOSED if for_good else Approval.SUSPENDED
    party.save(update_fields=["approval", "is_listed"])
    ApprovalDecision.objects.create(party=party, approval=party.approval, decided_by=acting_user, reason=reason)
    take_back(kind=WAITING, data={"party": str(party.pk)})
    for mate in teammates(party):
        leave_party(party=party, user=mate.user, roles=sorted(mate.roles - LEADING_ROLES))
    rights_changed(party)
    raise_mentions(party)
