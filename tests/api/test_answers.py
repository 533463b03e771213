"""What all calls have in common: problems, once-only POSTs, conditional GETs, limits, sessions, the document."""

import json

import pytest
import time_machine
from django.test import Client

from accounts.models import Invite, Party
from tests.api.conftest import ZONE, Caller
from tests.factories import PASSWORD, UserFactory
from web.limits import TooManyRequests, count_request

pytestmark = pytest.mark.django_db

BAND = {"name": "Twice", "timezone": ZONE}


@pytest.fixture
def caller() -> Caller:
    return Caller(UserFactory())


class TestProblems:
    @pytest.mark.parametrize(
        "path", ["/api/", "/api/v1/", "/api/v1/nothing", "/api/v2/me", "/api/v1/me/", "/api/v1/shows/x"]
    )
    @pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
    def test_addresses_that_lead_nowhere(self, path, method):
        response = Client().generic(method, path)
        assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")

    def test_a_method_that_is_not_there_says_which_are(self, caller):
        response = caller.call("PATCH", "/me/known")
        assert (response.status_code, response.headers["Allow"]) == (405, "PUT")

    @pytest.mark.parametrize("body", [b"{", b"\xff", b'{"name": ' + b"9" * 5000 + b"}", b"[" * 100_000])
    def test_a_body_that_is_no_json(self, caller, body):
        assert caller.call("POST", "/bands", body).status_code == 400

    @pytest.mark.parametrize("body", [b"", b"[]", b"null", b"5", b'"x"', b'{"name": "\\ud800", "timezone": "UTC"}'])
    def test_a_body_of_another_shape(self, caller, body):
        assert caller.call("POST", "/bands", body).status_code == 422

    @pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic eDp5", "Bearer \N{SNOWMAN}"])
    def test_a_token_that_is_none(self, header, anybody):
        for path in ("/me", "/genres"):
            response = anybody.get(path, Authorization=header)
            assert (response.status_code, "WWW-Authenticate" in response.headers) == (401, True)

    def test_a_revoked_token_is_none(self, caller):
        caller.user.api_tokens.update(revoked_at="2026-01-01T00:00Z")
        assert caller.get("/me").status_code == 401

    def test_the_type_of_a_problem_can_be_looked_up(self, caller):
        address = caller.get("/shows/2f7e9f0e-5e9e-4a39-8e4e-6d1d8c1b0000").json()["type"]
        response = caller.client.get(address)
        assert response.headers["Location"].endswith("/api/v1/docs#errors")


class TestSession:
    @pytest.fixture
    def browser(self):
        user = UserFactory()
        client = Client(enforce_csrf_checks=True)
        client.login(email=user.email, password=PASSWORD)
        return client

    def test_it_reads(self, browser):
        assert browser.get("/api/v1/me").status_code == 200

    def test_it_writes_only_with_its_csrf_token(self, browser):
        refused = browser.post("/api/v1/bands", BAND, content_type="application/json")
        assert (refused.status_code, Party.objects.filter(name=BAND["name"]).count()) == (403, 0)
        browser.get("/account/logout/")
        token = browser.cookies["csrftoken"].value
        made = browser.post("/api/v1/bands", BAND, content_type="application/json", headers={"X-CSRFToken": token})
        assert made.status_code == 201


class TestOnce:
    def test_the_same_request_twice_has_one_effect_and_one_answer(self, caller):
        first, second = (caller.post("/bands", BAND, Idempotency_Key="k1") for _ in range(2))
        assert (first.status_code, first.json()) == (second.status_code, second.json())
        assert Party.objects.filter(name=BAND["name"]).count() == 1

    def test_without_a_key_it_is_done_again(self, caller):
        assert {caller.post("/bands", BAND).json()["slug"] for _ in range(2)} == {"twice", "twice-2"}

    def test_another_body_under_the_same_key_is_refused(self, caller):
        caller.post("/bands", BAND, Idempotency_Key="k1")
        other = caller.post("/bands", BAND | {"name": "Other"}, Idempotency_Key="k1")
        assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "key-reused")
        assert list(other.json()["errors"]) == ["Idempotency-Key"]

    def test_what_is_shown_once_is_null_in_a_repeat(self, world):
        leader = Caller(world.leader)
        first, second = (leader.post("/bands/the-anchors/invites", Idempotency_Key="k1").json() for _ in range(2))
        assert second == first | {"url": None, "token": None}
        assert Invite.objects.filter(pk=first["id"]).exists()

    def test_a_refusal_is_not_kept(self, caller):
        assert caller.post("/bands", BAND | {"timezone": "x"}, Idempotency_Key="k1").status_code == 422
        assert caller.post("/bands", BAND, Idempotency_Key="k1").status_code == 201

    @pytest.mark.parametrize("key", ["", "x" * 256, "ä"])
    def test_a_key_that_is_none(self, caller, key):
        assert caller.post("/bands", BAND, Idempotency_Key=key).status_code == 422


