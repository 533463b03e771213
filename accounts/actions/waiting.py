"""Telling staff about parties to look at: new ones to approve, and approved ones that change their name."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.models import Party, User
from accounts.queries.waiting import waiting_parties
from accounts.states import Approval, PartyKind
from notifications.actions import notify
from notifications.models import Notification

WAITING = "accounts.waiting"
RENAMED = "accounts.renamed"
TOLD_AT_ONCE = 3
"""So many of one person's new parties are told by mail; however many they make, staff see all of them on their list."""


def tell_of_new_party(party: Party, creator: User) -> None:
    """Tell all staff of a new party that waits, unless its creator has too many of them waiting already."""
    waiting = waiting_parties().filter(memberships__user=creator, memberships__left_at=None)
    if waiting.distinct().count() <= TOLD_AT_ONCE:
        tell_staff_who_waits(party)


def tell_staff_who_waits(party: Party) -> None:
    """Tell staff that a party waits to be approved, each of them once. Assumes the party new or locked."""
    told = Notification.objects.filter(kind=WAITING, data__party=str(party.pk)).values("user")
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(pk__in=told)
    path = reverse("admin:accounts_party_change", args=[party.pk])
    notify(users=staff, kind=WAITING, path=path, data={"party": str(party.pk)})


@transaction.atomic
def tell_staff_of_refused(party_id: UUID | None) -> None:
    """Tell staff, once, that something was refused because they have not approved this party. Locks it."""
    if party_id is None:
        return
    party = Party.objects.select_for_update(no_key=True).filter(pk=party_id, approval=Approval.DRAFT).first()
    if party:
        tell_staff_who_waits(party)


def tell_staff_of_new_name(party: Party, former: str) -> None:
    """Tell staff that an approved party has changed its name, which may now be that of somebody else. Not again before
    they have read it."""
    if party.approval != Approval.APPROVED or party.kind == PartyKind.PERSON or party.name == former:
        return
    unread = Notification.objects.filter(kind=RENAMED, data__party=str(party.pk), read_at=None).values("user")
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(pk__in=unread)
    path = reverse("admin:accounts_party_change", args=[party.pk])
    notify(users=staff, kind=RENAMED, path=path, data={"party": str(party.pk), "former": former})
