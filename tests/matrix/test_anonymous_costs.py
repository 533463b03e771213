"""What each address costs the site when a visitor without an account asks for it, and that the costly ones are limited.

`bin/chaos matrix -s` and `bin/test tests/matrix/test_anonymous_costs.py -s` print the ten that cost most.
"""

import time
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.matrix.pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHEAP_QUERIES, CHEAP_SECONDS = 10, 0.03
REPORTED = 10
UNLIMITED = {"health", "metrics"}
"""Who watches the machine is never refused."""
ANYBODYS = sorted(row for row, page in PAGES.items() if page.get and page.get.get("anonymous") == 200)


@dataclass(frozen=True)
class Cost:
    row: str
    path: str
    queries: int
    seconds: float

    @property
    def is_cheap(self) -> bool:
        return self.queries <= CHEAP_QUERIES and self.seconds <= CHEAP_SECONDS


def cost_of(row: str, path: str) -> Cost:
    """Of the second visit: what the first one compiled and cached is there."""
    Client().get(path)
    with CaptureQueriesContext(connection) as queries:
        began = time.thread_time()
        Client().get(path)
        seconds = time.thread_time() - began
    return Cost(row, path, len(queries), seconds)


def test_what_costs_much_is_limited(world, settings):
    costs = [cost_of(row, PAGES[row].path(row, world)) for row in ANYBODYS]
    costs.sort(key=lambda cost: (cost.seconds, cost.queries), reverse=True)
    for cost in costs[:REPORTED]:
        print(f"\n{cost.seconds * 1000:6.0f} ms {cost.queries:4} queries  {cost.row}", end="")  # noqa: T201 the report

    settings.RATE_LIMITS, settings.VISITOR_SECONDS = True, -1  # whatever has been spent is too much
    asked = [cost for cost in costs if not cost.is_cheap and cost.row not in UNLIMITED]
    answers = {cost.row: Client().get(cost.path).status_code for cost in asked}
    assert len(asked) > 0
    assert {row for row, status in answers.items() if status != 429} == set()
