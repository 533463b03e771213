"""Settlements, contracts and reports by API: the same as on the pages."""

import hashlib

import pytest

from bookings.models import Booking
from engagements.states import Side
from tests.api.conftest import Caller
from tests.bookings.conftest import act, house
from tests.bookings.money.scenes import a_coming_booking, a_played_booking

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

__all__ = ["act", "house"]
LINES = [
    {"kind": "takings", "label": "Tickets", "quantity": 80, "unit_minor": 1_500},
    {"kind": "cost", "label": "Sound", "unit_minor": 12_000},
]


@pytest.fixture
def booking(house, act) -> Booking:
    return a_played_booking(house, act)


@pytest.fixture
def host(house) -> Caller:
    return Caller(house.manager)


@pytest.fixture
def band(act) -> Caller:
    return Caller(act.leader)


def path(booking, rest="settlement"):
    return f"/bookings/{booking.pk}/{rest}"


def test_both_sides_read_write_and_sign_a_settlement(booking, host, band):
    told = host.get(path(booking)).json()
    assert (told["version"], told["state"], told["lines"]) == (1, "open", [])
    written = host.post(path(booking), {"version": 1, "lines": LINES}).json()
    assert written["version"] == 2
    assert {line["kind"]: line["amount_minor"] for line in written["lines"]} == {"takings": 120_000, "cost": 12_000}
    assert host.post(path(booking), {"version": 1, "lines": LINES[:1]}).status_code == 409
    for caller, name in ((host, "Kim Doe"), (band, "Lee Roe")):
        signed = caller.post(path(booking, "settlement/sign"), {"version": 2, "name": name})
        assert signed.status_code == 200
    told = band.get(path(booking)).json()
    assert (told["state"], [each["name"] for each in told["signatures"]]) == ("signed", ["Kim Doe", "Lee Roe"])
    assert told["steps"][-1]["amount_minor"] == told["result"]["amount_minor"]
    assert host.post(path(booking), {"version": 2, "lines": []}).status_code == 409


def test_one_says_a_word_on_a_settlement(booking, host):
    told = host.post(path(booking, "settlement/comments"), {"text": "Sound was dearer."})
    assert (told.status_code, told.json()["comments"][0]["text"]) == (201, "Sound was dearer.")


@pytest.mark.parametrize(
    "line", [{"unit_minor": -1}, {"quantity": -1}, {"kind": "gift"}, {"label": ""}, {"unit_minor": 10**13}]
)
def test_lines_that_nobody_means_are_refused(booking, host, line):
    refused = host.post(path(booking), {"version": 1, "lines": [LINES[0] | line]})
    assert refused.status_code == 422
    assert host.get(path(booking)).json()["version"] == 1


def test_a_side_that_one_does_not_lead_is_not_signed_for(booking, host):
    body = {"version": 1, "name": "Kim Doe", "side": Side.ACT.value}
    assert host.post(path(booking, "settlement/sign"), body).status_code == 403


def test_a_contract_is_made_listed_and_signed_by_both(house, act, host, band):
    booking = a_coming_booking(house, act)
    made = host.post(path(booking, "contracts"), {"language": "de"}, idempotency_key="c")
    assert (made.status_code, made.json()["number"], made.json()["language"]) == (201, 1, "de")
    assert host.post(path(booking, "contracts"), {"language": "de"}, idempotency_key="c").json() == made.json()
    for caller in (host, band):
        signed = caller.post(path(booking, "contracts/1/sign"), {"name": "Kim Doe"})
        assert signed.status_code == 200
    [listed] = band.get(path(booking, "contracts")).json()["items"]
    assert (listed["is_signed"], listed["is_old"], len(listed["signatures"])) == (True, False, 2)
    assert listed["terms"]["booking"] == str(booking.pk)
    frozen, signed = (band.get(path(booking, f"contracts/1/pdf{query}")) for query in ("", "?signed=true"))
    assert hashlib.sha256(frozen.content).hexdigest() == listed["sha256"]
    assert (signed["Content-Type"], signed.content[:5]) == ("application/pdf", b"%PDF-")
    assert signed.content != frozen.content
    assert host.post(path(booking, "contracts/1/sign"), {"name": "Kim Doe"}).status_code == 409
    assert host.post(path(booking, "contracts/9/sign"), {"name": "Kim Doe"}).status_code == 404
    assert host.post(path(booking, "contracts"), {"language": "xx"}).status_code == 422


def test_a_side_reports_a_night_that_went_wrong_once(booking, host, band):
    body = {"kind": "dispute", "text": "The fee was cut."}
    made = band.post(path(booking, "reports"), body)
    assert (made.status_code, made.json()["side"], made.json()["resolved_at"]) == (201, "act", None)
    assert band.post(path(booking, "reports"), body).status_code == 409
    assert host.post(path(booking, "reports"), {"kind": "x", "text": "y"}).status_code == 422
