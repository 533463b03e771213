"""Payments by API: read by both sides, each what is theirs; paid through the stand-in; given back."""

import pytest
import requests

from accounts.states import Role
from payments.actions import Share, carry_out_refund, refresh
from payments.models import Payment, Refund
from payments.states import PaymentState, RefundReason
from tests.api.conftest import Caller
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.conftest import receiver, stand_in, stripe_site
from tests.payments.scenes import owed, paid

pytestmark = [pytest.mark.django_db]

__all__ = ["receiver", "stand_in", "stripe_site"]
EUR = {"currency": "EUR"}
RETURNS = {"success_url": "https://example.org/paid", "cancel_url": "https://example.org/back"}


def leader_of(party) -> Caller:
    return Caller(MembershipFactory(party=party, role=Role.OWNER).user)


@pytest.fixture
def payees(db):
    return PartyFactory(), PartyFactory()


@pytest.fixture
def payment(payees):
    return owed(Share(payees[0], 6_000, 1_000), Share(payees[1], 4_000))


@pytest.fixture
def single(db):
    return owed()


def test_the_payer_reads_all_of_it(payment, payees):
    told = leader_of(payment.payer).get(f"/payments/{payment.pk}").json()
    assert told | {"id": str(payment.pk), "state": "due", "payer": payment.payer.slug} == told
    assert (told["amount"], told["fee"]) == ({"amount_minor": 10_000, **EUR}, None)  # what it costs the payees
    assert told["payees"] == [
        {"party": payees[0].slug, "amount": {"amount_minor": 6_000, **EUR}},
        {"party": payees[1].slug, "amount": {"amount_minor": 4_000, **EUR}},
    ]
    assert told["refunded"] == {"amount_minor": 0, **EUR}
    assert told["expires_at"] is None


def test_a_payee_of_several_reads_its_own_share_alone(payment, payees):
    told = leader_of(payees[0]).get(f"/payments/{payment.pk}").json()
    assert (told["amount"], told["fee"]) == ({"amount_minor": 6_000, **EUR}, {"amount_minor": 1_000, **EUR})
    told = leader_of(payees[1]).get(f"/payments/{payment.pk}").json()
    assert (told["amount"], told["fee"]) == ({"amount_minor": 4_000, **EUR}, {"amount_minor": 0, **EUR})
    assert told["payees"] == [{"party": payees[1].slug, "amount": {"amount_minor": 4_000, **EUR}}]


def test_it_does_not_exist_for_others(payment, payees):
    member = Caller(MembershipFactory(party=payees[0], role=Role.MEMBER).user)
    for caller in (member, Caller(UserFactory())):
        assert caller.get(f"/payments/{payment.pk}").status_code == 404
        assert caller.get("/me/payments").json()["items"] == []
    assert Caller(UserFactory(is_staff=True)).get(f"/payments/{payment.pk}").status_code == 200


def test_ones_own_are_listed_by_role_and_state(payment, payees):
    caller = leader_of(payees[0])
    other = owed(Share(payees[0], 500))
    paid(other)

    def listed(query):
        return [each["id"] for each in caller.get(f"/me/payments{query}").json()["items"]]

    assert sorted(listed("")) == sorted([str(payment.pk), str(other.pk)])
    assert listed("?state=paid&role=payee") == [str(other.pk)]
    assert listed("?role=payer") == []
    page = caller.get("/me/payments?limit=1").json()
    assert listed(f"?limit=1&cursor={page['next']}") != [page["items"][0]["id"]]


def test_receipts_are_listed_for_both_sides_and_fetched_with_the_token(payees, payment, single):
    paid(payment)
    for party, amount, fee in ((payees[0], 6_000, EUR | {"amount_minor": 1_000}), (payment.payer, 10_000, None)):
        caller = leader_of(party)
        [one] = caller.get(f"/parties/{party.slug}/invoices").json()["items"]
        assert (one["payment"]["id"], one["payment"]["amount"]["amount_minor"]) == (str(payment.pk), amount)
        assert one["payment"]["fee"] == fee
        pdf = caller.get(one["pdf_url"].partition("/api/v1")[2])
        assert (pdf["Content-Type"], pdf.content[:5], "private" in pdf["Cache-Control"]) == (
            "application/pdf",
            b"%PDF-",
            True,
        )
    unpaid = leader_of(single.payer)
    assert unpaid.get(f"/parties/{single.payer.slug}/invoices").json()["items"] == []
    assert unpaid.get(f"/payments/{single.pk}/receipt").status_code == 404


