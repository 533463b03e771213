import datetime as dt

import pytest

from tests.factories import StageFactory, VenueFactory
from venues.queries import night_of, stages

SIX = dt.time(6)


@pytest.mark.parametrize(
    ("instant", "zone", "roll", "night"),
    [
        ("2027-03-06T20:00+00:00", "Europe/Berlin", SIX, "2027-03-06"),
        ("2027-03-07T00:00+00:00", "Europe/Berlin", SIX, "2027-03-06"),
        ("2027-03-07T04:59+00:00", "Europe/Berlin", SIX, "2027-03-06"),
        ("2027-03-07T05:00+00:00", "Europe/Berlin", SIX, "2027-03-07"),
        ("2027-03-07T00:00+00:00", "Europe/Berlin", dt.time(0), "2027-03-07"),
        ("2027-03-07T04:00+00:00", "America/New_York", SIX, "2027-03-06"),
        # The clocks go forward that morning: 06:00 is one hour nearer.
        ("2027-03-28T03:59+00:00", "Europe/Berlin", SIX, "2027-03-27"),
        ("2027-03-28T04:00+00:00", "Europe/Berlin", SIX, "2027-03-28"),
    ],
)
def test_night_of_an_instant(instant, zone, roll, night):
    assert night_of(dt.datetime.fromisoformat(instant), zone, roll) == dt.date.fromisoformat(night)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_stages_come_with_their_calendars_in_one_query(count, django_assert_num_queries):
    venue = VenueFactory()
    StageFactory.create_batch(count, venue=venue)
    with django_assert_num_queries(1):
        assert len([stage.calendar.public_version for stage in stages(venue)]) == count
