"""Feeds: what a calendar client gets, what it costs, and who gets nothing."""

import datetime as dt
import re
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from icalendar import Calendar as ICalendar

from availability import feeds, periodic
from availability.actions import (
    cancel_entry,
    choose_for_feed,
    make_feed,
    rename_feeds,
    revoke_feed,
    revoke_feeds,
    rotate_feed,
    write_entry,
)
from availability.actions import feed_reads as reads
from availability.models import CalendarEntry, CalendarSource, Feed
from availability.states import EntryStatus, FeedKind
from tests.factories import CalendarFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)
START = dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user(clock):
    return UserFactory()


@pytest.fixture
def feed_and_token(user):
    return make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name="Ada’s gigs")


@pytest.fixture
def address(feed_and_token):
    return reverse("availability:feed", args=[feed_and_token[1]])


def write(calendar, uid="show@stageslot", **more):
    values = {
        "occasion": uuid4(), "status": EntryStatus.CONFIRMED, "starts_at": START, "ends_at": START + 4 * HOUR,
        "timezone": "Europe/Berlin", "title": "The Foxes at the Cellar",
    } | more  # fmt: skip
    return write_entry(calendar=calendar, uid=uid, **values)


def events(response):
    return ICalendar.from_ical(response.content).walk("VEVENT")


def test_a_feed_says_it_in_the_words_of_rfc_5545(client, user, address):
    write(
        user.calendar, text="Call 17:00\nSet 21:00 – 00:30 (Berlin time)", place="Cellar, Gartenstr. 1; Berlin",
        path="/shows/1/",
    )  # fmt: skip
    response = client.get(address)
    calendar = ICalendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["X-WR-CALNAME"] == "Ada’s gigs"
    assert calendar["X-PUBLISHED-TTL"] == "PT15M"
    assert {name: str(event[name]) for name in ("UID", "SUMMARY", "STATUS", "TRANSP", "LOCATION", "URL")} == {
        "UID": "show@stageslot",
        "SUMMARY": "The Foxes at the Cellar",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "LOCATION": "Cellar, Gartenstr. 1; Berlin",
        "URL": f"{settings.SITE_URL}/shows/1/",
    }
    assert event["DESCRIPTION"] == "Call 17:00\nSet 21:00 – 00:30 (Berlin time)"
    assert (event.start, event.end) == (START, START + 4 * HOUR)
    assert (event["SEQUENCE"], event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (0, NOW, NOW)
    assert "CATEGORIES" not in event
    assert response.content.count(b"\n") == response.content.count(b"\r\n")


@pytest.mark.parametrize(
    "title",
    [
        "a" * 300,
        "ä" * 300,
        "🎸" * 300,
        "Line one\r\nLine two\nBEGIN:VEVENT\nSUMMARY:smuggled",
        "back\\slash; semi, comma: colon \\n \\,",
        "حفلة موسيقية ‏في برلين",
        "  spaces  around  ",
        "null\x00bell\x07tab\tend",
    ],
)
def test_hostile_titles_come_back_as_they_were(client, user, address, title):
    write(
        user.calendar, title=title.replace("\x00", ""), text=title.replace("\x00", ""), place=title.replace("\x00", "")
    )
    response = client.get(address)
    (event,) = events(response)
    told = title.replace("\r\n", "\n").replace("\x00", "").replace("\x07", "")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"]), str(event["LOCATION"])) == (told, told, told)
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    response.content.decode()


def test_every_folded_line_is_text_by_itself(client, user, address):
    write(user.calendar, title="ab" + "🎸" * 200)
    lines = [line.decode() for line in client.get(address).content.split(b"\r\n")]
    assert "".join(line.removeprefix(" ") for line in lines).count("🎸") == 200


def test_an_address_cannot_smuggle_properties(client, user, address):
    write(user.calendar, path="/x/\r\nATTENDEE:mailto:x@example.org")
    (event,) = events(client.get(address))
    assert "ATTENDEE" not in event


def test_sequence_rises_with_time_place_and_status_only(user):
    occasion = uuid4()
    first = {"occasion": occasion}
    for changes, sequence in [
        ({}, 0),
        ({"title": "Another title"}, 0),
        ({"text": "Bring a DI box"}, 0),
        ({"place": "The Cellar"}, 1),
        ({"starts_at": START + HOUR}, 2),
        ({"status": EntryStatus.TENTATIVE}, 3),
        ({"timezone": "Europe/London"}, 4),
    ]:
        first |= changes
        assert write(user.calendar, **first).sequence == sequence
    assert CalendarEntry.objects.count() == 1


def test_writing_the_same_again_changes_nothing(user, clock):
    occasion = uuid4()
    entry = write(user.calendar, occasion=occasion)
    clock.shift(HOUR)
    user.calendar.refresh_from_db()
    version = user.calendar.version
    assert write(user.calendar, occasion=occasion).modified_at == entry.modified_at
    user.calendar.refresh_from_db()
    assert user.calendar.version == version


def test_what_is_off_is_told_for_30_days(client, user, address, clock):
    write(user.calendar)
    clock.shift(HOUR)
    cancel_entry(calendar=user.calendar, uid="show@stageslot")
    (event,) = events(client.get(address))
    assert (event["STATUS"], event["SEQUENCE"], event["LAST-MODIFIED"].dt) == ("CANCELLED", 1, NOW + HOUR)
    assert (event["SUMMARY"], event["TRANSP"]) == ("Cancelled: The Foxes at the Cellar", "TRANSPARENT")
    clock.move_to(NOW + 30 * DAY)
    assert len(events(client.get(address))) == 1
    clock.move_to(NOW + 32 * DAY)
    assert events(client.get(address)) == []


def test_what_was_off_may_be_on_again(user):
    write(user.calendar)
    cancel_entry(calendar=user.calendar, uid="show@stageslot")
    entry = write(user.calendar)
    assert (entry.status, entry.sequence, entry.cancelled_at) == ("confirmed", 2, None)
    assert cancel_entry(calendar=user.calendar, uid="unknown") is None


def test_other_calendars_are_not_told(client, user, address):
    write(CalendarFactory())
    assert events(client.get(address)) == []


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


def test_events_of_long_ago_are_left_out(client, user, address):
    write(user.calendar, starts_at=NOW - 402 * DAY, ends_at=NOW - 402 * DAY + HOUR)
    assert events(client.get(address)) == []


def test_only_the_hash_of_a_token_is_stored(feed_and_token):
    feed, token = feed_and_token
    assert re.fullmatch(r"[\w-]{43}", token)
    assert token not in str(Feed.objects.filter(pk=feed.pk).values().get())


def test_unknown_and_revoked_addresses_are_not_found(client, feed_and_token, address, user):
    feed, _token = feed_and_token
    assert client.get(reverse("availability:feed", args=["unknown"])).status_code == 404
    assert client.get("/feeds/.ics").status_code == 404
    revoke_feed(acting_user=user, feed=feed)
    assert client.get(address).status_code == 404


def test_who_is_no_longer_active_reads_nothing(client, user, address):
    type(user).objects.update(is_active=False)
    assert client.get(address).status_code == 404


def test_rotating_kills_the_old_address(client, feed_and_token, address, user):
    feed, _token = feed_and_token
    token = rotate_feed(acting_user=user, feed=feed)
    assert client.get(address).status_code == 404
    assert client.get(reverse("availability:feed", args=[token])).status_code == 200


def test_a_revoked_feed_cannot_be_rotated(feed_and_token, user):
    feed, _token = feed_and_token
    revoke_feed(acting_user=user, feed=feed)
    with pytest.raises(ValidationError):
        rotate_feed(acting_user=user, feed=feed)


def test_revoking_again_keeps_the_first_time(feed_and_token, user, clock):
    feed, _token = feed_and_token
    first = revoke_feed(acting_user=user, feed=feed).revoked_at
    clock.shift(HOUR)
    assert revoke_feed(acting_user=user, feed=feed).revoked_at == first


def test_a_new_feed_replaces_the_one_before(client, user, address):
    make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name="Again")
    assert client.get(address).status_code == 404
    assert Feed.objects.filter(revoked_at=None).count() == 1


