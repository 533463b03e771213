import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from web.security import SecurityHeadersMiddleware


def answer_to(path, response=None):
    def view(request):
        request.user = AnonymousUser()
        request.resolver_match = resolve(path)
        return response or HttpResponse()

    return SecurityHeadersMiddleware(view)(RequestFactory().get(path))


def policy_of(response):
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))


def test_pages_run_only_what_we_serve(settings):
    settings.LIVE_URL, settings.FILES_URL = "http://localhost:8001/live", "http://localhost:8002"
    policy = policy_of(answer_to("/account/login/"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["font-src"] == policy["frame-src"] == "'self'"
    assert policy["connect-src"] == "'self' http://localhost:8001 http://localhost:8002"
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in str(policy)


def test_pictures_and_sounds_may_lie_in_a_store_of_their_own(settings):
    settings.CSP_MEDIA_ORIGINS = ["https://media.example.org"]
    policy = policy_of(answer_to("/account/login/"))
    assert policy["img-src"] == "'self' data: https://media.example.org"
    assert policy["media-src"] == "'self' https://media.example.org"
    assert policy["script-src"] == "'self'"


def test_sign_in_provider_may_be_the_end_of_a_form(settings):
    settings.CSP_FORM_TARGETS = ["https://accounts.google.com"]
    assert policy_of(answer_to("/account/login/"))["form-action"] == "'self' https://accounts.google.com"


def test_only_the_admin_may_evaluate_and_runs_no_inline_script():
    policy = policy_of(answer_to("/admin/"))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == policy["form-action"] == "'self'"


def test_view_may_bring_its_own_policy():
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})
    assert answer_to("/account/login/", own)["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize("is_debug", [True, False])
def test_only_a_developers_traceback_goes_without_policy(settings, is_debug):
    settings.DEBUG = is_debug
    response = answer_to("/account/login/", HttpResponse(status=500))
    assert ("Content-Security-Policy" not in response) is is_debug


@pytest.mark.parametrize("power", ["camera=()", "microphone=()", "publickey-credentials-get=(self)"])
def test_powers_we_do_not_need_are_given_up(power):
    assert power in answer_to("/account/login/")["Permissions-Policy"]


def test_middleware_covers_answers_that_no_view_made(client, db):
    assert "default-src 'none'" in client.get("/there/is/nothing/here/").headers["Content-Security-Policy"]
