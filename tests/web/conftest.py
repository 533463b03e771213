import pytest


@pytest.fixture(autouse=True)
def some_places(settings):
    settings.ROOT_URLCONF = "tests.web.places"
