"""A venue gets another time zone, or a day that starts at another time: what exists follows as its leader chose."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from bookings.actions import publish_show
from bookings.models import HistoryEntry, Show
from bookings.queries import nights_of_show, public_nights
from bookings.states import NightStatus, ShowState
from holds.actions import confirm_hold, place_hold
from holds.models import Hold
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show
from tests.factories import FAR_SATURDAY
from venues.actions import update_venue
from venues.models import Venue
from venues.queries.clocks import standing_on_clock
from venues.states import Existing

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

WEEK, HOUR = dt.timedelta(weeks=1), dt.timedelta(hours=1)
NEW_YORK = "America/New_York"


class Scene:
    """A draft, an open show, a booked one and a hold at a house in Berlin, a week between them."""

    def __init__(self):
        self.house = a_house()
        self.venue = Venue.objects.get(pk=self.house.stage.venue_id)
        self.draft = an_open_show(self.house, publish=False)
        self.open = an_open_show(self.house, starts_at=FAR_SATURDAY + WEEK)
        self.booked = a_confirmed_booking(self.house, an_act(), starts_at=FAR_SATURDAY + 2 * WEEK).spot.show
        starts_at = FAR_SATURDAY + 3 * WEEK
        self.hold = place_hold(
            acting_user=self.house.manager, holder=self.house.party, stage=self.house.stage, night=starts_at.date(),
            starts_at=starts_at, ends_at=starts_at + 2 * HOUR,
        )  # fmt: skip

    def change(self, existing=None, **clock):
        update_venue(acting_user=self.house.manager, venue=self.venue, existing=existing, **clock)

    def read(self):
        """Moment, zone and night of each as they are stored now."""
        shows = [Show.objects.get(pk=show.pk) for show in (self.draft, self.open, self.booked)]
        hold = Hold.objects.get(pk=self.hold.pk)
        return [(show.starts_at, show.timezone, show.night) for show in shows], (hold.starts_at, hold.night)


@pytest.fixture
def scene(db):
    return Scene()


def test_what_exists_is_shown_by_night_and_nothing_changes_without_a_choice(scene):
    before = scene.read()
    lines = standing_on_clock(scene.venue)
    assert [line.is_agreed for line in lines] == [False, False, True, False]
    assert [line.kind for line in lines] == ["Draft", "Show", "Show", "Hold"]
    for clock in ({"timezone": NEW_YORK}, {"day_starts_at": dt.time(4)}):
        with pytest.raises(ValidationError) as refused:
            scene.change(**clock)
        assert set(refused.value.message_dict) == {"existing"}
    scene.change(tagline="Loud")
    assert scene.read() == before


def test_moments_stay_and_are_shown_on_the_new_clock(scene):
    before, hold = scene.read()
    scene.change(Existing.MOMENTS, timezone=NEW_YORK)
    after, hold_after = scene.read()
    assert [(moment, night) for moment, _zone, night in after] == [(moment, night) for moment, _zone, night in before]
    assert [zone for _moment, zone, _night in after] == [NEW_YORK, NEW_YORK, before[2][1]]
    assert hold_after == hold


def test_times_on_the_clock_stay_and_what_was_agreed_stays_whole(scene, commit_checks):
    (before, hold), zone = scene.read(), ZoneInfo(NEW_YORK)
    claim = Show.objects.get(pk=scene.open.pk).claim_id
    scene.change(Existing.CLOCK, timezone=NEW_YORK)
    commit_checks()
    after, (hold_starts_at, hold_night) = scene.read()
    for (was, former, night), (now, timezone, night_now) in list(zip(before, after, strict=True))[:2]:
        assert now.astimezone(zone).replace(tzinfo=None) == was.astimezone(ZoneInfo(former)).replace(tzinfo=None)
        assert (timezone, night_now) == (NEW_YORK, night)
    assert after[2] == before[2]
    assert hold_starts_at.astimezone(zone).hour == hold[0].astimezone(ZoneInfo("Europe/Berlin")).hour
    assert hold_night == hold[1]
    opened = Show.objects.get(pk=scene.open.pk)
    assert opened.claim_id != claim
    assert opened.claim.period.lower == opened.load_in_at
    [entry] = HistoryEntry.objects.filter(show=opened, changes__has_key="timezone")
    assert entry.changes["starts_at"] == [before[1][0].isoformat(), after[1][0].isoformat()]


def test_nights_are_counted_anew_but_no_hold_leaves_its_night(scene):
    early = scene.booked.starts_at.replace(hour=3)
    Hold.objects.filter(pk=scene.hold.pk).update(starts_at=early + WEEK + HOUR * 24, ends_at=early + WEEK + HOUR * 26)
    with pytest.raises(ValidationError) as refused:
        scene.change(Existing.ANEW, day_starts_at=dt.time(2))
    assert "another night" in str(refused.value)
    scene.venue.refresh_from_db()
    assert scene.venue.day_starts_at == dt.time(6)
    Hold.objects.filter(pk=scene.hold.pk).update(starts_at=None, ends_at=None)
    Show.objects.filter(pk=scene.draft.pk).update(night=scene.draft.night - dt.timedelta(days=1))
    scene.change(Existing.ANEW, day_starts_at=dt.time(2))
    assert Show.objects.get(pk=scene.draft.pk).night == scene.draft.night


def test_the_page_asks_and_saves_what_was_chosen(scene):
    client, path = Client(), reverse("venues:venue_edit", args=[scene.house.party.slug])
    client.force_login(scene.house.manager)
    sent = {"name": scene.house.party.name, "timezone": NEW_YORK, "day_starts_at": "06:00"}
    page = client.post(path, sent)
    assert page.status_code == 422
    assert str(scene.open) in page.content.decode()
    assert 'name="existing"' in page.content.decode()
    assert client.post(path, sent | {"existing": "nothing"}).status_code == 422
    assert client.post(path, sent | {"existing": "clock"}).status_code == 302
    assert Show.objects.get(pk=scene.open.pk).timezone == NEW_YORK


def test_a_hold_is_confirmed_on_its_night_whatever_the_day_roll_has_become(scene):
    """Held for Saturday at 03:30 of Sunday; by the new day-roll that start would be Sunday's."""
    night = scene.hold.night
    starts_at = dt.datetime.combine(night + dt.timedelta(days=1), dt.time(3, 30), ZoneInfo("Europe/Berlin"))
    Hold.objects.filter(pk=scene.hold.pk).update(starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    scene.change(Existing.MOMENTS, day_starts_at=dt.time(2))
    show = confirm_hold(acting_user=scene.house.manager, hold=scene.hold)
    assert show.night == night
    nights = public_nights(scene.house.stage, night, night + dt.timedelta(days=1))
    assert [found.status for found in nights] == [NightStatus.BOOKED, NightStatus.AVAILABLE]


def test_a_draft_keeps_its_night_and_its_clock_when_it_is_published(scene):
    scene.change(Existing.MOMENTS, timezone=NEW_YORK)
    show = publish_show(acting_user=scene.house.manager, show=scene.draft)
    assert (show.state, show.night, show.timezone) == (ShowState.OPEN, scene.draft.night, NEW_YORK)
    assert not Notification.objects.filter(kind="bookings.cancelled").exists()


@pytest.mark.parametrize(
    ("load_in", "out", "nights"),
    [
        ("2028-05-06T18:00", "2028-05-07T02:00", [6]),
        ("2028-05-06T04:30", "2028-05-06T10:00", [6]),
        ("2028-05-05T20:00", "2028-05-07T02:00", [5, 6]),
        ("2028-05-06T18:00", "2028-05-07T13:00", [6, 7]),
        ("2028-05-06T18:00", "2028-05-07T11:59", [6]),
        ("2028-05-07T03:00", "2028-05-07T08:00", [6]),
    ],
)
def test_no_night_counts_twice(load_in, out, nights):
    zone = ZoneInfo("Europe/Berlin")
    load_in_at, out_at = (dt.datetime.fromisoformat(text).replace(tzinfo=zone) for text in (load_in, out))
    found = nights_of_show(dt.date(2028, 5, 6), load_in_at, out_at, "Europe/Berlin")
    assert [night.day for night in found] == nights
