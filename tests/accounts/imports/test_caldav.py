"""Calendars of an account, by CalDAV, against a server that answers."""

import pytest
from django.urls import reverse

from accounts.imports import drafts
from availability.models import ImportedCalendar, TimeBlock
from calendar_imports.actions import refresh_import
from tests.accounts.imports.pages import NEW, answers_of, followed, gig, text_of
from tests.calendar_imports.radicale import PASSWORD, USER, running
from tests.calendar_imports.texts import calendar

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_calendar_of_an_account_that_cannot_be_had_leaves_the_choice_of_another(signed_in, user):
    draft = drafts.Draft(
        kind="caldav", url="https://a.example.org/", choices=[("x", "Gigs"), ("http://127.0.0.1/", "B")]
    )
    drafts.keep_draft(user, draft)
    path = reverse("accounts:import_draft", args=[draft.id])
    page = signed_in.post(path, {"place": "http://127.0.0.1/"}, follow=True)
    assert page.status_code == 422
    assert page.context["form"].errors == {"place": ["127.0.0.1 isn’t on the public internet."]}
    assert signed_in.post(path, {"place": "x"}).status_code == 302


@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    with running(tmp_path_factory.mktemp("radicale")) as server:
        yield server


def test_caldav_lists_calendars_previews_one_and_adds_it(signed_in, radicale, settings):
    settings.IMPORTS_ALLOWED_HOSTS = [radicale.place]
    address = radicale.make_calendar(f"{USER}/gigs/", "Gigs")
    radicale.make_calendar(f"{USER}/home/", "Home")
    radicale.put(f"{USER}/gigs/a.ics", calendar(gig(3, "SUMMARY:Dentist")))
    sent = {"kind": "caldav", "url": radicale.url, "username": USER, "secret": PASSWORD}
    choosing = signed_in.post(NEW, sent, follow=True)
    places = {name: place for place, name in choosing.context["form"].fields["place"].choices}
    assert places.keys() == {"Gigs", "Home"}
    path = choosing.redirect_chain[-1][0]
    assert signed_in.post(path, {"place": "http://elsewhere.example.org/"}).status_code == 422
    response = followed(signed_in, path, {"place": places["Gigs"]})
    assert "Dentist" in text_of(response)
    signed_in.post(path, answers_of(response))
    imported = ImportedCalendar.objects.get()
    assert (imported.kind, imported.name) == ("caldav", "Gigs")
    assert imported.url.rpartition("/")[0].endswith(address.rpartition("/")[0].rpartition("/")[2])
    refresh_import(imported.pk)
    assert TimeBlock.objects.filter(imported=imported).count() == 1


def test_caldav_with_wrong_password_says_so_at_the_password(signed_in, radicale, settings):
    settings.IMPORTS_ALLOWED_HOSTS = [radicale.place]
    sent = {"kind": "caldav", "url": radicale.url, "username": USER, "secret": "wrong"}
    assert signed_in.post(NEW, sent, follow=True).context["form"].errors.keys() == {"secret"}
