"""Lists of bookings and of news about them: as many queries for three rows as for one, on the page and in the API."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actions import create_api_token
from accounts.actions.tokens import note_token_used
from accounts.states import TokenScope
from bookings.access import booking_view, booking_views
from bookings.actions import accept_booking, cancel_booking
from bookings.queries import bookings_of
from notifications.kinds.registry import render, render_all
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def confirm(house, act):
    """Confirms so many bookings of the act, a week apart."""

    def confirm(count: int) -> None:
        for week in range(count):
            a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * WEEK)

    return confirm


@pytest.fixture
def caller(client, act):
    """Calls the API as the act's leader."""
    token, secret = create_api_token(acting_user=act.leader, name="tests", scopes=TokenScope.values)
    note_token_used(token)  # written once an hour, and no part of what a call costs

    def get(path: str) -> list:
        return client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"}).json()["items"]

    return get


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_bookings_in_words_takes_seven_queries(house, act, confirm, count, django_assert_num_queries):
    confirm(count)
    with django_assert_num_queries(7):
        views = booking_views(house.manager, list(bookings_of(house.manager)))
    assert [view.show.spots[0].act for view in views] == [act.party] * count


def test_no_bookings_take_no_query(act, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert booking_views(act.leader, []) == []


@pytest.mark.parametrize("who", ["leader", "manager", "player", "staff"])
def test_a_list_tells_each_viewer_what_one_booking_tells(house, act, who):
    cancel_booking(acting_user=house.manager, booking=a_confirmed_booking(house, act), message="Rain.")
    other = an_act()
    show = an_open_show(house, starts_at=FAR_SATURDAY + WEEK, spots=2)
    accept_booking(acting_user=house.manager, booking=an_application(other, show))
    an_application(act, show, place=1)
    people = {"leader": act.leader, "manager": house.manager, "player": act.members[0]}
    viewer = people.get(who) or UserFactory(is_staff=True)
    bookings = list(bookings_of(act.leader))
    assert booking_views(viewer, bookings) == [booking_view(viewer, booking) for booking in bookings]
    assert len({view.id for view in booking_views(viewer, bookings)}) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_my_bookings_in_the_api_take_as_many_queries(caller, confirm, count, django_assert_num_queries):
    confirm(count)
    with django_assert_num_queries(13):
        assert len(caller("/me/bookings")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_my_notifications_in_the_api_take_as_many_queries(caller, confirm, count, django_assert_num_queries):
    confirm(count)
    with django_assert_num_queries(12):
        assert [item["kind"] for item in caller("/me/notifications")] == ["bookings.confirmed"] * count


@pytest.mark.parametrize("count", [1, 3])
def test_an_inbox_of_bookings_takes_as_many_queries(client, act, confirm, count, django_assert_num_queries):
    confirm(count)
    client.force_login(act.leader)
    client.get(reverse("notifications:inbox"))
    with django_assert_num_queries(18):
        html = client.get(reverse("notifications:inbox")).content.decode()
    assert html.count("Booked: ") == count


def test_news_read_together_say_what_each_says_alone(house, act):
    booking = a_confirmed_booking(house, act)
    cancel_booking(acting_user=house.manager, booking=booking, message="Rain.")
    Notification.objects.create(user=act.leader, kind="nobody.knows")
    news = list(Notification.objects.filter(user=act.leader))
    texts = render_all(news, act.leader)
    assert texts == [render(each, act.leader) for each in news]
    assert [text is None for text in texts] == [each.kind == "nobody.knows" for each in news]
    assert len(texts) == 3
