"""What is deleted after a while, and what stays."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval, Role
from payments.actions import Share, forget_bank_details, set_bank_details
from payments.actions.forgetting import EVENTS_STAY, FORMER_ACCOUNTS_STAY
from payments.actions.outside import confirm_outside, mark_paid_outside
from payments.models import BankDetails, Payment, WebhookEvent
from payments.periodic import forget
from payments.states import Means, PaymentState
from tests.factories import MembershipFactory, PartyFactory
from tests.payments.scenes import DAY, owed, paid

pytestmark = pytest.mark.django_db
IBANS = ("DE89370400440532013000", "AT611904300234573201")


@pytest.fixture
def party():
    return PartyFactory()


@pytest.fixture
def accounts(party):
    """A former one, and the one that counts."""
    user = MembershipFactory(party=party, role=Role.OWNER).user
    return [set_bank_details(acting_user=user, party=party, holder="Owls", iban=iban) for iban in IBANS]


@pytest.mark.parametrize(("days", "left"), [(-1, IBANS), (1, IBANS[1:])])
def test_a_former_account_is_deleted_after_a_while(party, accounts, days, left):
    BankDetails.objects.filter(pk=accounts[0].pk).update(replaced_at=now() - FORMER_ACCOUNTS_STAY - days * DAY)
    forget_bank_details()
    assert set(BankDetails.objects.values_list("iban", flat=True)) == set(left)


def test_a_closed_party_keeps_its_account_until_it_has_been_paid(party, accounts):
    payment = owed(Share(party, 100_00))
    Party.objects.filter(pk=party.pk).update(approval=Approval.CLOSED)
    forget_bank_details()
    assert BankDetails.objects.count() == 2, "whoever owes it something has to know where to send it"
    paid(payment)
    forget_bank_details()
    assert not BankDetails.objects.exists()


def an_event(number, handled_at):
    return WebhookEvent.objects.create(
        id=f"evt_{number}", kind="charge.updated", livemode=False, happened_at=now(), handled_at=handled_at
    )


def test_events_that_were_handled_long_ago_are_deleted():
    long_ago = now() - EVENTS_STAY - DAY
    an_event(1, long_ago)
    an_event(2, now() - EVENTS_STAY + DAY)
    waiting = an_event(3, None)
    WebhookEvent.objects.filter(pk=waiting.pk).update(received_at=long_ago)
    forget()
    assert set(WebhookEvent.objects.values_list("pk", flat=True)) == {"evt_2", "evt_3"}


def test_leaders_of_a_closed_party_still_pay_and_confirm(client):
    """As docs/departures.md says."""
    payment = owed()
    payer, payee = payment.payer, payment.shares.get().payee
    people = [MembershipFactory(party=party, role=Role.OWNER).user for party in (payer, payee)]
    Party.objects.filter(pk__in=[payer.pk, payee.pk]).update(approval=Approval.CLOSED)
    mark_paid_outside(acting_user=people[0], payment_id=payment.pk, means=Means.CASH, version=payment.version)
    for user in people:
        client.force_login(user)
        assert client.get(reverse("payments:payment", args=[payment.pk])).status_code == 200
    confirm_outside(acting_user=people[1], attempt_id=payment.attempts.get().pk)
    assert Payment.objects.get(pk=payment.pk).state == PaymentState.PAID
