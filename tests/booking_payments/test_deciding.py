"""A deposit on which the booking depends does not come: both are told once, and the act decides."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now

from booking_payments.actions import release_night, wait_for_deposit
from booking_payments.periodic import tell_overdue
from booking_payments.queries.errands import deposits_to_decide, payments_waiting_for
from bookings.access import booking_view
from bookings.actions import cancel_booking
from bookings.models import Booking, Cancellation
from bookings.states import BookingState, SpotState
from engagements.deals import PaymentTerms
from engagements.errors import WrongState
from notifications.models import Notification
from payments.models import Attempt, Payment, Refund
from payments.states import OutgoingState
from tests.booking_payments.scenes import DAY, a_booking_with_deposit, pay_in, payments, told
from tests.bookings.scenes import an_act
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DEPENDS = PaymentTerms(deposit_bp=2500, is_condition=True)
NO_CONDITION = PaymentTerms(deposit_bp=2500)


@pytest.fixture
def overdue():
    """Booking, house and act; the deposit was due yesterday."""
    found = a_booking_with_deposit(DEPENDS)
    Payment.objects.update(due_at=now() - DAY)
    return found


def kinds(user) -> list[str]:
    found = Notification.objects.filter(user=user, kind__startswith="booking_payments.").order_by("created_at", "pk")
    return [kind.removeprefix("booking_payments.") for kind in found.values_list("kind", flat=True)]


def test_both_are_told_once_that_it_is_overdue(overdue):
    booking, house, act = overdue
    for _time in range(2):
        tell_overdue()
    assert kinds(house.manager) == ["deposit_due", "overdue"]
    assert kinds(act.leader) == ["undecided"]
    assert [row.booking for row in deposits_to_decide(act.leader, now())] == [booking]
    assert [row.booking for row in payments_waiting_for(house.manager)] == [booking]
    assert deposits_to_decide(house.manager, now()) == list(payments_waiting_for(act.leader)) == []


def test_nobody_decides_about_a_deposit_on_which_nothing_depends():
    booking, house, act = a_booking_with_deposit(NO_CONDITION)
    Payment.objects.update(due_at=now() - DAY)
    tell_overdue()
    assert (kinds(house.manager), kinds(act.leader)) == (["deposit_due", "overdue"], [])
    assert deposits_to_decide(act.leader, now()) == []
    with pytest.raises(WrongState):
        release_night(acting_user=act.leader, booking=booking)


def test_act_waits_longer(overdue):
    booking, house, act = overdue
    tell_overdue()
    due_at = now() + 5 * DAY
    wait_for_deposit(acting_user=act.leader, booking=booking, due_at=due_at)
    assert payments(booking)[0].due_at == due_at
    assert kinds(house.manager)[-1] == "waits_longer"
    for user in (house.manager, act.leader):
        line = booking_view(user, Booking.objects.with_show().get(pk=booking.pk)).history[-1]
        assert (line.event, [change.field for change in line.changes]) == ("deposit_postponed", ["deposit_due_at"])
    assert tell_overdue() == 0
    with pytest.raises(WrongState):
        wait_for_deposit(acting_user=act.leader, booking=booking, due_at=due_at)
    assert tell_overdue(due_at + DAY) == 1
    assert kinds(act.leader) == ["undecided", "undecided"]


@pytest.mark.parametrize("days", [-1, 10_000])
def test_act_waits_neither_in_the_past_nor_beyond_the_set(overdue, days):
    booking, _house, act = overdue
    with pytest.raises(ValidationError) as refused:
        wait_for_deposit(acting_user=act.leader, booking=booking, due_at=now() + dt.timedelta(days=days))
    assert list(refused.value.message_dict) == ["due_at"]


def test_act_releases_the_night_and_neither_owes_anything(overdue):
    booking, _house, act = overdue
    release_night(acting_user=act.leader, booking=booking)
    booking = Booking.objects.with_show().get(pk=booking.pk)
    assert (booking.state, booking.spot.state, booking.claim) == (BookingState.CANCELLED, SpotState.OPEN, None)
    assert told(booking) == [("deposit", "cancelled", 150_00, True)]
    assert Cancellation.objects.get().fee_minor is None
    with pytest.raises(WrongState):
        release_night(acting_user=act.leader, booking=booking)


@pytest.mark.parametrize("action", [release_night, wait_for_deposit])
def test_only_the_act_decides(overdue, action):
    booking, house, _act = overdue
    more = {"due_at": now() + DAY} if action is wait_for_deposit else {}
    for user in (house.manager, UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            action(acting_user=user, booking=booking, **more)


def test_deposit_that_comes_late_but_before_a_decision_counts(overdue):
    booking, _house, act = overdue
    pay_in(payments(booking)[0])
    with pytest.raises(WrongState):
        release_night(acting_user=act.leader, booking=booking)
    assert tell_overdue() == 0


def test_what_is_said_to_be_paid_outside_waits_for_the_acts_word_instead(overdue):
    booking, _house, act = overdue
    Attempt.objects.create(payment=payments(booking)[0], means="cash")
    with pytest.raises(WrongState):
        release_night(acting_user=act.leader, booking=booking)
    assert deposits_to_decide(act.leader, now()) == []


def page(client, user, booking):
    client.force_login(user)
    return client.get(f"/bookings/{booking.pk}/").content.decode()


def test_pages_show_payments_to_those_who_deal_with_money(client, overdue):
    booking, house, act = overdue
    host, leader = page(client, house.manager, booking), page(client, act.leader, booking)
    assert "Overdue since" in host
    assert "can release the night" in host
    assert "Wait until then" not in host
    assert "Wait until then" in leader
    today = client.get("/").content.decode()
    assert "Deposit missing: €150" in today
    client.force_login(house.manager)
    today = client.get("/").content.decode()
    assert "Deposit: €150" in today
    of_payment = client.get(f"/payments/{payments(booking)[0].pk}/").content.decode()
    assert "was due on" in of_payment
    assert "can release the night" in of_payment


def test_player_reads_nothing_of_payments(client):
    booking, _house, act = a_booking_with_deposit(DEPENDS)
    assert 'id="payments"' in page(client, act.leader, booking)
    other = an_act(members=1)
    booking, _house, _act = a_booking_with_deposit(DEPENDS, act=other)
    assert 'id="payments"' not in page(client, other.members[0], booking)


def test_forms_decide(client, overdue):
    booking, _house, act = overdue
    client.force_login(act.leader)
    wait = f"/bookings/{booking.pk}/deposit/wait/"
    answer = client.post(wait, {"until": "2001-01-01"})
    assert answer.status_code == 422
    assert "Choose a future day." in answer.content.decode()
    assert client.post(wait, {"until": "soon"}).status_code == 422
    day = (now() + 3 * DAY).date()
    assert client.post(wait, {"until": day.isoformat()}).status_code == 302
    assert payments(booking)[0].due_at.date() == day
    assert client.post(f"/bookings/{booking.pk}/deposit/release/").status_code == 409
    Payment.objects.update(due_at=now() - DAY)
    assert client.post(f"/bookings/{booking.pk}/deposit/release/").status_code == 302
    assert Booking.objects.get(pk=booking.pk).state == BookingState.CANCELLED


def test_page_of_a_show_says_what_calling_it_off_does_to_payments(client):
    booking, house, _act = a_booking_with_deposit()
    pay_in(payments(booking)[0])
    client.force_login(house.manager)
    shown = client.get(f"/shows/{booking.spot.show_id}/").content.decode()
    assert "gets €150 back, to the card used." in shown


@pytest.mark.parametrize(
    ("who", "is_paid", "sentences"),
    [
        ("host", True, ["keeps €150 of what was paid", "then owes"]),
        ("host", False, ["The open €150 no longer has to be paid", "then owes"]),
        ("act", True, ["gets €150 back, to the card", "then owes"]),
    ],
)
def test_what_calling_off_does_is_said_before(client, who, is_paid, sentences):
    booking, house, act = a_booking_with_deposit()
    Booking.objects.filter(pk=booking.pk).update(cancellation_tiers=[[730, 50]])
    if is_paid:
        pay_in(payments(booking)[0])
    shown = page(client, house.manager if who == "host" else act.leader, booking)
    assert all(sentence in shown.replace("\u2068", "").replace("\u2069", "") for sentence in sentences)


def test_booking_that_was_called_off_says_what_goes_back(client):
    booking, house, _act = a_booking_with_deposit()
    Booking.objects.filter(pk=booking.pk).update(cancellation_tiers=[[730, 10]])
    pay_in(payments(booking)[0])
    cancel_booking(acting_user=house.manager, booking=booking, message="Burst pipes.")
    assert "€90 of it goes back to the payer." in page(client, house.manager, booking)
    Refund.objects.update(state=OutgoingState.DONE)
    assert "€90 of it was refunded." in page(client, house.manager, booking)
