"""What somebody who means harm, or comes too late, tries with sessions; each of it is refused and changes nothing."""

import datetime as dt
import json
import os
import random
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import create_api_token, end_membership
from accounts.models import User
from accounts.states import Approval, Role
from availability.actions import Wanted, claim, lock_calendars
from availability.queries.orphans import orphaned_claims
from departures.actions.leaving import close_account, leave_team, shut_out
from engagements.errors import WrongState
from notifications.models import Notification
from payments.actions import expire_unasked, refresh
from payments.models import Payment, Refund
from payments.states import PaymentState
from studio.access import side_in
from studio.actions import update_service
from studio.actions.sessions import (
    approve_session,
    ask_for_revision,
    begin_session,
    cancel_session,
    complete_session,
    deliver_session,
    report_problem,
    state_case,
)
from studio.actions.work import add_files, add_mix, remove_file
from studio.errors import DeliveredAlready, TooEarly
from studio.models import Session, SessionFile
from studio.periodic import follow_the_clock
from studio.states import HELD_SESSIONS, SessionState
from tests.factories import MembershipFactory, UserFactory
from tests.payments.test_checkouts import pay, press
from tests.studio.test_sessions import book, claims, paid
from tests.studio.test_slots import a_stored_service
from tests.studio.test_work import mixed, sent

__all__ = ["mixed", "sent"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
IN_FULL = os.environ.get("HOSTILE") == "all"
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def session(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))


def state_of(session):
    return Session.objects.get(pk=session.pk).state


# --- Moves that the table allows for somebody else ---------------------------------------------------------------


def test_no_revision_is_asked_for_before_anything_was_delivered(session, client_user, user):
    for state in (SessionState.CONFIRMED, SessionState.IN_PROGRESS):
        assert state_of(session) == state
        with pytest.raises(WrongState):
            ask_for_revision(acting_user=client_user, session_id=session.pk, text="More bass")
        if state == SessionState.CONFIRMED:
            begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    assert Session.objects.get().revisions_used == 0


