"""What the database refuses by itself, to whoever writes: at once, or at commit."""

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from bookings.models import Booking, Show, Spot
from bookings.states import BOOKING_TRANSITIONS, SHOW_TRANSITIONS, BookingState, ShowState
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import BookingFactory, CalendarFactory, ShowFactory, SpotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(house, act):
    return a_confirmed_booking(house, act)


def refused(*statements):
    """Whether PostgreSQL refuses these statements, at the latest when they are to be committed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
                assert cursor.rowcount != 0, "the statement meets no row: it proves nothing"
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return str(error)
    return ""


def put(table, pk, state):
    """The statement that puts a row into a state."""
    turn = f", turn = '{'host' if state == 'pending' else ''}'" if table == "bookings_booking" else ""
    return f"UPDATE {table} SET state = %s{turn} WHERE id = %s", [state, pk]


def test_a_booking_is_confirmed_only_with_its_claims(house, act):
    booking = an_application(act, an_open_show(house))
    assert "without its claim" in refused(put("bookings_booking", booking.pk, "confirmed"))


def test_a_booking_is_never_born_confirmed():
    booking = BookingFactory()
    booking.delete()
    values = {"id": booking.pk, "spot": booking.spot_id, "act": booking.act_id}
    with pytest.raises(DatabaseError), transaction.atomic():
        Booking.objects.create(
            state="confirmed", initiated_by="application", **{f"{k}_id": v for k, v in values.items() if k != "id"}
        )


def test_a_show_is_never_born_published():
    with pytest.raises(DatabaseError), transaction.atomic():
        ShowFactory(state="open")


def test_a_spot_is_never_born_filled():
    with pytest.raises(DatabaseError), transaction.atomic():
        SpotFactory(state="filled")


def test_a_show_on_a_stage_is_published_only_with_its_claim(house):
    show = an_open_show(house, publish=False)
    assert "without its claim" in refused(put("bookings_show", show.pk, "open"))


@pytest.mark.parametrize("table", ["bookings_booking", "bookings_show", "bookings_lineupentry"])
def test_nobody_forgets_a_claim(confirmed, table):
    assert "without its claim" in refused((f"UPDATE {table} SET claim_id = NULL WHERE claim_id IS NOT NULL", []))


@pytest.mark.parametrize("owner", ["booking", "show", "player"])
def test_nobody_deletes_a_claim_that_is_needed(confirmed, owner):
    claims = {"booking": confirmed.claim_id, "show": confirmed.spot.show.claim_id}
    claim = claims.get(owner) or confirmed.lineup.first().claim_id
    assert refused(("DELETE FROM availability_timeblock WHERE id = %s", [claim]))


@pytest.mark.parametrize(
    "change",
    [
        "period = tstzrange(lower(period), upper(period) - interval '1 minute')",
        "period = tstzrange(lower(period) - interval '1 day', upper(period) - interval '1 day')",
        "occasion = gen_random_uuid()",
        "kind = 'busy', occasion = NULL, performance = NULL",
        "expires_at = now() + interval '1 year'",
    ],
)
def test_nobody_moves_a_claim_from_under_a_booking(confirmed, change):
    statement = f"UPDATE availability_timeblock SET {change} WHERE id = %s"
    assert "without its claim" in refused((statement, [confirmed.claim_id]))


def test_nobody_gives_a_claim_to_another_calendar(confirmed):
    statement = "UPDATE availability_timeblock SET calendar_id = %s WHERE id = %s"
    assert "without its claim" in refused((statement, [CalendarFactory().pk, confirmed.claim_id]))


def test_a_claim_of_something_else_does_not_count(confirmed):
    statement = "UPDATE bookings_booking SET claim_id = %s WHERE id = %s"
    entry = confirmed.lineup.first()
    swap = ("UPDATE bookings_lineupentry SET claim_id = NULL WHERE id = %s", [entry.pk])
    assert "without its claim" in refused(swap, (statement, [entry.claim_id, confirmed.pk]))


def test_nobody_starts_to_play_without_a_claim(confirmed):
    statement = "UPDATE bookings_lineupentry SET state = 'plays', claim_id = NULL WHERE id = %s"
    assert "without its claim" in refused((statement, [confirmed.lineup.first().pk]))


def test_a_player_s_claim_is_that_of_their_calendar_for_this_show(confirmed):
    one, other = confirmed.lineup.order_by("id")[:2]
    free = ("UPDATE bookings_lineupentry SET claim_id = NULL, state = 'declined' WHERE id = %s", [other.pk])
    take = ("UPDATE bookings_lineupentry SET claim_id = %s WHERE id = %s", [other.claim_id, one.pk])
    assert "without its claim" in refused(free, take)


def test_nobody_keeps_a_claim_for_what_is_off(confirmed):
    entry = confirmed.lineup.first()
    off = ("UPDATE bookings_booking SET state = 'cancelled', claim_id = NULL WHERE id = %s", [confirmed.pk])
    let_go = ("UPDATE bookings_lineupentry SET claim_id = NULL WHERE booking_id = %s", [confirmed.pk])
    assert refused(off, let_go) == ""
    claim_again = ("UPDATE bookings_lineupentry SET claim_id = %s WHERE id = %s", [entry.claim_id, entry.pk])
    assert "promised for nothing" in refused(off, let_go, claim_again)


def test_a_show_is_not_called_off_under_a_confirmed_booking(confirmed):
    off = "UPDATE bookings_show SET state = 'cancelled', claim_id = NULL WHERE id = %s"
    assert "promised for nothing" in refused((off, [confirmed.spot.show_id]))


@pytest.mark.parametrize("column", ["call_at", "released_at"])
def test_a_spot_does_not_move_away_from_its_claims(confirmed, column):
    shift = "- interval '10 minutes'" if column == "call_at" else "+ interval '10 minutes'"
    statement = f"UPDATE bookings_spot SET {column} = {column} {shift} WHERE id = %s"
    assert "without its claim" in refused((statement, [confirmed.spot_id]))


def test_a_spot_does_not_change_to_another_show(confirmed):
    statement = "UPDATE bookings_spot SET show_id = %s WHERE id = %s"
    assert refused((statement, [ShowFactory().pk, confirmed.spot_id]))


def test_a_published_show_does_not_change_its_stage_or_times(confirmed):
    other = ShowFactory()
    show = confirmed.spot.show
    assert "without" in refused(("UPDATE bookings_show SET stage_id = %s WHERE id = %s", [other.stage_id, show.pk]))
    later = "UPDATE bookings_show SET out_at = out_at + interval '1 hour' WHERE id = %s"
    assert "without" in refused((later, [show.pk]))


@pytest.mark.parametrize("table", ["accounts_user", "accounts_party", "venues_stage"])
def test_nobody_changes_calendars(confirmed, table):
    owner = {
        "accounts_user": confirmed.lineup.first().user_id,
        "accounts_party": confirmed.act_id,
        "venues_stage": confirmed.spot.show.stage_id,
    }[table]
    assert refused((f"UPDATE {table} SET calendar_id = %s WHERE id = %s", [CalendarFactory().pk, owner]))


def test_two_claims_of_one_calendar_never_overlap(confirmed):
    assert "timeblock_claims_never_overlap" in refused(
        (
            "INSERT INTO availability_timeblock (calendar_id, period, kind, occasion)"
            " SELECT calendar_id, period, 'claim', gen_random_uuid() FROM availability_timeblock WHERE id = %s",
            [confirmed.claim_id],
        )
    )


def test_a_spot_has_one_promised_booking(confirmed):
    rival = BookingFactory(spot=confirmed.spot)
    claim = ("UPDATE bookings_booking SET claim_id = NULL WHERE id = %s", [confirmed.pk])
    assert "booking_one_promised_per_spot" in refused(claim, put("bookings_booking", rival.pk, "confirmed"))


def test_an_act_waits_once_for_a_spot():
    booking = BookingFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        BookingFactory(spot=booking.spot, act=booking.act)


@pytest.mark.parametrize("table", ["bookings_booking", "bookings_spot"])
@pytest.mark.parametrize(("minor", "currency"), [(-1, "EUR"), (100, None), (None, "EUR"), (100, "XXQ")])
def test_a_fee_is_whole_and_not_negative(table, minor, currency):
    booking = BookingFactory()
    pk = booking.pk if table == "bookings_booking" else booking.spot_id
    assert refused((f"UPDATE {table} SET fee_minor = %s, fee_currency_id = %s WHERE id = %s", [minor, currency, pk]))


@pytest.mark.parametrize("pending_turn", ["", "staff"])
def test_a_pending_booking_is_somebodys_turn(pending_turn):
    booking = BookingFactory()
    statement = "UPDATE bookings_booking SET turn = %s WHERE id = %s"
    assert refused((statement, [pending_turn, booking.pk]))


MOVES = [
    ("bookings_booking", before, after)
    for before in BookingState
    for after in BookingState
    if before != after and after not in BOOKING_TRANSITIONS[before]
] + [
    ("bookings_show", before, after)
    for before in ShowState
    for after in ShowState
    if before != after and after not in SHOW_TRANSITIONS[before]
]


@pytest.mark.parametrize("table", ["bookings_booking", "bookings_show"])
def test_illegal_moves_are_refused(table):
    booking = BookingFactory()
    pk = booking.pk if table == "bookings_booking" else booking.spot.show_id
    for _table, before, after in (move for move in MOVES if move[0] == table):
        with transaction.atomic(), connection.cursor() as cursor:
            with pgtrigger.ignore("bookings.Booking:booking_moves", "bookings.Show:show_moves"):
                cursor.execute(*put(table, pk, before))
            assert "Invalid transition" in refused(put(table, pk, after)), (before, after)
            transaction.set_rollback(True)


def test_history_is_neither_changed_nor_deleted(confirmed):
    assert refused(("UPDATE bookings_historyentry SET text = 'never happened'", []))
    assert refused(("DELETE FROM bookings_historyentry", []))


def test_what_is_legal_passes(house, confirmed):
    """The control: `refused` does not refuse everything."""
    other = an_application(an_act(), an_open_show(house, starts_at=confirmed.spot.ends_at + 6 * HOUR))
    assert not refused(put("bookings_booking", other.pk, "declined"))
    assert not refused(("UPDATE bookings_show SET title = 'x' WHERE id = %s", [confirmed.spot.show_id]))
    assert Show.objects.count() == 2
    assert Spot.objects.count() == 2