def test_who_leaves_loses_that_calendar_only(user):
    band = CalendarFactory()
    make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name="Mine")
    make_feed(acting_user=user, calendar=band, kind=FeedKind.PARTY, name="The Foxes")
    assert revoke_feeds(user=user, calendar=band) == 1
    assert Feed.objects.get(revoked_at=None).calendar == user.calendar


@pytest.mark.parametrize("name", ["", "  \n ", "\0", "x" * 201])
def test_a_feed_has_a_name(user, name):
    with pytest.raises(ValidationError) as refusal:
        make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name=name)
    assert list(refusal.value.message_dict) == ["name"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_feed_is_for_reading(client, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_head_gives_the_headers(client, user, address):
    write(user.calendar)
    response = client.head(address)
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == client.get(address)["ETag"]


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


def a_hold(calendar):
    return write(calendar, uid="hold@stageslot", status=EntryStatus.TENTATIVE, is_hold=True)


def choose(feed, **chosen):
    choose_for_feed(acting_user=feed.user, feed=feed, **chosen)


def told(client, address):
    return {str(event["UID"]) for event in events(client.get(address))}


def test_holds_are_told_unless_the_reader_wants_none(client, user, feed_and_token, address):
    write(user.calendar)
    a_hold(user.calendar)
    etag = client.get(address)["ETag"]
    assert told(client, address) == {"show@stageslot", "hold@stageslot"}
    choose(feed_and_token[0], with_holds=False)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200
    assert told(client, address) == {"show@stageslot"}


def test_what_is_off_goes_at_once_where_its_reader_wants_that(client, user, feed_and_token, address):
    write(user.calendar)
    cancel_entry(calendar=user.calendar, uid="show@stageslot")
    etag = client.get(address)["ETag"]
    choose_for_feed(
        acting_user=feed_and_token[0].user,
        feed=feed_and_token[0],
        with_holds=True,
        with_groups=False,
        keeps_cancelled=False,
    )
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200
    assert told(client, address) == set()


def test_reader_that_knows_times_alone_is_told_of_a_choice_once(client, user, feed_and_token, address, clock):
    write(user.calendar)
    before = client.get(address)["Last-Modified"]
    clock.shift(60)
    choose(feed_and_token[0], with_holds=False)
    clock.shift(60)
    chosen = client.get(address, headers={"If-Modified-Since": before})
    again = client.get(address, headers={"If-Modified-Since": chosen["Last-Modified"]})
    assert (chosen.status_code, again.status_code) == (200, 304)


def test_hold_that_has_ended_leaves_the_feed(client, user, address):
    a_hold(user.calendar)
    assert told(client, address) == {"hold@stageslot"}
    cancel_entry(calendar=user.calendar, uid="hold@stageslot")
    assert told(client, address) == set()


def test_feed_is_in_the_language_of_its_reader_and_has_no_method(client, user, address):
    words = {"de": {"title": "Die Füchse im Keller", "text": "", "place": ""}}
    write(user.calendar, words=words)
    write(user.calendar, uid="off@stageslot", words=words)
    cancel_entry(calendar=user.calendar, uid="off@stageslot")
    assert b"METHOD" not in client.get(address).content
    etag = client.get(address)["ETag"]
    type(user).objects.filter(pk=user.pk).update(language="de")
    response = client.get(address, headers={"If-None-Match": etag})
    assert [str(event["SUMMARY"]) for event in events(response)] == [
        "Die Füchse im Keller", "Abgesagt: Die Füchse im Keller",
    ]  # fmt: skip


def test_feed_is_written_once_for_all_who_read_it_unchanged(client, user, address, monkeypatch):
    write(user.calendar)
    first = client.get(address)
    monkeypatch.setattr(feeds, "events_of_feed", lambda feed: 1 // 0)
    second = client.get(address)
    assert (second.content, second["Last-Modified"]) == (first.content, first["Last-Modified"])
    monkeypatch.undo()
    write(user.calendar, title="Another title")
    assert client.get(address).content != first.content


def test_feed_is_called_as_its_owner_is_called_now(client, user, feed_and_token, address):
    etag = client.get(address)["ETag"]
    assert rename_feeds(calendar=user.calendar, name="Ada L.", kind=FeedKind.PERSON) == 1
    response = client.get(address, headers={"If-None-Match": etag})
    assert ICalendar.from_ical(response.content)["X-WR-CALNAME"] == "Ada L."
    assert rename_feeds(calendar=user.calendar, name="Ada", kind=FeedKind.PARTY) == 0


def test_only_another_calendar_than_ones_own_has_open_nights(feed_and_token):
    with pytest.raises(ValidationError) as refused:
        choose_for_feed(
            acting_user=feed_and_token[0].user,
            feed=feed_and_token[0],
            with_holds=True,
            with_groups=False,
            with_open_nights=True,
        )
    assert "with_open_nights" in refused.value.message_dict


def test_dates_of_what_draws_on_a_calendar_are_told_if_wanted_each_once(client, user, feed_and_token, address):
    group = CalendarFactory()
    CalendarSource.objects.create(calendar=group, draws_on=user.calendar)
    for calendar, uid in ((user.calendar, "with-me"), (group, "with-me"), (group, "without-me")):
        write(calendar, uid=uid)
    assert told(client, address) == {"with-me"}
    choose(feed_and_token[0], with_groups=True)
    assert sorted(str(event["UID"]) for event in events(client.get(address))) == ["with-me", "without-me"]


def test_a_feed_with_groups_is_another_when_a_group_changes_or_is_left(client, user, feed_and_token, address, clock):
    group = CalendarFactory()
    source = CalendarSource.objects.create(calendar=group, draws_on=user.calendar)
    choose(feed_and_token[0], with_groups=True)
    before = client.get(address)["ETag"]
    write(group, uid="without-me")
    written = client.get(
        address, headers={"If-None-Match": before, "If-Modified-Since": "Wed, 01 Mar 2028 12:00:00 GMT"}
    )
    source.until = NOW + HOUR
    source.save()
    left = client.get(address, headers={"If-None-Match": written["ETag"]})
    assert (written.status_code, left.status_code, told(client, address)) == (200, 200, set())


def test_a_partys_feed_has_no_groups(user):
    feed, _token = make_feed(acting_user=user, calendar=CalendarFactory(), kind=FeedKind.PARTY, name="The Foxes")
    with pytest.raises(ValidationError) as refused:
        choose(feed, with_groups=True)
    assert "with_groups" in refused.value.message_dict


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
