"""The page of a payment without a provider: what each viewer reads, and what the browser may do there."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval, Role
from payments.actions import Share, promise_refund, set_bank_details
from payments.models import Attempt, Dispute, Payment
from payments.states import AttemptState, Means, OutgoingState, PaymentState, RefundReason
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import owed, paid

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 12
HOUR = dt.timedelta(hours=1)
PASSED_THROUGH = {
    PaymentState.DUE: [],
    PaymentState.FAILED: [PaymentState.PROCESSING],
    PaymentState.REFUNDED: [PaymentState.PAID],
    PaymentState.PARTLY_REFUNDED: [PaymentState.PAID],
    PaymentState.CHARGED_BACK: [PaymentState.PAID],
}


def force(payment, state):
    """Straight to a state, on the shortest way there."""
    for step in [*PASSED_THROUGH.get(state, []), state]:
        Payment.objects.filter(pk=payment.pk).update(state=step)


@pytest.fixture(autouse=True)
def with_test_money(settings):
    settings.TEST_MONEY, settings.TEST_MONEY_URL = True, "http://localhost:9999"
    settings.STRIPE_SECRET_KEY = "sk_test_x"


@pytest.fixture
def payees():
    return [PartyFactory(name="The Anchors"), PartyFactory(name="Iron Weather")]


@pytest.fixture
def payment(payees):
    return owed(Share(payees[0], 6_000, 900), Share(payees[1], 4_000))


@pytest.fixture
def payer(payment):
    return MembershipFactory(party=payment.payer, role=Role.MANAGER).user


def page(client, user, payment, name="payment", **more):
    client.force_login(user)
    return client.get(reverse(f"payments:{name}", args=[payment.pk]), **more)


def text_of(client, user, payment):
    return page(client, user, payment).content.decode()


def form_action(response):
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    return policy["form-action"]


@pytest.mark.parametrize(("left", "is_counted"), [(dt.timedelta(minutes=14), True), (HOUR, False)])
def test_what_expires_soon_counts_down_and_says_by_when_the_payee_must_confirm(client, left, is_counted):
    payment = owed(expires_at=now() + left)
    text = text_of(client, MembershipFactory(party=payment.payer, role=Role.MANAGER).user, payment)
    assert ("data-seconds-left" in text) is is_counted
    assert "After that it can’t be paid any more." in text
    assert "must confirm by" in text


def test_who_comes_back_without_paying_reads_so_and_the_payee_that_somebody_pays(client, payment, payer, payees):
    Attempt.objects.create(payment=payment, means=Means.CARD, expires_at=now() + HOUR)
    Attempt.objects.update(state=AttemptState.OPEN, checkout_id="cs_1")
    force(payment, PaymentState.PROCESSING)
    assert "You haven’t finished paying." in text_of(client, payer, payment)
    payee = MembershipFactory(party=payees[0], role=Role.MANAGER).user
    assert "Payment started, nothing received yet." in text_of(client, payee, payment)


def test_payer_reads_what_it_is_until_when_and_what_happens_otherwise(client, payer, payment):
    text = text_of(client, payer, payment)

    assert "Deposit: €100" in text
    assert "Pay €100 by card" in text
    assert "due by" in text
    assert "it’s overdue, but you can still pay" in text
    assert "The Anchors" in text
    assert "€60" in text
    assert "Site fee" not in text
    assert "Test money" in text


def test_payee_reads_its_own_share_and_no_button(client, payment, payees):
    text = text_of(client, MembershipFactory(party=payees[0], role=Role.OWNER).user, payment)

    assert "Deposit: €60" in text
    assert "€9" in text
    assert "by card" not in text
    assert "Iron Weather" not in text
    assert "€100" not in text
    assert "€40" not in text


def test_pages_for_real_money_say_nothing_of_test_money(client, payer, payment, settings):
    settings.TEST_MONEY = False

    assert "Test money" not in text_of(client, payer, payment)


def test_without_a_provider_there_is_no_button(client, payer, payment, settings):
    settings.STRIPE_SECRET_KEY = ""

    assert "by card" not in text_of(client, payer, payment)


def test_the_form_leads_to_the_page_to_pay_on_and_nowhere_else(client, payer, payment, payees, settings):
    response = page(client, payer, payment)
    assert form_action(response) == "'self' http://localhost:9999"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"].count("no-store") == 1

    payee = MembershipFactory(party=payees[0], role=Role.OWNER).user
    assert form_action(page(client, payee, payment)) == "'self'"
    settings.TEST_MONEY = False
    assert form_action(page(client, payer, payment)) == "'self' https://checkout.stripe.com"


def test_no_other_page_lets_forms_lead_to_the_provider(client, payer):
    client.force_login(payer)

    assert form_action(client.get("/you/")) == "'self'"


@pytest.mark.parametrize("state", PaymentState)
def test_every_state_is_said_to_both_sides(client, payer, payment, payees, state):
    force(payment, state)
    payee = MembershipFactory(party=payees[1], role=Role.OWNER).user

    for user in (payer, payee):
        text = text_of(client, user, payment)
        assert str(PaymentState(state).label) in text
    assert ("by card" in text_of(client, payer, payment)) == (state in ("due", "processing", "failed"))


@pytest.mark.parametrize(
    ("state", "payer_reads", "payee_reads"),
    [
        ("needs_response", "ask it to withdraw the dispute", "We’ll answer"),
        ("lost", "for good", "for good"),
    ],
)
def test_what_is_charged_back_says_whether_the_bank_has_decided(
    client, payer, payment, payees, state, payer_reads, payee_reads
):
    attempt, ended_at = paid(payment), now() if state == "lost" else None
    Dispute.objects.create(
        attempt=attempt, provider_id="du_1", state=state, amount_minor=1, withdrawn_minor=1, ended_at=ended_at
    )
    Payment.objects.update(state=PaymentState.CHARGED_BACK)
    assert payer_reads in text_of(client, payer, payment)
    payee = MembershipFactory(party=payees[0], role=Role.OWNER).user
    assert payee_reads in text_of(client, payee, payment)


def test_a_page_that_is_open_leads_on_to_itself(client, payer, payment):
    Attempt.objects.create(payment=payment, means=Means.CARD)
    Attempt.objects.update(state=AttemptState.OPEN)
    force(payment, PaymentState.PROCESSING)

    text = text_of(client, payer, payment)

    assert "Continue paying" in text
    assert "Being paid" in text
    assert "On its way" not in text
    assert "Attempts to pay" in text


def test_what_is_marked_as_paid_outside_is_not_paid_by_card(client, payer, payment):
    Attempt.objects.create(payment=payment, means=Means.CASH)
    force(payment, PaymentState.PROCESSING)

    text = text_of(client, payer, payment)

    assert "Marked as paid outside the site" in text
    assert "by card" not in text
    assert "due by" not in text
    assert "After that it" not in text


def test_who_comes_back_is_told_that_we_look_and_nothing_is_written(client, payer, payment):
    force(payment, PaymentState.PROCESSING)

    response = page(client, payer, payment, "payment_returned")

    assert "We are checking your payment." in response.content.decode()
    assert 'hx-trigger="load, submit"' in response.content.decode()
    assert "By bank transfer or in cash" not in response.content.decode()
    assert Payment.objects.get().version == payment.version


def test_who_comes_back_to_what_is_paid_reads_so(client, payer, payment):
    paid(payment)

    text = page(client, payer, payment, "payment_returned").content.decode()

    assert "Paid." in text
    assert "We are checking" not in text


def test_a_payer_is_not_led_to_pay_somebody_suspended(client):
    """Found by an attack: button and bank details stood there as before."""
    payment = owed()
    payee, user = payment.shares.get().payee, MembershipFactory(party=payment.payer, role=Role.MANAGER).user
    details = set_bank_details(acting_user=user, party=payee, holder="The Anchors", iban="DE89370400440532013000")
    text = text_of(client, user, payment)
    assert details.iban in text
    assert "your card number" in text
    assert "is suspended" not in text
    Party.objects.filter(pk=payee.pk).update(approval=Approval.SUSPENDED)
    text = text_of(client, user, payment)
    assert details.iban not in text
    assert "your card number" not in text
    assert "is suspended" in text


def test_refunds_are_listed_with_their_reason(client, payer, payment, payees):
    paid(payment)
    payment.refresh_from_db()
    refund = promise_refund(
        acting_user=None, payment_id=payment.pk, amount_minor=2_500, reason=RefundReason.BY_STAFF, text="It rained.",
        version=payment.version,
    )  # fmt: skip

    text = text_of(client, payer, payment)
    assert "€25 ·" in text
    assert "On its way back" in text
    assert "It rained." in text
    assert "€25 ·" not in text_of(client, MembershipFactory(party=payees[0], role=Role.OWNER).user, payment)

    refund.state, refund.problem = OutgoingState.FAILED, "charge ch_1 is disputed"
    refund.ended_at = refund.begun_at
    refund.save()
    assert "ch_1" not in text_of(client, payer, payment)
    assert "ch_1" in text_of(client, UserFactory(is_staff=True), payment)


@pytest.mark.parametrize("name", ["payment_pay", "payment_check"])
def test_a_payee_and_staff_cannot_pay(client, payment, payees, name):
    for user in (MembershipFactory(party=payees[0], role=Role.OWNER).user, UserFactory(is_staff=True)):
        client.force_login(user)
        assert client.post(reverse(f"payments:{name}", args=[payment.pk])).status_code == 403
    assert not Attempt.objects.exists()


def test_what_is_paid_is_not_paid_again(client, payer, payment):
    paid(payment)
    client.force_login(payer)

    response = client.post(reverse("payments:payment_pay", args=[payment.pk]))

    assert response.status_code == 409
    assert "Nothing left to pay." in response.content.decode()


@pytest.mark.parametrize("name", ["payment_pay", "payment_check"])
def test_who_had_to_sign_in_on_the_way_comes_to_the_page_and_writes_nothing(client, payer, payment, name):
    response = page(client, payer, payment, name)

    assert (response.status_code, response["Location"]) == (302, reverse("payments:payment", args=[payment.pk]))
    assert not Attempt.objects.exists()


def test_panel_is_a_fragment_for_htmx_and_the_page_for_others(client, payer, payment):
    fragment = page(client, payer, payment, "payment_panel", headers={"HX-Request": "true"}).content.decode()

    assert fragment.lstrip().startswith("<section")
    assert page(client, payer, payment, "payment_panel").status_code == 302


@pytest.mark.parametrize("shares", [1, 3])
def test_a_page_costs_the_same_however_many_share(client, payer, payees, django_assert_num_queries, shares):
    parties = [PartyFactory() for _ in range(shares)]
    payment = owed(*(Share(party, 1_000) for party in parties))
    user = MembershipFactory(party=payment.payer, role=Role.MANAGER).user
    page(client, user, payment)

    with django_assert_num_queries(PAGE_QUERIES + (shares == 1)):  # bank details, where one payee may have them
        client.get(reverse("payments:payment", args=[payment.pk]))


def test_what_expires_says_so_and_is_not_paid_afterwards(client):
    payment = owed(expires_at=now() + HOUR)
    user = MembershipFactory(party=payment.payer, role=Role.MANAGER).user
    text = text_of(client, user, payment)
    assert "After that it can’t be paid any more." in text
    assert "given to somebody else" not in text
    Payment.objects.update(expires_at=now() - HOUR)

    text = text_of(client, user, payment)

    assert "was due on" in text
    assert "Pay €100 by card" not in text
