"""Who fits an open spot: by genre, draw, Green Zone and distance, in a fixed number of queries."""

import pytest

from bands.models import Band
from bookings.models import Spot
from bookings.queries.fitting import fitting_acts
from catalogue.models import City, Genre
from tests.bookings.bill.scenes import a_night
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_application, know_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def spot(house):
    return Spot.objects.with_show().get(pk=a_night(house).spots.first().pk)


def an_act_that_is_free(**values):
    act = an_act(**values)
    know_all(*act.members)
    return act


def fitting(spot):
    return [found.act for found in fitting_acts(spot)]


def test_an_act_all_of_whose_members_are_free_fits(spot):
    act = an_act_that_is_free()
    an_act()  # nobody of this one has said
    assert fitting(spot) == [act.party]


def test_an_act_with_one_member_promised_elsewhere_does_not_fit(spot):
    act = an_act_that_is_free()
    other = an_act_that_is_free(members=[act.members[0]])
    a_confirmed_booking(a_house(), other)
    assert fitting(spot) == []


def test_an_act_plays_one_of_the_genres_or_one_below_it(spot):
    child = Genre.objects.exclude(parent=None).select_related("parent").first()
    spot.genres.set([child.parent])
    below, _other = an_act_that_is_free(), an_act_that_is_free()
    below.party.genres.set([child])
    assert fitting(spot) == [below.party]
    assert child.name in fitting_acts(spot)[0].reasons


def test_an_act_draws_what_is_wanted(spot):
    spot.draw_wanted = 50
    acts = [an_act_that_is_free() for _ in range(3)]
    for act, draw in zip(acts, (49, 50, None), strict=True):
        Band.objects.filter(party=act.party).update(draw=draw)
    assert fitting(spot) == [acts[1].party]


def test_an_act_travels_that_far_and_the_nearest_comes_first(spot):
    hamburg, bremen, berlin = (
        City.objects.filter(name=name).order_by("-population").first() for name in ("Hamburg", "Bremen", "Berlin")
    )
    spot.show.city = hamburg
    from_berlin, from_bremen, stays = (an_act_that_is_free(city=city) for city in (berlin, bremen, berlin))
    Band.objects.filter(party=stays.party).update(travel_radius_km=50)
    assert fitting(spot) == [from_bremen.party, from_berlin.party]


def test_who_stands_on_the_bill_or_waits_for_it_is_not_suggested(spot):
    act = an_act_that_is_free()
    an_application(act, spot.show, 1)
    assert fitting(spot) == []


@pytest.mark.parametrize("count", [1, 3])
def test_no_query_is_made_for_each_act(spot, count, django_assert_num_queries):
    for _ in range(count):
        an_act_that_is_free().party.genres.set([Genre.objects.first()])
    spot = Spot.objects.with_show().get(pk=spot.pk)
    with django_assert_num_queries(4):
        assert len(fitting_acts(spot)) == count
