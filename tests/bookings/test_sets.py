"""Nobody plays two sets at once, whatever writes it; back to back, all night long and assumed times are exempt."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from availability.errors import Taken
from availability.models import TimeBlock
from bookings.actions import (
    SpotDraft,
    accept_booking,
    add_spots,
    answer_move,
    invite_act,
    plan_bill,
    propose_move,
    set_lineup,
)
from bookings.models import Show, Spot
from bookings.states import BookingState
from holds.states import HoldState
from tests.bookings.bill.scenes import a_night, plan_of
from tests.bookings.bill.scenes import book as book_for
from tests.bookings.scenes import HOUR, a_house, an_act, an_application, an_open_show
from tests.bookings.set_scenes import AT_ONCE, BACK_TO_BACK, a_set, accept, two_bands
from tests.factories import FAR_SATURDAY, UserFactory
from tests.holds.scenes import PLACED, a_hold

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def sets_of(calendar) -> list:
    found = TimeBlock.objects.claims().filter(calendar=calendar, performance__isnull=False).order_by("performance")
    return [(block.performance.lower, block.performance.upper) for block in found]


def run(*statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
            assert cursor.rowcount, "the statement meets no row: it proves nothing"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_an_act_plays_one_set_at_a_time(house, act):
    show = an_open_show(house, spots=AT_ONCE)
    first, second = [an_application(act, show, place) for place in (0, 1)]
    accept(house, first)
    with pytest.raises(Taken) as refused:
        accept(house, second)
    conflicts = refused.value.extra["conflicts"]
    assert {row["who"] for row in conflicts} == {act.party.slug, "a member"}
    assert {dt.datetime.fromisoformat(row["starts_at"]) for row in conflicts} == {FAR_SATURDAY}
    assert refused.value.extra["alternatives"] == []
    assert "another set" in refused.value.detail
    second.refresh_from_db()
    assert second.state == BookingState.PENDING


def test_sets_back_to_back_are_fine(house, act, commit_checks):
    show = an_open_show(house, spots=BACK_TO_BACK)
    for place in (0, 1):
        accept(house, an_application(act, show, place))
    commit_checks()
    [one, other] = sets_of(act.party.calendar)
    assert one[1] == other[0] == FAR_SATURDAY + HOUR


def test_a_drummer_plays_in_two_bands_one_after_the_other(house, commit_checks):
    drummer, band, other = two_bands()
    show = an_open_show(house, spots=[*BACK_TO_BACK, a_set(0.5, 1)])
    bookings = {place: an_application(act, show, place) for place, act in ((0, band), (1, other), (2, other))}
    accept(house, bookings[0])
    assert show.spots.all()[1].starts_at < show.spots.all()[2].starts_at
    with pytest.raises(Taken) as refused:
        accept(house, bookings[1])
    assert [row["who"] for row in refused.value.extra["conflicts"]] == ["a member"]
    accept(house, bookings[2])
    commit_checks()
    assert len(sets_of(drummer.calendar)) == 2


def test_who_asks_reads_beforehand_that_a_set_is_in_the_way(house, act):
    show = an_open_show(house, spots=AT_ONCE)
    accept(house, an_application(act, show, 0))
    with pytest.raises(Taken):
        an_application(act, show, 1)
    with pytest.raises(Taken):
        invite_act(acting_user=house.manager, spot=show.spots.all()[1], act=act.party)


def test_nobody_is_put_into_a_line_up_while_they_play(house):
    drummer, band, other = two_bands()
    show = an_open_show(house, spots=AT_ONCE)
    accept(house, an_application(band, show, 0))
    booking = accept(house, an_application(other, show, 1, lineup=[other.members[1].pk]))
    with pytest.raises(Taken) as refused:
        set_lineup(acting_user=other.leader, booking=booking, lineup=[user.pk for user in other.members])
    assert [row["name"] for row in refused.value.extra["conflicts"]] == [drummer.display_name]


def test_a_dj_who_plays_all_night_and_times_that_were_assumed_are_exempt(house, act, commit_checks):
    dj = an_open_show(house, spots=[a_set(0, 1), a_set(0, 3.5, "dj")])
    assumed = an_open_show(a_house(), starts_at=FAR_SATURDAY + dt.timedelta(days=1), spots=2)
    Show.objects.filter(pk=assumed.pk).update(is_time_assumed=True)
    assert [spot.performance is None for spot in dj.spots.order_by("role")] == [True, False]
    accept(house, an_application(act, dj, 0))
    accept(house, an_application(act, dj, 1))
    leader = assumed.owner.memberships.get().user
    for place in (0, 1):
        accept_booking(acting_user=leader, booking=an_application(act, assumed, place))
    commit_checks()
    assert len(sets_of(act.party.calendar)) == 1


def test_a_dj_who_plays_a_part_of_the_night_is_not_exempt(house, act):
    show = an_open_show(house, spots=[a_set(0, 1), a_set(0, 3, "dj")])
    accept(house, an_application(act, show, 0))
    with pytest.raises(Taken):
        an_application(act, show, 1)


def test_a_bill_that_is_planned_brings_the_sets_along(house, act, commit_checks):
    show = a_night(house)
    book_for(house, act, show, 0)
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, (40, 0, 0), (45, 5, 0), (75, 5, 0)))
    commit_checks()
    assert sets_of(act.party.calendar) == [(FAR_SATURDAY, FAR_SATURDAY + HOUR * 2 / 3)]


def test_a_spot_before_the_start_may_end_a_dj_s_exemption(house, commit_checks):
    """The DJ no longer plays all night: their set counts now, and is kept like any other."""
    dj = an_act(members=1)
    show = an_open_show(house, spots=[a_set(0, 3.5, "dj")], doors_at=FAR_SATURDAY - 2 * HOUR)
    accept(house, an_application(dj, show))
    assert sets_of(dj.party.calendar) == []
    add_spots(acting_user=house.manager, show=show, role="opener")
    commit_checks()
    assert sets_of(dj.party.calendar) == [(FAR_SATURDAY, FAR_SATURDAY + 3.5 * HOUR)]


def test_two_sets_are_swapped_by_a_move_and_may_not_come_to_overlap_by_one(house, act, commit_checks):
    show = an_open_show(house, spots=BACK_TO_BACK)
    bookings = [accept(house, an_application(act, show, place)) for place in (0, 1)]
    one, other = [booking.spot for booking in bookings]
    whole = {"starts_at": show.starts_at, "ends_at": show.ends_at}

    def move(times):
        return propose_move(
            acting_user=house.manager, show=Show.objects.get(pk=show.pk), party=house.party, spots=times, **whole
        )

    at_once = {"starts_at": one.starts_at + HOUR / 2, "ends_at": one.ends_at + HOUR / 2}
    with pytest.raises(Taken):
        move({one.pk: at_once})
    proposed = move(
        {
            one.pk: {"starts_at": other.starts_at, "ends_at": other.ends_at, "released_at": other.ends_at},
            other.pk: {"starts_at": one.starts_at, "ends_at": one.ends_at, "released_at": one.ends_at},
        }
    )
    for booking in bookings:
        proposed = answer_move(acting_user=act.leader, move=proposed, booking=booking, agrees=True)
    commit_checks()
    assert proposed.state == "agreed"
    assert len(sets_of(act.party.calendar)) == 2
    assert Spot.objects.get(pk=one.pk).starts_at == other.starts_at


def test_a_booking_of_two_nights_releases_the_act_s_holds_on_both(house, act):
    holds = [
        a_hold(a_house(), act, night=(FAR_SATURDAY + dt.timedelta(days=day)).date(), at=PLACED) for day in (0, 1, 2)
    ]
    show = an_open_show(house, ends_at=FAR_SATURDAY + 26 * HOUR)
    accept(house, an_application(act, show))
    states = [type(hold).objects.get(pk=hold.pk).state for hold in holds]
    assert states == [HoldState.RELEASED, HoldState.RELEASED, HoldState.STANDING]


class TestRawSql:
    @pytest.fixture
    def booked(self, house, act):
        show = an_open_show(house, spots=BACK_TO_BACK)
        return [accept(house, an_application(act, show, place)) for place in (0, 1)]

    @pytest.mark.parametrize("change", ["NULL", "tstzrange(lower(performance), upper(performance) - interval '1 min')"])
    def test_no_claim_loses_its_set(self, booked, change):
        statement = f"UPDATE availability_timeblock SET performance = {change} WHERE id = %s"
        with pytest.raises(DatabaseError, match="without its claim"):
            run((statement, [booked[0].claim_id]))

    @pytest.mark.parametrize(
        ("table", "change"),
        [("spot", "ends_at = ends_at - interval '1 min'"), ("spot", "may_overlap = true"),
         ("show", "is_time_assumed = true")],
    )  # fmt: skip
    def test_no_spot_leaves_the_sets_that_it_is_promised_for(self, booked, table, change):
        spot = booked[0].spot
        pk = spot.pk if table == "spot" else spot.show_id
        with pytest.raises(DatabaseError, match="without its claim"):
            run((f"UPDATE bookings_{table} SET {change} WHERE id = %s", [pk]))

    def test_two_sets_are_swapped_and_never_overlap(self, booked):
        one, other = [booking.spot for booking in booked]
        spots = "UPDATE bookings_spot SET starts_at = %s, ends_at = %s, released_at = %s WHERE id = %s"
        follow = ("SELECT bookings_follow_sets(%s)", [one.show_id])
        late = [other.ends_at, other.ends_at]
        # Both are promised to the end first, so that only the sets change places.
        claims = "UPDATE availability_timeblock SET period = tstzrange(lower(period), %s) WHERE performance IS NOT NULL"
        run(
            (claims, [other.ends_at]),
            (spots, [other.starts_at, *late, one.pk]),
            (spots, [one.starts_at, one.ends_at, other.ends_at, other.pk]),
            ("SELECT * FROM bookings_show WHERE EXISTS (SELECT 1 FROM bookings_follow_sets(%s)) OR id = %s",
             [one.show_id, one.show_id]),
        )  # fmt: skip
        assert Spot.objects.get(pk=one.pk).starts_at == other.starts_at
        overlap = (spots, [one.starts_at, *late, one.pk])
        with pytest.raises(DatabaseError, match="timeblock_sets_never_overlap"):
            run(overlap, follow)

    def test_only_claims_perform(self, act):
        columns = "(calendar_id, kind, period, performance)"
        values = "(%s, 'busy', tstzrange(now(), now() + '1 h'), tstzrange(now(), now() + '1 h'))"
        with pytest.raises(DatabaseError, match="only_claims_perform"):
            run((f"INSERT INTO availability_timeblock {columns} VALUES {values}", [act.party.calendar_id]))


def test_what_overlapped_before_stays_until_the_bill_is_planned(house, act, capsys, commit_checks):
    show = a_night(house)
    booking = book_for(house, act, show, 0)
    run(
        ("UPDATE bookings_spot SET may_overlap = true WHERE id = %s", [booking.spot_id]),
        ("SELECT id FROM bookings_show WHERE EXISTS (SELECT 1 FROM bookings_follow_sets(%s)) OR id = %s",
         [show.pk, show.pk]),
    )  # fmt: skip
    assert sets_of(act.party.calendar) == []
    call_command("check_claims")
    assert str(booking.spot_id) in capsys.readouterr().out
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, (40, 0, 0), (45, 5, 0), (75, 5, 0)))
    commit_checks()
    assert len(sets_of(act.party.calendar)) == 1


def test_the_upgrade_exempts_of_two_sets_that_overlap_the_one_booked_later(house, act, commit_checks):
    show = an_open_show(house, spots=[*BACK_TO_BACK, a_set(2, 3)])
    first, second, third = [accept(house, an_application(act, show, place)) for place in (0, 1, 2)]
    commit_checks()
    triggers = [("bookings_spot", "spot_is_covered"), ("availability_timeblock", "claim_still_covers")]
    with connection.cursor() as cursor:
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute("UPDATE availability_timeblock SET performance = NULL")
        Spot.objects.filter(pk=second.spot_id).update(starts_at=FAR_SATURDAY + HOUR / 2)
        commit_checks()
        cursor.execute(import_module("bookings.migrations.0005_sets_never_overlap").PROMISED)
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
    commit_checks()
    spots = [Spot.objects.get(pk=booking.spot_id) for booking in (first, second, third)]
    assert [spot.may_overlap for spot in spots] == [False, True, False]
    assert len(sets_of(act.party.calendar)) == 2
    assert len(sets_of(act.members[0].calendar)) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
class TestRaces:
    def race(self, *calls):
        barrier = threading.Barrier(len(calls), timeout=20)

        def one(call):
            try:
                connection.ensure_connection()
                barrier.wait()
                return call()
            except (Taken, DatabaseError) as refusal:
                return refusal
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as threads:
            return [future.result() for future in [threads.submit(one, call) for call in calls]]

    def test_two_accepts_of_one_act_for_sets_at_once(self):
        house, act = a_house(), an_act()
        for week in range(6):
            at = FAR_SATURDAY + dt.timedelta(weeks=week)
            sets = [SpotDraft(starts_at=at + place * HOUR / 2, ends_at=at + (place + 2) * HOUR / 2) for place in (0, 1)]
            show = an_open_show(house, starts_at=at, spots=sets)
            bookings = [an_application(act, show, place) for place in (0, 1)]
            results = self.race(*[lambda each=each: accept(house, each) for each in bookings])
            assert sorted(type(result).__name__ for result in results) == ["Booking", "Taken"]

    @pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "control"])
    def test_two_sessions_that_write_sets_past_every_action(self, is_checked):
        """The control, without the constraint, lets both in: what refuses the second is the constraint alone."""
        calendar = UserFactory().calendar
        drop = "ALTER TABLE availability_timeblock DROP CONSTRAINT timeblock_sets_never_overlap"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'timeblock_sets_never_overlap'"
            )
            (definition,) = cursor.fetchone()
            if not is_checked:
                cursor.execute(drop)
        try:
            occasion = "00000000-0000-0000-0000-000000000001"
            hour = "tstzrange('2030-01-01 20:00+00', '2030-01-01 21:00+00')"
            insert = (
                "INSERT INTO availability_timeblock (calendar_id, kind, occasion, period, performance)"
                f" VALUES (%s, 'claim', '{occasion}', {hour}, {hour})"
            )
            write = lambda: run((insert, [calendar.pk]))  # noqa: E731
            results = self.race(*[write] * 4)
            assert [result for result in results if result is None] == [None] * (1 if is_checked else 4)
        finally:
            TimeBlock.objects.all().delete()
            if not is_checked:
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"ALTER TABLE availability_timeblock ADD CONSTRAINT timeblock_sets_never_overlap {definition}"
                    )