@pytest.mark.parametrize("address", ["http://example.org/paid", "javascript:alert(1)", "https://", "/paid"])
def test_people_are_sent_back_to_encrypted_addresses_only(single, address):
    answer = leader_of(single.payer).post(f"/payments/{single.pk}/checkout", RETURNS | {"success_url": address})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["success_url"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_reads_as_much_whatever_there_is(payees, count, django_assert_num_queries):
    for _each in range(count):
        paid(owed(Share(payees[0], 500), Share(payees[1], 500)))
    caller = leader_of(payees[0])
    caller.get("/me/payments")
    with django_assert_num_queries(9):  # one more where something was refunded
        assert len(caller.get("/me/payments").json()["items"]) == count


def test_the_payer_gets_a_page_to_pay_on_and_the_same_again(transactional_db, stripe_site):
    payment = owed()
    caller = leader_of(payment.payer)
    first = caller.post(f"/payments/{payment.pk}/checkout", RETURNS, idempotency_key="k")
    assert first.status_code == 200
    url = first.json()["url"]
    assert caller.post(f"/payments/{payment.pk}/checkout", RETURNS, idempotency_key="k").json() == {"url": url}
    assert caller.post(f"/payments/{payment.pk}/checkout", RETURNS).json() == {"url": url}
    other = RETURNS | {"success_url": "https://example.org/other"}
    assert caller.post(f"/payments/{payment.pk}/checkout", other, idempotency_key="k").status_code == 422
    assert caller.get(f"/payments/{payment.pk}").json()["expires_at"]
    requests.post(url, data={"card": "4242424242424242"}, allow_redirects=False, timeout=5)
    assert refresh(attempt_id=payment.attempts.get().pk).state == PaymentState.PAID
    refused = caller.post(f"/payments/{payment.pk}/checkout", RETURNS)
    assert (refused.status_code, refused.json()["state"]) == (409, "paid")


def test_a_provider_that_is_away_is_503_and_the_next_try_goes_on(transactional_db, stripe_site):
    payment = owed()
    caller = leader_of(payment.payer)
    requests.post(f"{stripe_site}/faults", data={"before": "10"}, timeout=5)
    refused = caller.post(f"/payments/{payment.pk}/checkout", RETURNS, idempotency_key="k")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    requests.post(f"{stripe_site}/faults", data={"before": ""}, timeout=5)
    assert caller.post(f"/payments/{payment.pk}/checkout", RETURNS, idempotency_key="k").status_code == 200


def test_payees_do_not_pay(single):
    payee = leader_of(single.shares.get().payee)
    assert payee.post(f"/payments/{single.pk}/checkout", RETURNS).status_code == 403


def test_without_a_provider_no_page_opens(single, settings):
    settings.STRIPE_SECRET_KEY = ""
    refused = leader_of(single.payer).post(f"/payments/{single.pk}/checkout", RETURNS)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "no-cards")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/paid", "", "https://" + "a" * 3000])
def test_only_addresses_of_pages_are_led_to(single, url):
    refused = leader_of(single.payer).post(f"/payments/{single.pk}/checkout", RETURNS | {"success_url": url})
    assert refused.status_code == 422


