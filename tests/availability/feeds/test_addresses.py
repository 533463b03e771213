"""Addresses of feeds: who gets one, how long it works, and who gets nothing."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from availability.actions import make_feed, revoke_feed, revoke_feeds, rotate_feed
from availability.models import Feed
from availability.states import FeedKind
from tests.availability.feeds.writing import HOUR, write
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db


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
