import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from web.htmx import LoginRedirectMiddleware

FRAGMENT = {"HX-Request": "true", "HX-Current-URL": "http://testserver/bands/low-tide/?month=2027-03"}


def answer(response, headers):
    request = RequestFactory().get("/bands/low-tide/panel/", headers=headers)
    request.htmx = HtmxDetails(request)
    return LoginRedirectMiddleware(lambda _: response)(request)


def test_fragment_that_needs_a_login_sends_the_whole_page_there():
    response = answer(HttpResponseRedirect("/account/login/?next=/bands/low-tide/panel/"), FRAGMENT)
    assert response["HX-Redirect"] == "/account/login/?next=/bands/low-tide/%3Fmonth%3D2027-03"
    assert "Location" not in response


def test_page_of_another_site_is_not_where_one_comes_back_to():
    headers = FRAGMENT | {"HX-Current-URL": "https://evil.example/x"}
    assert answer(HttpResponseRedirect("/account/login/"), headers)["HX-Redirect"] == "/account/login/?next=/"


@pytest.mark.parametrize("location", ["/", "https://elsewhere.example/account/other/"])
def test_other_redirects_stay_what_they_are(location):
    assert answer(HttpResponseRedirect(location), FRAGMENT)["Location"] == location


def test_full_pages_are_redirected_as_ever():
    assert answer(HttpResponseRedirect("/account/login/"), {})["Location"] == "/account/login/"


def test_fragment_without_redirect_passes():
    assert answer(HttpResponse("panel"), FRAGMENT).content == b"panel"
