"""What a desk shows, to whom, and how many queries that takes."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.states import Role
from availability.models import TimeBlock
from availability.states import BlockKind
from bookings.actions import invite_act
from bookings.models import ShowRoom
from bookings.queries.nights import nights_of
from holds.desk.months import night_items
from holds.queries.desks import find_door
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import (
    FAR_SATURDAY,
    BookingFactory,
    MembershipFactory,
    ShowFactory,
    SpotFactory,
    StageFactory,
    UserFactory,
)
from tests.holds.desk.holds import NIGHT, a_challenge, a_ladder
from venues.actions import close_stage

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)
DESK_QUERIES = 7
"""Session, user, the door with all versions; then stages, shows, holds and closed nights."""
KEPT_QUERIES = 3


def cell(html, stage, night="2028-03-04"):
    """One night of one stage, as it stands in the table."""
    return re.search(rf'<td [^>]*><a class="go" id="n-{stage.pk.hex}-{night}".*?</td>', html, re.DOTALL).group()


def test_desk_shows_the_bill_and_what_waits(desk, house, act):
    an_application(act, an_open_show(house, title="Tide"))
    a_confirmed_booking(house, act, title="Iron", starts_at=FAR_SATURDAY + 7 * DAY)
    asked = an_open_show(house, starts_at=FAR_SATURDAY + 14 * DAY).spots.get()
    invite_act(acting_user=house.manager, spot=asked, act=act.party)
    html = desk()
    assert "1 application" in cell(html, house.stage)
    assert "1 act invited" in cell(html, house.stage, "2028-03-18")
    assert f"Iron: {act.party.name}" in cell(html, house.stage, "2028-03-11")


def test_desk_shows_the_ladder_of_a_night_and_who_has_to_answer(desk, house):
    first, second = a_ladder(house.party, house.stage, "Iron Weather", "The Long Noon")
    a_challenge(second, first)
    found = cell(desk(), house.stage)
    assert found.index("Iron Weather") < found.index("The Long Noon")
    assert "challenged, reply by Fri 3 Mar 2028, 21:00" in found
    assert '<span class="hidden">Stage' in found
    assert "2nd hold: The Long Noon" in found


def test_desk_shows_until_when_a_hold_stands(desk, house):
    a_ladder(house.party, house.stage, "Iron Weather")
    assert "until Sat 4 Mar 2028" in cell(desk(), house.stage)


def test_a_night_on_which_only_the_load_in_is_shows_what_takes_it(house):
    show = an_open_show(house, load_in_at=FAR_SATURDAY - 25 * HOUR, title="Tide")
    door, before = find_door(house.manager, house.party.slug), show.night - DAY
    assert nights_of(show) == [before, show.night]
    assert [item.source.id for item in night_items(door, house.stage.pk, before)] == [show.pk]
    assert not night_items(door, house.stage.pk, before - DAY)


def test_festival_takes_all_its_nights(desk, house):
    an_open_show(house, title="Three days", ends_at=FAR_SATURDAY + 2 * DAY + HOUR)
    html = desk(view="week")
    assert ["Three days" in cell(html, house.stage, f"2028-03-0{day}") for day in (4, 5, 6, 7)] == [True] * 3 + [False]


def test_room_made_of_rooms_is_seen_on_them_and_they_on_it(desk, house):
    rooms = [house.stage, StageFactory(venue=house.stage.venue, name="Bar", position=1)]
    whole = StageFactory(venue=house.stage.venue, name="Whole house", position=2)
    whole.parts.set(rooms)
    show = ShowFactory(stage=whole, title="Everything")
    ShowRoom.objects.bulk_create([ShowRoom(show=show, room=room) for room in rooms])
    a_ladder(house.party, whole, "Iron Weather", rooms=rooms, night=NIGHT + DAY)
    ShowFactory(stage=rooms[1], title="Just the bar", night=NIGHT + 2 * DAY, **times(2))
    html = desk()
    assert all("Everything" in cell(html, stage) for stage in (*rooms, whole))
    assert "Iron Weather" in cell(html, rooms[1], "2028-03-05")
    assert "Iron Weather" in cell(html, whole, "2028-03-05")
    assert "Bar is taken" in cell(html, whole, "2028-03-06")


def times(days):
    names = ("load_in_at", "starts_at", "ends_at", "out_at")
    return dict(zip(names, [FAR_SATURDAY + days * DAY + hours * HOUR for hours in (-4, 0, 3, 3)], strict=True))


def test_night_that_the_venue_closed_says_so(desk, house):
    period = (FAR_SATURDAY, FAR_SATURDAY + 2 * HOUR)
    TimeBlock.objects.create(calendar=house.stage.calendar, kind=BlockKind.BUSY, period=period)
    assert "Closed" in cell(desk(), house.stage)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "open"}, {"Open night"}),
        ({"state": "draft"}, {"Some draft"}),
        ({"state": "held"}, {"Iron Weather"}),
        ({"q": "iron"}, {"Iron Weather"}),
        ({"q": "IGHT"}, {"Open night"}),
        ({"q": "nobody"}, set()),
        ({"state": "nonsense"}, {"Open night", "Some draft", "Iron Weather"}),
    ],
)
def test_filters_leave_what_was_asked_for(desk, house, query, found):
    an_open_show(house, title="Open night")
    ShowFactory(stage=house.stage, title="Some draft")
    a_ladder(house.party, house.stage, "Iron Weather")
    html = cell(desk(**query), house.stage)
    assert {name for name in ("Open night", "Some draft", "Iron Weather") if name in html} == found


def test_filter_by_stage_leaves_its_row(client, desk, house):
    bar = StageFactory(venue=house.stage.venue, name="Bar")
    html = desk(stage=str(bar.pk))
    assert (html.count('th scope="row"'), 'data-rows="1"' in html) == (5, True)
    address = reverse("holds:desk", args=[house.party.slug])
    assert client.get(address, {"stage": "0"}).status_code == 404


@pytest.mark.parametrize("day", ["rubbish", "9999-12-31", "0001-01-01"])
def test_desk_of_no_day_is_not_found(client, house, manager, day):
    assert client.get(reverse("holds:desk", args=[house.party.slug]), {"from": day}).status_code == 404


def test_full_month_takes_no_query_more_than_an_empty_one(desk, house, django_assert_num_queries):
    with django_assert_num_queries(DESK_QUERIES):
        desk()
    stages = [house.stage, *(StageFactory(venue=house.stage.venue, position=place) for place in (1, 2, 3))]
    for number in range(100):
        show = ShowFactory(stage=stages[number % 4], night=NIGHT + number % 25 * DAY, **times(number % 25))
        BookingFactory(spot=SpotFactory(show=show))
        a_ladder(house.party, show.stage, "Held", night=NIGHT + number // 4 * DAY)
    with django_assert_num_queries(DESK_QUERIES):
        html = desk(view="month", q="")
    assert html.count('class="tape') >= 190


def test_kept_desk_takes_three_queries(desk, house, django_assert_num_queries):
    first = desk()
    with django_assert_num_queries(KEPT_QUERIES):
        assert desk() == first


def test_desk_is_kept_for_its_team_alone(client, desk, house):
    """Asking is checked before the cache is: the same address, kept, is nothing to strangers and to who has left."""
    a_ladder(house.party, house.stage, "Iron Weather")
    assert "Iron Weather" in desk()
    left = MembershipFactory(party=house.party, role=Role.MANAGER, left_at=FAR_SATURDAY - 999 * DAY).user
    address = reverse("holds:desk", args=[house.party.slug])
    for user in (UserFactory(), left, a_house().manager, an_act().leader):
        client.force_login(user)
        assert client.get(address, {"from": "2028-03-04"}, headers={"HX-Request": "true"}).status_code == 403


def test_desk_kept_in_one_language_is_not_read_in_another(client, desk, house):
    desk()
    client.cookies["django_language"] = "de"
    assert "März 2028" in desk()


def test_desk_kept_for_one_clock_is_not_read_by_another(client, desk, house):
    an_open_show(house, title="Tide")
    assert "Berlin time" not in desk()
    traveller = MembershipFactory(party=house.party, role=Role.MANAGER, user__timezone="Asia/Tokyo").user
    client.force_login(traveller)
    assert "Berlin time" in desk()


def test_night_of_a_stage_tells_its_team_what_stands_on_it(client, house, manager):
    an_open_show(house, title="Tide")
    address = reverse("holds:stage_night", args=[house.stage.pk, "2028-03-04"])
    assert "Tide" in client.get(address).content.decode()
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def test_a_closed_night_is_opened_again_from_it_and_says_so_beside_its_show(client, desk, house, manager):
    closed = close_stage(acting_user=manager, stage=house.stage, first=NIGHT + DAY, last=NIGHT + DAY, reason="Paint")
    night = reverse("holds:stage_night", args=[house.stage.pk, "2028-03-05"])
    words = client.get(night).content.decode()
    assert reverse("venues:stage_reopen", args=[house.stage.pk, closed.id]) in words
    assert "Open again" in words
    for gone in ("Hold this night", "New show", "No holds on this night"):
        assert gone not in words
    an_open_show(house, title="Tide")
    close_stage(acting_user=manager, stage=house.stage, first=NIGHT, last=NIGHT)
    both = cell(desk(), house.stage)
    assert "Closed" in both
    assert "Tide" in both
    assert "Needs reply" in desk()
