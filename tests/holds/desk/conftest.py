import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.bookings.scenes import an_act
from tests.holds.desk.pages import held
from tests.holds.scenes import known
from web.fragments import near


@pytest.fixture(autouse=True)
def nothing_kept():
    near.clear()
    cache.clear()


@pytest.fixture
def manager(client, house):
    client.force_login(house.manager)
    return house.manager


@pytest.fixture
def desk(client, house, manager):
    """The desk of the house as its manager reads it, in March 2028 unless told otherwise."""

    def ask(**query):
        address = reverse("holds:desk", args=[house.party.slug])
        response = client.get(address, {"from": "2028-03-04"} | query, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return response.content.decode()

    return ask


@pytest.fixture
def leader(client, house, act):
    known(house, act.party)
    client.force_login(act.leader)
    return act.leader


@pytest.fixture
def ladder(house, act):
    """Another band is 1st, the act is 2nd."""
    return held(house, an_act(name="Iron Weather")), held(house, act)
