"""The stand-in for Stripe, asked through Stripe's own SDK and by a browser's forms."""

import time
import typing
from uuid import uuid4

import pytest
import requests
import stripe

pytestmark = pytest.mark.heavy

GOOD, DECLINED, SECURED, DISPUTED = "4242424242424242", "4000000000000002", "4000000000003155", "4000000000000259"


def open_session(client, amount=10_000, key=None, **more):
    price = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Deposit"}}
    params = {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": "http://localhost/back?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://localhost/cancelled",
        "expires_at": int(time.time()) + 1800,
        "metadata": {"attempt": "a"},
        "payment_intent_data": {"transfer_group": "p", "metadata": {"attempt": "a"}},
    }
    return client.v1.checkout.sessions.create(params | more, {"idempotency_key": key or str(uuid4())})


def pay(session, card=GOOD, **more):
    return requests.post(session.url, data={"card": card} | more, allow_redirects=False, timeout=5)


def paid_charge(client, **more):
    session = open_session(client, **more)
    pay(session)
    session = client.v1.checkout.sessions.retrieve(session.id)
    return client.v1.charges.retrieve(client.v1.payment_intents.retrieve(session.payment_intent).latest_charge)


def account(client, complete="yes"):
    made = client.v1.accounts.create({"type": "express", "country": "DE"})
    link = client.v1.account_links.create(
        {
            "account": made.id,
            "type": "account_onboarding",
            "return_url": "http://localhost/r",
            "refresh_url": "http://localhost/f",
        }
    )
    response = requests.post(link.url, data={"complete": complete}, allow_redirects=False, timeout=5)
    assert (response.status_code, response.headers["location"]) == (303, "http://localhost/r")
    return client.v1.accounts.retrieve(made.id)


def test_somebody_pays(client, receiver):
    session = open_session(client)
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 10_000)
    url = session.url
    assert "€100" in requests.get(url, timeout=5).text
    response = pay(session)
    assert (response.status_code, response.headers["location"]) == (303, f"http://localhost/back?session={session.id}")
    session = client.v1.checkout.sessions.retrieve(session.id)
    assert (session.status, session.payment_status) == ("complete", "paid")
    intent = client.v1.payment_intents.retrieve(session.payment_intent)
    charge = client.v1.charges.retrieve(intent.latest_charge)
    assert (intent.status, charge.amount, charge.transfer_group) == ("succeeded", 10_000, "p")
    moved = client.v1.balance_transactions.retrieve(charge.balance_transaction)
    assert (moved.amount, moved.fee, moved.net) == (10_000, 175, 9_825)
    assert client.v1.balance.retrieve().available[0].amount == 9_825
    receiver.kinds("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded")
    assert requests.post(url, data={"card": GOOD}, allow_redirects=False, timeout=5).status_code == 303
    assert len(client.v1.charges.list({"payment_intent": intent.id}).data) == 1


def test_a_declined_card_leaves_the_page_open_for_another(client, receiver):
    session = open_session(client)
    response = pay(session, DECLINED)
    assert (response.status_code, "declined" in response.text) == (402, True)
    receiver.kinds("payment_intent.payment_failed")
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert pay(session).status_code == 303


def test_three_d_secure_asks_first(client):
    session = open_session(client)
    assert "approve" in pay(session, SECURED).text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert pay(session, SECURED, approved="no").status_code == 402
    assert pay(session, SECURED, approved="yes").status_code == 303


def test_an_expired_page_takes_no_money(client, receiver):
    session = open_session(client)
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    receiver.kinds("checkout.session.expired")
    assert requests.post(f"{session.url}", data={"card": GOOD}, timeout=5).status_code == 410
    with pytest.raises(stripe.InvalidRequestError, match="Only open"):
        client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(stripe.InvalidRequestError, match="30 minutes"):
        open_session(client, expires_at=int(time.time()) + 900)


