"""The pages of payments outside the site: who sees which details, and what each button does."""

import re

import pytest
from django.urls import reverse

from accounts.states import Role
from payments.access import payment_view
from payments.actions import Share, promise_refund, set_bank_details
from payments.actions.outside import record_paid_outside
from payments.data.references import reference_of
from payments.models import BankDetails, Payment
from payments.pages.outside import outside_section
from payments.states import Means, PaymentState, RefundReason
from tests.factories import PASSWORD, MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import owed
from tests.payments.test_outside import leader_of, mark

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
def payment():
    return owed()


@pytest.fixture
def payee_party(payment):
    return payment.shares.get().payee


@pytest.fixture
def payer(payment):
    return leader_of(payment.payer)


@pytest.fixture
def payee(payee_party):
    return leader_of(payee_party)


@pytest.fixture
def details(payee, payee_party):
    return set_bank_details(acting_user=payee, party=payee_party, holder="The Owls GbR", iban=IBAN)


def opened(client, user, payment, status=200):
    client.force_login(user)
    answer = client.get(reverse("payments:payment", args=[payment.pk]))
    assert answer.status_code == status
    return answer.content.decode()


def send(client, user, payment, what, **data):
    client.force_login(user)
    return client.post(reverse(f"payments:outside_{what}", args=[payment.pk]), data)


def test_the_payer_sees_where_to_pay_with_a_code_to_scan(client, payment, payer, details):
    page = opened(client, payer, payment)
    for text in ("The Owls GbR", IBAN, "€100", reference_of(payment.shares.get().pk), "I’ve paid in cash"):
        assert text in page
    assert re.search(r'<img src="data:image/svg\+xml[^"]+"[^>]+alt="QR code', page)
    assert "Has it arrived?" not in page


def test_nobody_but_the_payer_sees_bank_details(client, payment, payer, payee, details):
    for user in (payee, UserFactory(is_staff=True)):
        page = opened(client, user, payment)
        assert "3704" not in page
    for user in (UserFactory(), MembershipFactory(party=payment.payer, role=Role.MEMBER).user):
        opened(client, user, payment, status=404)


def test_former_details_are_not_shown(client, payment, payer, payee, payee_party, details):
    set_bank_details(acting_user=payee, party=payee_party, holder="The Owls GbR", iban="AT61 1904 3002 3457 3201")
    page = opened(client, payer, payment)
    assert "AT61" in page
    assert "DE89" not in page


