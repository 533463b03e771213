import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path

from idempotency.forms import once_per_token
from idempotency.models import OnceRequest
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@once_per_token
def group_create(request):
    if request.method == "GET":
        return HttpResponse("a form")
    group = Group.objects.create(name=request.POST["name"])
    if group.name == "bad":
        return HttpResponse("invalid", status=422)
    return redirect(f"/groups/{group.name}/")


@once_per_token
def group_panel(request):
    Group.objects.create(name=request.POST["name"])
    return HttpResponse("<p>the panel</p>")


urlpatterns = [path("groups/", group_create), path("groups/panel/", group_panel)]


@pytest.fixture(params=["visitor", "user"])
def sender(client, request):
    if request.param == "user":
        client.force_login(UserFactory())
    return client


def form(name, token=None):
    return {"name": name, "once_token": token or str(uuid4())}


def test_form_sent_twice_acts_once_and_leads_to_the_same_place(sender):
    data = form("first")
    assert sender.post("/groups/", data)["Location"] == "/groups/first/"
    again = sender.post("/groups/", data | {"name": "changed"})
    assert (again.status_code, again["Location"]) == (302, "/groups/first/")
    assert Group.objects.get().name == "first"


def test_form_sent_twice_by_htmx_leads_the_whole_page_there(sender):
    data = form("first")
    sender.post("/groups/", data)
    again = sender.post("/groups/", data, headers={"HX-Request": "true"})
    assert again["HX-Redirect"] == "/groups/first/"


def test_fragment_sent_twice_reloads_the_page_it_stands_on(sender):
    data = form("first")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/bands/x/?tab=2"}
    assert sender.post("/groups/panel/", data, headers=headers).text == "<p>the panel</p>"
    assert sender.post("/groups/panel/", data, headers=headers)["HX-Redirect"] == "/bands/x/?tab=2"
    assert Group.objects.count() == 1


def test_invalid_form_can_be_corrected_and_sent_with_the_same_token(sender):
    data = form("bad")
    assert sender.post("/groups/", data).status_code == 422
    assert not Group.objects.exists()
    assert sender.post("/groups/", data | {"name": "good"})["Location"] == "/groups/good/"


def test_two_forms_act_twice(sender):
    sender.post("/groups/", form("first"))
    sender.post("/groups/", form("second"))
    assert Group.objects.count() == 2


def test_post_without_a_token_acts_as_ever(sender):
    sender.post("/groups/", {"name": "first"})
    assert Group.objects.count() == 1
    assert not OnceRequest.objects.exists()


IN_BRACES = "{018f3c3e-5a1b-7c44-9a51-0d6f5c3b2a10}"


@pytest.mark.parametrize("token", ["x", "\0", "ü", "x" * 300, IN_BRACES])
def test_damaged_token_is_refused(sender, token):
    assert sender.post("/groups/", form("first", token)).status_code == 400
    assert not Group.objects.exists()


def test_get_is_passed_through(sender):
    assert sender.get("/groups/", form("first")).text == "a form"
    assert not OnceRequest.objects.exists()


def test_tag_gives_a_fresh_token_each_time():
    template = engines["django"].from_string("{% load once %}{% once_token %}{% once_token %}")
    tokens = re.findall(r'<input type="hidden" name="once_token" value="([0-9a-f-]{36})">', template.render())
    assert len(set(tokens)) == 2