def test_what_was_delivered_does_not_begin_again(session, client_user, user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    deliver_session(acting_user=user, session_id=session.pk, text="Here it is")
    for who in (user, None):  # the clock may have read it as booked just before
        with pytest.raises(WrongState):
            begin_session(acting_user=who, session_id=session.pk, at=session.starts_at + HOUR)
    assert state_of(session) == SessionState.DELIVERED


def test_who_begins_too_early_takes_the_money_back_from_nobody(session, client_user, user):
    with pytest.raises(TooEarly):
        begin_session(acting_user=user, session_id=session.pk)
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill")
    assert Refund.objects.get().amount_minor == 12_000


def test_a_request_is_not_approved_once_its_time_to_be_answered_is_over(opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    with pytest.raises(WrongState):
        approve_session(acting_user=user, session_id=session.pk, at=session.answer_by)
    assert (state_of(session), claims(session).count()) == (SessionState.REQUESTED, 0)


# --- Money that comes late ---------------------------------------------------------------------------------------


def unpaid_on_an_open_page(service, user, start):
    """A slot whose time to be paid is over, while the clock stood still; and the page to pay on, still open."""
    session = book(service, user, start)
    payment = Payment.objects.get(pk=session.payment_id)
    url = press(user, payment)
    over = timezone.now() - 3 * MINUTE
    Payment.objects.filter(pk=payment.pk).update(expires_at=over)
    Session.objects.filter(pk=session.pk).update(expires_at=over)
    claims(session).update(expires_at=over + 2 * MINUTE)
    return session, payment, url


def come_to_pay(payment, url):
    pay(url)
    refresh(attempt_id=payment.attempts.get().pk)
    payment.refresh_from_db()


def test_who_pays_before_the_clock_knows_that_it_is_too_late_gets_the_time_while_it_is_free(
    stripe_site, opened, client_user, start
):
    session, payment, url = unpaid_on_an_open_page(opened, client_user, start)
    come_to_pay(payment, url)
    assert (state_of(session), payment.state) == (SessionState.CONFIRMED, PaymentState.PAID)
    assert claims(session).get().expires_at is None


def test_who_pays_before_the_clock_knows_that_the_time_is_gone_gets_the_money_back(
    stripe_site, opened, client_user, start
):
    session, payment, url = unpaid_on_an_open_page(opened, client_user, start)
    rival = book(opened, UserFactory(), start)
    come_to_pay(payment, url)
    assert (state_of(session), payment.state) == (SessionState.EXPIRED, PaymentState.EXPIRED)
    assert Refund.objects.get().amount_minor == 12_000
    assert claims(rival).count() == 1


def late(service, user, start, before):
    """A session that was not paid in time, what happened `before` somebody paid it all the same, and its payment."""
    session, payment, url = unpaid_on_an_open_page(service, user, start)
    expire_unasked(payment_id=payment.pk)
    assert state_of(session) == SessionState.EXPIRED
    before(session)
    come_to_pay(payment, url)
    return session, payment


@pytest.mark.parametrize("side", ["client", "professional"])
@pytest.mark.parametrize("approval", [Approval.SUSPENDED, Approval.CLOSED])
def test_a_late_payment_to_or_by_who_has_left_goes_back(stripe_site, opened, client_user, start, side, approval):
    def leave(session):
        type(session.client).objects.filter(pk=getattr(session, f"{side}_id")).update(approval=approval)

    session, _payment = late(opened, client_user, start, leave)
    assert state_of(session) == SessionState.EXPIRED
    assert Refund.objects.get().amount_minor == 12_000


def test_a_late_payment_of_another_price_goes_back(stripe_site, opened, client_user, start, user):
    session, _payment = late(
        opened, client_user, start, lambda _s: update_service(acting_user=user, service=opened, amount_minor=9_000)
    )
    assert state_of(session) == SessionState.EXPIRED
    assert Refund.objects.get().amount_minor == 12_000


def test_a_late_payment_counts_with_the_buffer_that_was_agreed(stripe_site, opened, client_user, start, user):
    """The service has no buffer any more, and somebody else begins where the one of the session would be."""
    update_service(acting_user=user, service=opened, buffer_minutes=60)
    opened.refresh_from_db()

    def take_the_buffer(session):
        update_service(acting_user=user, service=opened, buffer_minutes=0)
        opened.refresh_from_db()
        book(opened, UserFactory(), start + 3 * HOUR)

    session, _payment = late(opened, client_user, start + HOUR, take_the_buffer)
    assert state_of(session) == SessionState.EXPIRED
    assert Refund.objects.get().amount_minor == 12_000


# --- What has been agreed on, or is evidence, stays ----------------------------------------------------------------


def stems(who, session, sent, folder="stems"):
    return add_files(acting_user=who, session_id=session.pk, folder=folder, files=[sent(who)])[0]


def test_nobody_takes_away_what_was_delivered_or_what_is_disputed(session, sent, user, client_user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    mine, theirs = stems(user, session, sent, "masters"), stems(client_user, session, sent)
    spare = stems(user, session, sent)
    remove_file(acting_user=user, file_id=spare.pk)
    deliver_session(acting_user=user, session_id=session.pk, text="Masters are there")

    def refused():
        for who, file in ((user, mine), (client_user, theirs)):
            with pytest.raises((WrongState, DeliveredAlready)):
                remove_file(acting_user=who, file_id=file.pk)

    refused()
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums")
    refused()
    complete_session(acting_user=client_user, session_id=session.pk)
    refused()
    assert SessionFile.objects.count() == 2


def test_no_button_offers_what_would_be_refused(client, session, sent, user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    add_mix(acting_user=user, session_id=session.pk, title="Song", file=sent(user))
    stems(user, session, sent)
    client.force_login(user)
    page = reverse("studio:session_files", args=[session.pk])
    assert client.get(page).text.count("/remove/") == 2
    report_problem(acting_user=user, session_id=session.pk, kind="other", text="They are silent")
    assert client.get(page).text.count("/remove/") == 0


def test_a_dispute_takes_no_flood_of_statements(client, session, user, client_user):
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums", at=session.starts_at)
    client.force_login(client_user)
    case = reverse("studio:session_case", args=[session.pk])
    answers = [client.post(case, {"text": f"And {number}"}).status_code for number in range(25)]
    assert answers.count(302) == 20
    assert set(answers[20:]) == {422}
    state_case(acting_user=user, session_id=session.pk, text="The other side is heard all the same")


def test_who_has_left_the_team_hears_no_more(stripe_site, opened, client_user, start, user, professional, sent):
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    service = a_stored_service(user, professional, workers=[worker])
    session = paid(book(service, client_user, start))
    assert session.worker == worker
    end_membership(acting_user=user, party=professional.party, user=worker)
    Notification.objects.all().delete()
    stems(client_user, session, sent)
    assert set(Notification.objects.filter(kind="studio.files").values_list("user", flat=True)) == {user.pk}


# --- Checks of stored data -----------------------------------------------------------------------------------------


def test_claims_of_sessions_are_explained(session, user, client_user):
    call_command("check_claims")
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    call_command("check_claims")
    deliver_session(acting_user=user, session_id=session.pk, text="Done")
    call_command("check_claims")
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums")
    call_command("check_claims")


# --- Forms ---------------------------------------------------------------------------------------------------------

EXTREMES = [
    "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1900-01-01T10:00:00+01:00",
    "2027-03-28T02:30:00+01:00", "2027-10-31T02:30:00+02:00", "x", "\x00", "2027-13-45T99:99:99Z",
]  # fmt: skip


@pytest.mark.parametrize("start_text", EXTREMES)
@pytest.mark.parametrize("minutes", ["120", "-120", "0", "9" * 30, "1e9", "\x00", ""])
def test_times_and_lengths_that_make_no_sense(client, opened, client_user, start_text, minutes):
    client.force_login(client_user)
    slug = opened.professional.party.slug
    told = {"start": start_text, "minutes": minutes, "price": "12000", "is_remote": "True", "sure": "on"}
    for name in ("book_review", "book_details"):
        answer = client.post(reverse(f"studio:{name}", args=[slug, opened.pk]), told)
        assert answer.status_code < 500, name
    answer = client.get(reverse("studio:book_details", args=[slug, opened.pk]), told)
    assert answer.status_code < 500
    assert (
        client.get(reverse("studio:book_time", args=[slug, opened.pk]), told | {"day": "9999-12-31"}).status_code < 500
    )
    assert not Session.objects.exists()


@pytest.mark.parametrize("price", ["-1", "0", "9" * 40, "9" * 5000, "12000.5", "NaN", "\x00", "١٢٠٠٠x"])
def test_prices_that_nobody_was_shown(client, opened, client_user, start, price):
    client.force_login(client_user)
    told = {"start": start.isoformat(), "minutes": "120", "price": price, "is_remote": "True", "sure": "on"}
    review = reverse("studio:book_review", args=[opened.professional.party.slug, opened.pk])
    answer = client.post(review, told)
    assert 400 <= answer.status_code < 500
    assert not Session.objects.exists()


def test_a_claim_of_a_session_that_is_over_is_found(session, user):
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    assert [claim.occasion for claim in orphaned_claims()] == [session.pk]


# --- Who leaves ------------------------------------------------------------------------------------------------------


@pytest.fixture
def worked(stripe_site, opened, client_user, start, user, professional):
    """A session that is booked, and a member of the team who works in it."""
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    service = a_stored_service(user, professional, workers=[worker])
    return paid(book(service, client_user, start))


@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize("how", ["left", "deleted", "shut out"])
def test_what_only_the_leaver_could_do_is_called_off_and_what_has_begun_is_the_leaders(
    worked, user, client_user, professional, how, is_begun
):
    worker = User.objects.get(pk=worked.worker_id)
    if is_begun:
        begin_session(acting_user=user, session_id=worked.pk, at=worked.starts_at)
    if how == "left":
        leave_team(acting_user=worker, party=professional.party, leaver=worker)
    elif how == "deleted":
        close_account(acting_user=worker)
    else:
        shut_out(acting_user=UserFactory(is_staff=True, is_superuser=True), user=worker, reason="Fraud")
    session = Session.objects.get(pk=worked.pk)
    assert session.state == (SessionState.IN_PROGRESS if is_begun else SessionState.CANCELLED)
    call_command("check_claims")
    assert side_in(User.objects.get(pk=worker.pk), session) is None
    if not is_begun:
        assert (claims(session).exists(), Refund.objects.get().amount_minor) == (False, session.price_minor)
        return
    deliver_session(acting_user=user, session_id=session.pk, text="I did it myself")
    complete_session(acting_user=client_user, session_id=session.pk)


@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize("who", ["client", "professional"])
def test_an_account_ends_with_what_was_booked_and_not_begun(session, user, client_user, who, is_begun):
    if is_begun:
        begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    leaver = client_user if who == "client" else user
    closing = [session.professional_id] if who == "professional" else []
    close_account(acting_user=leaver, closing=closing)
    assert state_of(session) == (SessionState.IN_PROGRESS if is_begun else SessionState.CANCELLED)
    assert [each.amount_minor for each in Refund.objects.all()] == ([] if is_begun else [12_000])
    call_command("check_claims")
    follow_the_clock(session.ends_at + 2 * DAY)
    assert state_of(session) == (SessionState.COMPLETED if is_begun else SessionState.CANCELLED)


# --- Every post in every state, by everybody --------------------------------------------------------------------------

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
