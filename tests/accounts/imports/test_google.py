"""Calendars at Google, against a server that answers as Google does."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from accounts.models import User
from availability.models import ImportedCalendar, TimeBlock
from calendar_imports.actions import add_import, refresh_import
from calendar_imports.fetching.sealing import unseal
from tests.accounts.imports.pages import LIST, NEW, answers_of, consent, day, followed, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_google_is_not_offered_where_the_site_is_unknown_to_it(signed_in):
    assert "Google" not in text_of(signed_in.get(NEW))
    assert signed_in.post(NEW, {"kind": "google"}).status_code == 422


def test_google_is_asked_for_busy_times_and_for_nothing_else(signed_in, google):
    asked = parse_qs(urlsplit(signed_in.post(NEW, {"kind": "google"}).url).query)
    assert asked["access_type"] == ["offline"]
    assert {scope.rpartition("/")[2] for scope in asked["scope"][0].split()} == {
        "profile", "email", "calendar.freebusy", "calendar.calendarlist.readonly",
    }  # fmt: skip


def test_google_lists_calendars_previews_one_and_adds_it(signed_in, user, google):
    path = consent(signed_in, google, NEW, {"kind": "google"})
    choosing = signed_in.get(path)
    assert [name for _place, name in choosing.context["form"].fields["place"].choices] == ["Åsa", "Band"]
    response = followed(signed_in, path, {"place": "asa@example.org"})
    assert [count for *_word, count in response.context["preview"].counts] == [1, 0, 0]
    signed_in.post(path, answers_of(response))
    imported = ImportedCalendar.objects.get()
    assert (imported.username, unseal(imported.secret)) == ("asa@example.org", "refresh-1")
    refresh_import(imported.pk)
    assert TimeBlock.objects.get(imported=imported).period.lower == day(3)
    assert not user.socialaccount_set.exists()


def test_google_that_was_told_no_is_asked_again(signed_in, google):
    asked = parse_qs(urlsplit(signed_in.post(NEW, {"kind": "google"}).url).query)
    callback = urlsplit(asked["redirect_uri"][0]).path
    page = signed_in.get(callback, {"error": "access_denied", "state": asked["state"][0]}, follow=True)
    assert page.redirect_chain[-1][0] == f"{NEW}?kind=google"
    assert "Google didn’t give permission." in text_of(page)


def test_google_that_withdrew_is_connected_again(signed_in, user, google):
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="google", name="Mine", username="asa@example.org",
        secret="withdrawn", timezone="UTC",
    )  # fmt: skip
    assert "Connect it again" in refresh_import(imported.pk).problem
    reconnect = reverse("accounts:import_reconnect", args=[imported.pk])
    assert reconnect in text_of(signed_in.get(reverse("accounts:import_edit", args=[imported.pk])))
    path = consent(signed_in, google, reconnect, {})
    assert "Use it" in text_of(signed_in.get(path))
    assert signed_in.post(path).url == LIST
    assert refresh_import(imported.pk).state == "good"


def test_somebody_new_signs_in_with_google(client, google, settings):
    """Google answers for an address, and a person and their calendar are made."""
    location = client.post(reverse("google_login")).url
    asked = parse_qs(urlsplit(location).query)
    assert "calendar" not in asked["scope"][0]
    google.grants["code"] = asked["code_challenge"][0]
    response = client.get(urlsplit(asked["redirect_uri"][0]).path, {"code": "code", "state": asked["state"][0]})
    assert response.status_code == 302
    assert User.objects.get(email="asa@example.org").calendar_id
