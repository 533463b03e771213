"""Tips: given once a session is done, paid like any other payment, sent at once and without a fee."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval
from engagements.actions.doing import Doing
from engagements.errors import WrongState
from engagements.states import Channel
from notifications.models import Notification
from payments.actions import expire_payment, refresh
from payments.actions.payees import send_to_payees
from payments.models import Payment, Transfer
from payments.queries.checks import differences
from payments.states import PaymentState, Purpose
from studio.actions.sessions import begin_session, complete_session, end_sessions, give_tip, take_tip_back
from studio.models import Session, Tip
from studio.queries.payments import payments_of, sessions_paid_by
from tests.factories import UserFactory
from tests.payments.scenes import connected, in_threads
from tests.payments.test_checkouts import pay, press
from tests.studio.test_sessions import book, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def booked(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))


@pytest.fixture
def done(booked, client_user, user):
    begin_session(acting_user=user, session_id=booked.pk, at=booked.starts_at)
    return complete_session(acting_user=client_user, session_id=booked.pk)


def tip(session, user, amount=1_000, **more):
    return give_tip(acting_user=user, session_id=session.pk, amount_minor=amount, **more)


def pay_tip(given):
    assert pay(press(given.by, given.payment)) == 303
    refresh(attempt_id=given.payment.attempts.get().pk)
    return Payment.objects.get(pk=given.payment_id)


def test_a_tip_is_paid_and_all_of_it_is_sent_at_once(done, client_user, user, professional):
    connected(professional.party)
    given = tip(done, client_user, 1_234)
    assert (given.payment.purpose, given.payment.shares.get().fee_minor) == (Purpose.TIP, 0)
    assert pay_tip(given).state == PaymentState.PAID
    send_to_payees(payment_id=given.payment_id)
    assert Transfer.objects.get(attempt__payment=given.payment_id).amount_minor == 1_234
    told = Notification.objects.filter(kind="studio.tipped")
    assert [each.user for each in told] == [user]
    assert Session.objects.get(pk=done.pk).events.last().event == "tipped"
    assert payments_of(done) == [done.payment_id]
    both = {done.payment_id: done.pk, given.payment_id: done.pk}
    assert sessions_paid_by(list(both), with_tips=True) == both
    assert sessions_paid_by(list(both)) == {done.payment_id: done.pk}
    assert not differences()


def test_several_tips_but_one_open_at_a_time(done, client_user):
    first = tip(done, client_user)
    with pytest.raises(WrongState):
        tip(done, client_user)
    pay_tip(first)
    second = tip(done, client_user, 200)
    take_tip_back(acting_user=client_user, session_id=done.pk)
    take_tip_back(acting_user=client_user, session_id=done.pk)
    assert Payment.objects.get(pk=second.payment_id).state == PaymentState.CANCELLED
    third = tip(done, client_user, 300, at=timezone.now() - timezone.timedelta(hours=25))
    expire_payment(payment_id=third.payment_id)
    assert Payment.objects.get(pk=third.payment_id).state == PaymentState.EXPIRED
    tip(done, client_user, 400)
    assert Tip.objects.count() == 4
    assert not differences()


@pytest.mark.parametrize("amount", [-1, 0, 99, 12_001, 10**15])
def test_a_tip_has_bounds(done, client_user, amount):
    with pytest.raises(ValidationError) as refused:
        tip(done, client_user, amount)
    assert "amount" in refused.value.message_dict


def test_only_the_client_of_what_is_done_gives_a_tip(booked, client_user, user):
    with pytest.raises(WrongState):
        tip(booked, client_user)
    begin_session(acting_user=user, session_id=booked.pk, at=booked.starts_at)
    complete_session(acting_user=client_user, session_id=booked.pk)
    for other in (user, UserFactory()):
        with pytest.raises(PermissionDenied):
            tip(booked, other)
        with pytest.raises(PermissionDenied):
            take_tip_back(acting_user=other, session_id=booked.pk)
    Party.objects.filter(pk=booked.professional_id).update(approval=Approval.SUSPENDED)
    with pytest.raises(NotApproved):
        tip(booked, client_user)


def test_two_presses_make_one_tip(done, client_user):
    raised = in_threads(lambda: tip(done, client_user), lambda: tip(done, client_user, 200))
    assert raised.count(None) == 1
    assert Tip.objects.count() == 1


def test_who_closes_gets_no_tip_any_more(done, client_user, user):
    given = tip(done, client_user)
    with transaction.atomic():
        end_sessions(party=done.professional, doing=Doing.begin(user, Channel.PAGE, timezone.now()))
    assert Payment.objects.get(pk=given.payment_id).state == PaymentState.CANCELLED


def test_on_the_pages_of_both_sides(client, done, client_user, user):
    page, post = (reverse(f"studio:{name}", args=[done.pk]) for name in ("session", "session_tip"))
    client.force_login(client_user)
    assert "Give a tip" in client.get(page).text
    for wrong in ("", "a lot", "0.50", "-3", "9999"):
        refused = client.post(post, {"amount": wrong})
        assert refused.status_code == 422, wrong
    answer = client.post(post, {"amount": "5.50"})
    given = Tip.objects.get()
    assert answer.headers["Location"] == reverse("payments:payment", args=[given.payment_id])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert "Your tip of €5.50 isn’t paid yet." in client.get(page).text
    assert client.post(post, {"amount": "5"}).status_code == 409
    client.force_login(user)
    assert "€5.50" not in client.get(page).text
    assert client.post(post, {"amount": "5"}).status_code == 403
    pay_tip(given)
    for side in (user, client_user):
        client.force_login(side)
        assert "Tip: €5.50." in client.get(page).text
    client.force_login(client_user)
    tip(done, client_user)
    assert client.post(reverse("studio:session_tip_back", args=[done.pk])).status_code == 302
    assert not Tip.objects.filter(payment__state=PaymentState.DUE).exists()
