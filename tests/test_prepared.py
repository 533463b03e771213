import datetime as dt
import json
import uuid
from contextlib import nullcontext
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, connection, transaction
from psycopg.types.json import Jsonb

from accounts.models import Membership, Party, User
from accounts.states import Role
from availability.models import TimeBlock
from bookings.models import Booking, Show
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import MembershipFactory
from web.prepared import Parameter, ParameterList, PreparedQuery, run, run_once

pytestmark = pytest.mark.django_db


def test_a_question_gives_what_its_queryset_gives():
    show = an_open_show(a_house())
    asked = PreparedQuery(lambda: Show.objects.with_place().filter(pk=Parameter("show"))).all(show=show.pk)
    expected = Show.objects.with_place().get(pk=show.pk)
    assert [vars(each) | {"_state": None} for each in asked] == [vars(expected) | {"_state": None}]
    assert not asked[0]._state.adding
    assert asked[0].stage.venue.party == expected.stage.venue.party


def test_a_question_converts_what_the_database_returns_otherwise():
    booking = an_application(an_act(), an_open_show(a_house()))
    Booking.objects.filter(pk=booking.pk).update(deal={"kind": "flat"}, cancellation_tiers=[[7, 50]])
    (asked,) = PreparedQuery(lambda: Booking.objects.filter(pk=Parameter("pk"))).all(pk=booking.pk)
    assert (asked.deal, asked.cancellation_tiers) == ({"kind": "flat"}, [[7, 50]])
    assert (asked.spot_id, asked.claim, asked.created_at) == (booking.spot_id, None, booking.created_at)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_may_be_of_any_length(count):
    memberships = [MembershipFactory(role=Role.OWNER) for _ in range(3)]
    asked = PreparedQuery(lambda: Membership.objects.filter(party__in=ParameterList("parties")).select_related("user"))
    chosen = [membership.party_id for membership in memberships[:count]]
    assert {each.pk for each in asked.all(parties=chosen)} == {each.pk for each in memberships[:count]}


def test_a_question_is_put_into_words_once(django_assert_num_queries):
    made = []
    asked = PreparedQuery(lambda: made.append(1) or User.objects.filter(pk=Parameter("user")).values_list("email"))
    user = MembershipFactory().user
    for _ in range(4):
        assert asked.rows(user=user.pk) == [(user.email,)]
        assert asked.rows(user=uuid.uuid4()) == []
    assert made == [1]


def test_a_statement_is_prepared_once_and_again_after_a_rollback():
    words = f"SELECT count(*) FROM {Party._meta.db_table} WHERE name = %s"
    before = kept_statements()
    assert [run(words, [name]) for name in ("nobody", "no one")] == [[(0,)], [(0,)]]
    kept = kept_statements()
    with transaction.atomic():
        transaction.set_rollback(True)

    assert (kept, run(words, ["nobody"])) == (before + 1, [(0,)])


def kept_statements():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql")
        return cursor.fetchone()[0]


WRITTEN = [
    ("text", "it's \\ {a,b} \"c\" NULL \n ü"), ("text", ""), ("bigint", -(2**62)), ("bool", True), ("bool", False),
    ("uuid", uuid.UUID(int=7)), ("date", dt.date(2028, 2, 29)), ("numeric", Decimal("0.10")),
    ("timestamptz", dt.datetime(2028, 2, 29, 23, 59, 59, 12, tzinfo=dt.UTC)), ("jsonb", Jsonb({"a": ['"', "\\"]})),
    ("timestamptz", dt.datetime(2028, 10, 29, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))),
]  # fmt: skip


@pytest.mark.parametrize("is_counted", [False, True])
@pytest.mark.parametrize("run", [run, run_once])
@pytest.mark.parametrize(("type", "value"), WRITTEN)
def test_a_value_comes_back_as_it_went(type, value, run, is_counted, django_assert_num_queries):
    words = f"SELECT %s::{type}, %s::{type}[]"
    with django_assert_num_queries(1) if is_counted else nullcontext():
        [(alone, listed)] = run(words, [value, [value, None, value]])
    if isinstance(value, Jsonb):
        alone, value = json.loads(alone), value.obj
        listed = [each and json.loads(each) for each in listed]
    if isinstance(value, dt.datetime):
        value = value.astimezone(dt.UTC)
    assert (alone, listed) == (value, [value, None, value])


def test_a_text_with_nul_is_refused():
    with pytest.raises(DataError), transaction.atomic():
        run("SELECT %s::text", ["cut\0off"])


def test_an_error_of_the_database_is_one_of_django():
    with pytest.raises(DataError) as caught, transaction.atomic():
        run("SELECT 1 / %s::int", [0])
    assert caught.value.__cause__.sqlstate == "22012"
    assert run("SELECT %s::int", [3]) == [(3,)]


def test_a_statement_without_rows_gives_none():
    assert run(f"DELETE FROM {TimeBlock._meta.db_table} WHERE id = ANY(%s::bigint[])", [[]]) == []


def test_nothing_is_kept_of_a_statement_that_is_run_once():
    before = kept_statements()
    assert [run_once("SELECT %s::int %% 2", [number]) for number in (3, 4)] == [[(1,)], [(0,)]]
    assert kept_statements() == before


def test_a_statement_that_is_run_once_is_planned_for_its_values():
    def plan(number: int) -> str:
        words = f"EXPLAIN SELECT * FROM {TimeBlock._meta.db_table} WHERE %s::int = 1"
        return " ".join(line for (line,) in run_once(words, [number]))

    assert "One-Time Filter: false" in plan(2)
    assert "One-Time Filter" not in plan(1)
