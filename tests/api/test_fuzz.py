"""Whatever is sent to whatever call: never a 5xx."""

import datetime as dt
import json
import os
from urllib.parse import quote

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import Caller
from tests.api.test_access import BODIES, EXPECTED, address

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = 100 if os.environ.get("HOSTILE") == "all" else 6
"""How much is sent to each call; the most in `bin/chaos hostile`."""
NASTY = ["", "\0", "\ud800", "a" * 20_000, "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "NaN", "%00", "-1"]
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(NASTY), st.datetimes().map(dt.datetime.isoformat))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.sampled_from([2**31, 2**63, -(2**63) - 1, 10**400])
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
QUERY_NAMES = ["from", "to", "kind", "q", "genre", "city", "radius_km", "night", "from_time", "to_time", "fee_max"]
QUERY_NAMES += ["currency", "cursor", "limit", "state", "band"]
QUERY_VALUES = st.one_of(TEXTS, st.integers().map(str), st.floats().map(str), st.dates().map(str), st.times().map(str))
QUERIES = st.dictionaries(st.sampled_from(QUERY_NAMES), QUERY_VALUES, max_size=4)


def escaped(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.fixture(scope="module")
def callers(made_world, django_db_blocker) -> list[Caller]:
    with django_db_blocker.unblock():
        return [Caller(made_world.leader), Caller(made_world.manager), Caller(made_world.staff)]


@pytest.mark.parametrize("call", sorted(EXPECTED))
def test_no_call_breaks(call, world, callers):
    method, _space, _pattern = call.partition(" ")
    path = address(call, world).partition("?")[0]
    good = BODIES.get(call, lambda world: {})(world)
    changed = st.dictionaries(st.sampled_from([*good, "x"]), VALUES).map(lambda changes: {**good, **changes})
    has_body = method not in ("GET", "DELETE")
    bodies = st.one_of(VALUES, changed) if has_body else st.none()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(body=bodies, query=QUERIES, caller=st.sampled_from(callers))
    def send(body, query, caller):
        asked = "&".join(f"{name}={escaped(value[:3000])}" for name, value in query.items())
        content = json.dumps(body).encode() if has_body else None
        with transaction.atomic():
            status = caller.call(method, f"{path}?{asked}", content).status_code
            transaction.set_rollback(True)
        assert status < 500, (call, body, query)

    send()


@pytest.fixture(scope="module")
def stranger(made_world, django_db_blocker) -> Caller:
    with django_db_blocker.unblock():
        return Caller(made_world.stranger)


@pytest.mark.parametrize("call", sorted(call for call in EXPECTED if "{slug}" in call or "{token}" in call))
@pytest.mark.parametrize("name", ["%00", "%ff", "..", "a" * 3000, "%F0%9F%8E%B8", "-", "%0a"])
def test_no_name_in_an_address_breaks(call, name, stranger):
    method, _space, path = call.partition(" ")
    path = path.replace("{slug}", name).replace("{token}", name)
    path = path.replace("{uuid:user_id}", "2f7e9f0e-5e9e-4a39-8e4e-6d1d8c1b0000")
    assert stranger.call(method, path, b"{}").status_code < 500
