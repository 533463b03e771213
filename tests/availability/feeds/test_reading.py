"""What reading a feed costs, and what is known of its readers."""

import datetime as dt

import pytest

from availability import feeds, periodic
from availability.actions import feed_reads as reads
from availability.models import Feed
from tests.availability.feeds.writing import DAY, HOUR, NOW, events, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_two_queries_however_long(client, user, address, django_assert_num_queries, count):
    for number in range(count):
        write(user.calendar, uid=f"{number}@stageslot")
    with django_assert_num_queries(2):
        assert len(events(client.get(address))) == count


def test_nothing_new_costs_one_query(client, user, address, django_assert_num_queries):
    write(user.calendar)
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == "private, no-cache"


def test_nothing_new_since_a_time_costs_one_query(client, user, address, clock, django_assert_num_queries):
    write(user.calendar)
    clock.shift(dt.timedelta(seconds=5))
    last_modified = client.get(address)["Last-Modified"]
    with django_assert_num_queries(1):
        response = client.get(address, headers={"If-Modified-Since": last_modified})
    assert response.status_code == 304


def test_a_second_change_within_a_second_is_seen(client, user, address):
    write(user.calendar)
    last_modified = client.get(address)["Last-Modified"]
    write(user.calendar, title="Changed at once")
    assert client.get(address, headers={"If-Modified-Since": last_modified}).status_code == 200


def test_any_change_is_something_new(client, user, address):
    write(user.calendar)
    etag = client.get(address)["ETag"]
    write(user.calendar, title="Another title")
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_day_later_old_events_may_have_dropped_out(client, user, address, clock):
    etag = client.get(address)["ETag"]
    clock.shift(DAY)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_reads_are_folded_in_by_the_clock_and_written_by_no_get(client, feed_and_token, address, clock):
    feed, _token = feed_and_token
    client.get(address, headers={"User-Agent": "khal/0.14\0 " + "x" * 300})
    feed.refresh_from_db()
    assert feed.last_fetched_at is None
    clock.shift(HOUR)
    assert periodic.fold_in_reads() == 1
    feed.refresh_from_db()
    assert (feed.last_fetched_at, feed.last_client[:9], len(feed.last_client)) == (NOW, "khal/0.14", 200)
    assert periodic.fold_in_reads() == 0


def test_reads_that_a_crash_left_in_hand_are_not_lost(client, feed_and_token, address, monkeypatch):
    client.get(address)
    with monkeypatch.context() as patch:
        patch.setattr(Feed.objects, "bulk_update", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            periodic.fold_in_reads()
    assert periodic.fold_in_reads() == 1


def test_a_feed_is_read_though_valkey_is_down(client, address, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get(address).status_code == 200


def test_feed_is_written_once_for_all_who_read_it_unchanged(client, user, address, monkeypatch):
    write(user.calendar)
    first = client.get(address)
    monkeypatch.setattr(feeds, "events_of_feed", lambda feed: 1 // 0)
    second = client.get(address)
    assert (second.content, second["Last-Modified"]) == (first.content, first["Last-Modified"])
    monkeypatch.undo()
    write(user.calendar, title="Another title")
    assert client.get(address).content != first.content


def test_each_client_is_remembered_until_it_stays_away_for_long(client, feed_and_token, address, clock):
    for name in ("Thunderbird/128", "khal/0.14", "Thunderbird/128"):
        client.get(address, headers={"User-Agent": name})
    assert periodic.fold_in_reads() == 2
    clock.shift(91 * DAY)
    # The clock by which a client is not noted twice in a minute is not the one that was moved.
    reads._noted.clear()
    client.get(address, headers={"User-Agent": "khal/0.14"})
    periodic.fold_in_reads()
    [reader] = feed_and_token[0].readers.all()
    assert (reader.client, reader.first_fetched_at, reader.last_fetched_at) == ("khal/0.14", NOW, NOW + 91 * DAY)
