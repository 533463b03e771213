"""Projects: who reads and changes them, and which sessions stand in them."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actions.parties import ensure_person_party
from studio.actions.projects import archive_project, create_project, create_project_link
from studio.actions.sessions import set_project
from studio.models import Project, Session
from studio.queries.projects import contents_of
from tests.factories import UserFactory
from tests.studio.projects.scenes import book, page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_leaders_change_it_members_read_it_and_nobody_else_knows_of_it(
    client, project, session, client_user, user, teammates
):
    readers = {"leader": client_user, "professional": user, "staff": UserFactory(is_staff=True), **teammates}
    seen, changed = {}, {}
    for name, reader in readers.items():
        client.force_login(reader)
        seen[name] = client.get(page(project)).status_code
        changed[name] = client.post(page(project, "project_edit"), {"name": "Album"}).status_code
    assert seen == {"leader": 200, "member": 200, "professional": 404, "dep": 404, "staff": 404, "stranger": 404}
    assert changed == {"leader": 302, "member": 403, "professional": 404, "dep": 404, "staff": 404, "stranger": 404}


def test_members_read_without_links_and_forms(client, project, session, teammates, client_user):
    create_project_link(acting_user=client_user, project_id=project.pk, label="Label boss")
    client.force_login(teammates["member"])
    text = client.get(page(project)).text
    assert "Mixing" in text
    assert "€500" in text
    assert "Label boss" not in text
    assert page(project, "project_files") not in text
    assert "Low Tide Choir" in client.get(reverse("studio:projects")).text
    client.force_login(teammates["stranger"])
    assert "Low Tide Choir" not in client.get(reverse("studio:projects")).text


def test_the_professional_does_not_hear_of_the_project(client, project, session, user):
    client.force_login(user)
    text = client.get(reverse("studio:session", args=[session.pk])).text
    assert "Mixing" in text
    assert "Album" not in text
    assert "/projects/" not in text


def test_one_is_made_and_changed_on_its_pages(client, client_user, band):
    client.force_login(client_user)
    new = reverse("studio:project_new")
    assert client.post(new, {"name": " "}).status_code == 422
    refused = client.post(new, {"client": band.slug, "name": "EP", "budget": "300"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["currency"])
    refused = client.post(new, {"client": band.slug, "name": "EP", "budget": "-3", "currency": "EUR"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["budget"])
    data = {"client": band.slug, "name": "EP", "budget": "300", "currency": "EUR"}
    made = client.post(new, data)
    project = Project.objects.get()
    assert made.headers["Location"] == page(project)
    assert (project.client, project.budget_minor, project.currency_id) == (band, 300_00, "EUR")
    assert (
        client.post(page(project, "project_edit"), {"name": "LP", "budget": "", "currency": "EUR"}).status_code == 302
    )
    project.refresh_from_db()
    assert (project.name, project.budget_minor, project.currency_id) == ("LP", None, None)
    assert client.post(new, {"name": "Mine"}).status_code == 302
    assert Project.objects.latest("created_at").client == ensure_person_party(client_user)


def test_booking_begins_with_the_project_of_the_address_and_keeps_it(client, opened, project, client_user, start, band):
    client.force_login(client_user)
    first = reverse("studio:book", args=["low-end"])
    second = f"{reverse('studio:book_time', args=['low-end', opened.pk])}?project={project.pk}"
    assert second in client.get(first, {"project": project.pk}).text
    assert f"project={project.pk}" in client.get(second).text
    details = reverse("studio:book_details", args=["low-end", opened.pk])
    asked = {"start": start.isoformat(), "minutes": 120, "project": str(project.pk)}
    form = client.get(details, asked).context["form"]
    assert (form["project"].value(), form["client"].value()) == (str(project.pk), band.slug)
    review = reverse("studio:book_review", args=["low-end", opened.pk])
    data = asked | {"price": 12_000, "is_remote": "True", "client": band.slug}
    assert f'value="{project.pk}"' in client.post(review, data).text
    assert client.post(review, data | {"sure": "1"}).status_code == 302
    assert Session.objects.get().project == project


def test_a_session_is_booked_into_a_project_of_its_client_only(client, opened, project, client_user, start, band):
    mine = create_project(acting_user=client_user, client=ensure_person_party(client_user), name="Mine")
    for wrong in (mine.pk, uuid4()):
        with pytest.raises(ValidationError) as refused:
            book(opened, client_user, start, client=band, project_id=wrong)
        assert "project" in refused.value.message_dict
    archive_project(acting_user=client_user, project_id=project.pk)
    with pytest.raises(ValidationError):
        book(opened, client_user, start, client=band, project_id=project.pk)
    client.force_login(client_user)
    data = {"start": start.isoformat(), "minutes": 120, "price": 12_000, "is_remote": "True", "client": band.slug,
            "project": str(mine.pk), "sure": "1"}  # fmt: skip
    answer = client.post(reverse("studio:book_review", args=["low-end", opened.pk]), data)
    assert answer.status_code == 422
    assert Session.objects.count() == 0


def test_sessions_are_put_in_and_taken_out_by_leaders_of_the_client(
    client, opened, project, client_user, start, band, user, teammates
):
    session = book(opened, client_user, start, client=band)
    for wrong in (user, teammates["member"]):
        with pytest.raises(PermissionDenied):
            set_project(acting_user=wrong, session_id=session.pk, project_id=project.pk)
    client.force_login(user)
    assert client.post(reverse("studio:session_project", args=[session.pk]), {"project": ""}).status_code == 403
    client.force_login(client_user)
    to_session = reverse("studio:session_project", args=[session.pk])
    assert client.post(to_session, {"project": str(uuid4())}).status_code == 422
    assert client.post(to_session, {"project": str(project.pk)}).status_code == 302
    session.refresh_from_db()
    assert session.project == project
    assert "Album" in client.get(reverse("studio:session", args=[session.pk])).text
    assert client.post(page(project, "project_session_remove", session.pk)).status_code == 302
    assert client.post(page(project, "project_session_remove", session.pk)).status_code == 404
    assert client.post(page(project, "project_session_add"), {"session": str(session.pk)}).status_code == 302
    assert client.post(page(project, "project_session_add"), {"session": str(uuid4())}).status_code == 422
    assert contents_of(project).sessions == [session]


def test_a_session_of_somebody_else_is_not_to_be_added(client, opened, project, client_user, start):
    theirs = book(opened, UserFactory(), start)
    client.force_login(client_user)
    assert client.post(page(project, "project_session_add"), {"session": str(theirs.pk)}).status_code == 422
    with pytest.raises(PermissionDenied):
        set_project(acting_user=client_user, session_id=theirs.pk, project_id=project.pk)
