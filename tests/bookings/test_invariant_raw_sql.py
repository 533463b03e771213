"""Attacks on the invariant that the plain cases of test_raw_sql do not try: two sessions at once, rows that vanish and
come back, values and states that escape a rule, promises that outlive their reason. No action of ours runs here."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from availability.models import TimeBlock
from availability.states import BlockKind
from bookings.models import Booking, LineupEntry, Show, Spot
from bookings.states import BookingState, LineupState, ShowState
from tests.factories import BookingFactory, ShowFactory, SpotFactory, UserFactory

pytestmark = pytest.mark.django_db


def a_claim(calendar, show, starts_at, ends_at, performance=None) -> TimeBlock:
    return TimeBlock.objects.create(
        calendar=calendar, kind=BlockKind.CLAIM, occasion=show.pk, period=(starts_at, ends_at), performance=performance
    )


def claim_for(spot: Spot, calendar) -> TimeBlock:
    performance = spot.performance and (spot.performance.starts_at, spot.performance.ends_at)
    return a_claim(calendar, spot.show, spot.call_at, spot.released_at, performance)


def a_pending_booking() -> Booking:
    """On a published show."""
    booking = BookingFactory()
    show = booking.spot.show
    show.claim = a_claim(show.stage.calendar, show, show.load_in_at, show.out_at)
    show.state = ShowState.OPEN
    show.save()
    return booking


def a_player(booking: Booking, *, promised: bool) -> LineupEntry:
    user = UserFactory()
    claim = claim_for(booking.spot, user.calendar) if promised else None
    return LineupEntry.objects.create(booking=booking, user=user, state=LineupState.PLAYS, claim=claim)


def a_confirmed_booking() -> Booking:
    """With one player."""
    booking = a_pending_booking()
    booking.state, booking.turn = BookingState.CONFIRMED, ""
    booking.claim = claim_for(booking.spot, booking.act.calendar)
    booking.save()
    a_player(booking, promised=True)
    return booking


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(*statement)
            assert cursor.rowcount, "the statement meets no row: it proves nothing"


def assert_refused_at_commit(reason: str, *statements):
    run_at_commit = pytest.raises(DatabaseError, match=reason)
    with run_at_commit, transaction.atomic():
        run(*statements)
        connection.check_constraints()


def confirm(booking: Booking, claim: TimeBlock) -> tuple:
    statement = "UPDATE bookings_booking SET state = 'confirmed', turn = '', claim_id = %s WHERE id = %s"
    return statement, [claim.pk, booking.pk]


class TestRowsThatVanishAndComeBack:
    """A deferred foreign key is content with another row of the same id; RESTRICT is not."""

    @pytest.mark.parametrize(
        ("table", "reference"),
        [
            ("availability_timeblock", "claim_id"),
            ("availability_timeblock", "spot__show__claim_id"),
            ("availability_timeblock", "lineup__claim_id"),
            ("bookings_show", "spot__show_id"),
            ("bookings_spot", "spot_id"),
            ("bookings_booking", "pk"),
            ("accounts_party", "act_id"),
            ("accounts_user", "lineup__user_id"),
            ("venues_stage", "spot__show__stage_id"),
        ],
    )
    def test_nothing_that_a_promise_hangs_on_goes_even_for_a_moment(self, table, reference):
        a_confirmed_booking()
        pk = Booking.objects.values_list(reference, flat=True).get()
        with pytest.raises(IntegrityError), transaction.atomic():
            run((f"DELETE FROM {table} WHERE id = %s", [pk]))
        fresh = "id + 1" if table == "availability_timeblock" else "gen_random_uuid()"
        with pytest.raises(IntegrityError), transaction.atomic():
            run((f"UPDATE {table} SET id = {fresh} WHERE id = %s", [pk]))

    def test_what_lets_go_first_may_go(self):
        """The control, and the order in which the actions call off."""
        booking = a_confirmed_booking()
        entry = booking.lineup.get()
        with transaction.atomic():
            run(
                ("UPDATE bookings_lineupentry SET claim_id = NULL WHERE id = %s", [entry.pk]),
                ("UPDATE bookings_booking SET state = 'cancelled', claim_id = NULL WHERE id = %s", [booking.pk]),
                ("DELETE FROM availability_timeblock WHERE id = ANY(%s)", [[entry.claim_id, booking.claim_id]]),
            )
            connection.check_constraints()
        assert TimeBlock.objects.get().occasion == booking.spot.show_id


class TestTheWayToTheShow:
    """The check locks the show it finds over entry, booking and spot: two sessions must find the same."""

    def test_a_spot_stays_in_its_show(self):
        spot = SpotFactory()
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Spot.objects.filter(pk=spot.pk).update(show=ShowFactory())

    def test_a_booking_stays_in_its_spot(self):
        booking = BookingFactory()
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(spot=SpotFactory(show=booking.spot.show))

    def test_a_line_up_entry_stays_in_its_booking(self):
        entry = a_player(BookingFactory(), promised=False)
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            LineupEntry.objects.filter(pk=entry.pk).update(booking=BookingFactory())

    def test_another_user_in_an_entry_needs_a_claim_of_their_own(self):
        entry = a_confirmed_booking().lineup.get()
        statement = "UPDATE bookings_lineupentry SET user_id = %s WHERE id = %s"
        assert_refused_at_commit("without its claim", (statement, [UserFactory().pk, entry.pk]))

    def test_another_act_in_a_booking_needs_a_claim_of_its_own(self):
        booking = a_confirmed_booking()
        statement = "UPDATE bookings_booking SET act_id = %s WHERE id = %s"
        assert_refused_at_commit("without its claim", (statement, [BookingFactory().act_id, booking.pk]))

    def test_a_published_show_does_not_change_its_id(self):
        """Its id is the occasion of its claims; this one has no spots that would hold on to it."""
        show = a_pending_booking().spot.show
        Booking.objects.all().delete()
        Spot.objects.all().delete()
        statement = "UPDATE bookings_show SET id = gen_random_uuid() WHERE id = %s"
        assert_refused_at_commit("without its claim", (statement, [show.pk]))


class TestPromisesWithoutAReason:
    def test_nothing_is_confirmed_on_a_draft(self):
        booking = BookingFactory()
        claim = claim_for(booking.spot, booking.act.calendar)
        assert_refused_at_commit("its show is draft", confirm(booking, claim))

    def test_no_show_is_called_off_under_a_confirmed_booking(self):
        show = a_confirmed_booking().spot.show
        statement = "UPDATE bookings_show SET state = 'cancelled', claim_id = NULL WHERE id = %s"
        assert_refused_at_commit("its show is cancelled", (statement, [show.pk]))

    def test_no_line_up_stays_claimed_when_its_booking_is_called_off(self):
        booking = a_confirmed_booking()
        statement = "UPDATE bookings_booking SET state = 'cancelled', claim_id = NULL WHERE id = %s"
        assert_refused_at_commit("is claimed, its booking is cancelled", (statement, [booking.pk]))

    def test_no_line_up_is_claimed_before_its_booking_is_confirmed(self):
        entry = a_player(a_pending_booking(), promised=False)
        claim = claim_for(entry.booking.spot, entry.user.calendar)
        statement = "UPDATE bookings_lineupentry SET claim_id = %s WHERE id = %s"
        assert_refused_at_commit("is claimed, its booking is pending", (statement, [claim.pk, entry.pk]))

    @pytest.mark.parametrize(
        ("table", "change", "constraint"),
        [
            ("booking", "state = 'cancelled'", "booking_claims_only_while_promised"),
            ("show", "state = 'cancelled'", "show_claims_its_stage_while_published"),
            ("show", "stage_id = NULL", "show_claims_its_stage_while_published"),
            ("lineupentry", "state = 'declined'", "lineupentry_claims_only_who_plays"),
            ("lineupentry", "state = 'asked'", "lineupentry_claims_only_who_plays"),
            ("lineupentry", "user_id = NULL, name = 'Kim'", "lineupentry_claims_only_who_plays"),
        ],
    )
    def test_a_claim_is_let_go_with_its_reason(self, table, change, constraint):
        a_confirmed_booking()
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            run((f"UPDATE bookings_{table} SET {change}",))

    def test_a_show_without_a_stage_needs_no_claim(self):
        """The control: its acts and musicians do."""
        booking = BookingFactory(spot__show=ShowFactory(place="Garden 1", stage__name="unused"))
        Show.objects.filter(pk=booking.spot.show_id).update(stage=None)
        with transaction.atomic():
            run(("UPDATE bookings_show SET state = 'open'",))
            connection.check_constraints()
        assert_refused_at_commit(
            "without its claim", ("UPDATE bookings_booking SET state = 'confirmed', turn = '' WHERE true",)
        )


LET_GO = "UPDATE bookings_lineupentry SET claim_id = NULL WHERE id = %s"


class TestAPlayerWrittenBesideTheirBooking:
    """A player is looked at with the booking that was written after them, and alone else."""

    @pytest.mark.parametrize("lets_go_first", [True, False])
    def test_nobody_loses_their_claim_where_the_booking_moves_too(self, lets_go_first):
        booking = a_confirmed_booking()
        touch = "UPDATE bookings_booking SET version = version + 1 WHERE id = %s", [booking.pk]
        let_go = LET_GO, [booking.lineup.get().pk]
        moves = [let_go, touch] if lets_go_first else [touch, let_go]
        assert_refused_at_commit("confirmed without its claim: line-up entry", *moves)

    def test_nobody_loses_their_claim_after_the_booking_was_checked(self):
        booking = a_pending_booking()
        player = a_player(booking, promised=True)
        with transaction.atomic():
            run(confirm(booking, claim_for(booking.spot, booking.act.calendar)))
            connection.check_constraints()
            assert_refused_at_commit("confirmed without its claim: line-up entry", (LET_GO, [player.pk]))


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("lineupentry", "state = 'PLAYS', claim_id = NULL", "lineupentry_state_is_known"),
        ("lineupentry", "state = '', claim_id = NULL", "lineupentry_state_is_known"),
        ("spot", "role = 'janitor'", "spot_role_is_known"),
        ("booking", "initiated_by = ''", "booking_initiated_by_is_known"),
    ],
)
def test_values_outside_the_tables_are_refused(table, change, constraint):
    """A player whose state is misspelt would play without a claim."""
    a_confirmed_booking()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        run((f"UPDATE bookings_{table} SET {change}",))


@pytest.mark.parametrize("table", ["show", "spot", "booking"])
def test_a_state_outside_the_table_is_no_move(table):
    a_confirmed_booking()
    for state in ("OPEN", "", "onfire"):
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
            run((f"UPDATE bookings_{table} SET state = %s", [state]))


def test_only_emptying_everything_that_hangs_on_them_empties_the_claims():
    a_confirmed_booking()
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="truncate a table referenced"), transaction.atomic():
        run_truncate("availability_timeblock")
    with transaction.atomic():
        run_truncate("availability_timeblock CASCADE")
        assert not Booking.objects.exists()
        assert not Show.objects.exists()
        transaction.set_rollback(True)


def run_truncate(what: str):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {what}")


def session() -> psycopg.Connection:
    """Another client of the test database, which knows nothing of Django."""
    given = connection.settings_dict
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    wait = "-c lock_timeout=10s"
    return psycopg.connect(options=wait, **{name: given[key] for name, key in names.items()})


def is_waiting(other: psycopg.Connection) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [other.info.backend_pid])
        return cursor.fetchone()[0] > 0


def both(first: tuple, second: tuple) -> None:
    """Two sessions write without seeing each other. The first checks, the second tries to commit, the first commits."""
    with session() as one, session() as two, ThreadPoolExecutor(1) as pool:
        one.execute(*first)
        two.execute(*second)
        one.execute("SET CONSTRAINTS ALL IMMEDIATE")
        committing = pool.submit(two.commit)
        give_up = monotonic() + 5
        while not is_waiting(two) and not committing.done() and monotonic() < give_up:
            sleep(0.01)
        one.commit()
        committing.result(timeout=10)


def adds_a_player(booking: Booking) -> tuple:
    columns = "(booking_id, user_id, name, instrument, state)"
    return f"INSERT INTO bookings_lineupentry {columns} VALUES (%s, %s, '', '', 'plays')", [
        booking.pk,
        UserFactory().pk,
    ]


def moves_the_spot(booking: Booking) -> tuple:
    return "UPDATE bookings_spot SET released_at = released_at - interval '1 minute', ends_at = starts_at + " + (
        "interval '1 minute' WHERE id = %s"
    ), [booking.spot_id]


def shortens_the_claim(booking: Booking) -> tuple:
    return (
        "UPDATE availability_timeblock SET period = tstzrange(lower(period), upper(period) - interval '1 minute')"
        + (" WHERE calendar_id = %s"),
        [booking.act.calendar_id],
    )


def lets_the_claim_expire(booking: Booking) -> tuple:
    return "UPDATE availability_timeblock SET expires_at = now() + interval '1 hour' WHERE calendar_id = %s", [
        booking.act.calendar_id
    ]


def gives_the_claim_to_another_occasion(booking: Booking) -> tuple:
    return "UPDATE availability_timeblock SET occasion = gen_random_uuid() WHERE calendar_id = %s", [
        booking.act.calendar_id
    ]


def cancels_the_show(booking: Booking) -> tuple:
    return "UPDATE bookings_show SET state = 'cancelled', claim_id = NULL WHERE id = %s", [booking.spot.show_id]


WRITES = [
    adds_a_player,
    moves_the_spot,
    shortens_the_claim,
    lets_the_claim_expire,
    gives_the_claim_to_another_occasion,
]


@pytest.mark.django_db(transaction=True)
class TestTwoSessions:
    """Each leaves the show whole as it sees it: together they would leave it broken (write skew)."""

    @pytest.mark.parametrize(
        ("write", "confirms_first"),
        [(write, True) for write in WRITES]
        # A new entry waits for the booking's row itself, whose foreign key it is, before any check of ours.
        + [(write, False) for write in WRITES if write is not adds_a_player],
    )
    def test_a_confirmation_and_what_would_undo_it_do_not_both_commit(self, write, confirms_first):
        booking = a_pending_booking()
        confirming = confirm(booking, claim_for(booking.spot, booking.act.calendar))
        order = [confirming, write(booking)] if confirms_first else [write(booking), confirming]
        with pytest.raises(psycopg.IntegrityError, match="without its claim"):
            both(*order)
        assert (Booking.objects.get().state == BookingState.CONFIRMED) == confirms_first

    def test_nothing_is_confirmed_on_a_show_that_is_being_called_off(self):
        booking = a_pending_booking()
        confirming = confirm(booking, claim_for(booking.spot, booking.act.calendar))
        with pytest.raises(psycopg.IntegrityError, match="its show is cancelled"):
            both(cancels_the_show(booking), confirming)

    def test_a_claim_that_is_being_deleted_confirms_nothing(self):
        booking = a_pending_booking()
        claim = claim_for(booking.spot, booking.act.calendar)
        deleting = ("DELETE FROM availability_timeblock WHERE id = %s", [claim.pk])
        with pytest.raises(psycopg.IntegrityError):
            both(deleting, confirm(booking, claim))

    @pytest.mark.parametrize("write", [*WRITES, cancels_the_show])
    def test_what_does_not_concern_one_show_commits(self, write):
        """The control: each write passes beside the confirmation of another show."""
        booking, other = a_pending_booking(), a_pending_booking()
        claim_for(other.spot, other.act.calendar)
        both(write(other), confirm(booking, claim_for(booking.spot, booking.act.calendar)))
        assert Booking.objects.get(pk=booking.pk).state == BookingState.CONFIRMED

    @pytest.mark.parametrize("level", [psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE])
    def test_a_session_with_an_old_snapshot_commits_nothing_that_needs_the_check(self, level):
        """It would not see what others committed while it waited for the show."""
        booking = a_pending_booking()
        with session() as old:
            old.isolation_level = level
            old.execute(*adds_a_player(booking))
            with pytest.raises(psycopg.errors.FeatureNotSupported, match="READ COMMITTED"):
                old.commit()
