"""What a booking makes its sides owe: when it is confirmed, moved, called off, settled and opened again."""

import pytest
from django.utils.timezone import now

from booking_payments.actions import follow_booking
from booking_payments.models import BookingPayment
from bookings.actions import accept_booking, cancel_booking, cancel_show
from bookings.actions.offers import OfferTerms, counter_booking
from bookings.actions.reports import report_booking, resolve_report, set_owed
from bookings.actions.settlements import reopen_settlement, sign_settlement
from bookings.models import Booking
from bookings.states import BookingState
from engagements.actions.doing import Doing
from engagements.deals import PaymentTerms
from engagements.states import Channel, DueFrom, Side
from payments.actions import apply_dispute
from payments.models import Payment, Refund
from payments.provider.seeing import Moved, SeenDispute
from payments.queries import differences
from payments.states import DisputeState, PaymentState
from tests.booking_payments.scenes import DAY, QUARTER, a_booking_with_deposit, a_deal, pay_in, payments, told
from tests.bookings.changes.scenes import act_agrees, host_proposes
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DUE_150 = ("deposit", "due", 150_00, True)
PAID_150 = ("deposit", "paid", 150_00, True)


def staff():
    return UserFactory(is_staff=True)


def test_deposit_agreed_in_a_counter_offer_is_owed_when_it_is_accepted():
    house, act = a_house(), an_act(members=0)
    booking = an_application(act, an_open_show(house))
    terms = OfferTerms(deal=a_deal(), fee_currency="EUR")
    counter_booking(acting_user=house.manager, booking=booking, terms=terms)
    assert payments(booking) == []
    booked = accept_booking(acting_user=act.leader, booking=booking)
    assert told(booked) == [DUE_150]
    [payment] = payments(booked)
    assert payment.due_at == booked.decided_at + 14 * DAY
    assert [(share.payee, share.amount_minor, share.fee_minor) for share in payment.shares.all()] == [
        (act.party, 150_00, 0)
    ]


def test_platform_keeps_its_fee_of_what_is_played_and_none_of_calling_off(settings):
    settings.GIG_FEE_PERCENT = "10"
    booking, _house, act = a_booking_with_deposit()
    [deposit] = payments(booking)
    assert deposit.shares.get().fee_minor == 15_00
    cancel_booking(acting_user=act.leader, booking=booking, message="Ill.", at=booking.spot.starts_at - 10 * DAY)
    assert [one.shares.get().fee_minor for one in payments(booking)] == [15_00, 0]


@pytest.mark.parametrize("terms", [None, PaymentTerms(balance_days=30)])
def test_nothing_is_owed_without_a_deposit(terms):
    booking, _house, _act = a_booking_with_deposit(terms)
    assert told(booking) == []


CALLED_OFF = [
    # who calls off, with the deposit unpaid, paid by card
    (Side.ACT, [("cancellation", "due", 300_00, False)], [PAID_150, ("cancellation", "due", 300_00, False)], 150_00),
    (Side.HOST, [("cancellation", "due", 300_00, True)], [PAID_150, ("cancellation", "due", 150_00, True)], 0),
    (None, [], [PAID_150], 150_00),
]


@pytest.mark.parametrize(("side", "unpaid", "paid", "refunded"), CALLED_OFF)
@pytest.mark.parametrize("way", ["booking", "show"])
@pytest.mark.parametrize("is_paid", [False, True])
def test_called_off(side, unpaid, paid, refunded, way, is_paid):
    booking, house, act = a_booking_with_deposit()
    if side == Side.ACT and way == "show":
        pytest.skip("an act calls off no show")
    if is_paid:
        pay_in(payments(booking)[0])
    at = booking.spot.starts_at - 10 * DAY
    user = {Side.ACT: act.leader, Side.HOST: house.manager, None: staff()}[side]
    channel = Channel.PAGE if side else Channel.ADMIN
    if way == "show":
        cancel_show(acting_user=user, show=booking.spot.show, reason="Flood.", channel=channel, at=at)
    else:
        cancel_booking(acting_user=user, booking=booking, message="Flood.", channel=channel, at=at)
    booking = Booking.objects.with_show().get(pk=booking.pk)
    assert told(booking) == (paid if is_paid else [("deposit", "cancelled", 150_00, True), *unpaid])
    assert sum(Refund.objects.values_list("amount_minor", flat=True)) == (refunded if is_paid else 0)
    assert differences() == []


