"""Somebody with a feed, at one moment."""

import pytest
import time_machine
from django.urls import reverse

from availability.actions import make_feed
from availability.states import FeedKind
from tests.availability.feeds.writing import NOW
from tests.factories import UserFactory


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
