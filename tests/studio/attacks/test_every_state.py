"""Every post and every call about a session, in every state, by everybody."""

import json
import os
import random
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accounts.actions import create_api_token
from availability.actions import Wanted, claim, lock_calendars
from studio.states import HELD_SESSIONS, SessionState
from tests.factories import UserFactory
from tests.studio.attacks.scenes import state_of
from tests.studio.test_sessions import claims

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


IN_FULL = os.environ.get("HOSTILE") == "all"


DEEDS = (
    "approve", "decline", "withdraw", "cancel", "begin", "deliver", "revise", "complete", "report", "case", "settle",
    "call", "files", "mixes",
)  # fmt: skip


API_DEEDS = (
    "approve", "decline", "withdraw", "cancel", "start", "deliver", "request-revision", "accept", "dispute",
)  # fmt: skip


FORMS = [
    {"text": "\x00", "kind": "\x00", "back": "-1", "call_link": "javascript:alert(1)", "folder": "../..",
     "title": "\x00"},
    {"text": "\u202eevil", "kind": "work", "back": "9" * 30, "call_link": "https://a.example", "folder": "mixes",
     "title": "x" * 200, "sent_files": "x " * 2000, "version": "-1", "state": "completed"},
]  # fmt: skip
"""Each passes or fails other fields than the other one."""


def some_states():
    """Two, chosen anew in each run; all of them with `bin/chaos hostile`."""
    return list(SessionState) if IN_FULL else random.sample(list(SessionState), 2)


def put_into(session, state):
    """As if it had come to this state, however that may be; what is booked has its time, as the database demands."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE studio_session DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE studio_session SET state = %s, answer_by = now() + interval '1 day', accept_by = NULL", [state]
        )
        cursor.execute("ALTER TABLE studio_session ENABLE TRIGGER USER")
    if state in HELD_SESSIONS and not claims(session).exists():
        with transaction.atomic():
            calendar = session.worker.calendar_id
            lock_calendars([calendar])
            claim(wanted=[Wanted(calendar, session.starts_at, session.ends_at, session.pk, None)])


def test_no_form_of_a_session_breaks_in_any_state(client, session, client_user, user):
    for state in some_states():
        _send_every_form(client, session, client_user, user, state)


def _send_every_form(client, session, client_user, user, state):
    put_into(session, state)
    for who in (UserFactory(), client_user, user, UserFactory(is_staff=True)):
        client.force_login(who)
        for deed in DEEDS:
            for form in FORMS:
                address = reverse("studio:session", args=[session.pk]) + f"{deed}/"
                answer = client.post(address, form)
                told = (state, deed, form, answer.status_code)
                assert answer.status_code < 500, told
                if who not in (client_user, user) and not who.is_staff:
                    assert answer.status_code == 404, told
                if who.is_staff and deed != "settle":
                    assert answer.status_code in (302, 403, 422), told
                if state_of(session) != state:
                    assert who in (client_user, user), told
                    put_into(session, state)


def test_no_call_about_a_session_breaks_in_any_state(client, session, client_user, user):
    for state in some_states():
        _make_every_call(client, session, client_user, user, state)


def _make_every_call(client, session, client_user, user, state):
    put_into(session, state)
    bodies = [{"note": "\x00", "files": ["x"]}, {"note": "x" * 100_001, "kind": "x"}, {"files": [str(uuid4())] * 2}]
    bodies += [{"note": "\u202eevil", "kind": "work", "version": -1}]
    for who in (UserFactory(), client_user, user, UserFactory(is_staff=True)):
        token = create_api_token(acting_user=who, name="A script", scopes=["read", "write"])[1]
        for deed in API_DEEDS:
            for body in bodies:
                answer = client.post(
                    f"/api/v1/sessions/{session.pk}/{deed}", json.dumps(body), content_type="application/json",
                    headers={"authorization": f"Bearer {token}"},
                )  # fmt: skip
                told = (state, deed, body, answer.status_code, answer.content[:200])
                assert answer.status_code < 500, told
                if who not in (client_user, user):
                    assert 400 <= answer.status_code < 500, told
                if state_of(session) != state:
                    put_into(session, state)