def test_staff_set_another_sum_afterwards_and_it_counts():
    booking, _house, act = a_booking_with_deposit()
    pay_in(payments(booking)[0])
    cancel_booking(acting_user=act.leader, booking=booking, message="Ill.", at=booking.spot.starts_at - 10 * DAY)
    set_owed(acting_user=staff(), booking=booking, side=Side.ACT, owed_minor=20_00, text="They had fever.")
    assert told(booking)[1:] == [
        ("cancellation", "cancelled", 300_00, False),
        ("cancellation", "due", 20_00, False),
    ]
    set_owed(acting_user=staff(), booking=booking, side=Side.ACT, owed_minor=0, text="They had fever.")
    assert [one.state for one in payments(booking)] == ["paid", "cancelled", "cancelled"]
    assert Refund.objects.count() == 1


def test_reported_and_called_off_by_staff():
    booking, _house, act = a_booking_with_deposit(is_played=True)
    pay_in(payments(booking)[0])
    report = report_booking(acting_user=act.leader, booking=booking, kind="no_show", text="Doors were locked.")
    assert told(booking) == [PAID_150]
    resolve_report(acting_user=staff(), report=report, to=BookingState.CANCELLED, text="So it was.")
    assert told(booking) == [PAID_150, ("cancellation", "due", 450_00, True)]


def sign(booking, house, act, version=1):
    for user, side in ((house.manager, Side.HOST), (act.leader, Side.ACT)):
        sign_settlement(acting_user=user, booking=booking, version=version, name="Ann Onym", side=side)


@pytest.mark.parametrize("is_paid", [False, True])
def test_signed_settlement_makes_the_balance_due(is_paid):
    booking, house, act = a_booking_with_deposit(PaymentTerms(deposit_bp=2500, balance_days=3), is_played=True)
    if is_paid:
        pay_in(payments(booking)[0])
    sign_settlement(acting_user=house.manager, booking=booking, version=1, name="Ann", side=Side.HOST)
    assert len(payments(booking)) == 1
    sign_settlement(acting_user=act.leader, booking=booking, version=1, name="Bo", side=Side.ACT)
    first = PAID_150 if is_paid else ("deposit", "cancelled", 150_00, True)
    assert told(booking) == [first, ("balance", "due", 450_00 if is_paid else 600_00, True)]
    balance = payments(booking)[1]
    assert abs(balance.due_at - (now() + 3 * DAY)).total_seconds() < 60


def test_settlement_opened_again_counts_what_was_paid_at_the_next_signing():
    booking, house, act = a_booking_with_deposit(is_played=True)
    pay_in(payments(booking)[0])
    sign(booking, house, act)
    reopen_settlement(acting_user=staff(), booking=booking, reason="A line is missing.")
    assert told(booking) == [PAID_150, ("balance", "cancelled", 450_00, True)]
    sign(booking, house, act, version=2)
    assert told(booking)[2:] == [("balance", "due", 450_00, True)]
    pay_in(payments(booking)[2])
    reopen_settlement(acting_user=staff(), booking=booking, reason="Another one.")
    sign(booking, house, act, version=3)
    assert [one.state for one in payments(booking)] == ["paid", "cancelled", "paid"]
    assert not Refund.objects.exists()


