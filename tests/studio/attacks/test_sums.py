"""Amounts, shares, lengths and days that make no sense, in each form that takes one, and by API."""

import pytest
from django.urls import reverse

from accounts.actions.parties import ensure_person_party
from catalogue.models import Currency
from studio.actions.projects import create_project
from studio.actions.sessions import begin_session, complete_session
from studio.models import Project, ProjectLink, SessionChange, Split, Tip
from tests.api.test_sessions import call
from tests.studio.attacks.scenes import state_of

__all__ = ["call"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
SUMS = ["-1", "1e400", "9" * 40, "9" * 5000, "NaN", "Infinity", "-0", "\x00", "1.005", "٣x", "1,2,3", "0x10"]
NUMBERS = [-1, 0, 10**30, 1.5, True, None, "9" * 5000, [], {}, "\x00"]
DAYS = ["9999-12-31", "0001-01-01", "2027-02-30", "\x00", "9" * 400, "10000-01-01"]


@pytest.fixture
def project(client_user):
    euro, mine = Currency.objects.get(code="EUR"), ensure_person_party(client_user)
    return create_project(acting_user=client_user, client=mine, name="Album", budget_minor=500_00, currency=euro)


def refused(client, user, address, *forms):
    """Each of them is told to be wrong, at the latest by the action."""
    client.force_login(user)
    for form in forms:
        answer = client.post(address, form)
        assert 400 <= answer.status_code < 500, (form, answer.status_code)


def test_a_tip(client, call, session, user, client_user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    complete_session(acting_user=client_user, session_id=session.pk)
    refused(client, client_user, reverse("studio:session_tip", args=[session.pk]), *({"amount": sum} for sum in SUMS))
    for number in NUMBERS:
        amount = {"amount": {"amount_minor": number, "currency": "EUR"}}
        assert call(client_user, "POST", f"/sessions/{session.pk}/tips", amount).status_code == 422, number
    assert not Tip.objects.exists()


def test_a_part(client, call, opened, user, professional):
    told = {"who": "link", "name": "Bassist", "currency": "EUR"}
    forms = [told | {"kind": kind, "value": sum} for sum in SUMS for kind in ("percent", "amount", "\x00")]
    forms = [form for form in forms if (form["kind"], form["value"]) != ("percent", "1.005")]
    refused(client, user, reverse("studio:splits", args=[professional.party.slug]), *forms)
    for number in NUMBERS:
        part = {"name": "Bassist", "basis_points": number}
        assert call(user, "POST", f"/professionals/{professional.party.slug}/splits", part).status_code == 422, number
    assert not Split.objects.exists()


def test_a_budget(client, call, client_user, project):
    told = {"name": "Album", "notes": "", "currency": "EUR"}
    for address in (reverse("studio:project_new"), reverse("studio:project_edit", args=[project.pk])):
        refused(client, client_user, address, *(told | {"budget": sum} for sum in SUMS))
    for number in [each for each in NUMBERS if each != 0]:
        body = {"name": "Album", "budget": {"amount_minor": number, "currency": "EUR"}}
        assert call(client_user, "POST", "/projects", body).status_code == 422, number
    assert Project.objects.get().budget_minor == 500_00


def test_a_day_until_which_a_link_works(client, client_user, project):
    address = reverse("studio:project_links", args=[project.pk])
    refused(client, client_user, address, *({"label": "Label", "expires_on": day} for day in DAYS))
    assert not ProjectLink.objects.exists()


def test_more_time_and_another_time(client, call, session, user, client_user):
    address = {name: reverse(f"studio:session_{name}", args=[session.pk]) for name in ("extend", "move")}
    for who in (client_user, user):
        refused(client, who, address["extend"], *({"minutes": sum} for sum in [*SUMS, "-30", "0", "45", "1440"]))
        refused(client, who, address["move"], *({"day": day, "time": "11:00"} for day in DAYS))
        for number in [*NUMBERS, -30, 45]:
            answer = call(who, "POST", f"/sessions/{session.pk}/extend", {"minutes": number})
            assert 400 <= answer.status_code < 500, number
        for day in DAYS:
            answer = call(who, "POST", f"/sessions/{session.pk}/move", {"starts_at": f"{day}T11:00:00+14:00"})
            assert 400 <= answer.status_code < 500, day
    assert not SessionChange.objects.exists()
    assert state_of(session) == "confirmed"
