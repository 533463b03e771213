"""Looking for somebody else for a project: the project goes along from its page through the search to booking."""

import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from discovery.models import SearchKind
from discovery.subjects.saved import asking
from tests.studio.projects.scenes import page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
SEARCH = reverse("discovery:professionals")


def test_the_page_of_a_project_leads_to_a_search_for_it(client, project, client_user):
    client.force_login(client_user)
    assert f'href="{SEARCH}?project={project.pk}"' in client.get(page(project)).text


def test_the_search_keeps_the_project_whatever_else_is_asked(client, opened, project):
    answer = client.get(SEARCH, {"project": project.pk, "discipline": "mixing"})
    text = answer.text
    assert f'href="/professionals/low-end/?project={project.pk}"' in text
    slots = re.findall(r'href="(/professionals/low-end/book/[^"]+)"', text)
    assert slots
    assert all(f"&amp;project={project.pk}" in slot for slot in slots)
    assert client.get(slots[0].replace("&amp;", "&")).status_code == 200
    assert f'<input type="hidden" name="project" value="{project.pk}"' in text
    assert answer.context["clear"] == f"{SEARCH}?project={project.pk}"
    assert f'href="{SEARCH}?discipline=mixing"' in text  # without the project
    asked = [choice.href for group in answer.context["page"].facets for choice in group.choices]
    assert asked
    assert all(f"project={project.pk}" in href for href in asked)
    points = answer.context["page"].map["points"]
    assert all(f"project={project.pk}" in point["href"] for point in points)


def test_without_a_project_nothing_is_carried(client, opened):
    text = client.get(SEARCH, {"discipline": "mixing"}).text
    assert 'href="/professionals/low-end/"' in text
    assert "project=" not in text
    assert "project=" not in client.get("/professionals/low-end/").text


def test_the_page_of_a_professional_leads_on_to_booking_for_the_project(client, opened, project):
    asked = f"?project={project.pk}"
    text = client.get(f"/professionals/low-end/{asked}").text
    assert f'href="{reverse("studio:book", args=["low-end"])}{asked}"' in text
    strip = reverse("discovery:professional_strip", args=["low-end"]) + asked
    assert f'data-live-url="{strip}"' in text
    assert f"&amp;project={project.pk}" in client.get(f"/professionals/low-end/strip/{asked}").text


@pytest.mark.parametrize("wrong", ["x", "\0", "a" * 500])
def test_what_is_no_project_is_not_carried(client, opened, wrong):
    asked = {"project": wrong}
    assert client.get("/professionals/low-end/", asked).context["project"] is None
    assert "project" not in client.get("/professionals/low-end/strip/", asked).text
    assert client.get(SEARCH, {"project": wrong}).status_code in (200, 422)


def test_a_search_is_kept_without_its_project(project, client_user):
    kept = asking(
        client_user, SearchKind.PROFESSIONALS, QueryDict(f"discipline=mixing&project={project.pk}").urlencode()
    )
    assert kept.address.query == "discipline=mixing"


def test_going_back_to_the_times_keeps_project_and_client(client, opened, project, client_user, start, band):
    client.force_login(client_user)
    details = reverse("studio:book_details", args=["low-end", opened.pk])
    answer = client.get(details, {"start": start.isoformat(), "minutes": 120, "project": str(project.pk)})
    times = reverse("studio:book_time", args=["low-end", opened.pk])
    assert answer.context["back"] == f"{times}?minutes=120&client={band.slug}&project={project.pk}"
