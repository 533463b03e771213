"""Splits are offered, answered and ended."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.states import Role
from catalogue.models import Currency
from departures.actions import close_party
from engagements.errors import WrongState
from notifications.models import Notification
from studio.actions import answer_split, end_split, leave_split, offer_split
from studio.models import Split
from studio.states import SplitState
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import in_threads
from tests.studio.splits.scenes import a_payee, accepted, offer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_what_cannot_be_offered(opened, user, professional):
    payee, _mara = a_payee()
    euro = Currency.objects.get(pk="EUR")
    band = PartyFactory()
    for field, told in {
        "payee": {"payee": professional.party, "kind": "percent", "value": 100},
        "value": {"payee": payee, "kind": "percent", "value": 0},
        "kind": {"payee": payee, "kind": "half", "value": 100},
        "currency": {"payee": payee, "kind": "amount", "value": 100},
        "name": {"kind": "percent", "value": 100},
    }.items():
        with pytest.raises(ValidationError) as refused:
            offer_split(acting_user=user, professional=professional, **told)
        assert field in refused.value.message_dict
    for value in (-1, 10_000, 20_000):
        with pytest.raises(ValidationError):
            offer(professional, payee, value)
    offer(professional, payee, 6_000)
    with pytest.raises(ValidationError):
        offer(professional, payee, 100)
    with pytest.raises(ValidationError):
        offer(professional, band, 4_000)
    offer(professional, band, 3_999)
    offer_split(acting_user=user, professional=professional, payee=payee, kind="amount", value=1, currency=euro,
                service=opened)  # fmt: skip


def test_only_leaders_offer_and_only_the_payee_answers(professional, user):
    payee, mara = a_payee()
    member = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    for nobody in (member, mara, UserFactory()):
        with pytest.raises(PermissionDenied):
            offer(professional, payee, 100, by=nobody)
    split = offer(professional, payee, 100)
    for nobody in (user, member, UserFactory()):
        with pytest.raises(PermissionDenied):
            answer_split(acting_user=nobody, split_id=split.pk, accepts=True)
        with pytest.raises(PermissionDenied):
            leave_split(acting_user=nobody, split_id=split.pk)
    with pytest.raises(PermissionDenied):
        end_split(acting_user=mara, split_id=split.pk)


def test_saying_the_same_again_changes_nothing_and_the_end_is_the_end(professional, user):
    payee, mara = a_payee()
    split = offer(professional, payee, 100)
    with pytest.raises(WrongState):
        leave_split(acting_user=mara, split_id=split.pk)
    for _time in range(2):
        answer_split(acting_user=mara, split_id=split.pk, accepts=True)
    with pytest.raises(WrongState):
        answer_split(acting_user=mara, split_id=split.pk, accepts=False)
    for _time in range(2):
        leave_split(acting_user=mara, split_id=split.pk)
    end_split(acting_user=user, split_id=split.pk)
    with pytest.raises(WrongState):
        answer_split(acting_user=mara, split_id=split.pk, accepts=True)
    assert Notification.objects.filter(kind="studio.split_answered").count() == 2
    assert Notification.objects.filter(kind="studio.split_offered", user=mara).count() == 1


def test_two_leaders_at_once_give_no_more_than_all(professional, user):
    other = MembershipFactory(party=professional.party, role=Role.MANAGER).user
    (one, _), (two, _) = a_payee(), a_payee()
    raised = in_threads(
        lambda: offer(professional, one, 6_000, by=user), lambda: offer(professional, two, 6_000, by=other)
    )
    assert sorted(isinstance(each, ValidationError) for each in raised) == [False, True]
    assert Split.objects.count() == 1


def test_accepting_and_ending_at_once_have_one_order(professional, user):
    payee, mara = a_payee()
    split = offer(professional, payee, 100)
    in_threads(
        lambda: answer_split(acting_user=mara, split_id=split.pk, accepts=True),
        lambda: end_split(acting_user=user, split_id=split.pk),
    )
    assert Split.objects.get().state == SplitState.ENDED


def test_the_database_keeps_one_part_for_each_payee(professional, user):
    payee, _mara = a_payee()
    offer(professional, payee, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        Split.objects.create(professional=professional, payee=payee, kind="percent", value=5, offered_by=user)


def test_a_payee_that_closes_gives_its_part_back(professional):
    label = MembershipFactory(role=Role.OWNER)
    split = accepted(professional, label.party, 100)
    close_party(acting_user=label.user, party=label.party)
    split.refresh_from_db()
    assert split.state == SplitState.ENDED
