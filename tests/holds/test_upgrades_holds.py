"""The way back from proposals: a paused challenge waits for whoever proposed, as it did before there were any."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from holds.actions import challenge_hold, confirm_hold, decline_proposal, pass_on_challenge
from tests.bookings.scenes import a_house
from tests.holds.scenes import DAY, PLACED, SET, a_ladder

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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
