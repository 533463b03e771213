"""One's own address with the id of something that belongs to somebody else."""

import pytest
from django.urls import reverse

from accounts.actions.parties import ensure_person_party
from catalogue.models import Currency
from studio.actions import create_professional, offer_split
from studio.actions.projects import create_project, create_project_link, revoke_project_link
from studio.actions.sessions import begin_session, deliver_session
from studio.models import ProjectLink, Session, SessionFile, Split
from tests.factories import UserFactory
from tests.studio.test_sessions import book, paid
from tests.studio.test_slots import HOUR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def rival():
    return UserFactory()


@pytest.fixture
def theirs(session, mixed, opened, user, rival, start):
    """A mix in a session of the rival; that of the client has one too, and is delivered."""
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    mine = mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    other = paid(book(opened, rival, start + 4 * HOUR))
    return mine, other


def a_project(user):
    euro = Currency.objects.get(code="EUR")
    mine = ensure_person_party(user)
    return create_project(acting_user=user, client=mine, name="Album", budget_minor=500_00, currency=euro)


def test_a_file_of_another_session(client, theirs, rival, client_user):
    mix, other = theirs
    file = mix.session_file
    client.force_login(client_user)
    assert client.get(reverse("studio:session_heard", args=[file.session_id, file.pk, "opus"])).status_code == 200
    client.force_login(rival)
    for name in ("session_heard", "session_file_remove"):
        more = ["opus"] if name == "session_heard" else []
        address = reverse(f"studio:{name}", args=[other.pk, file.pk, *more])
        assert (client.get(address) if more else client.post(address)).status_code == 404, name
    assert client.get(reverse("studio:mix", args=[mix.pk])).status_code == 404
    assert client.get(f"/files/{file.file_id}/").status_code == 404
    assert client.get(reverse("studio:session_folder", args=[mix.session_file.session_id, "mixes"])).status_code == 404
    assert SessionFile.objects.filter(pk=file.pk).exists()


def test_a_project_of_somebody_else(client, theirs, rival, client_user):
    mix, other = theirs
    project = a_project(client_user)
    client.force_login(rival)
    client.post(reverse("studio:session_project", args=[other.pk]), {"project": str(project.pk)})
    assert Session.objects.get(pk=other.pk).project_id is None
    mine = a_project(rival)
    added = client.post(
        reverse("studio:project_session_add", args=[mine.pk]), {"session": str(mix.session_file.session_id)}
    )
    assert 400 <= added.status_code < 500
    link, _token = create_project_link(acting_user=client_user, project_id=project.pk, label="Label")
    assert client.post(reverse("studio:project_link_revoke", args=[mine.pk, link.pk])).status_code == 404
    assert ProjectLink.objects.get(pk=link.pk).revoked_at is None


def test_a_link_leads_to_the_mixes_of_its_project_and_to_none_once_it_is_revoked(client, theirs, client_user):
    mix, _other = theirs
    project = a_project(client_user)
    link, token = create_project_link(acting_user=client_user, project_id=project.pk, label="Label")
    heard = reverse("studio:shared_heard", args=[token, mix.pk, "opus"])
    assert client.get(heard).status_code == 404
    Session.objects.filter(pk=mix.session_file.session_id).update(project=project)
    assert client.get(heard).status_code in (200, 302)
    revoke_project_link(acting_user=client_user, link_id=link.pk)
    assert client.get(heard).status_code in (404, 410)


def test_a_part_of_another_professional(client, professional, user, rival):
    other = create_professional(acting_user=rival, name="High End", timezone="Europe/Berlin", disciplines=["mixing"])
    split, _token = offer_split(acting_user=user, professional=professional, kind="percent", value=5_00, name="Bassist")
    client.force_login(rival)
    assert client.post(reverse("studio:split_end", args=[other.party.slug, split.pk])).status_code == 404
    assert Split.objects.get().ended_at is None
