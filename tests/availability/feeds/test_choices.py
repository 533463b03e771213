"""What the reader of a feed chose to be told."""

import pytest
from django.core.exceptions import ValidationError

from availability.actions import cancel_entry, choose_for_feed, make_feed
from availability.models import CalendarSource
from availability.states import EntryStatus, FeedKind
from tests.availability.feeds.writing import HOUR, NOW, events, write
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db


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
