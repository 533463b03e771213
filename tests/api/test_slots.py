"""Hours and free slots by the API."""

from urllib.parse import urlencode

import pytest

from accounts.actions import approve_party
from studio.actions import create_professional
from studio.models import Hours
from tests.api.conftest import Caller
from tests.factories import UserFactory
from tests.studio.test_slots import HOUR, MONDAY, a_stored_service, promise

pytestmark = pytest.mark.django_db
DAY = {"from": "2027-06-07", "to": "2027-06-07"}
OPEN = {"starts_at": "2027-06-07T10:00:00+02:00", "ends_at": "2027-06-07T14:00:00+02:00", "rrule": "FREQ=DAILY"}


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def professional(user):
    made = create_professional(acting_user=user, name="Low End", timezone="Europe/Berlin", disciplines=["mixing"])
    approve_party(acting_user=UserFactory(is_staff=True), party=made.party)
    return made


@pytest.fixture
def service(user, professional):
    return a_stored_service(user, professional)


@pytest.fixture
def mine(user):
    return Caller(user)


def slots(**asked):
    return Caller(None).get(f"/professionals/low-end/slots?{urlencode(asked)}")


def test_from_hours_to_slots(mine, user, service):
    made = mine.post("/professionals/low-end/hours", OPEN)
    assert made.status_code == 201
    assert made.json() | {"id": ""} == OPEN | {"id": "", "service": None, "mode": None} | {
        "starts_at": "2027-06-07T08:00:00Z",
        "ends_at": "2027-06-07T12:00:00Z",
    }
    told = slots(**DAY).json()
    assert told["timezone"] == "Europe/Berlin"
    assert [slot["starts_at"][11:16] for slot in told["slots"]] == ["10:00", "10:30", "11:00", "11:30", "12:00"]
    assert told["slots"][0] == {
        "service": str(service.pk),
        "starts_at": "2027-06-07T10:00:00+02:00",
        "ends_at": "2027-06-07T12:00:00+02:00",
        "minutes": 120,
        "price": {"amount_minor": 12_000, "currency": "EUR"},
        "mode": "instant",
    }
    promise(user.calendar, MONDAY, MONDAY + HOUR)
    told = slots(**DAY, service=service.pk, minutes=180).json()
    assert [slot["starts_at"][11:16] for slot in told["slots"]] == ["11:00"]
    listed = mine.get("/professionals/low-end/hours").json()["items"]
    assert [hours["id"] for hours in listed] == [made.json()["id"]]
    assert mine.delete(f"/professionals/low-end/hours/{made.json()['id']}").status_code == 204
    assert slots(**DAY).json()["slots"] == []


def test_hours_for_one_service_in_its_own_way(mine, service):
    told = mine.post("/professionals/low-end/hours", OPEN | {"service": str(service.pk), "mode": "request"}).json()
    assert (told["service"], told["mode"]) == (str(service.pk), "request")
    assert Hours.objects.get().service == service


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"service": "01a208b7-05e9-7131-8b33-82581a178800"}, "service"),
        ({"mode": "soon"}, "mode"),
        ({"ends_at": "2027-06-07T10:00:00+02:00"}, "ends_at"),
        ({"rrule": "FREQ=SECONDLY"}, "rrule"),
    ],
)
def test_bad_hours_are_refused_at_their_field(mine, service, wrong, field):
    answer = mine.post("/professionals/low-end/hours", OPEN | wrong)
    assert answer.status_code == 422
    assert field in str(answer.json())


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": "2027-06-07", "to": "2027-06-01"}, 422),
        ({"from": "2027-06-07", "to": "2027-08-08"}, 422),
        ({"from": "9999-12-31"}, 422),
        ({"from": "0001-01-01"}, 422),
        ({"minutes": 0}, 422),
        ({"service": "01a208b7-05e9-7131-8b33-82581a178800"}, 404),
    ],
)
def test_what_cannot_be_asked(service, asked, status):
    assert slots(**asked).status_code == status
