"""Proposals about sessions by API."""

import datetime as dt

import pytest

from studio.actions import update_service
from tests.api.test_sessions import call, wanted
from tests.studio.changes.scenes import pay_for, the_change
from tests.studio.conftest import client_user, opened, professional, receiver, stand_in, start, stripe_site, user
from tests.studio.test_sessions import Session, paid

__all__ = ["call", "client_user", "opened", "professional", "receiver", "stand_in", "start", "stripe_site", "user"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def test_a_request_a_counter_offer_and_another(call, stripe_site, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    made = call(client_user, "POST", "/sessions", wanted(opened, start)).json()
    path, price = f"/sessions/{made['id']}", {"amount_minor": 15_000, "currency": "EUR"}
    assert call(user, "POST", f"{path}/terms", {"price": price | {"currency": "USD"}}).status_code == 422
    proposed = call(user, "POST", f"{path}/terms", {"price": price, "note": "With strings"}).json()
    assert proposed["state"] == "requested"
    change = proposed["change"]
    assert (change["kind"], change["side"], change["price"], change["note"], change["payment"]) == (
        "terms", "professional", price, "With strings", None
    )  # fmt: skip
    assert call(user, "POST", f"/session-changes/{change['id']}/agree").status_code == 403
    mine = {"price": price | {"amount_minor": 13_000}, "minutes": 180}
    second = call(client_user, "POST", f"{path}/terms", mine).json()["change"]
    assert call(client_user, "POST", f"/session-changes/{change['id']}/agree").status_code == 409
    agreed = call(user, "POST", f"/session-changes/{second['id']}/agree").json()
    assert (agreed["state"], agreed["price"]["amount_minor"], agreed["minutes"], agreed["change"]) == (
        "approved", 13_000, 180, None
    )  # fmt: skip


def test_more_time_is_paid_and_a_move_declined(call, stripe_site, opened, client_user, start, user):
    made = call(client_user, "POST", "/sessions", wanted(opened, start)).json()
    session, path = paid(Session.objects.get(pk=made["id"])), f"/sessions/{made['id']}"
    assert call(client_user, "POST", f"{path}/extend", {"minutes": 20}).status_code == 422
    extended = call(client_user, "POST", f"{path}/extend", {"minutes": 30}).json()["change"]
    assert (extended["state"], extended["price"]["amount_minor"]) == ("to_pay", 3_000)
    pay_for(the_change(session), client_user)
    assert call(user, "GET", path).json()["minutes"] == 150
    moved = call(user, "POST", f"{path}/move", {"starts_at": (start + HOUR).isoformat()}).json()["change"]
    declined = call(client_user, "POST", f"/session-changes/{moved['id']}/decline", {"note": "Choir"}).json()
    assert (declined["change"], declined["state"]) == (None, "confirmed")
    assert call(client_user, "POST", f"{path}/buy-revision", {"note": "Softer"}).status_code == 409
