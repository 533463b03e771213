"""Who may see a payment, and how much of it."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.states import Role
from payments.access import can_pay, can_refund, get_payment_for, payment_view
from payments.actions import Share
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return {"payer": PartyFactory(), "payee": PartyFactory(), "other payee": PartyFactory(), "stranger": PartyFactory()}


@pytest.fixture
def payment(parties):
    return owed(Share(parties["payee"], 6_000, 900), Share(parties["other payee"], 4_000), payer=parties["payer"])


def leader_of(party, role=Role.MANAGER):
    return MembershipFactory(party=party, role=role).user


def test_payer_sees_all_of_it_and_no_fees(payment, parties):
    view = payment_view(leader_of(parties["payer"]), payment.pk)

    assert (view.amount_minor, len(view.shares), view.sees_all, view.sees_fees) == (10_000, 2, True, False)


def test_payee_sees_its_own_share_only(payment, parties):
    view = payment_view(leader_of(parties["payee"]), payment.pk)

    assert [share.payee for share in view.shares] == [parties["payee"]]
    assert (view.amount_minor, view.sees_all, view.sees_fees) == (6_000, False, True)


def test_staff_see_all_of_it_with_fees(payment):
    view = payment_view(UserFactory(is_staff=True), payment.pk)

    assert (view.amount_minor, len(view.shares), view.sees_fees) == (10_000, 2, True)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.STAFF])
@pytest.mark.parametrize("party", ["payer", "payee"])
def test_it_does_not_exist_for_those_who_do_not_lead(payment, parties, party, role):
    with pytest.raises(Http404):
        get_payment_for(leader_of(parties[party], role), payment.pk)


def test_it_does_not_exist_for_strangers(payment, parties):
    with pytest.raises(Http404):
        get_payment_for(leader_of(parties["stranger"]), payment.pk)
    with pytest.raises(Http404):
        get_payment_for(leader_of(parties["payer"]), uuid.uuid4())


def test_only_the_payers_leaders_pay(payment, parties):
    staff = UserFactory(is_staff=True)
    may = {name: can_pay(leader_of(party), payment) for name, party in parties.items()}

    assert may == {"payer": True, "payee": False, "other payee": False, "stranger": False}
    assert not can_pay(staff, payment)


def test_staff_give_back_and_who_leads_every_payee(payment, parties):
    payee = leader_of(parties["payee"])
    assert not can_refund(payee, payment)
    MembershipFactory(party=parties["other payee"], user=payee, role=Role.OWNER)

    assert can_refund(payee, payment)
    assert can_refund(UserFactory(is_staff=True), payment)
    assert not can_refund(leader_of(parties["payer"]), payment)
    assert not can_refund(AnonymousUser(), payment)