def charged_back(payment: Payment, state: DisputeState = DisputeState.LOST) -> None:
    """The bank of the card takes the payment back, and gives it back again if the dispute is won."""
    amount = payment.amount_minor
    moved = [Moved("txn_1", -amount, 0), Moved("txn_2", amount, 0)]
    seen = SeenDispute(
        id="du_1",
        charge_id="",
        state=state,
        amount_minor=amount,
        currency=payment.currency_id,
        reason="fraudulent",
        livemode=payment.livemode,
        respond_by=None,
        moved=tuple(moved if state == DisputeState.WON else moved[:1]),
    )
    apply_dispute(attempt_id=payment.attempts.get().pk, seen=seen)


@pytest.mark.parametrize("is_before", [True, False])
def test_what_a_bank_has_taken_back_is_owed_again_until_it_comes_back(is_before):
    """Found by an attack: who disputed a deposit was asked for the rest alone."""
    booking, house, act = a_booking_with_deposit(is_played=True)
    deposit = pay_in(payments(booking)[0])
    if is_before:
        charged_back(deposit)
    sign(booking, house, act)
    if not is_before:
        charged_back(deposit)
    assert told(booking)[0] == ("deposit", "charged_back", 150_00, True)
    assert told(booking)[-1] == ("balance", "due", 600_00, True)
    charged_back(deposit, DisputeState.WON)
    assert told(booking)[0] == PAID_150
    assert [one for one in told(booking) if one[1] == "due"] == [("balance", "due", 450_00, True)]
    assert differences() == []


def test_a_deposit_is_owed_again_once_the_bank_has_decided_for_the_payer():
    """Found on a walk: the act waited for a deposit that nobody could pay any more."""
    booking, _house, _act = a_booking_with_deposit()
    deposit = pay_in(payments(booking)[0])
    Booking.objects.filter(pk=booking.pk).update(decided_at=now() - 60 * DAY)
    charged_back(deposit, DisputeState.NEEDS_RESPONSE)
    assert told(booking) == [("deposit", "charged_back", 150_00, True)]
    charged_back(deposit, DisputeState.LOST)
    assert told(booking) == [("deposit", "charged_back", 150_00, True), ("deposit", "due", 150_00, True)]
    again = payments(booking)[1]
    assert now() + 2 * DAY < again.due_at <= now() + 3 * DAY, "time to pay it, although the first was due long ago"
    charged_back(deposit, DisputeState.LOST)
    assert len(payments(booking)) == 2
    charged_back(deposit, DisputeState.WON)
    assert told(booking) == [PAID_150, ("deposit", "cancelled", 150_00, True)]
    assert differences() == []


@pytest.mark.parametrize(
    ("terms", "follows"),
    [
        (PaymentTerms(deposit_minor=1, due_days=1, due_from=DueFrom.NIGHT), True),
        (PaymentTerms(deposit_minor=1, due_days=1), False),
    ],
)
def test_deposit_reckoned_from_the_night_follows_it(terms, follows):
    booking, house, act = a_booking_with_deposit(terms)
    [before] = payments(booking)
    later = 7 * DAY
    act_agrees(act, host_proposes(house, booking.spot.show, later), booking)
    [after] = payments(booking)
    assert (after.pk, after.due_at - before.due_at) == (before.pk, later if follows else 0 * DAY)
    assert Booking.objects.get(pk=booking.pk).spot.starts_at == booking.spot.starts_at + later


def test_day_that_the_act_has_set_does_not_follow_the_night():
    booking, house, act = a_booking_with_deposit(PaymentTerms(deposit_minor=1, due_days=1, due_from=DueFrom.NIGHT))
    BookingPayment.objects.update(is_postponed=True)
    [before] = payments(booking)
    act_agrees(act, host_proposes(house, booking.spot.show, 7 * DAY), booking)
    assert payments(booking)[0].due_at == before.due_at


def test_asked_again_changes_nothing():
    booking, _house, _act = a_booking_with_deposit(QUARTER)
    before = payments(booking)
    follow_booking(booking, Doing.begin(None, Channel.CLOCK))
    assert payments(booking) == before
    assert Payment.objects.get().version == 1
    assert Payment.objects.get().state == PaymentState.DUE
