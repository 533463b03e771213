"""The way back from proposals: a paused challenge waits for whoever proposed, as it did before there were any."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bookings.models import Show
from holds.actions import challenge_hold, confirm_hold, decline_proposal, pass_on_challenge
from holds.models import Hold
from tests.bookings.scenes import a_house, an_open_show
from tests.holds.scenes import DAY, PLACED, SET, a_ladder
from web.management.commands.migrate import no_search_for_garbage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def migrated_quickly():
    with no_search_for_garbage():
        yield


def test_paused_and_declined_challenges_go_back_to_what_they_were(house):
    acts, holds = a_ladder(house, 2, **SET)
    challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=PLACED + DAY)
    confirm_hold(acting_user=acts[0].leader, hold=holds[0], at=PLACED + DAY)
    other = a_house()
    acts, holds = a_ladder(other, 2, **SET)
    running = challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=PLACED + DAY)
    pass_on_challenge(challenge=running, at=PLACED + 3 * DAY)
    confirm_hold(acting_user=acts[1].leader, hold=holds[1], at=PLACED + 3 * DAY)
    decline_proposal(acting_user=other.manager, hold=holds[1], at=PLACED + 3 * DAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    executor.migrate([("holds", "0001_baseline"), ("venues", "0001_baseline")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM holds_challenge ORDER BY state")
        assert cursor.fetchall() == [("asking",), ("failed",)]
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM holds_proposal")
        assert cursor.fetchall() == [(0,)]


def test_the_zone_by_which_nights_are_counted_becomes_the_way_to_it_and_back(house):
    _acts, [hold, other] = a_ladder(house, 2, **SET)
    show = an_open_show(house, publish=False)
    way = ["Pacific/Auckland", "America/New_York", "Europe/Berlin", "Asia/Kolkata"]
    Hold.objects.filter(pk=hold.pk).update(nights_clocks=way)
    Show.objects.filter(pk=show.pk).update(nights_clocks=way)
    zones = "SELECT nights_zone FROM holds_hold UNION ALL SELECT nights_zone FROM bookings_show"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        former = [("holds", "0003_count_nights_by_their_clock"), ("bookings", "0007_count_nights_by_their_clock")]
        MigrationExecutor(connection).migrate(former)
        cursor.execute(zones)
        assert sorted(cursor.fetchall()) == [("",), ("Asia/Kolkata",), ("Asia/Kolkata",)]
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    for row in (Hold.objects.get(pk=hold.pk), Show.objects.get(pk=show.pk)):
        assert row.nights_clocks == ["Europe/Berlin", "Asia/Kolkata"]
    assert Hold.objects.get(pk=other.pk).nights_clocks == []