def test_the_payee_gives_back_and_both_read_why(transactional_db, stripe_site):
    payment = owed()
    payer, payee = leader_of(payment.payer), leader_of(payment.shares.get().payee)
    url = payer.post(f"/payments/{payment.pk}/checkout", RETURNS).json()["url"]
    requests.post(url, data={"card": "4242424242424242"}, allow_redirects=False, timeout=5)
    refresh(attempt_id=payment.attempts.get().pk)
    body = {"amount": {"amount_minor": 4_000, **EUR}, "reason": "We play shorter"}
    made = payee.post(f"/payments/{payment.pk}/refunds", body, idempotency_key="r")
    assert made.status_code == 201
    assert payee.post(f"/payments/{payment.pk}/refunds", body, idempotency_key="r").json() == made.json()
    carry_out_refund(refund_id=Refund.objects.get().pk)
    told = payer.get(f"/payments/{payment.pk}").json()
    assert (told["state"], told["refunded"]["amount_minor"]) == ("partly_refunded", 4_000)
    assert [(each["reason"], each["text"], each["state"]) for each in told["refunds"]] == [
        ("by_payee", "We play shorter", "done")
    ]


def test_staff_give_back_all_that_is_left(single):
    paid(single)
    caller = Caller(UserFactory(is_staff=True))
    assert caller.post(f"/payments/{single.pk}/refunds", {"amount": None, "reason": ""}).status_code == 422
    assert caller.post(f"/payments/{single.pk}/refunds", {"reason": "They were right"}).status_code == 201
    assert Refund.objects.get().reason == RefundReason.BY_STAFF
    assert Refund.objects.get().amount_minor == 10_000


@pytest.mark.parametrize(
    "body",
    [
        {"amount": {"amount_minor": 10_001, **EUR}, "reason": "x"},
        {"amount": {"amount_minor": 0, **EUR}, "reason": "x"},
        {"amount": {"amount_minor": True, **EUR}, "reason": "x"},
        {"amount": {"amount_minor": "1", **EUR}, "reason": "x"},
        {"amount": {"amount_minor": 1, "currency": "USD"}, "reason": "x"},
        {"amount": {"amount_minor": 1, **EUR}, "reason": "x", "version": 99},
    ],
)
def test_what_cannot_go_back_is_refused_and_nothing_is_written(single, body):
    paid(single)
    payee = leader_of(single.shares.get().payee)
    assert payee.post(f"/payments/{single.pk}/refunds", body).status_code == 422
    assert not Refund.objects.exists()


def test_neither_the_payer_nor_one_payee_of_several_gives_back(payment, payees):
    paid(payment)
    for party in (payment.payer, payees[0]):
        assert leader_of(party).post(f"/payments/{payment.pk}/refunds", {"reason": "x"}).status_code == 403
    assert not Refund.objects.exists()


def test_the_balance_is_the_leaders(single, settings):
    settings.TEST_MONEY = True
    paid(single)
    payee = single.shares.get().payee
    told = leader_of(payee).get(f"/parties/{payee.slug}/balance").json()
    assert told["items"] == [{"held": {"amount_minor": 8_500, **EUR}, "owed": {"amount_minor": 0, **EUR}}]
    assert Caller(UserFactory()).get(f"/parties/{payee.slug}/balance").status_code == 403
    assert Payment.objects.get().state == PaymentState.PAID


def test_the_payer_marks_and_the_payee_confirms(transactional_db):
    payment = owed()
    payer, payee = leader_of(payment.payer), leader_of(payment.shares.get().payee)
    path = f"/payments/{payment.pk}"
    assert payee.post(f"{path}/confirm-paid").status_code == 409
    marked = payer.post(f"{path}/mark-paid", {"means": "cash"}, idempotency_key="m")
    assert (marked.status_code, marked.json()["state"]) == (200, "processing")
    assert payer.post(f"{path}/mark-paid", {"means": "cash"}, idempotency_key="m").json() == marked.json()
    assert payer.post(f"{path}/mark-paid", {"means": "shells"}).status_code == 422
    assert payer.post(f"{path}/confirm-paid").status_code == 403
    assert payee.post(f"{path}/confirm-paid").json()["state"] == "paid"
    assert payee.post(f"{path}/confirm-paid").json()["state"] == "paid"
    late = payer.post(f"{path}/mark-paid", {"means": "cash"})
    assert (late.status_code, late.json()["state"]) == (409, "paid")
