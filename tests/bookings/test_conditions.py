"""What is public and what is promised: object, queryset and SQL say the same of every row that there may be."""

import datetime as dt

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.conditions import PUBLIC_PARTY
from accounts.models import Party
from accounts.states import Approval
from bookings.conditions import ANNOUNCED, PROMISED_BOOKING, PUBLIC_SHOW, PUBLISHED_SHOW
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState
from reviews.conditions import NAMES_ITS_AUTHOR
from reviews.models import Review
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
NOW = dt.datetime(2028, 3, 4, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
ANNOUNCE_AT = st.sampled_from([None, NOW - SECOND, NOW, NOW + SECOND])
FROM = """
  FROM bookings_booking booking
  JOIN bookings_spot spot ON spot.id = booking.spot_id
  JOIN bookings_show show ON show.id = spot.show_id
  JOIN accounts_party host ON host.id = show.owner_id
  JOIN reviews_review review ON review.booking_id = booking.id
"""


@pytest.fixture
def review():
    house, act = a_house(), an_act()
    booking = an_application(act, an_open_show(house))
    return Review.objects.create(booking=booking, author=house.party, subject=act.party, rating=4)


def by_all_three(condition, row, queryset, sql) -> set[bool]:
    """What the object says, its queryset, and PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql} {FROM}", {"now": NOW})
        [[by_sql]] = cursor.fetchall()
    return {condition.holds_for(row, NOW), queryset.filter(condition.q(at=NOW)).exists(), by_sql}


@pytest.fixture
def anything_goes(review):
    """Rows may be anything, whatever led to it: for the rest of the test these tables have no triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in (Party, Show, Booking):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")


@pytest.mark.usefixtures("anything_goes")
@given(
    approval=st.sampled_from(Approval.values),
    is_listed=st.booleans(),
    state=st.sampled_from(ShowState.values),
    announce_at=ANNOUNCE_AT,
    booked=st.sampled_from(BookingState.values),
)
@hypothesis_settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_object_queryset_and_sql_agree(review, approval, is_listed, state, announce_at, booked):
    is_announced = announce_at is None or announce_at <= NOW
    is_open = approval == "approved" and is_listed
    turn = "host" if booked == "pending" else ""
    with transaction.atomic():
        Party.objects.filter(pk=review.author_id).update(approval=approval, is_listed=is_listed)
        Show.objects.update(state=state, announce_at=announce_at, claim=None)
        Booking.objects.update(state=booked, turn=turn)
        read = Review.objects.select_related("author", "booking__spot__show__owner").get()
        booking, show = read.booking, read.booking.spot.show
        is_published = state in ("open", "confirmed", "played")
        is_promised = booked in ("confirmed", "completed", "disputed")
        at, all_shows = {"moment": "%(now)s"}, Show.objects.all()
        named = NAMES_ITS_AUTHOR.sql("review", author="host", booking__spot__show="show", **at)
        for condition, row, queryset, sql, expected in [
            (PUBLIC_PARTY, read.author, Party.objects.filter(pk=read.author_id), PUBLIC_PARTY.sql("host"), is_open),
            (PUBLISHED_SHOW, show, all_shows, PUBLISHED_SHOW.sql("show"), is_published),
            (ANNOUNCED, show, all_shows, ANNOUNCED.sql("show", **at), is_announced),
            (PUBLIC_SHOW, show, all_shows, PUBLIC_SHOW.sql("show", owner="host", **at),
             is_open and is_announced and is_published),
            (PROMISED_BOOKING, booking, Booking.objects.all(), PROMISED_BOOKING.sql("booking"), is_promised),
            (NAMES_ITS_AUTHOR, read, Review.objects.all(), named, is_open and is_announced),
        ]:  # fmt: skip
            assert by_all_three(condition, row, queryset, sql) == {expected}, sql
        transaction.set_rollback(True)


def test_properties_and_querysets_are_made_of_the_conditions(review):
    show = review.booking.spot.show
    for approval, announce_at in [("approved", None), ("suspended", None), ("approved", NOW + dt.timedelta(days=9999))]:
        with transaction.atomic():
            Party.objects.filter(pk=show.owner_id).update(approval=approval)
            Show.objects.update(announce_at=announce_at)
            show = Show.objects.get()
            assert show.owner.is_public == Party.objects.public().filter(pk=show.owner_id).exists()
            assert show.is_announced == ANNOUNCED.holds_for(show)
            assert show.is_public == Show.objects.public().exists() == (approval == "approved" and announce_at is None)
            transaction.set_rollback(True)


def test_owner_of_a_draft_is_not_read(review, django_assert_num_queries):
    show = Show.objects.get()
    show.state = ShowState.DRAFT
    with django_assert_num_queries(0):
        assert not show.is_public
