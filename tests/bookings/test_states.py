from bookings.states import (
    BOOKING_TRANSITIONS,
    INITIATING_SIDE,
    PROMISED,
    SHOW_TRANSITIONS,
    SPOT_TRANSITIONS,
    BookingState,
    InitiatedBy,
    ShowState,
    SpotState,
)
from engagements.states import Side, other_side
from web.constraints import pairs


def test_every_state_has_its_row():
    assert set(BOOKING_TRANSITIONS) == set(BookingState)
    assert set(SHOW_TRANSITIONS) == set(ShowState)
    assert set(SPOT_TRANSITIONS) == set(SpotState)
    assert set(INITIATING_SIDE) == set(InitiatedBy)


def test_the_moves_of_a_booking():
    assert pairs(BOOKING_TRANSITIONS) == [
        ("completed", "disputed"),
        ("confirmed", "cancelled"),
        ("confirmed", "completed"),
        ("confirmed", "disputed"),
        ("disputed", "cancelled"),
        ("disputed", "completed"),
        ("pending", "confirmed"),
        ("pending", "declined"),
        ("pending", "expired"),
        ("pending", "withdrawn"),
    ]


def test_the_moves_of_a_show():
    assert pairs(SHOW_TRANSITIONS) == [
        ("confirmed", "cancelled"),
        ("confirmed", "open"),
        ("confirmed", "played"),
        ("draft", "cancelled"),
        ("draft", "confirmed"),
        ("draft", "open"),
        ("open", "cancelled"),
        ("open", "confirmed"),
        ("open", "played"),
    ]


def test_a_promise_begins_with_a_confirmation():
    entering = {
        before for before, afters in BOOKING_TRANSITIONS.items() if afters & PROMISED and before not in PROMISED
    }
    assert entering == {BookingState.PENDING}
    assert BOOKING_TRANSITIONS[BookingState.PENDING] & PROMISED == {BookingState.CONFIRMED}


def test_sides_are_two():
    assert [other_side(side) for side in Side] == [Side.HOST, Side.ACT]