def test_transfers_and_refunds_stay_within_the_charge(client, receiver):
    charge, payee = paid_charge(client), account(client)
    params = {"currency": "eur", "destination": payee.id, "source_transaction": charge.id, "transfer_group": "p"}
    sent = client.v1.transfers.create(params | {"amount": 8_500})
    with pytest.raises(stripe.InvalidRequestError, match="exceed"):
        client.v1.transfers.create(params | {"amount": 1_501})
    back = client.v1.transfers.reversals.create(sent.id, {"amount": 500})
    sent = client.v1.transfers.retrieve(sent.id)
    assert (back.amount, sent.amount_reversed, sent.reversed) == (500, 500, False)
    refund = client.v1.refunds.create({"charge": charge.id, "amount": 4_000})
    assert (refund.status, client.v1.charges.retrieve(charge.id).amount_refunded) == ("succeeded", 4_000)
    with pytest.raises(stripe.InvalidRequestError, match="exceeds"):
        client.v1.refunds.create({"charge": charge.id, "amount": 6_001})
    client.v1.refunds.create({"payment_intent": charge.payment_intent})
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        client.v1.refunds.create({"charge": charge.id})
    receiver.kinds("transfer.created", "transfer.reversed", "refund.created", "charge.refunded")
    assert [each.id for each in client.v1.transfers.list({"transfer_group": "p"}).data] == [sent.id]


def test_an_account_that_lacks_something_gets_nothing(client):
    charge, payee = paid_charge(client), account(client, complete="no")
    assert (payee.charges_enabled, payee.requirements.currently_due) == (False, ["external_account"])
    with pytest.raises(stripe.InvalidRequestError, match="capabilities"):
        client.v1.transfers.create(
            {"amount": 1, "currency": "eur", "destination": payee.id, "source_transaction": charge.id}
        )


def transferred(client, payee, amount=5_000):
    params = {"amount": amount, "currency": "eur", "destination": payee.id}
    return client.v1.transfers.create(params | {"source_transaction": paid_charge(client).id})


def test_an_account_holds_what_it_was_sent_until_it_is_paid_out_or_taken_back(client, receiver):
    payee = account(client)
    sent, own = transferred(client, payee), {"stripe_account": payee.id}
    assert client.v1.balance.retrieve({}, own).available[0].amount == 5_000
    back = client.v1.transfers.reversals.create(sent.id, {"amount": 1_000})
    assert [each.id for each in client.v1.transfers.reversals.list(sent.id).data] == [back.id]
    payout = client.v1.payouts.create({"amount": 4_000, "currency": "eur"}, own)
    assert [each.id for each in client.v1.payouts.list({}, own).data] == [payout.id]
    assert client.v1.payouts.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="insufficient funds"):
        client.v1.transfers.reversals.create(sent.id, {"amount": 1})
    receiver.kinds("payout.created", "payout.paid")


def test_what_happens_at_stripe_by_itself_is_a_button_on_the_accounts_own_page(client, receiver):
    payee = account(client)
    transferred(client, payee)
    [found] = client.v1.accounts.list({"limit": 3}).data
    page = client.v1.accounts.login_links.create(found.id).url
    assert "€50" in requests.get(page, timeout=5).text
    requests.post(page, data={"what": "fail"}, timeout=5)
    [payout] = client.v1.payouts.list({}, {"stripe_account": payee.id}).data
    assert (payout.status, payout.failure_code) == ("failed", "account_closed")
    requests.post(page, data={"what": "restrict"}, timeout=5)
    assert client.v1.accounts.retrieve(payee.id).requirements.currently_due == ["individual.verification.document"]
    requests.post(page, data={"what": "enable"}, timeout=5)
    assert client.v1.accounts.retrieve(payee.id).capabilities.transfers == "active"
    receiver.kinds("payout.failed", "account.updated")
    with pytest.raises(stripe.InvalidRequestError, match="onboarding"):
        client.v1.accounts.login_links.create(client.v1.accounts.create({"type": "express", "country": "DE"}).id)


def test_a_disputed_charge_loses_its_money_until_it_is_won(client, stand_in, receiver):
    session = open_session(client)
    pay(session, DISPUTED)
    receiver.kinds("charge.dispute.created")
    [dispute] = client.v1.disputes.list({}).data
    assert client.v1.balance.retrieve().available[0].amount == -175 - 2_000
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        client.v1.refunds.create({"charge": dispute.charge})
    requests.post(f"{stand_in}/disputes/{dispute.id}", data={"decided": "won"}, timeout=5)
    receiver.kinds("charge.dispute.closed")
    assert client.v1.disputes.retrieve(dispute.id).status == "won"
    assert client.v1.balance.retrieve().available[0].amount == 10_000 - 175 - 2_000


