"""What is proposed about a session, meant badly, too late or all at once."""

import datetime as dt
import json
import random

import pytest
from django.urls import reverse

from accounts.actions import create_api_token
from availability.errors import Busy
from availability.models import TimeBlock
from engagements.errors import WrongState
from media.actions import prepare
from payments.actions import refresh
from payments.models import Payment, Refund
from payments.queries.checks import differences
from payments.states import PaymentState
from studio.actions import update_service
from studio.actions.changes import (
    agree_change,
    buy_revision,
    decline_change,
    expire_change,
    propose_extension,
    propose_move,
    withdraw_change,
)
from studio.actions.sessions import (
    approve_session,
    begin_session,
    cancel_session,
    choose_worker,
    deliver_session,
)
from studio.models import Session, SessionChange
from studio.states import HELD_SESSIONS, OPEN_CHANGES, ChangeState, SessionState
from tests.payments.scenes import in_threads
from tests.payments.test_checkouts import pay, press
from tests.studio.changes.scenes import pay_for, the_change
from tests.studio.test_sessions import book, claims, paid
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def delivered(session, user, mixed):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")


def test_a_mix_that_cannot_be_heard_ends_the_revision_that_waits_to_be_paid(session, sent, mixed, user, client_user):
    Session.objects.filter(pk=session.pk).update(revisions=0, revision_minor=2_000)
    delivered(session, user, mixed)
    buy_revision(acting_user=client_user, session_id=session.pk, text="More bass")
    mix = mixed(is_prepared=False, content=b"fLaC" + bytes(2000))
    prepare(kind="previews", pk=mix.session_file.preview_id)
    change = the_change(session)
    assert Session.objects.get().state == SessionState.IN_PROGRESS
    assert change.state == ChangeState.ENDED
    assert Payment.objects.get(pk=change.payment_id).state == PaymentState.CANCELLED


def test_whoever_pays_for_a_revision_that_has_ended_meanwhile_gets_the_money_back(
    session, sent, mixed, user, client_user
):
    Session.objects.filter(pk=session.pk).update(revisions=0, revision_minor=2_000)
    delivered(session, user, mixed)
    buy_revision(acting_user=client_user, session_id=session.pk, text="More bass")
    mix = mixed(is_prepared=False, content=b"fLaC" + bytes(2000))
    payment = Payment.objects.get(pk=the_change(session).payment_id)
    url = press(client_user, payment)
    prepare(kind="previews", pk=mix.session_file.preview_id)
    pay(url)
    refresh(attempt_id=payment.attempts.get().pk)
    assert Refund.objects.get().amount_minor == 2_000
    session.refresh_from_db()
    assert (session.state, session.revisions, session.price_minor) == (SessionState.IN_PROGRESS, 0, 12_000)


def test_what_was_extended_still_moves(stripe_site, opened, client_user, start, user, professional, two):
    service = a_stored_service(user, professional, workers=two, max_minutes=120)
    session = paid(book(service, client_user, start))
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=60)
    session = pay_for(the_change(session), client_user)
    propose_move(acting_user=client_user, session_id=session.pk, starts_at=start + 2 * HOUR)
    session = agree_change(acting_user=user, change_id=the_change(session).pk)
    assert (session.starts_at, session.ends_at) == (start + 2 * HOUR, start + 5 * HOUR)


INSTANTS = ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x", "2027-03-28"]


