"""The texts of the notices of accounts: to whom, and no longer when they left."""

import pytest

from accounts.actions import (
    accept_invite,
    approve_party,
    create_invite,
    create_party,
    end_membership,
    suspend_party,
)
from accounts.states import Approval, Role
from notifications.kinds.registry import render, render_all
from notifications.models import Notification
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return MembershipFactory(role=Role.OWNER, party__name="Noon", party__approval=Approval.DRAFT)


def test_who_joined_is_told_to_the_leaders(owner):
    _, token = create_invite(acting_user=owner.user, party=owner.party)
    accept_invite(acting_user=UserFactory(name="Ben"), token=token)
    notice = Notification.objects.get()
    assert notice.user == owner.user
    assert render(notice, owner.user).subject == "Ben joined Noon"


def test_the_name_of_a_stranger_is_no_link(owner):
    _, token = create_invite(acting_user=owner.user, party=owner.party)
    accept_invite(acting_user=UserFactory(name="win-money.example"), token=token)
    assert "win-money[.]example" in render(Notification.objects.get(), owner.user).subject
    staff = UserFactory(is_staff=True)
    create_party(acting_user=UserFactory(), kind="band", name="win-money.example", timezone="UTC")
    assert "win-money[.]example" in render(Notification.objects.get(user=staff), staff).subject


def test_approval_and_suspension_are_told_with_the_reason(owner):
    staff = UserFactory(is_staff=True)
    approve_party(acting_user=staff, party=owner.party)
    suspend_party(acting_user=staff, party=owner.party, reason="Not a band")
    approved, suspended = Notification.objects.order_by("created_at")
    assert render(approved, owner.user).subject == "Noon is approved"
    assert "Not a band" in render(suspended, owner.user).text


def test_who_left_is_told_nothing_any_more(owner):
    staff = UserFactory(is_staff=True)
    leaver = MembershipFactory(party=owner.party, role=Role.MANAGER)
    approve_party(acting_user=staff, party=owner.party)
    end_membership(acting_user=leaver.user, party=owner.party, user=leaver.user)
    assert render(Notification.objects.get(user=leaver.user), leaver.user) is None


def test_a_notice_about_somebody_who_is_gone_says_nothing(owner):
    notice = Notification(user=owner.user, kind="accounts.joined", data={"party": str(owner.party_id)})
    assert render(notice, owner.user) is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_notices_takes_two_queries(owner, count, django_assert_num_queries):
    _, token = create_invite(acting_user=owner.user, party=owner.party, uses=count)
    for number in range(count):
        accept_invite(acting_user=UserFactory(name=f"Ben {number}"), token=token)
    notices = list(Notification.objects.order_by("created_at"))
    with django_assert_num_queries(2):
        texts = render_all(notices, owner.user)
    assert [text.subject for text in texts] == [f"Ben {number} joined Noon" for number in range(count)]
