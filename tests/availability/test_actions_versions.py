"""Who is told that something changed, and when."""

import pytest
import redis

from availability.actions import one_touch, start_drawing, touch, write_entry
from availability.models import Calendar
from availability.states import EntryStatus
from tests.factories import FAR_SATURDAY, CalendarFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings):
    """Versions as the live server would find them: topic to version."""
    client = redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)
    return lambda topic: client.get(f"live:{topic}")


def topics(calendar):
    return f"p.{calendar.public_id}", f"c.{calendar.public_id}"


def test_viewers_are_told_after_the_commit_and_not_before(told, django_capture_on_commit_callbacks):
    calendar = CalendarFactory()
    with django_capture_on_commit_callbacks(execute=True):
        touch([calendar.pk], public=True)
        assert [told(topic) for topic in topics(calendar)] == [None, None]
    assert [told(topic) for topic in topics(calendar)] == ["2", "2"]


def test_a_private_edit_does_not_show_in_public(told, django_capture_on_commit_callbacks):
    calendar = CalendarFactory()
    with django_capture_on_commit_callbacks(execute=True):
        touch([calendar.pk], public=False)
    assert [told(topic) for topic in topics(calendar)] == ["2", None]
    calendar.refresh_from_db()
    assert (calendar.version, calendar.public_version) == (2, 1)


def test_calendars_that_draw_on_it_are_raised_too():
    band, former_band, member = CalendarFactory.create_batch(3)
    start_drawing(calendar=band, on=member)
    source = start_drawing(calendar=former_band, on=member)
    source.until = source.since
    source.save()
    before = dict(Calendar.objects.values_list("pk", "version"))
    touch([member.pk], public=False)
    raised = {pk for pk, version in Calendar.objects.values_list("pk", "version") if version > before[pk]}
    assert raised == {band.pk, member.pk}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_touching_takes_one_query_however_many(django_assert_num_queries, count):
    ids = [calendar.pk for calendar in CalendarFactory.create_batch(count)]
    with django_assert_num_queries(1 if count else 0):
        touch(ids, public=True)


def test_an_entry_written_is_told_to_everybody():
    calendar = CalendarFactory()
    write_entry(
        calendar=calendar, uid="x", occasion="01900000-0000-7000-8000-000000000001", status=EntryStatus.CONFIRMED,
        starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY.replace(hour=23), timezone="UTC", title="x" * 400, place="y" * 600,
    )  # fmt: skip
    calendar.refresh_from_db()
    assert (calendar.version, calendar.public_version) == (2, 2)
    entry = calendar.entries.get()
    assert (len(entry.title), len(entry.place)) == (300, 500)


def test_touches_put_off_are_done_at_once_at_the_end(django_assert_num_queries):
    one, other, private = CalendarFactory.create_batch(3)
    with django_assert_num_queries(2), one_touch():
        touch([one.pk], public=True)
        with one_touch():
            touch([one.pk, other.pk], public=True)
        touch([private.pk], public=False)
    raised = Calendar.objects.order_by("pk").values_list("version", "public_version")
    assert list(raised) == [(2, 2), (2, 2), (2, 1)]


@one_touch()
def touch_and_fail(calendar):
    touch([calendar.pk], public=True)
    raise RuntimeError


def test_an_error_takes_back_what_was_put_off():
    calendar = CalendarFactory()
    with pytest.raises(RuntimeError):
        touch_and_fail(calendar)
    with one_touch():
        touch([CalendarFactory().pk], public=True)
    calendar.refresh_from_db()
    assert calendar.public_version == 1