def test_proposals_of_times_that_make_no_sense(client, stripe_site, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    asked = book(opened, client_user, start)
    booked = paid(approve_session(acting_user=user, session_id=book(opened, client_user, start + 4 * HOUR).pk))
    token = create_api_token(acting_user=user, name="A script", scopes=["read", "write"])[1]
    client.force_login(user)
    price = {"amount_minor": 100, "currency": "EUR"}
    for found, deeds in ((asked, ["terms"]), (booked, ["move", "extend"])):
        for deed in deeds:
            for moment in INSTANTS:
                for minutes in random.sample([-60, 0, 2**31 - 1, 2**63, 10**30, "x", 1.5, True, [60]], 2):
                    for amount in random.sample([100, -1, 10**13, 2**63], 1):
                        body = {"starts_at": moment, "minutes": minutes, "price": price | {"amount_minor": amount}}
                        answer = client.post(
                            f"/api/v1/sessions/{found.pk}/{deed}",
                            json.dumps(body),
                            content_type="application/json",
                            headers={"authorization": f"Bearer {token}"},
                        )
                        assert 400 <= answer.status_code < 500, (deed, body, answer.content)
            for day in ("9999-12-31", "0001-01-01", "2027-03-28", "x", "\x00", ""):
                for time in random.sample(["23:59", "02:30", "25:00", "\x00", ""], 1):
                    for amount in random.sample(["-1", "1e400", "NaN", "٣", "\x00", "9" * 5000], 2):
                        form = {"day": day, "time": time, "minutes": "9" * 50, "price": amount, "text": "\x00"}
                        answer = client.post(reverse(f"studio:session_{deed}", args=[found.pk]), form)
                        assert 400 <= answer.status_code < 500, (deed, form)
    assert not SessionChange.objects.exists()


def stands_as_it_says(session):
    """A session that is booked has its time, for its worker; nothing waits for an answer, and the books are right."""
    session.refresh_from_db()
    assert not session.changes.filter(state__in=OPEN_CHANGES).exists()
    held = [(claim.calendar_id, claim.period.lower, claim.period.upper, claim.expires_at) for claim in claims(session)]
    wanted = [(session.worker.calendar_id, session.starts_at, session.ends_at, None)]
    assert held == (wanted if session.state in HELD_SESSIONS else [])
    assert not TimeBlock.objects.claims().filter(occasion__in=session.changes.values("pk")).exists()
    assert not differences()


def test_agreeing_declining_and_withdrawing_at_once_has_one_winner(session, client_user, user, start):
    for hours in (1, 2, 3):
        session.refresh_from_db()
        wanted = start + hours * HOUR
        propose_move(acting_user=client_user, session_id=session.pk, starts_at=wanted)
        change = the_change(session).pk
        raised = in_threads(
            lambda change=change: agree_change(acting_user=user, change_id=change),
            lambda change=change: agree_change(acting_user=user, change_id=change),
            lambda change=change: decline_change(acting_user=user, change_id=change),
            lambda change=change: withdraw_change(acting_user=client_user, change_id=change),
            lambda change=change: expire_change(change_id=change, at=start),
        )
        assert raised[:4].count(None) <= 1
        assert {type(each) for each in raised} <= {type(None), WrongState, Busy}
        stands_as_it_says(session)
        assert (session.starts_at == wanted) is (the_change(session).state == ChangeState.AGREED)


def test_moving_calling_off_and_another_worker_at_once_leave_one_time(session, client_user, user, start, two):
    propose_move(acting_user=client_user, session_id=session.pk, starts_at=start + 2 * HOUR)
    change = the_change(session).pk
    raised = in_threads(
        lambda: agree_change(acting_user=user, change_id=change),
        lambda: choose_worker(acting_user=user, session_id=session.pk, worker_id=two[0].pk),
        lambda: choose_worker(acting_user=user, session_id=session.pk, worker_id=two[1].pk),
        lambda: cancel_session(acting_user=client_user, session_id=session.pk, text="Ill"),
    )
    assert {type(each) for each in raised} <= {type(None), WrongState, Busy}
    stands_as_it_says(session)


def test_paying_for_more_time_against_dropping_it_against_calling_off(session, client_user, user):
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=60)
    change = the_change(session)
    payment = Payment.objects.get(pk=change.payment_id)
    pay(press(client_user, payment))
    attempt = payment.attempts.get().pk
    raised = in_threads(
        lambda: refresh(attempt_id=attempt),
        lambda: refresh(attempt_id=attempt),
        lambda: withdraw_change(acting_user=client_user, change_id=change.pk),
        lambda: cancel_session(acting_user=user, session_id=session.pk, text="Ill"),
    )
    assert {type(each) for each in raised} <= {type(None), WrongState, Busy}
    refresh(attempt_id=attempt)
    stands_as_it_says(session)
    came = sum(each.amount_minor for each in Payment.objects.all() if each.attempts.filter(state="paid").exists())
    gone = sum(each.amount_minor for each in Refund.objects.all())
    assert came - gone == (session.price_minor if session.state in HELD_SESSIONS else 0)
