"""The one row that a key names."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Show
from tests.factories import ShowFactory
from web.rows import find_row

pytestmark = pytest.mark.django_db


def test_row_that_a_key_names_is_found_without_putting_rows_into_an_order():
    show, _other = ShowFactory(), ShowFactory()
    with CaptureQueriesContext(connection) as queries:
        assert find_row(Show.objects.order_by("title").filter(pk=show.pk)) == show
    assert [query["sql"].count("ORDER BY") for query in queries] == [0]


def test_key_that_names_nothing_finds_nothing():
    assert find_row(Show.objects.filter(pk=ShowFactory.build().pk)) is None
