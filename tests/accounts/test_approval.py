"""Approving and suspending."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.access import can_see_party
from accounts.actions import approve_party, suspend_party
from accounts.models import Party
from accounts.states import Approval, Role
from notifications.models import Notification
from tests.factories import MembershipFactory, PartyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.mark.parametrize("before", [Approval.DRAFT, Approval.SUSPENDED])
def test_approving_is_kept_in_the_history_and_told_to_the_leaders(staff, before):
    owner = MembershipFactory(role=Role.OWNER, party__approval=before)
    MembershipFactory(role=Role.MEMBER, party=owner.party)
    approve_party(acting_user=staff, party=owner.party, reason="Seen them live")
    decision = owner.party.approval_decisions.get()
    assert (decision.approval, decision.decided_by, decision.reason) == (Approval.APPROVED, staff, "Seen them live")
    assert list(Notification.objects.values_list("user", "kind")) == [(owner.user_id, "accounts.approved")]


def test_approving_twice_is_once(staff):
    party = PartyFactory(approval=Approval.DRAFT)
    approve_party(acting_user=staff, party=party)
    approve_party(acting_user=staff, party=party)
    assert party.approval_decisions.count() == 1


def test_a_suspended_party_vanishes_at_once_and_its_versions_rise(staff):
    party = PartyFactory()
    version, public_version = party.version, party.calendar.public_version
    suspend_party(acting_user=staff, party=party, reason="Not a band")
    party.calendar.refresh_from_db()
    assert not Party.objects.public().filter(pk=party.pk).exists()
    assert not can_see_party(UserFactory(), party)
    assert party.version == version + 1
    assert party.calendar.public_version > public_version


@pytest.mark.parametrize("decide", [approve_party, suspend_party])
def test_owners_do_not_decide_about_themselves(decide):
    owner = MembershipFactory(role=Role.OWNER, party__approval=Approval.DRAFT)
    with pytest.raises(PermissionDenied):
        decide(acting_user=owner.user, party=owner.party)
    assert not owner.party.approval_decisions.exists()


def test_each_state_is_called_by_a_name_of_its_own():
    assert len(set(map(str, Approval.labels))) == len(Approval)
