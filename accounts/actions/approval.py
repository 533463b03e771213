"""What staff decide about parties."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import can_approve
from accounts.actions.parties import raise_mentions
from accounts.actions.texts import clean_text
from accounts.models import ApprovalDecision, Party, User
from accounts.queries import leaders, party_path
from accounts.states import Approval
from notifications.actions import notify


def approve_party(*, acting_user: User, party: Party, reason: str = "") -> Party:
    """Let a party be seen, publish and apply; its leaders are told. Approving an approved one changes nothing."""
    return _decide(acting_user, party, Approval.APPROVED, reason, kind="accounts.approved")


def suspend_party(*, acting_user: User, party: Party, reason: str = "") -> Party:
    """Take a party out of public sight at once; its leaders are told why. Its bookings stay what they are."""
    return _decide(acting_user, party, Approval.SUSPENDED, reason, kind="accounts.suspended")


@transaction.atomic
def _decide(acting_user: User, party: Party, approval: Approval, reason: str, *, kind: str) -> Party:
    if not can_approve(acting_user):
        raise PermissionDenied
    reason = clean_text("reason", reason, longest=2000)
    locked = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if locked.approval != approval:
        Party.objects.filter(pk=party.pk).update(approval=approval)
        ApprovalDecision.objects.create(party=party, approval=approval, decided_by=acting_user, reason=reason)
        raise_mentions(party)
        notify(users=leaders(party), kind=kind, path=party_path(party), data={"party": str(party.pk), "reason": reason})
    party.approval = approval
    return party
