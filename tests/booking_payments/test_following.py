"""A payment and its booking: what is told of it, and in which order they are locked."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking_payments.emails import render_all
from booking_payments.models import BookingPayment
from booking_payments.queries.errands import payments_waiting_for
from bookings.models import Booking
from notifications.models import Notification
from payments.actions import Share
from payments.actions.locking import lock_payment
from payments.actions.moving import move_payment
from payments.actions.outside import confirm_outside, mark_paid_outside
from payments.hooks import subjects_of
from payments.states import Means, PaymentState
from payments.words.outside import payment_path
from tests.booking_payments.scenes import a_booking_with_deposit, pay_in, payments
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.factories import UserFactory
from tests.payments.scenes import owed
from web.dates import say_full_day

pytestmark = pytest.mark.django_db


def a_deposit() -> BookingPayment:
    act = an_act()
    booking = a_confirmed_booking(a_house(), act)
    return BookingPayment.objects.create(payment=owed(Share(act.party, 10_000)), booking=booking)


def test_a_booking_is_locked_before_its_payment():
    row = a_deposit()
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        lock_payment(row.pk)
    locked = [query["sql"].split(" FROM ")[1].split()[0] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert locked == ['"bookings_show"', '"bookings_booking"', '"payments_payment"']


def test_open_pages_of_a_booking_show_its_payment():
    row = a_deposit()
    before = Booking.objects.get(pk=row.booking_id).version
    payment = lock_payment(row.pk)
    move_payment(payment, PaymentState.PROCESSING)
    assert Booking.objects.get(pk=row.booking_id).version == before + 1
    move_payment(payment, PaymentState.PROCESSING)
    assert Booking.objects.get(pk=row.booking_id).version == before + 1


def test_a_payment_says_which_booking_it_is_for():
    row, other = a_deposit(), owed()
    found = {pk: subject for told in subjects_of([row.pk, other.pk]) for pk, subject in told.items()}
    assert list(found) == [row.pk]
    assert row.booking.act.name in found[row.pk].title
    assert found[row.pk].title.endswith(say_full_day(row.booking.spot.show.night))
    assert str(row.booking_id) in found[row.pk].path


def test_the_act_is_told_when_its_deposit_has_come_by_card():
    booking, house, act = a_booking_with_deposit()
    deposit = lock_payment(payments(booking)[0].pk)
    move_payment(deposit, PaymentState.PROCESSING)
    move_payment(deposit, PaymentState.PAID)
    told = Notification.objects.filter(kind="booking_payments.received")
    assert [one.user for one in told] == [act.leader]
    [text] = render_all(list(told), act.leader)
    assert text.subject.startswith("Paid by card: €150, ")
    assert render_all(list(told), house.manager) == [None]


def test_nobody_is_told_of_what_they_have_confirmed_themselves():
    row = a_deposit()
    confirmed = lock_payment(row.pk)
    move_payment(confirmed, PaymentState.PROCESSING)
    move_payment(confirmed, PaymentState.PAID, by=UserFactory())
    assert not Notification.objects.filter(kind="booking_payments.received").exists()


def test_the_payee_is_asked_on_today_whether_it_has_arrived(client):
    booking, house, act = a_booking_with_deposit()
    [deposit] = payments(booking)
    assert not payments_waiting_for(act.leader)
    mark_paid_outside(acting_user=house.manager, payment_id=deposit.pk, means=Means.TRANSFER, version=deposit.version)
    assert not payments_waiting_for(house.manager)
    client.force_login(act.leader)
    page = client.get("/").content.decode()
    assert "Has it arrived? €150" in page
    assert payment_path(deposit) in page
    confirm_outside(acting_user=act.leader, attempt_id=deposit.attempts.get().pk)
    assert not payments_waiting_for(act.leader)


def test_a_settlement_says_what_was_paid_already_and_what_is_left(client):
    booking, house, act = a_booking_with_deposit(is_played=True)
    path = reverse("bookings:settlement", args=[booking.pk])

    def read(user):
        client.force_login(user)
        return client.get(path).content.decode()

    assert "Already paid" not in read(house.manager)
    pay_in(payments(booking)[0])
    for user in (house.manager, act.leader):
        assert re.search(r"has already paid .{0,9}€150", read(user))
        assert re.search(r"then pays .{0,9}€450.{0,9} to", read(user))
