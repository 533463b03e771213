"""The list of imported calendars, and what it says of each."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now

from availability.models import ImportedCalendar
from calendar_imports.actions import add_import, refresh_import
from calendar_imports.actions.refreshing import reread_import
from tests.accounts.imports.pages import LIST, NEW, gig, text_of
from tests.calendar_imports.texts import calendar

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_list_without_imports_leads_to_a_new_one(signed_in):
    assert f'href="{NEW}"' in text_of(signed_in.get(LIST))


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_for_many(signed_in, user, django_assert_num_queries, count):
    for number in range(count):
        imported = add_import(
            acting_user=user, calendar=user.calendar, kind="file", name=f"Work {number}",
            content=calendar(gig(3)), timezone="Europe/Berlin",
        )  # fmt: skip
        refresh_import(imported.pk)
    signed_in.get(LIST)
    with django_assert_num_queries(5):
        page = text_of(signed_in.get(LIST))
    assert page.count("blocks 1 upcoming period") == count


def test_list_tells_age_reason_and_next_try(signed_in, user, server):
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="url", name="Work", timezone="UTC",
        url=server.serve("/a.ics", calendar(gig(3))),
    )  # fmt: skip
    refresh_import(imported.pk)
    ImportedCalendar.objects.update(good_at=now() - dt.timedelta(hours=3))
    server.serve("/a.ics", status=404)
    refresh_import(imported.pk)
    page = text_of(signed_in.get(LIST))
    assert "There’s no calendar at this link." in page
    assert "last read 3 hours ago" in page
    assert "next try" in page
    assert "blocks 1 upcoming period" in page


def test_list_tells_what_could_not_be_read(signed_in, user):
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="file", name="Work", timezone="UTC",
        content=calendar(gig(3), gig(4, "EXDATE:never")),
    )  # fmt: skip
    refresh_import(imported.pk)
    assert "Events we skipped because we couldn’t read them: 1." in text_of(signed_in.get(LIST))
    reread_import(imported.pk)
    assert "EXDATE" in text_of(signed_in.get(LIST))


def test_refresh_is_queued_and_watched(signed_in, user, server, queued, django_capture_on_commit_callbacks):
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="url", name="Work", timezone="UTC",
        url=server.serve("/a.ics", calendar(gig(3))),
    )  # fmt: skip
    refresh_import(imported.pk)
    with django_capture_on_commit_callbacks(execute=True):
        path = reverse("accounts:import_refresh", args=[imported.pk])
        panel = signed_in.post(path, headers={"HX-Request": "true"})
    assert "every 2s" in text_of(panel)
    assert queued() == [f"['{imported.pk}']"]
    refresh_import(imported.pk)
    watched = signed_in.get(reverse("accounts:import_panel", args=[imported.pk]), headers={"HX-Request": "true"})
    assert "every 2s" not in text_of(watched)
    assert watched.headers["HX-Trigger"] == '{"plan:changed": {}}'


@pytest.mark.parametrize(
    ("state", "minutes", "is_lost"),
    [("reading", 1, False), ("reading", 3, True), ("queued", 0, False), ("queued", 2, True), ("good", 60, False)],
)
def test_refresh_whose_worker_is_gone_says_so_and_can_be_tried_again(signed_in, user, queued, state, minutes, is_lost):
    imported = add_import(
        acting_user=user,
        calendar=user.calendar,
        kind="url",
        name="Work",
        timezone="UTC",
        url="https://example.org/a.ics",
    )
    at = now() - dt.timedelta(minutes=minutes)
    ImportedCalendar.objects.update(state=state, tried_at=at, next_try_at=at)
    page = text_of(signed_in.get(LIST))
    assert ("is down right now" in page, "Try again" in page) == (is_lost, is_lost)
    signed_in.post(reverse("accounts:import_refresh", args=[imported.pk]))
    imported.refresh_from_db()
    assert imported.state == ("reading" if (state, is_lost) == ("reading", False) else "queued")
