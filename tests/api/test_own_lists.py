"""What one has begun and nobody else sees: shows that are drafts, and kept applications."""

import base64
import datetime as dt
import json

import pytest
from django.utils.timezone import now

from bands.actions import create_band
from bookings.actions import SpotDraft, cancel_show, create_show
from bookings.models import ApplicationDraft
from tests.api.conftest import HOUR, ZONE, Caller
from tests.factories import FAR_SATURDAY

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)


def a_show(world, week: int, *, publish: bool):
    starts_at = FAR_SATURDAY + week * WEEK
    return create_show(
        acting_user=world.manager, owner=world.venue, stage=world.stage, title=f"Week {week}", publish=publish,
        starts_at=starts_at, ends_at=starts_at + 3 * HOUR, spots=[SpotDraft()],
    )  # fmt: skip


def items(caller, path):
    return caller.get(path).json()["items"]


@pytest.mark.parametrize("count", [1, 3])
def test_shows_are_listed_for_leaders_alone_and_drafts_apart(count, world, django_assert_num_queries):
    made = [a_show(world, week, publish=False) for week in range(1, count + 1)]
    manager = Caller(world.manager)
    with django_assert_num_queries(2):
        listed = items(manager, "/me/shows?state=draft")
    assert [(each["id"], each["state"]) for each in listed] == [(str(show.pk), "draft") for show in made]
    whole = manager.get(f"/shows/{made[0].pk}").json()
    assert {name: whole[name] for name in listed[0]} == listed[0]
    assert len(items(manager, "/me/shows")) == count + 1
    for user in (world.leader, world.venue_staff, world.other_manager, world.stranger, world.staff):
        assert items(Caller(user), "/me/shows?state=draft") == []


def test_pages_of_shows_follow_one_another(world):
    made = [a_show(world, week, publish=False) for week in range(1, 4)]
    caller, cursor, seen = Caller(world.manager), "", []
    for _page in range(2):
        page = caller.get(f"/me/shows?state=draft&limit=2{cursor}").json()
        seen += [each["id"] for each in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert (seen, page["next"]) == ([str(show.pk) for show in made], None)


@pytest.mark.parametrize("count", [1, 3])
def test_kept_applications_are_listed_for_leaders_while_they_could_be_sent(count, world, django_assert_num_queries):
    waiting = create_band(acting_user=world.leader, name="Newcomers", timezone=ZONE).party
    shows = [a_show(world, week, publish=True) for week in range(1, count + 1)]
    for show in shows:
        ApplicationDraft.objects.create(spot=show.spots.get(), act=waiting, message="Hello", changed_at=now())
    ApplicationDraft.objects.create(spot=world.spot(), act=world.band, changed_at=now())
    leader = Caller(world.leader)
    with django_assert_num_queries(2):
        listed = items(leader, "/me/drafts")
    assert [(each["show"], each["band"], each["may_be_sent"]) for each in listed] == [
        (str(world.show.pk), world.band.slug, True), *((str(show.pk), waiting.slug, False) for show in shows)
    ]  # fmt: skip
    assert (listed[1]["message"], listed[1]["host"], listed[1]["spot"]) == (
        "Hello", world.venue.slug, str(shows[0].spots.get().pk),
    )  # fmt: skip
    first = leader.get("/me/drafts?limit=1").json()
    assert items(leader, f"/me/drafts?cursor={first['next']}") == listed[1:]
    assert leader.get("/me/drafts?cursor=nonsense").status_code == 422
    for user in (world.member, world.manager, world.stranger, world.staff):
        assert items(Caller(user), "/me/drafts") == []
    cancel_show(acting_user=world.manager, show=shows[0], reason="Rain")
    assert len(items(leader, "/me/drafts")) == count


def test_a_cursor_that_names_no_row_ends_the_list_or_is_refused(world):
    leader = Caller(world.leader)
    for last, status in ((9 * 10**30, 200), ("0b1", 422), (str(world.show.pk), 422)):
        cursor = base64.urlsafe_b64encode(json.dumps([FAR_SATURDAY.isoformat(), str(last)]).encode()).decode()
        assert leader.get(f"/me/drafts?cursor={cursor}").status_code == status


def test_a_kept_application_is_thrown_away_once_and_alone(world):
    spot, other = world.spot(), a_show(world, 1, publish=True).spots.get()
    for each in (spot, other):
        ApplicationDraft.objects.create(spot=each, act=world.band, message="Hello", changed_at=now())
    leader, path = Caller(world.leader), f"/spots/{spot.pk}/drafts/{world.band.slug}"
    assert leader.delete(f"/spots/{spot.pk}/drafts/{world.venue.slug}").status_code == 404
    assert leader.delete(path).status_code == 204
    assert [each["spot"] for each in items(leader, "/me/drafts")] == [str(other.pk)]
    assert leader.delete(path).status_code == 404
