import uuid

import pytest
from django.db import connection

from accounts.models import Membership, Party, User
from accounts.states import Role
from availability.models import TimeBlock
from bookings.models import Booking, Show
from stageslot.web.prepared import Given, GivenList, Question, run
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_question_gives_what_its_queryset_gives():
    show = an_open_show(a_house())
    asked = Question(lambda: Show.objects.with_place().filter(pk=Given("show"))).all(show=show.pk)
    expected = Show.objects.with_place().get(pk=show.pk)
    assert [vars(each) | {"_state": None} for each in asked] == [vars(expected) | {"_state": None}]
    assert not asked[0]._state.adding
    assert asked[0].stage.venue.party == expected.stage.venue.party


def test_a_question_converts_what_the_database_returns_otherwise():
    booking = an_application(an_act(), an_open_show(a_house()))
    Booking.objects.filter(pk=booking.pk).update(deal={"kind": "flat"}, cancellation_tiers=[[7, 50]])
    (asked,) = Question(lambda: Booking.objects.filter(pk=Given("pk"))).all(pk=booking.pk)
    assert (asked.deal, asked.cancellation_tiers) == ({"kind": "flat"}, [[7, 50]])
    assert (asked.spot_id, asked.claim, asked.created_at) == (booking.spot_id, None, booking.created_at)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_may_be_of_any_length(count):
    memberships = [MembershipFactory(role=Role.OWNER) for _ in range(3)]
    asked = Question(lambda: Membership.objects.filter(party__in=GivenList("parties")).select_related("user"))
    chosen = [membership.party_id for membership in memberships[:count]]
    assert {each.pk for each in asked.all(parties=chosen)} == {each.pk for each in memberships[:count]}


def test_a_question_is_put_into_words_once(django_assert_num_queries):
    made = []
    asked = Question(lambda: made.append(1) or User.objects.filter(pk=Given("user")).values_list("email"))
    user = MembershipFactory().user
    for _ in range(4):
        assert asked.rows(user=user.pk) == [(user.email,)]
        assert asked.rows(user=uuid.uuid4()) == []
    assert made == [1]


def test_a_statement_is_prepared_from_its_third_time_on(django_assert_num_queries):
    words = f"SELECT count(*) FROM {Party._meta.db_table} WHERE name = %s OR 'three' = 'times'"
    with django_assert_num_queries(5) as queries:
        for _ in range(5):
            assert run(words, ["nobody"]) == [(0,)]
    assert "'three' = 'times'" in queries.captured_queries[-1]["sql"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%''three'' = ''times''%%'")
        assert cursor.fetchone() == (1,)


def test_a_statement_without_rows_gives_none():
    assert run(f"DELETE FROM {TimeBlock._meta.db_table} WHERE id = ANY(%s::bigint[])", [[]]) == []
