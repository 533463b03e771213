"""Patience of the browser tests."""

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=15_000)  # a page of a site that shares its cores with all that runs beside it


def pytest_collection_modifyitems(items):
    """One that fails is tried once more: four browsers and four sites share two cores, and any of them may be late.

    The summary counts them as "rerun". What fails twice fails; what is seen there again and again wants mending.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
