"""The whole engine against a plain model: whatever is done, in whatever order, the two agree and the invariants hold.

Each example is a story in one transaction that is rolled back; what the database checks at commit is checked after
every step. `ENGINE_STORIES` and `ENGINE_STEPS` in the environment ask for more and longer ones (`bin/chaos stories`).
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.bookings.engine.bookings import Bookings
from tests.bookings.engine.holds import Holds
from tests.bookings.engine.invariants import Invariants
from tests.bookings.engine.people import People

STORIES = int(os.environ.get("ENGINE_STORIES", "4"))
STEPS = int(os.environ.get("ENGINE_STEPS", "14"))


class Engine(Holds, Bookings, People, Invariants):
    """All that may happen, in any order."""


@pytest.mark.slow
@pytest.mark.django_db
def test_the_engine_and_the_plain_model_tell_the_same_story():
    run_state_machine_as_test(
        Engine,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A story that fails is short enough to read; making it shorter takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            print_blob=True,
        ),
    )
