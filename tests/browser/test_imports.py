"""Imported calendars in a browser: the preview that follows what is chosen, and the worker that is watched."""

import datetime as dt

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from availability.models import ImportedCalendar, TimeBlock
from calendar_imports.actions import add_import
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in
from tests.calendar_imports.texts import calendar, event
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(site):
    return UserFactory(name="Nele Wilhelmine Hohenstein")


def work() -> bytes:
    """Two shifts and a holiday in the next weeks."""
    days = [now() + dt.timedelta(days=ahead) for ahead in (3, 4, 5)]
    shifts = [event(f"DTSTART:{day:%Y%m%d}T120000Z", "SUMMARY:Late shift", uid=f"{day:%d}") for day in days[:2]]
    return calendar(*shifts, event(f"DTSTART;VALUE=DATE:{days[2]:%Y%m%d}", "SUMMARY:Midsummer", uid="holiday"))


def upload(page: Page, site) -> None:
    page.goto(f"{site.url}/calendar/imports/new/?kind=file")
    page.get_by_label("File").set_input_files({"name": "work.ics", "mimeType": "text/calendar", "buffer": work()})
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible(timeout=30_000)
    page.wait_for_load_state()  # until then no script follows what is chosen


def test_file_is_seen_before_it_blocks(new_context, site, person):
    page = sign_in(new_context(), site, person)
    upload(page, site)
    expect(page.locator(".counts")).to_have_text("3 busy0 maybe0 don’t count")
    page.get_by_label("All-day events").select_option("Doesn’t count")
    expect(page.locator(".counts")).to_have_text("2 busy0 maybe1 don’t count")
    expect(page.locator("#announcer")).to_have_text("2 busy, 0 maybe, 1 don’t count")
    assert not ImportedCalendar.objects.exists()
    page.get_by_role("button", name="Add calendar").click()
    expect(page.locator("#imports")).to_contain_text("blocks 2 upcoming periods", timeout=30_000)
    assert TimeBlock.objects.filter(calendar=person.calendar).count() == 2


def test_file_is_seen_and_added_without_scripts(new_context, site, person):
    page = sign_in(new_context(java_script_enabled=False), site, person)
    upload(page, site)
    page.get_by_label("All-day events").select_option("Maybe")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".counts")).to_have_text("2 busy1 maybe0 don’t count")
    page.get_by_role("button", name="Add calendar").click()
    expect(page.locator("#imports")).to_contain_text("work")
    for _second in range(30):
        if TimeBlock.objects.filter(calendar=person.calendar).count() == 3:
            break
        page.wait_for_timeout(1000)
    page.reload()
    expect(page.locator("#imports")).to_contain_text("blocks 3 upcoming periods")


def test_refresh_is_watched_until_the_worker_tells_the_reason(new_context, site, person):
    imported = add_import(
        acting_user=person, calendar=person.calendar, kind="url", name="Work", url="https://127.0.0.1/a.ics",
        timezone="UTC",
    )  # fmt: skip
    ImportedCalendar.objects.update(state="good", good_at=now())
    page = sign_in(new_context(), site, person)
    page.goto(f"{site.url}/calendar/imports/")
    page.get_by_role("button", name="Refresh now").click()
    panel = page.locator(f"#import-panel-{imported.pk}")
    expect(panel).to_contain_text("127.0.0.1 isn’t on the public internet.", timeout=30_000)
    expect(panel).to_contain_text("The last version counts until then.")
    expect(page.locator("progress")).to_have_count(0)


def test_pages_of_imports_have_no_faults(new_context, site, person):
    imported = add_import(
        acting_user=person, calendar=person.calendar, kind="file", name="Work" * 30, content=work(), timezone="UTC"
    )
    page = sign_in(new_context(), site, person)
    upload(page, site)
    found = faults(page)
    for path in ("", "new/?kind=caldav", f"{imported.pk}/", f"{imported.pk}/remove/"):
        page.goto(f"{site.url}/calendar/imports/{path}")
        found += faults(page)
    assert found == []