def test_a_bank_asks_before_it_takes_a_part(client, stand_in, receiver):
    charge = paid_charge(client)
    made = requests.post(f"{stand_in}/disputes", data={"charge": charge.id, "amount": 400, "inquiry": "1"}, timeout=5)
    dispute = client.v1.disputes.retrieve(made.json()["id"])
    assert (dispute.status, dispute.amount, dispute.balance_transactions) == ("warning_needs_response", 400, [])
    requests.post(f"{stand_in}/disputes/{dispute.id}", data={"decided": "escalated"}, timeout=5)
    dispute = client.v1.disputes.retrieve(dispute.id)
    assert [(moved.amount, moved.fee) for moved in dispute.balance_transactions] == [(-400, 2_000)]
    assert dispute.status == "needs_response"
    receiver.kinds("charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.updated")


def test_a_refund_that_comes_back(client, stand_in, receiver):
    charge = paid_charge(client)
    refund = client.v1.refunds.create({"charge": charge.id})
    requests.post(f"{stand_in}/refunds/{refund.id}/fail", timeout=5)
    refund = client.v1.refunds.retrieve(refund.id)
    assert (refund.status, refund.failure_reason) == ("failed", "declined")
    moved = client.v1.balance_transactions.retrieve(refund.failure_balance_transaction)
    assert (moved.amount, moved.type) == (10_000, "refund_failure")
    assert client.v1.charges.retrieve(charge.id).amount_refunded == 0
    receiver.kinds("refund.failed")


def test_a_list_with_what_its_objects_refer_to(client):
    charge = paid_charge(client)
    [listed] = client.v1.charges.list({"expand": ["data.balance_transaction"]}).data
    assert (listed.id, listed.balance_transaction.fee) == (charge.id, 175)


def test_a_key_does_a_thing_once(client):
    at = int(time.time()) + 1800
    first, again = (open_session(client, key="k", expires_at=at) for _time in range(2))
    assert first.id == again.id
    with pytest.raises(stripe.IdempotencyError):
        open_session(client, amount=1, key="k")
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("sk_live_x", base_addresses=client._requestor._options.base_addresses).v1.balance.retrieve()


def test_events_come_again_until_they_are_taken(client, receiver):
    receiver.refuse = 2
    pay(open_session(client))
    receiver.kinds("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded")


@pytest.mark.parametrize(("how", "times"), [("lost", 0), ("twice", 2)])
def test_faults_of_events(client, stand_in, receiver, how, times):
    requests.post(f"{stand_in}/faults", data={"events": how}, timeout=5)
    pay(open_session(client))
    time.sleep(1)
    assert [event.type for event in receiver.events].count("checkout.session.completed") == times
    assert len(client.v1.events.list({"type": "checkout.session.completed"}).data) == 1


@pytest.mark.parametrize(("when", "charges"), [("before", 1), ("after", 1)])
def test_an_answer_that_got_lost_is_had_again_with_its_key(client, stand_in, when, charges):
    requests.post(f"{stand_in}/faults", data={when: "1"}, timeout=5)
    at = int(time.time()) + 1800
    with pytest.raises(stripe.APIError):
        open_session(client, key="k", expires_at=at)
    open_session(client, key="k", expires_at=at)
    assert len(client.v1.checkout.sessions.list({}).data) == 1


def required(cls) -> dict[str, object]:
    """What Stripe's SDK says that every object of a class has, by the types that it gives."""
    return {
        name: kind
        for name, kind in cls.__annotations__.items()
        if name != "OBJECT_NAME" and type(None) not in typing.get_args(kind)
    }


def test_answers_have_what_the_sdk_says_that_they_have(client, receiver):
    charge, payee = paid_charge(client), account(client)
    sent = client.v1.transfers.create(
        {"amount": 100, "currency": "eur", "destination": payee.id, "source_transaction": charge.id}
    )
    disputed = open_session(client)
    pay(disputed, DISPUTED)
    answers = [
        charge,
        payee,
        sent,
        disputed,
        client.v1.payment_intents.retrieve(charge.payment_intent),
        client.v1.balance_transactions.retrieve(charge.balance_transaction),
        client.v1.transfers.reversals.create(sent.id, {"amount": 40}),
        client.v1.refunds.create({"charge": charge.id}),
        client.v1.balance.retrieve(),
        client.v1.disputes.list({}).data[0],
        client.v1.events.list({}).data[0],
        client.v1.payouts.create({"amount": 60, "currency": "eur"}, {"stripe_account": payee.id}),
        client.v1.accounts.login_links.create(payee.id),
    ]
    for answer in answers:
        told = answer.to_dict()
        missing = {name for name, kind in required(type(answer)).items() if told.get(name) is None}
        assert missing == set(), type(answer)
        for name, kind in required(type(answer)).items():
            if kind in (int, str, bool):
                assert type(told[name]) is kind, (type(answer), name)
