"""What is proposed about a session: other terms, another time, more time, another revision."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from availability.models import TimeBlock
from engagements.errors import WrongState
from notifications.models import Notification
from payments.actions import expire_payment, expire_unasked, refresh
from payments.hooks import may_be_sent
from payments.models import Payment, Refund
from payments.queries.checks import differences
from payments.states import PaymentState
from studio.actions import update_service
from studio.actions.changes import (
    agree_change,
    buy_revision,
    decline_change,
    propose_extension,
    propose_move,
    propose_terms,
    withdraw_change,
)
from studio.actions.sessions import (
    approve_session,
    ask_for_revision,
    begin_session,
    cancel_session,
    complete_session,
    deliver_session,
    report_problem,
    withdraw_session,
)
from studio.emails import render_changes
from studio.errors import AnotherChange, NoRevisions, SlotGone, TooManyLapses
from studio.models import Session
from studio.periodic import follow_the_clock
from studio.states import ChangeState, SessionState
from tests.factories import UserFactory
from tests.payments.scenes import in_threads
from tests.payments.test_checkouts import pay, press
from tests.studio.test_sessions import book, claims, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def asked(stripe_site, opened, client_user, start, user):
    """A request for two hours at 120.00."""
    update_service(acting_user=user, service=opened, mode="request")
    return book(opened, client_user, start)


@pytest.fixture
def booked(stripe_site, opened, client_user, start):
    """Two hours, booked at once and paid."""
    return paid(book(opened, client_user, start))


def the_change(session):
    return session.changes.order_by("-proposed_at", "-pk").first()


def pay_for(change, user):
    """The client pays for a change by card, and the site hears of it."""
    payment = Payment.objects.get(pk=change.payment_id)
    assert pay(press(user, payment)) == 303
    refresh(attempt_id=payment.attempts.get().pk)
    change.refresh_from_db()
    return Session.objects.get(pk=change.session_id)


def on_calendar(change):
    return TimeBlock.objects.claims().filter(occasion=change.pk)


# Other terms


def test_the_client_takes_a_counter_offer_and_pays_its_price(asked, client_user, user, start):
    propose_terms(
        acting_user=user, session_id=asked.pk, starts_at=start + HOUR, minutes=180, price_minor=15_000, text="Later?"
    )
    change = the_change(asked)
    assert (change.state, change.side, change.ends_at) == (ChangeState.PROPOSED, "professional", start + 4 * HOUR)
    assert not claims(asked)
    session = agree_change(acting_user=client_user, change_id=change.pk)
    assert (session.state, session.starts_at, session.ends_at, session.minutes, session.price_minor) == (
        SessionState.APPROVED, start + HOUR, start + 4 * HOUR, 180, 15_000
    )  # fmt: skip
    assert session.payment.amount_minor == 15_000
    assert claims(session).get().period.lower == start + HOUR
    assert paid(session).state == SessionState.CONFIRMED


def test_a_counter_offer_is_answered_by_another_one(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    first = the_change(asked)
    propose_terms(acting_user=client_user, session_id=asked.pk, price_minor=15_000)
    second = the_change(asked)
    first.refresh_from_db()
    assert (first.state, second.side) == (ChangeState.ENDED, "client")
    with pytest.raises(WrongState):
        agree_change(acting_user=client_user, change_id=first.pk)
    with pytest.raises(AnotherChange):
        propose_terms(acting_user=client_user, session_id=asked.pk, price_minor=14_000)
    session = agree_change(acting_user=user, change_id=second.pk)
    assert (session.state, session.price_minor, session.payment.amount_minor) == (
        SessionState.APPROVED, 15_000, 15_000
    )  # fmt: skip


def test_only_the_other_side_answers(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    change = the_change(asked)
    for wrong in (user, UserFactory(), UserFactory(is_staff=True)):
        for answer in (agree_change, decline_change):
            with pytest.raises(PermissionDenied):
                answer(acting_user=wrong, change_id=change.pk)
    for wrong in (client_user, UserFactory()):
        with pytest.raises(PermissionDenied):
            withdraw_change(acting_user=wrong, change_id=change.pk)
    with pytest.raises(PermissionDenied):
        propose_terms(acting_user=UserFactory(), session_id=asked.pk, price_minor=20_000)


def test_a_declined_counter_offer_leaves_the_request_as_it_was(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    session = decline_change(acting_user=client_user, change_id=the_change(asked).pk, text="Too much")
    assert (session.state, session.price_minor, the_change(asked).state) == (
        SessionState.REQUESTED, 12_000, ChangeState.DECLINED
    )  # fmt: skip
    assert approve_session(acting_user=user, session_id=asked.pk).payment.amount_minor == 12_000


def test_what_becomes_of_the_request_ends_the_counter_offer(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    withdraw_session(acting_user=client_user, session_id=asked.pk)
    assert the_change(asked).state == ChangeState.ENDED


def test_a_request_with_a_counter_offer_that_nobody_answers_is_over(asked, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    follow_the_clock(timezone.now() + 49 * HOUR)
    asked.refresh_from_db()
    assert (asked.state, the_change(asked).state) == (SessionState.EXPIRED, ChangeState.ENDED)


def test_terms_are_checked(asked, booked_elsewhere, user, start):
    for wrong in (
        {"price_minor": 0},
        {"price_minor": -5},
        {"price_minor": 12_000},
        {"price_minor": 9_000, "minutes": 45},
        {"price_minor": 9_000, "starts_at": timezone.now() - HOUR},
        {"price_minor": 9_000, "starts_at": start + 20 * HOUR},
        {"price_minor": 9_000, "starts_at": start + 4 * HOUR},
    ):
        with pytest.raises(ValidationError):
            propose_terms(acting_user=user, session_id=asked.pk, **wrong)
    assert not asked.changes.exists()


@pytest.fixture
def booked_elsewhere(opened, start, user):
    """Somebody else has two hours, four hours later."""
    update_service(acting_user=user, service=opened, mode="instant")
    return paid(book(opened, UserFactory(), start + 4 * HOUR))


# Another time


@pytest.mark.parametrize("proposer", ["client", "professional"])
def test_a_session_moves_when_the_other_side_agrees(booked, client_user, user, start, proposer):
    mine, theirs = (client_user, user) if proposer == "client" else (user, client_user)
    propose_move(acting_user=mine, session_id=booked.pk, starts_at=start + HOUR)
    assert claims(booked).get().period.lower == start
    session = agree_change(acting_user=theirs, change_id=the_change(booked).pk)
    assert (session.state, session.starts_at, session.ends_at) == (
        SessionState.CONFIRMED, start + HOUR, start + 3 * HOUR
    )  # fmt: skip
    [claim] = claims(session)
    assert (claim.period.lower, claim.period.upper, claim.expires_at) == (start + HOUR, start + 3 * HOUR, None)
    assert the_change(booked).state == ChangeState.AGREED


def test_a_time_that_is_taken_meanwhile_is_not_moved_to(booked, opened, client_user, user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + 3 * HOUR)
    book(opened, UserFactory(), start + 4 * HOUR)
    with pytest.raises(SlotGone):
        agree_change(acting_user=user, change_id=the_change(booked).pk)
    assert claims(booked).get().period.lower == start
    assert the_change(booked).state == ChangeState.PROPOSED


def test_a_move_that_nobody_answers_leaves_the_session(booked, client_user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)
    follow_the_clock(timezone.now() + 49 * HOUR)
    booked.refresh_from_db()
    assert (booked.state, booked.starts_at, the_change(booked).state) == (
        SessionState.CONFIRMED, start, ChangeState.EXPIRED
    )  # fmt: skip


def test_what_has_begun_is_moved_no_more(booked, client_user, user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)
    begin_session(acting_user=None, session_id=booked.pk, at=start)
    assert the_change(booked).state == ChangeState.ENDED
    with pytest.raises(WrongState):
        agree_change(acting_user=user, change_id=the_change(booked).pk)
    with pytest.raises(WrongState):
        propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)


# More time


def test_the_client_extends_at_once_and_it_is_booked_when_paid(booked, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=90)
    change = the_change(booked)
    assert (change.state, change.price_minor, change.payment.amount_minor) == (ChangeState.TO_PAY, 9_000, 9_000)
    [claim] = on_calendar(change)
    assert (claim.period.lower, claim.period.upper) == (start + 2 * HOUR, start + 3.5 * HOUR)
    assert claim.expires_at == change.expires_at + 2 * MINUTE
    session = pay_for(change, client_user)
    assert (session.ends_at, session.minutes, session.price_minor) == (start + 3.5 * HOUR, 210, 21_000)
    [claim] = claims(session)
    assert (claim.period.lower, claim.period.upper, claim.expires_at) == (start, start + 3.5 * HOUR, None)
    assert not on_calendar(change)
    assert change.state == ChangeState.AGREED


def test_an_extension_that_is_not_paid_gives_its_time_back(booked, opened, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    change = the_change(booked)
    with pytest.raises(SlotGone):
        book(opened, UserFactory(), start + 2 * HOUR)
    Payment.objects.filter(pk=change.payment_id).update(expires_at=timezone.now() - 3 * MINUTE)
    expire_payment(payment_id=change.payment_id)
    change.refresh_from_db()
    booked.refresh_from_db()
    assert (change.state, booked.ends_at, booked.price_minor) == (ChangeState.EXPIRED, start + 2 * HOUR, 12_000)
    assert book(opened, UserFactory(), start + 2 * HOUR).state == SessionState.APPROVED


@pytest.mark.parametrize("is_taken", [False, True])
def test_an_extension_paid_late_counts_while_the_time_is_free(booked, opened, client_user, start, is_taken):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    change = the_change(booked)
    payment = Payment.objects.get(pk=change.payment_id)
    url = press(client_user, payment)
    Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - 3 * MINUTE)
    expire_unasked(payment_id=payment.pk)
    if is_taken:
        book(opened, UserFactory(), start + 2 * HOUR)
    pay(url)
    refresh(attempt_id=payment.attempts.get().pk)
    change.refresh_from_db()
    booked.refresh_from_db()
    assert change.state == (ChangeState.EXPIRED if is_taken else ChangeState.AGREED)
    assert booked.minutes == (120 if is_taken else 180)
    assert Refund.objects.count() == int(is_taken)
    assert not differences()


def test_the_professional_agrees_to_more_time_where_it_is_not_booked_at_once(asked, opened, client_user, user, start):
    approve_session(acting_user=user, session_id=asked.pk)
    session = paid(Session.objects.get(pk=asked.pk))
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=30)
    change = the_change(session)
    assert (change.state, on_calendar(change).exists()) == (ChangeState.PROPOSED, False)
    agree_change(acting_user=user, change_id=change.pk)
    change.refresh_from_db()
    assert (change.state, on_calendar(change).exists()) == (ChangeState.TO_PAY, True)
    assert pay_for(change, client_user).ends_at == start + 2.5 * HOUR


def test_the_professional_proposes_more_time_and_the_client_pays(booked, client_user, user, start):
    propose_extension(acting_user=user, session_id=booked.pk, minutes=30)
    agree_change(acting_user=client_user, change_id=the_change(booked).pk)
    assert pay_for(the_change(booked), client_user).ends_at == start + 2.5 * HOUR


def test_more_time_is_checked(booked, client_user, start, user):
    for wrong in (0, -30, 45, 24 * 60):
        with pytest.raises(ValidationError):
            propose_extension(acting_user=client_user, session_id=booked.pk, minutes=wrong)
    with pytest.raises(WrongState):
        propose_extension(acting_user=client_user, session_id=booked.pk, minutes=30, at=start + 2 * HOUR)
    assert not booked.changes.exists()


def test_more_time_against_a_rival_has_one_winner(booked, opened, client_user, start):
    rivals = [UserFactory() for _ in range(7)]

    def extend():
        propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)

    raised = in_threads(extend, *(lambda rival=rival: book(opened, rival, start + 2 * HOUR) for rival in rivals))
    assert [type(error) for error in raised].count(type(None)) == 1
    assert {type(error).__name__ for error in raised if error} <= {"SlotGone", "Busy"}
    taken = TimeBlock.objects.claims().filter(period__startswith__gte=start + 2 * HOUR)
    assert len(taken) == 1


def test_calling_it_off_gives_both_payments_back_by_the_tiers(booked, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    session = pay_for(the_change(booked), client_user)
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill", at=start - 2 * DAY - HOUR)
    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == [3_000, 6_000]
    assert not differences()


def test_a_dispute_ends_what_is_to_be_paid(booked, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    change = the_change(booked)
    report_problem(acting_user=client_user, session_id=booked.pk, kind="no_show", text="Nobody came", at=start + HOUR)
    change.refresh_from_db()
    assert (change.state, change.payment.state) == (ChangeState.ENDED, PaymentState.CANCELLED)
    assert not on_calendar(change)


def test_one_proposal_at_a_time_even_in_the_database(booked, client_user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)
    again = the_change(booked)
    again.pk, again._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


# Another revision


@pytest.fixture
def delivered(stripe_site, opened, client_user, start, user):
    """Delivered, with the one revision that was included used; another one costs 20.00."""
    update_service(acting_user=user, service=opened, revisions=1, revision_minor=2_000, delivery_days=3)
    session = paid(book(opened, client_user, start + 4 * HOUR))
    begin_session(acting_user=None, session_id=session.pk, at=start + 4 * HOUR)
    deliver_session(acting_user=user, session_id=session.pk, text="Here it is")
    ask_for_revision(acting_user=client_user, session_id=session.pk, text="Louder")
    return deliver_session(acting_user=user, session_id=session.pk, text="Louder")


def test_a_further_revision_is_paid_and_then_asked_for(delivered, client_user, user):
    with pytest.raises(NoRevisions):
        ask_for_revision(acting_user=client_user, session_id=delivered.pk, text="Softer")
    buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer")
    change = the_change(delivered)
    delivered.refresh_from_db()
    assert (change.state, change.payment.amount_minor, delivered.state) == (
        ChangeState.TO_PAY, 2_000, SessionState.DELIVERED
    )  # fmt: skip
    session = pay_for(change, client_user)
    assert (session.state, session.revisions, session.revisions_used, session.price_minor) == (
        SessionState.IN_PROGRESS, 2, 2, 14_000
    )  # fmt: skip
    deliver_session(acting_user=user, session_id=session.pk, text="Softer")
    complete_session(acting_user=client_user, session_id=session.pk)
    payments = Payment.objects.all()
    assert [True in may_be_sent(payment) for payment in payments] == [True, True]


def test_the_clock_waits_while_a_revision_is_paid_for_but_not_for_ever(delivered, client_user):
    late = delivered.accept_by - MINUTE
    for count in range(3):
        buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer", at=late + count * MINUTE)
        delivered.refresh_from_db()
        assert delivered.accept_by == late + count * MINUTE + 62 * MINUTE
        withdraw_change(acting_user=client_user, change_id=the_change(delivered).pk)
    with pytest.raises(TooManyLapses):
        buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer", at=late + 4 * MINUTE)


def test_a_revision_that_is_to_be_paid_ends_when_the_work_is_accepted(delivered, client_user):
    buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer")
    complete_session(acting_user=client_user, session_id=delivered.pk)
    change = the_change(delivered)
    assert (change.state, change.payment.state) == (ChangeState.ENDED, PaymentState.CANCELLED)


def test_where_no_revision_is_for_sale_none_is_sold(booked, client_user, user, start):
    begin_session(acting_user=None, session_id=booked.pk, at=start)
    with pytest.raises(WrongState):
        buy_revision(acting_user=client_user, session_id=booked.pk, text="Softer")
    deliver_session(acting_user=user, session_id=booked.pk, text="Here")
    with pytest.raises(NoRevisions):
        buy_revision(acting_user=client_user, session_id=booked.pk, text="Softer")


# Pages

SAID = {"text": "Discount"}


def post(client, who, path, **data):
    client.force_login(who)
    return client.post(path, data)


def test_a_counter_offer_by_the_pages(client, asked, client_user, user, start):
    page = f"/sessions/{asked.pk}/"
    client.force_login(user)
    assert "Propose other terms" in client.get(page).content.decode()
    wrong = post(client, user, page + "terms/", day="2026-02-30", time="25:00", minutes="120", price="cheap")
    assert wrong.status_code == 422
    assert wrong.context["proposal_forms"]["terms"].errors.keys() == {"day", "time", "price"}
    local = start.astimezone(ZoneInfo("Europe/Berlin"))
    sent = {
        "day": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M}",
        "minutes": "120",
        "price": "99.50",
        "text": "Discount",
    }
    assert post(client, user, page + "terms/", **sent).status_code == 302
    assert post(client, user, page + "terms/", **sent).status_code == 409
    change = the_change(asked)
    assert (change.price_minor, change.starts_at) == (9_950, start)
    client.force_login(client_user)
    shown = client.get(page).content.decode()
    assert "Discount" in shown
    assert "€99.50" in shown
    answer = post(client, client_user, f"/sessions/changes/{change.pk}/agree/")
    assert answer.url == page
    asked.refresh_from_db()
    assert (asked.state, asked.price_minor) == (SessionState.APPROVED, 9_950)


def test_more_time_by_the_pages_leads_to_the_page_to_pay_on(client, booked, client_user):
    path = f"/sessions/{booked.pk}/extend/"
    assert post(client, client_user, path, minutes="20").status_code == 422
    answer = post(client, client_user, path, minutes="60")
    assert answer.url == f"/payments/{the_change(booked).payment_id}/"
    assert "€60" in client.get(f"/sessions/{booked.pk}/").content.decode()


def test_a_move_and_a_revision_by_the_pages(client, booked, delivered, client_user, user, start):
    local = (start + HOUR).astimezone(ZoneInfo("Europe/Berlin"))
    sent = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    assert post(client, client_user, f"/sessions/{booked.pk}/move/", **sent).status_code == 302
    change = the_change(booked)
    assert change.starts_at == start + HOUR
    assert post(client, user, f"/sessions/changes/{change.pk}/decline/").status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.DECLINED
    client.force_login(client_user)
    assert "€20" in client.get(f"/sessions/{delivered.pk}/").content.decode()
    assert post(client, client_user, f"/sessions/{delivered.pk}/buy-revision/", text="").status_code == 422
    answer = post(client, client_user, f"/sessions/{delivered.pk}/buy-revision/", text="Softer")
    assert answer.url == f"/payments/{the_change(delivered).payment_id}/"


def test_today_and_mails_tell_of_a_proposal(client, asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=9_900, text="Cheaper")
    client.force_login(client_user)
    assert "€99" in client.get(reverse("discovery:today")).content.decode()
    told = Notification.objects.filter(kind="studio.proposed")
    assert {each.user for each in told} == {client_user}
    [text] = render_changes(list(told), client_user)
    assert "€99" in text.text
    assert not text.is_over
    assert render_changes(list(told), UserFactory()) == [None]
    decline_change(acting_user=client_user, change_id=the_change(asked).pk)
    [text] = render_changes(list(told), client_user)
    assert text.is_over
