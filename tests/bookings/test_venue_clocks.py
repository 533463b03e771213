"""A venue gets another time zone, or a day that starts at another time: what exists follows as its leader chose."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from bookings.access.changes import get_move_for, move_view
from bookings.actions import cancel_show, propose_move, publish_show
from bookings.models import HistoryEntry, Show
from bookings.queries import nights_of_show, public_nights
from bookings.queries.nights import nights_of
from bookings.states import NightStatus, ShowState
from holds.actions import confirm_hold, place_hold, propose_hold, restore_ladder
from holds.models import Hold
from holds.queries.desks import desk_shows, desk_stages
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory
from tests.holds.scenes import a_hold
from venues.actions import close_stage, update_venue
from venues.models import Stage, Venue
from venues.queries.clocks import standing_on_clock
from venues.queries.closures import closures_of
from venues.states import Existing, OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

WEEK, HOUR = dt.timedelta(weeks=1), dt.timedelta(hours=1)
NEW_YORK = "America/New_York"
NIGHT, DAY = FAR_SATURDAY.date(), dt.timedelta(days=1)


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


@pytest.mark.parametrize("timezone", ["Pacific/Auckland", "Pacific/Honolulu", "Asia/Kathmandu", NEW_YORK])
@pytest.mark.parametrize("existing", [Existing.MOMENTS, Existing.CLOCK])
def test_a_show_and_a_hold_of_one_night_stay_on_it_and_take_no_second_one(db, timezone, existing, commit_checks):
    """Saturday 21:00 in Berlin is Sunday morning in Auckland, 09:00 is Friday night in Honolulu: by a new clock alone
    a show, and a show made of a hold, would take two nights of the stage."""
    house, other, act = a_house(), a_house(), an_act(members=1)
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 6 * HOUR}
    if timezone == "Pacific/Honolulu":
        times = {name: at - 12 * HOUR for name, at in times.items()}
    show, held = an_open_show(house, **times), {**times, "night": NIGHT}
    backup = place_hold(acting_user=house.manager, holder=house.party, act=act.party, stage=house.stage, **held)
    hold = place_hold(acting_user=other.manager, holder=other.party, stage=other.stage, **held)
    next_one = place_hold(
        acting_user=other.manager, holder=other.party, act_name="Next", stage=other.stage, night=NIGHT + DAY
    )
    for each in (house, other):
        venue = Venue.objects.get(pk=each.stage.venue_id)
        update_venue(acting_user=each.manager, venue=venue, existing=existing, timezone=timezone)
    commit_checks()
    made = confirm_hold(acting_user=other.manager, hold=Hold.objects.get(pk=hold.pk)).show
    for each in (Show.objects.get(pk=show.pk), made):
        assert (each.night, nights_of(each)) == (NIGHT, [NIGHT])
    backup, next_one = (Hold.objects.get(pk=each.pk) for each in (backup, next_one))
    assert (backup.night, next_one.state) == (NIGHT, "standing")
    for each in (house, other):
        stage = Stage.objects.select_related("venue__party").get(pk=each.stage.pk)
        before, own, after = public_nights(stage, NIGHT - DAY, NIGHT + DAY)
        assert own.shows
        assert not before.shows + after.shows
        assert public_nights(stage, NIGHT, NIGHT)[0].shows == own.shows
    desk = desk_shows(house.party.pk, desk_stages(house.party.pk), NIGHT, NIGHT)
    assert [each.nights for each in desk] == [[NIGHT]]


def test_a_proposal_tells_its_times_by_the_clock_that_the_show_keeps(scene):
    scene.change(Existing.MOMENTS, timezone=NEW_YORK)
    show = Show.objects.get(pk=scene.booked.pk)
    later = {"starts_at": show.starts_at + HOUR, "ends_at": show.ends_at + HOUR}
    move = propose_move(acting_user=scene.house.manager, show=show, party=scene.house.party, **later)
    view = move_view(scene.house.manager, get_move_for(scene.house.manager, move.pk))
    assert (move.timezone, view.night) == ("Europe/Berlin", show.night)
    assert "22:00 – 01:30" in view.rows[0].after


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


FAR_ZONES = ["America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati", "Europe/Berlin"]
SEQUENCES = [
    [(Existing.MOMENTS, "Pacific/Auckland"), (Existing.CLOCK, "America/Los_Angeles")],
    [(Existing.CLOCK, "Asia/Kolkata"), (Existing.MOMENTS, "America/Los_Angeles"), (Existing.MOMENTS, "Europe/Berlin")],
    [(Existing.MOMENTS if place % 2 else Existing.CLOCK, zone) for place, zone in enumerate([*FAR_ZONES, *FAR_ZONES])],
    [(Existing.MOMENTS, zone) for zone in FAR_ZONES],
]


@pytest.mark.parametrize("changes", SEQUENCES)
def test_nights_stay_through_many_changes_and_a_hold_makes_a_show_of_its_own_night(scene, changes, commit_checks):
    house, venue = scene.house, scene.venue
    late, festival = FAR_SATURDAY + 4 * WEEK + 4 * HOUR, FAR_SATURDAY + 5 * WEEK - 27 * HOUR
    shows = [scene.draft, scene.open, an_open_show(house, starts_at=late), an_open_show(
        house, starts_at=festival, ends_at=festival + 55 * HOUR
    )]  # fmt: skip
    act, starts_at = an_act(), late + 2 * WEEK
    night = NIGHT + 6 * WEEK
    proposed = a_hold(house, act, night=night, at=None, starts_at=starts_at, ends_at=starts_at + HOUR)
    propose_hold(acting_user=act.leader, hold=proposed)
    before = [nights_of(Show.objects.get(pk=show.pk)) for show in shows]
    assert [len(nights) for nights in before] == [1, 1, 1, 3]
    for existing, timezone in changes:
        venue = Venue.objects.get(pk=venue.pk)
        update_venue(acting_user=house.manager, venue=venue, existing=existing, timezone=timezone)
    commit_checks()
    assert [nights_of(Show.objects.get(pk=show.pk)) for show in shows] == before
    stage = Stage.objects.select_related("venue__party").get(pk=house.stage.pk)
    booked = {night for nights in before[1:] for night in nights}
    around = public_nights(stage, NIGHT, NIGHT + 5 * WEEK + DAY)
    assert {night.night for night in around if night.shows} == {nights[0] for nights in before[1:]} | {NIGHT + 2 * WEEK}
    desk = desk_shows(house.party.pk, desk_stages(house.party.pk), NIGHT, NIGHT + 6 * WEEK)
    assert {night for each in desk if each.state == "open" for night in each.nights} == booked
    for hold in (scene.hold, proposed):
        show = confirm_hold(acting_user=house.manager, hold=Hold.objects.get(pk=hold.pk)).show
        assert nights_of(show) == [hold.night]


def test_a_closure_beside_a_show_or_upon_it_does_not_keep_the_clock_from_changing(scene):
    night = scene.open.night
    for first in (night - DAY, night, night + DAY):
        close_stage(acting_user=scene.house.manager, stage=scene.house.stage, first=first, last=first)
    scene.change(Existing.CLOCK, timezone="America/Los_Angeles")
    stage = Stage.objects.select_related("venue__party").get(pk=scene.house.stage.pk)
    assert [(each.first, each.last) for each in closures_of(stage)] == [(night + n * DAY,) * 2 for n in (-1, 0, 1)]
    statuses = [each.status for each in public_nights(stage, night - DAY, night + DAY)]
    assert statuses == [NightStatus.UNAVAILABLE, NightStatus.AVAILABLE, NightStatus.UNAVAILABLE]


def test_times_that_the_new_clock_puts_out_of_order_are_refused_in_words(scene):
    """On that day clocks in Berlin jump from 02:00 to 03:00: load-in at 02:30 would come after a start at 03:00."""
    scene.change(Existing.ANEW, timezone="Asia/Kolkata")
    scene.house.stage = Stage.objects.get(pk=scene.house.stage.pk)
    starts_at = dt.datetime(2028, 3, 26, 3, tzinfo=ZoneInfo("Asia/Kolkata"))
    show = an_open_show(scene.house, starts_at=starts_at, load_in_at=starts_at - HOUR / 2, title="Late", publish=False)
    with pytest.raises(ValidationError) as refused:
        scene.change(Existing.CLOCK, timezone="Europe/Berlin")
    assert "Late" in refused.value.message_dict["existing"][0]
    assert Show.objects.get(pk=show.pk).starts_at == starts_at


def test_a_show_that_moves_to_another_house_counts_its_night_by_the_clock_there(scene):
    scene.change(Existing.MOMENTS, timezone="Pacific/Auckland")
    other, show = a_house(timezone="Pacific/Auckland"), Show.objects.get(pk=scene.open.pk)
    MembershipFactory(party=other.party, user=scene.house.manager, role=Role.OWNER)
    assert nights_of(show) == [show.night]
    propose_move(
        acting_user=scene.house.manager, show=show, party=scene.house.party, stage=other.stage,
        starts_at=show.starts_at, ends_at=show.ends_at,
    )  # fmt: skip
    moved = Show.objects.get(pk=show.pk)
    assert (moved.stage_id, moved.nights_clocks) == (other.stage.pk, [])
    assert nights_of(moved) == [moved.night] == [show.night + DAY]


@pytest.mark.parametrize("existing", Existing)
def test_a_hold_that_is_restored_after_the_clock_has_changed_makes_a_show_of_its_own_night(db, existing):
    house, first, second = a_house(), an_act(members=0), an_act(members=0)
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 6 * HOUR}
    held, released = (a_hold(house, act, at=None, **times) for act in (first, second))
    show = confirm_hold(acting_user=house.manager, hold=held, others=OtherHolds.RELEASE).show
    cancel_show(acting_user=house.manager, show=show)
    venue = Venue.objects.get(pk=house.stage.venue_id)
    update_venue(acting_user=house.manager, venue=venue, existing=existing, timezone="Pacific/Auckland")
    assert released in restore_ladder(acting_user=house.manager, show=show)
    made = confirm_hold(acting_user=house.manager, hold=Hold.objects.get(pk=released.pk), others=OtherHolds.KEEP).show
    assert (made.starts_at, nights_of(made)) == (FAR_SATURDAY, [released.night])
