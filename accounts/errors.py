"""The refusals of actions on people and parties."""

from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.states import Approval
from web.errors import Refusal


class _Judged(Protocol):
    """A party, as far as it matters here."""

    pk: UUID
    name: str
    approval: str


class NotApproved(Refusal):
    """Only approved parties publish, apply and are seen; before that they prepare."""

    status = 403
    slug = "not-approved"
    title = _("We’re reviewing this page. You can set everything up; you can publish and apply once it’s approved.")
    WHY = {
        Approval.DRAFT: _("We’re reviewing %(name)s. You can set everything up until then."),
        Approval.SUSPENDED: _("%(name)s is suspended and can’t be used until staff lift the suspension."),
        Approval.CLOSED: _("%(name)s is closed for good and can’t be used any more."),
    }

    party_id: UUID | None = None
    """The party that staff have not approved, where that is known."""

    @classmethod
    def unless_all(cls, *parties: _Judged) -> None:
        """Raise it for the first of these parties that staff have not approved, with its name and why."""
        for party in parties:
            if party.approval != Approval.APPROVED:
                refusal = cls(cls.WHY[Approval(party.approval)] % {"name": party.name})
                refusal.party_id = party.pk
                raise refusal


class InviteGone(Refusal):
    """An invite link that is unknown, used up, expired or revoked: one answer for all, so nobody can probe links."""

    status = 410
    slug = "gone"
    title = _("This invite link is no longer valid. Ask for a new one.")


class PartyClosed(Refusal):
    """A party that its last leader has closed: it stays readable in past bookings, and never comes back."""

    status = 410
    slug = "gone"
    title = _("This page is closed for good.")


class LastOwner(Refusal):
    """The only owner cannot leave what others still belong to."""

    slug = "last-owner"
    title = _("You’re the only owner. Make someone else an owner first.")


class NudgeOver(Refusal):
    """A mail's link to answer without signing in ends after two weeks, or as soon as its reader has said anything."""

    status = 410
    slug = "gone"
    title = _("This question has been answered or is too old.")
