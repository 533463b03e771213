"""What comes next in a session, as each reader reads it."""

import datetime as dt

import pytest

from accounts.models import Party
from studio.models import Session
from studio.queries.sessions import by_state
from studio.words.next_steps import Reader, say_next

UNTIL = dt.datetime(2027, 3, 6, 12, tzinfo=dt.UTC)
CLIENT, LEADER = Reader(True, False, works=False), Reader(False, True, works=True)
WORKER, STAFF = Reader(False, False, works=True), Reader(False, False, works=False)


def said(reader, state, **more):
    sides = {"client": Party(name="Mia"), "professional": Party(name="Low End", timezone="Europe/Berlin")}
    session = Session(state=state, answer_by=UNTIL, expires_at=UNTIL, accept_by=UNTIL, **sides, **more)
    return say_next(session, reader)


@pytest.mark.parametrize(
    ("reader", "state", "words"),
    [
        (LEADER, "requested", "Answer by Sat 6 Mar, 13:00"),
        (CLIENT, "requested", "Low End has until"),
        (CLIENT, "approved", "Pay by"),
        (LEADER, "approved", "Mia has until"),
        (LEADER, "confirmed", "You get the money"),
        (WORKER, "confirmed", "Low End gets the money"),
        (CLIENT, "delivered", "Accept it or ask for changes by"),
        (LEADER, "delivered", "to accept it or ask for changes"),
        (CLIENT, "disputed", "Give your side"),
        (CLIENT, "expired", "Book again"),
    ],
)
def test_each_reader_reads_what_they_can_do(reader, state, words):
    assert words in said(reader, state)


@pytest.mark.parametrize(("reader", "state", "words"), [(STAFF, "disputed", "Give your"), (LEADER, "expired", "Book")])
def test_nobody_is_asked_for_what_others_do(reader, state, words):
    assert words not in said(reader, state)


def test_work_without_a_time_promises_none():
    assert "to confirm your time" in said(CLIENT, "approved", starts_at=UNTIL)
    assert "to confirm your time" not in said(CLIENT, "approved")


@pytest.mark.parametrize("reader", [LEADER, WORKER])
def test_whoever_works_is_asked_to_deliver_what_was_promised(reader):
    assert "Deliver" in said(reader, "in_progress", delivery_days=7)
    assert "Deliver" not in said(reader, "in_progress", starts_at=UNTIL)
    assert "Low End is working on it" in said(CLIENT, "in_progress", delivery_days=7)


def test_disputes_come_first_among_ones_own_sessions():
    states = ("completed", "requested", "disputed")
    groups = by_state(Session(state=state) for state in states)
    assert [label for label, _found in groups] == ["In dispute", "Requested", "Completed"]
