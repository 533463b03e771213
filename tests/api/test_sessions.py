"""Sessions through the API: the same states, amounts and times as on the pages."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions import create_api_token, ensure_person_party
from media.actions import keep_file, prepare
from studio.actions import retire_service, update_service
from studio.actions.projects import create_project
from studio.models import Mix, Session
from studio.states import SessionState
from tests.factories import MembershipFactory, UserFactory
from tests.media.making import sound_bytes
from tests.studio.conftest import client_user, opened, professional, receiver, stand_in, start, stripe_site, user
from tests.studio.test_sessions import paid
from tests.studio.test_slots import a_stored_service

__all__ = ["client_user", "opened", "professional", "receiver", "stand_in", "start", "stripe_site", "user"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def call(client):
    """Asks as a user: `call(user, "POST", "/sessions", {...})`."""
    tokens = {}

    def ask(who, method, path, body=None, **headers):
        if who not in tokens:
            tokens[who] = create_api_token(acting_user=who, name="A script", scopes=["read", "write"])[1]
        headers |= {"authorization": f"Bearer {tokens[who]}"}
        if body is None and method == "GET":
            return client.get(f"/api/v1{path}", headers=headers)
        return client.generic(
            method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )

    return ask


def wanted(service, start, **more):
    return {"service": str(service.pk), "starts_at": start.isoformat(), "minutes": 120} | more


def test_a_slot_is_booked_paid_worked_in_delivered_and_accepted(call, stripe_site, opened, client_user, start, user):
    made = call(client_user, "POST", "/sessions", wanted(opened, start, notes="Two songs"))
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["state"], body["price"]) == ("approved", {"amount_minor": 12_000, "currency": "EUR"})
    assert (body["professional"], body["mode"], body["minutes"]) == ("low-end", "instant", 120)
    assert dt.datetime.fromisoformat(body["starts_at"]) == start
    assert body["starts_at"].endswith(("+01:00", "+02:00"))
    assert body["payment"]
    session = Session.objects.get(pk=body["id"])
    Session.objects.update(call_link="https://meet.example/low-end")
    path = f"/sessions/{session.pk}"
    assert call(client_user, "GET", path).json()["call_link"] is None
    paid(session)
    seen = call(client_user, "GET", path).json()
    assert (seen["state"], seen["call_link"]) == ("confirmed", "https://meet.example/low-end")
    early = call(user, "POST", f"{path}/start")
    assert (early.status_code, early.json()["type"].rsplit("/", 1)[-1]) == (409, "too-early")
    assert dt.datetime.fromisoformat(early.json()["begins_from"]) == start - dt.timedelta(minutes=30)
    with time_machine.travel(start - dt.timedelta(minutes=30)):
        assert call(user, "POST", f"{path}/start").json()["state"] == "in_progress"
    files = [_sent(user, "Low Tide.wav", sound_bytes(2.0)), _sent(user, "stems.zip", b"PK\x05\x06" + bytes(18))]
    done = call(user, "POST", f"{path}/deliver", {"files": files, "note": "Here"})
    assert done.status_code == 200, done.content
    body = done.json()
    assert (body["state"], body["auto_accepts_at"]) == ("delivered", None)
    assert [(mix["title"], mix["number"], mix["preview_state"]) for mix in body["mixes"]] == [
        ("Low Tide", 1, "waiting")
    ]
    prepare(kind="previews", pk=Mix.objects.get().session_file.preview_id)
    seen = call(client_user, "GET", path).json()
    assert seen["auto_accepts_at"]
    assert [file["url"] for file in seen["files"]] == [None, None]
    heard = next(file for file in seen["files"] if file["preview_url"])
    assert heard["name"] == "Low Tide.wav"
    assert call(client_user, "GET", f"/files/{heard['id']}/download").status_code == 404
    mix = seen["mixes"][0]
    said = call(client_user, "POST", f"/files/{mix['file']}/comments", {"at_ms": 500, "text": "Louder"})
    assert (said.status_code, said.json()["side"]) == (201, "client")
    assert call(user, "POST", f"/comments/{said.json()['id']}/resolve").json()["resolved_at"]
    assert len(call(user, "GET", f"/files/{mix['file']}/comments").json()["items"]) == 1
    assert call(user, "POST", f"{path}/accept").status_code == 403
    accepted = call(client_user, "POST", f"{path}/accept").json()
    assert accepted["state"] == "completed"
    assert accepted["mixes"][0]["accepted_at"]
    assert call(client_user, "GET", f"/files/{heard['id']}/download").status_code == 302
    assert len(call(client_user, "GET", f"{path}/files").json()["items"]) == 2


def _sent(user, name, content):
    return str(keep_file(acting_user=user, upload=SimpleUploadedFile(name, content)).pk)


def test_a_request_is_declined_with_words(call, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    path = f"/sessions/{call(client_user, 'POST', '/sessions', wanted(opened, start)).json()['id']}"
    assert call(client_user, "POST", f"{path}/approve").status_code == 403
    assert call(UserFactory(), "POST", f"{path}/approve").status_code == 404
    declined = call(user, "POST", f"{path}/decline", {"note": "On tour"})
    assert declined.json()["state"] == "declined"
    again = call(user, "POST", f"{path}/approve")
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "wrong-state")
    assert again.json()["state"] == "declined"


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"minutes": 0}, 422, "minutes"),
        ({"minutes": -60}, 422, "minutes"),
        ({"minutes": 2**40}, 422, "minutes"),
        ({"minutes": 95}, 422, "minutes"),
        ({"minutes": None}, 422, "minutes"),
        ({"starts_at": None}, 422, "starts_at"),
        ({"starts_at": "2027-01-01T10:00"}, 422, "starts_at"),
        ({"starts_at": "2020-01-01T10:00:00+01:00"}, 409, None),
        ({"starts_at": "2199-01-01T10:00:00+01:00"}, 409, None),
        ({"service": str(uuid.uuid4())}, 404, None),
        ({"as": "nobody"}, 422, "as"),
        ({"price": {"amount_minor": 1, "currency": "EUR"}}, 409, None),
        ({"price": {"amount_minor": 12_000, "currency": "USD"}}, 422, "price"),
        ({"notes": "x" * 5000}, 422, "notes"),
    ],
)
def test_what_cannot_be_booked_says_why(call, stripe_site, opened, client_user, start, change, status, field):
    answer = call(client_user, "POST", "/sessions", wanted(opened, start) | change)
    assert (answer.status_code, Session.objects.count()) == (status, 0), answer.content
    if field:
        assert field in answer.json()["errors"]


def test_nobody_books_themselves_and_nothing_that_is_retired(call, stripe_site, opened, client_user, start, user):
    assert call(user, "POST", "/sessions", wanted(opened, start)).status_code == 409
    retire_service(acting_user=user, service=opened)
    assert call(client_user, "POST", "/sessions", wanted(opened, start)).status_code == 404


def test_one_key_books_once(call, stripe_site, opened, client_user, start):
    key = {"Idempotency-Key": "one"}
    first, second = (call(client_user, "POST", "/sessions", wanted(opened, start), **key) for _time in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert Session.objects.count() == 1


def test_a_fixed_price_has_no_time(call, stripe_site, professional, opened, client_user, user):
    service = a_stored_service(user, professional, rate_kind="fixed", mode="request")
    made = call(client_user, "POST", "/sessions", {"service": str(service.pk)})
    assert (made.status_code, made.json()["starts_at"], made.json()["minutes"]) == (201, None, None)


def test_my_sessions_are_those_of_the_page(call, stripe_site, opened, client_user, start, user):
    for hours in (0, 2, 4):
        made = call(client_user, "POST", "/sessions", wanted(opened, start + hours * dt.timedelta(hours=1)))
        if made.status_code == 201 and hours < 4:
            paid(Session.objects.get(pk=made.json()["id"]))
    for who, role in ((client_user, "client"), (user, "professional")):
        answer = call(who, "GET", f"/me/sessions?role={role}&limit=2").json()
        assert answer["stats"] == {
            "total": 3,
            "by_state": {"approved": 1, "confirmed": 2},
            "revenue": [{"amount_minor": 24_000, "currency": "EUR"}],
            "minutes": 240,
        }
        rest = call(who, "GET", f"/me/sessions?role={role}&limit=2&cursor={answer['next']}").json()
        found = [each["id"] for each in answer["items"] + rest["items"]]
        assert len(set(found)) == 3
        only = call(who, "GET", f"/me/sessions?role={role}&state=approved").json()
        assert [each["state"] for each in only["items"]] == [SessionState.APPROVED]
    assert call(UserFactory(), "GET", "/me/sessions?role=professional").json()["stats"]["total"] == 0
    assert call(user, "GET", "/me/sessions?state=nonsense").status_code == 422


def test_the_list_asks_as_often_for_many(call, stripe_site, opened, client_user, start, django_assert_max_num_queries):
    for hours in (0, 2):
        made = call(client_user, "POST", "/sessions", wanted(opened, start + hours * dt.timedelta(hours=1)))
        paid(Session.objects.get(pk=made.json()["id"]))
    with django_assert_max_num_queries(12):
        assert call(client_user, "GET", "/me/sessions").status_code == 200


def test_whoever_only_works_in_a_session_reads_no_money(call, stripe_site, opened, client_user, start, user):
    worker = MembershipFactory(party=opened.professional.party, role="member").user
    service = a_stored_service(user, opened.professional, workers=[worker])
    session = paid(Session.objects.get(pk=call(client_user, "POST", "/sessions", wanted(service, start)).json()["id"]))
    price = {"amount_minor": 12_000, "currency": "EUR"}
    for who, seen in ((user, (price, str(session.payment_id), [price])), (worker, (None, None, []))):
        body = call(who, "GET", f"/sessions/{session.pk}").json()
        listed = call(who, "GET", "/me/sessions?role=professional").json()
        assert (body["price"], body["payment"], listed["stats"]["revenue"]) == seen
        assert [(each["price"], each["payment"]) for each in listed["items"]] == [seen[:2]]
        assert (listed["stats"]["total"], listed["stats"]["minutes"]) == (1, 120)


def test_a_session_is_booked_into_a_project_which_only_the_client_reads(call, opened, client_user, user, start):
    mine = create_project(acting_user=client_user, client=ensure_person_party(client_user), name="Album")
    theirs = create_project(acting_user=user, client=ensure_person_party(user), name="Other")
    refused = call(client_user, "POST", "/sessions", wanted(opened, start, project=str(theirs.pk)))
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["project"])
    made = call(client_user, "POST", "/sessions", wanted(opened, start, project=str(mine.pk)))
    assert (made.status_code, made.json()["project"]) == (201, str(mine.pk))
    path = f"/sessions/{made.json()['id']}"
    assert call(client_user, "GET", path).json()["project"] == str(mine.pk)
    assert call(user, "GET", path).json()["project"] is None
