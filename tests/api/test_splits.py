"""Splits and tips by API: parts offered and answered, and what a client gives beyond the price."""

import pytest

from accounts.actions import approve_party
from accounts.actions.parties import ensure_person_party
from bands.actions import create_band
from payments.actions import refresh
from payments.models import PayeeShare, Payment
from studio.actions.changes import propose_extension
from studio.actions.sessions import begin_session, complete_session
from tests.api.test_sessions import call
from tests.factories import MembershipFactory, UserFactory
from tests.payments.test_checkouts import pay, press
from tests.studio.changes.scenes import pay_for, the_change
from tests.studio.conftest import client_user, opened, professional, receiver, stand_in, start, stripe_site, user
from tests.studio.test_sessions import book, paid

__all__ = ["call", "client_user", "opened", "professional", "receiver", "stand_in", "start", "stripe_site", "user"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
SPLITS = "/professionals/low-end/splits"


def euros(amount_minor):
    return {"amount_minor": amount_minor, "currency": "EUR"}


def a_payee():
    """A band that others see, and who leads it."""
    user = UserFactory()
    band = create_band(acting_user=user, name="Low Tide", timezone="Europe/Berlin").party
    approve_party(acting_user=UserFactory(is_staff=True), party=band)
    return band, user


def offered(call, user, payee, **part):
    made = call(user, "POST", SPLITS, {"payee": payee.slug} | (part or {"basis_points": 25_00}))
    assert made.status_code == 201, made.content
    return made.json()


def test_a_part_is_offered_accepted_earned_and_given_up(call, stripe_site, opened, client_user, start, user):
    payee, taker = a_payee()
    split = offered(call, user, payee)
    assert (split["state"], split["payee"], split["basis_points"], split["amount"], split["url"]) == (
        "offered", payee.slug, 25_00, None, None
    )  # fmt: skip
    assert call(user, "GET", SPLITS).json()["items"] == [split]
    [waiting] = call(taker, "GET", "/me/splits").json()["items"]
    assert (waiting["id"], waiting["professional"], waiting["earned"]) == (split["id"], "low-end", [])
    path = f"/splits/{split['id']}"
    assert call(user, "POST", f"{path}/accept").status_code == 404
    accepted = call(taker, "POST", f"{path}/accept").json()
    assert (accepted["state"], accepted["answered_at"] is None) == ("accepted", False)
    session = paid(book(opened, client_user, start))
    fee = Payment.objects.get(pk=session.payment_id).shares.get(payee=payee).fee_minor
    assert call(taker, "GET", "/me/splits").json()["items"][0]["earned"] == [euros(30_00 - fee)]
    assert call(taker, "POST", f"{path}/decline").status_code == 409
    assert call(taker, "POST", f"{path}/leave").json()["state"] == "ended"
    assert call(user, "GET", SPLITS).json()["items"] == []


def test_what_is_paid_for_more_time_is_earned_too(call, stripe_site, opened, client_user, start, user):
    payee, taker = a_payee()
    split = offered(call, user, payee, basis_points=50_00)
    call(taker, "POST", f"/splits/{split['id']}/accept")
    session = paid(book(opened, client_user, start))
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=30)
    pay_for(the_change(session), client_user)
    nets = [share.amount_minor - share.fee_minor for share in PayeeShare.objects.filter(payee=payee)]
    assert (len(nets), call(taker, "GET", "/me/splits").json()["items"][0]["earned"]) == (2, [euros(sum(nets))])


def test_a_part_is_declined_or_ended(call, opened, user):
    payee, taker = a_payee()
    first = offered(call, user, payee, amount=euros(10_00))
    assert first["amount"] == euros(10_00)
    assert call(taker, "POST", f"/splits/{first['id']}/decline").json()["state"] == "declined"
    second = offered(call, user, payee, basis_points=1)
    assert call(taker, "DELETE", f"{SPLITS}/{second['id']}").status_code == 403
    assert call(user, "DELETE", f"{SPLITS}/{second['id']}").status_code == 204
    assert call(taker, "POST", f"/splits/{second['id']}/accept").status_code == 409


def test_the_address_of_a_link_is_shown_once(call, client, opened, user):
    body, key = {"name": "Bassist", "basis_points": 5_00}, {"Idempotency-Key": "one"}
    made = call(user, "POST", SPLITS, body, **key)
    assert made.status_code == 201, made.content
    split = made.json()
    assert (split["payee"], split["name"]) == (None, "Bassist")
    assert call(user, "POST", SPLITS, body, **key).json() == split | {"url": None}
    assert "Low End" in client.get("/" + split["url"].split("/", 3)[3]).text


def test_somebody_of_the_team_gets_a_part(call, opened, professional, user):
    mate = MembershipFactory(party=professional.party, role="member").user
    made = call(user, "POST", SPLITS, {"member": str(mate.pk), "basis_points": 5_00}).json()
    assert made["payee"] == ensure_person_party(mate).slug


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"basis_points": None}, "basis_points"),
        ({"amount": euros(1)}, "basis_points"),
        ({"basis_points": 0}, "basis_points"),
        ({"basis_points": 100_00}, "basis_points"),
        ({"basis_points": "5"}, "basis_points"),
        ({"basis_points": None, "amount": euros(0)}, "amount"),
        ({"basis_points": None, "amount": {"amount_minor": 1, "currency": "XXY"}}, "amount"),
        ({"name": ""}, "name"),
        ({"payee": "nobody"}, "payee"),
        ({"payee": "low-end"}, "payee"),
        ({"member": "2f7e9f0e-5e9e-4a39-8e4e-6d1d8c1b0000"}, "member"),
        ({"payee": "low-end", "member": "2f7e9f0e-5e9e-4a39-8e4e-6d1d8c1b0000"}, "member"),
        ({"service": "2f7e9f0e-5e9e-4a39-8e4e-6d1d8c1b0000"}, "service"),
    ],
)
def test_what_is_wrong_with_a_part_is_said_at_its_field(call, opened, user, wrong, field):
    refused = call(user, "POST", SPLITS, {"name": "Bassist", "basis_points": 5_00} | wrong)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    assert call(user, "GET", SPLITS).json()["items"] == []


def test_a_tip_is_given_taken_back_and_paid(call, stripe_site, opened, client_user, start, user):
    session = paid(book(opened, client_user, start))
    path = f"/sessions/{session.pk}/tips"
    early = call(client_user, "POST", path, {"amount": euros(5_00)})
    assert (early.status_code, early.json()["state"]) == (409, "confirmed")
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    complete_session(acting_user=client_user, session_id=session.pk)
    for wrong in (euros(0), euros(120_01), {"amount_minor": 5_00, "currency": "USD"}):
        refused = call(client_user, "POST", path, {"amount": wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["amount"])
    made = call(client_user, "POST", path, {"amount": euros(5_00)})
    assert made.status_code == 201, made.content
    assert (made.json()["amount"], made.json()["state"]) == (euros(5_00), "due")
    assert call(client_user, "POST", path, {"amount": euros(6_00)}).status_code == 409
    assert call(client_user, "GET", path).json()["items"] == [made.json()]
    assert call(user, "GET", path).json()["items"] == []
    assert call(user, "DELETE", f"{path}/waiting").status_code == 403
    assert call(client_user, "DELETE", f"{path}/waiting").status_code == 204
    tip = call(client_user, "POST", path, {"amount": euros(6_00)}).json()
    payment = Payment.objects.get(pk=tip["payment"])
    assert pay(press(client_user, payment)) == 303
    refresh(attempt_id=payment.attempts.get().pk)
    assert call(user, "GET", path).json()["items"] == [tip | {"state": "paid"}]