def test_details_are_no_longer_shown_once_it_is_paid(client, payment, payer, payee, details):
    record_paid_outside(acting_user=payee, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    page = opened(client, payer, payment)
    assert "Paid in cash" in page
    assert "3704" not in page


def test_no_code_for_another_currency(client):
    pounds = owed(currency="GBP")
    payer, share = leader_of(pounds.payer), pounds.shares.get()
    set_bank_details(acting_user=leader_of(share.payee), party=share.payee, holder="The Owls GbR", iban=IBAN)
    page = opened(client, payer, pounds)
    assert IBAN in page
    assert '<img src="data:' not in page


def test_several_payees_are_told_of_as_the_reason(client):
    shared = owed(Share(PartyFactory(), 5_000), Share(PartyFactory(), 5_000))
    assert "This payment goes to several payees" in opened(client, leader_of(shared.payer), shared)
    assert "in cash" not in opened(client, leader_of(shared.shares.first().payee), shared)


def test_mark_deny_mark_and_confirm_by_buttons(client, payment, payer, payee, details):
    assert send(client, payer, payment, "mark", means="transfer", version=payment.version).status_code == 302
    attempt = payment.attempts.get()
    page = opened(client, payee, payment)
    assert "Has it arrived?" in page
    assert reference_of(payment.shares.get().pk) in page
    assert "I’ve paid" not in opened(client, payer, payment)
    assert send(client, payee, payment, "deny", attempt=attempt.pk, text="Nothing <b>here</b>").status_code == 302
    page = opened(client, payer, payment)
    assert "says the money hasn’t arrived" in page
    assert "Nothing &lt;b&gt;here&lt;/b&gt;" in page
    version = Payment.objects.get().version
    assert send(client, payer, payment, "mark", means="cash", version=version).status_code == 302
    again = payment.attempts.get(state="processing")
    assert send(client, payee, payment, "confirm", attempt=again.pk).status_code == 302
    assert Payment.objects.get().state == PaymentState.PAID


def test_take_back_and_record_by_buttons(client, payment, payer, payee):
    mark(payer, payment)
    assert send(client, payer, payment, "take_back", attempt=payment.attempts.get().pk).status_code == 302
    assert Payment.objects.get().state == PaymentState.DUE
    version = Payment.objects.get().version
    assert send(client, payee, payment, "record", means="cash", version=version).status_code == 302
    assert Payment.objects.get().state == PaymentState.PAID


def test_what_is_refused_is_said_on_the_page(client, payment, payer):
    answer = send(client, payer, payment, "mark", means="cash", version=payment.version + 1)
    assert (answer.status_code, "has changed" in answer.content.decode()) == (422, True)
    answer = send(client, payer, payment, "mark", means="card", version="x")
    assert answer.status_code == 422
    assert not payment.attempts.exists()


def test_who_may_press(client, payment, payer, payee):
    mark(payer, payment)
    attempt = payment.attempts.get().pk
    for what in ("confirm", "deny"):
        assert send(client, payer, payment, what, attempt=attempt).status_code == 403
        assert send(client, UserFactory(), payment, what, attempt=attempt).status_code == 404
        assert send(client, UserFactory(is_staff=True), payment, what, attempt=attempt).status_code == 403
    assert send(client, payee, payment, "take_back", attempt=attempt).status_code == 403
    other = owed()
    assert send(client, leader_of(other.shares.get().payee), other, "confirm", attempt=attempt).status_code == 404
    assert Payment.objects.get(pk=payment.pk).state == PaymentState.PROCESSING


def test_what_comes_back_is_confirmed_by_the_payer(client, payment, payer, payee):
    record_paid_outside(acting_user=payee, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    fresh = Payment.objects.get()
    refund = promise_refund(
        acting_user=payee, payment_id=fresh.pk, amount_minor=2_500, reason=RefundReason.BY_PAYEE, version=fresh.version
    )
    assert "Repay €25" in opened(client, payee, payment)
    assert "I’ve got €25 back" in opened(client, payer, payment)
    url = reverse("payments:outside_refund_confirm", args=[payment.pk, refund.pk])
    client.force_login(payee)
    assert client.post(url).status_code == 403
    client.force_login(payer)
    assert client.post(url).status_code == 302
    assert Payment.objects.get().state == PaymentState.PARTLY_REFUNDED


def test_a_page_needs_few_queries(payment, payer, details, django_assert_max_num_queries):
    view = payment_view(payer, payment.pk)
    with django_assert_max_num_queries(1):
        assert outside_section(view, ()).slip


def signed_in(client, user):
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_bank_details_ask_for_a_fresh_sign_in(client, payee, payee_party, details):
    client.force_login(payee)
    url = reverse("payments:bank", args=[payee_party.slug])
    for answer in (client.get(url), client.post(url, {"holder": "Me", "iban": "AT61 1904 3002 3457 3201"})):
        assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    remove = reverse("payments:bank_remove", args=[payee_party.slug])
    assert "reauthenticate" in client.post(remove).headers["Location"]
    assert BankDetails.objects.get().iban == "DE89370400440532013000"


def test_bank_details_are_changed_on_their_page(client, payee, payee_party, details):
    signed_in(client, payee)
    url = reverse("payments:bank", args=[payee_party.slug])
    page = client.get(url).content.decode()
    assert IBAN in page
    assert f"Added by {payee.name}" in page
    answer = client.post(url, {"holder": "The Owls GbR", "iban": "DE00"})
    assert (answer.status_code, "This isn’t a valid IBAN" in answer.content.decode()) == (422, True)
    assert client.post(url, {"holder": "The Owls GbR", "iban": IBAN}).status_code == 302
    assert BankDetails.objects.count() == 1
    assert client.post(url, {"holder": "Owls", "iban": "AT61 1904 3002 3457 3201"}).status_code == 302
    assert client.post(reverse("payments:bank_remove", args=[payee_party.slug])).status_code == 302
    rows = [(details.holder, bool(details.replaced_at)) for details in BankDetails.objects.all()]
    assert rows == [("Owls", True), ("The Owls GbR", True)]


def test_only_leaders_reach_bank_details(client, payer, payee_party, details):
    url = reverse("payments:bank", args=[payee_party.slug])
    for user in (payer, MembershipFactory(party=payee_party, role=Role.MEMBER).user, UserFactory(is_staff=True)):
        signed_in(client, user)
        assert client.get(url).status_code == 403
