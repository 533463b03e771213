"""Owners change and remove their imported calendars."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from availability.models import ImportedCalendar, TimeBlock
from calendar_imports.actions import add_import, refresh_import
from calendar_imports.actions.refreshing import reread_import
from calendar_imports.fetching.sealing import unseal
from tests.accounts.imports.pages import LIST, answers_of, gig, text_of
from tests.calendar_imports.texts import calendar
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_edit_changes_name_and_policy(signed_in, imported):
    path = reverse("accounts:import_edit", args=[imported.pk])
    response = signed_in.get(path)
    assert "Dentist" not in text_of(response)
    assert signed_in.post(path, answers_of(response, name="Day job", tentative="busy")).url == LIST
    imported.refresh_from_db()
    assert (imported.name, imported.tentative) == ("Day job", "busy")
    reread_import(imported.pk)
    assert set(imported.blocks.values_list("kind", flat=True)) == {"busy"}


def test_edit_takes_a_newer_file(signed_in, imported):
    path = reverse("accounts:import_edit", args=[imported.pk])
    sent = answers_of(signed_in.get(path))
    bad = signed_in.post(path, sent | {"content": SimpleUploadedFile("a.ics", b"hello")})
    assert bad.context["form"].errors.keys() == {"content"}
    assert imported.blocks.count() == 2
    signed_in.post(path, sent | {"content": SimpleUploadedFile("a.ics", calendar(gig(9)))})
    assert imported.blocks.count() == 2
    refresh_import(imported.pk)
    assert imported.blocks.count() == 1


def test_edit_keeps_the_password_that_is_not_entered_anew(signed_in, user, server):
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="url", name="Work", timezone="UTC",
        url=server.serve("/a.ics", calendar(gig(3))), username="asa", secret="old",
    )  # fmt: skip
    path = reverse("accounts:import_edit", args=[imported.pk])
    response = signed_in.get(path)
    assert "old" not in {field.value() for field in response.context["form"]}
    for secret in ("", "new"):
        signed_in.post(path, answers_of(response, secret=secret))
        imported.refresh_from_db()
        assert unseal(imported.secret) == (secret or "old")


def test_remove_names_what_is_lost_and_gives_it_back(signed_in, imported):
    path = reverse("accounts:import_remove", args=[imported.pk])
    assert "It blocks 2 upcoming periods, which open again." in text_of(signed_in.get(path))
    assert ImportedCalendar.objects.exists()
    assert signed_in.post(path).url == LIST
    assert not ImportedCalendar.objects.exists()
    assert not TimeBlock.objects.exists()


@pytest.mark.parametrize("name", ["edit", "edit_preview", "panel", "refresh", "remove", "reconnect"])
def test_import_is_nobody_elses(client, imported, name):
    client.force_login(UserFactory())
    path = reverse(f"accounts:import_{name}", args=[imported.pk])
    assert {client.get(path).status_code, client.post(path, {}).status_code} <= {404, 405}
    assert ImportedCalendar.objects.filter(pk=imported.pk).exists()
