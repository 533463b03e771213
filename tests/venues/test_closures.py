"""Nights on which a stage cannot be booked, and stages that were made by mistake."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from availability.errors import Taken
from bookings.actions import publish_show
from bookings.queries import public_nights
from holds.actions import confirm_hold
from tests.bookings.scenes import HOUR, a_house, an_act, an_open_show
from tests.factories import FAR_SATURDAY, StageFactory
from tests.holds.scenes import NIGHT, a_hold, two_rooms
from venues.actions import close_stage, remove_stage, reopen_stage, update_venue
from venues.errors import StageClosed, StageInUse
from venues.models import Stage
from venues.queries.closures import closures_of

CLOSED_TO = ("holds:hold_new", "bookings:show_new")
"""What a night on which the stage is closed does not offer."""
pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)


@pytest.fixture
def house(db):
    return a_house()


def close(house, first=NIGHT, last=NIGHT, **values):
    return close_stage(acting_user=house.manager, stage=house.stage, first=first, last=last, **values)


def statuses(subject):
    return [night.status.value for night in public_nights(subject, NIGHT - DAY, NIGHT + DAY)]


def test_a_closed_night_is_unavailable_and_takes_neither_shows_nor_holds(house):
    draft = an_open_show(house, publish=False)
    closure = close(house, reason="Floor is sanded")
    assert (closure.first, closure.last, closure.reason) == (NIGHT, NIGHT, "Floor is sanded")
    assert statuses(house.stage) == ["available", "unavailable", "available"]
    with pytest.raises(StageClosed):
        publish_show(acting_user=house.manager, show=draft)
    with pytest.raises(ValidationError) as refused:
        a_hold(house, an_act())
    assert "night" in refused.value.message_dict
    an_open_show(house, starts_at=FAR_SATURDAY + DAY)
    reopen_stage(acting_user=house.manager, stage=house.stage, closure_id=closure.id)
    reopen_stage(acting_user=house.manager, stage=house.stage, closure_id=closure.id)
    publish_show(acting_user=house.manager, show=draft)


def test_what_stood_on_a_night_before_it_was_closed_stays_but_a_hold_cannot_be_confirmed(house):
    hold = a_hold(house, an_act(), starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR)
    close(house)
    with pytest.raises(StageClosed):
        confirm_hold(acting_user=house.manager, hold=hold)


@pytest.mark.parametrize(
    "clock", [{"day_starts_at": dt.time(4)}, {"timezone": "Europe/London"}, {"timezone": "Asia/Tokyo"}]
)
def test_what_is_closed_stays_the_same_nights_by_another_clock(house, clock):
    close(house, reason="Floor is sanded")
    venue = house.stage.venue
    update_venue(acting_user=house.manager, venue=venue, **clock)
    stage = Stage.objects.get(pk=house.stage.pk)
    [closure] = closures_of(stage)
    assert (closure.first, closure.last, closure.reason) == (NIGHT, NIGHT, "Floor is sanded")
    assert statuses(stage) == ["available", "unavailable", "available"]


def test_a_closed_night_is_no_free_night_instead(house):
    an_open_show(house)
    for night in (NIGHT - DAY, NIGHT + DAY):
        close(house, night, night)
    with pytest.raises(Taken) as taken:
        an_open_show(house)
    nights = [night["starts_at"][:10] for night in taken.value.extra["alternatives"]]
    assert nights == ["2028-03-06", "2028-03-02", "2028-03-07"]


def test_a_night_that_ends_late_is_not_the_next_one_that_is_closed(house):
    close(house, NIGHT + DAY, NIGHT + DAY)
    late = a_hold(house, an_act(), starts_at=FAR_SATURDAY + 2 * HOUR, ends_at=FAR_SATURDAY + 11 * HOUR)
    assert confirm_hold(acting_user=house.manager, hold=late).show.night == NIGHT


def test_a_hall_is_closed_with_one_of_its_rooms(house):
    other, hall = two_rooms(house)
    close(house)
    assert [statuses(stage)[1] for stage in (house.stage, other, hall)] == ["unavailable", "available", "unavailable"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(NIGHT, NIGHT - DAY, "last"), (NIGHT, NIGHT + 366 * DAY, "last"), (dt.date(2020, 1, 1), NIGHT, "first")],
)
def test_senseless_nights_are_refused_at_their_field(house, first, last, field):
    with pytest.raises(ValidationError) as refused:
        close(house, first, last)
    assert field in refused.value.message_dict


def test_only_an_empty_stage_can_be_removed_and_only_by_who_leads_the_venue(house):
    mistake = StageFactory(venue=house.stage.venue)
    close_stage(acting_user=house.manager, stage=mistake, first=NIGHT, last=NIGHT)
    with pytest.raises(PermissionDenied):
        remove_stage(acting_user=an_act().leader, stage=mistake)
    an_open_show(house, publish=False)
    with pytest.raises(StageInUse):
        remove_stage(acting_user=house.manager, stage=house.stage)
    remove_stage(acting_user=house.manager, stage=mistake)
    assert list(Stage.objects.filter(venue=house.stage.venue)) == [house.stage]


def test_pages_close_open_and_remove(client, house):
    client.force_login(house.manager)
    page = reverse("venues:stage_edit", args=[house.stage.pk])
    wrong = client.post(reverse("venues:stage_close", args=[house.stage.pk]), {"first": "2028-03-04", "last": "x"})
    assert wrong.status_code == 422
    sent = {"first": "2028-03-04", "last": "2028-03-05", "reason": "Holidays"}
    assert client.post(reverse("venues:stage_close", args=[house.stage.pk]), sent).status_code == 302
    shown = client.get(page)
    assert "Holidays" in shown.content.decode()
    [closure] = shown.context["closures"]
    assert client.post(reverse("venues:stage_reopen", args=[house.stage.pk, closure.id])).status_code == 302
    assert client.get(page).context["closures"] == []
    an_open_show(house, title="Tide and Iron")
    a_hold(house, an_act(name="Iron Weather"))
    told = client.post(reverse("venues:stage_close", args=[house.stage.pk]), sent, follow=True).content.decode()
    assert all(name in told for name in ("Tide and Iron", "Iron Weather"))
    assert reverse("venues:stage_remove", args=[house.stage.pk]) not in told
    night = client.get(reverse("holds:stage_night", args=[house.stage.pk, NIGHT.isoformat()])).content.decode()
    assert night.count("Closed</span>") == 1
    assert "Holidays" in night
    assert [f"{reverse(name, args=[house.party.slug])}?" in night for name in CLOSED_TO] == [False, False]
    open_night = reverse("holds:stage_night", args=[house.stage.pk, (NIGHT + 2 * DAY).isoformat()])
    after = client.get(open_night).content.decode()
    assert [f"{reverse(name, args=[house.party.slug])}?" in after for name in CLOSED_TO] == [True, True]
    refused = client.post(reverse("venues:stage_remove", args=[house.stage.pk]))
    assert (refused.status_code, "You can only remove an empty stage" in refused.content.decode()) == (409, True)
    other = StageFactory(venue=house.stage.venue)
    remove = reverse("venues:stage_remove", args=[other.pk])
    assert remove in client.get(reverse("venues:stage_edit", args=[other.pk])).content.decode()
    client.post(remove)
    assert not Stage.objects.filter(pk=other.pk).exists()