class TestConditional:
    @pytest.mark.parametrize(
        "path",
        [
            "/parties/the-anchors",
            "/parties/the-anchors/calendar",
            "/bands/the-anchors/green-zone",
            "/bands/the-anchors/members",
            "/shows/{show}",
            "/bookings/{booking}",
            "/me",
        ],
    )
    def test_what_has_not_changed_is_not_sent_again(self, world, path):
        leader = Caller(world.leader)
        path = path.replace("{show}", str(world.show.pk))
        path = path.replace("{booking}", str(world.apply().pk)) if "{booking}" in path else path
        first = leader.get(path)
        again = leader.get(path, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")

    def test_what_has_changed_is_sent(self, world):
        leader, manager = Caller(world.leader), Caller(world.manager)
        booking = world.apply()
        tag = leader.get(f"/bookings/{booking.pk}").headers["ETag"]
        manager.post(f"/bookings/{booking.pk}/accept")
        assert leader.get(f"/bookings/{booking.pk}", If_None_Match=tag).json()["state"] == "confirmed"

    def test_answers_are_for_who_asked_alone(self, caller):
        response = caller.get("/me")
        assert "private" in response.headers["Cache-Control"]
        assert "Authorization" in response.headers["Vary"]


class TestLimits:
    def test_too_many_are_told_to_wait(self, anybody, settings, monkeypatch):
        settings.RATE_LIMITS = True
        monkeypatch.setattr("api.protocol.auth.ANONYMOUS_MAX", 2)
        with time_machine.travel("2026-12-01T12:00:45Z", tick=False):
            statuses = [anybody.get("/genres").status_code for _request in range(2)]
            refused = anybody.get("/genres")
        assert (statuses, refused.status_code, refused.headers["Retry-After"]) == ([200, 200], 429, "15")

    def test_the_next_window_begins_anew(self, settings):
        settings.RATE_LIMITS = True
        count_request("x", 1, at=60.0)
        with pytest.raises(TooManyRequests) as refused:
            count_request("x", 1, at=90.0)
        assert refused.value.wait_seconds == 30
        count_request("x", 1, at=120.0)

    def test_without_valkey_nobody_is_refused(self, anybody, settings, monkeypatch):
        settings.RATE_LIMITS, settings.REDIS_URL = True, "redis://127.0.0.1:1/0"
        monkeypatch.setattr("api.protocol.auth.ANONYMOUS_MAX", 1)
        assert [anybody.get("/genres").status_code for _request in range(3)] == [200, 200, 200]


class TestDocument:
    def test_it_is_openapi_3_1_and_declares_problems(self, anybody):
        document = anybody.client.get("/api/v1/openapi.json").json()
        assert document["openapi"].startswith("3.1")
        post = document["paths"]["/api/v1/bands"]["post"]
        assert {"201", "400", "401", "403", "404", "409", "422", "429"} == set(post["responses"])
        assert "application/problem+json" in post["responses"]["409"]["content"]
        assert "Idempotency-Key" in {parameter["name"] for parameter in post["parameters"]}

    def test_every_reference_in_it_leads_somewhere(self, anybody):
        document = anybody.client.get("/api/v1/openapi.json").json()
        schemas = document["components"]["schemas"]
        text = json.dumps(document)
        references = {part.partition('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}
        assert references <= set(schemas)

    def test_its_page_names_every_call_and_loads_nothing_from_elsewhere(self, anybody):
        from tests.api.test_access import EXPECTED

        html = anybody.client.get("/api/v1/docs").content.decode()
        assert html.count("<article") == len(EXPECTED)
        assert 'src="http' not in html
