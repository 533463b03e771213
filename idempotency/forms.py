"""Page forms that act once: `{% once_token %}` in the form, `@once_per_token` on its view."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from web.htmx import HtmxRequest, current_page

from .actions import find_answer, once
from .errors import Running

FIELD = "once_token"


def once_per_token(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose form is acted on once: who sends it again (double click, back and send) is sent where the first one
    led, and so is who changed it in between. An answer of 400 or more rolls back and leaves the token good, so that a
    form can be corrected and sent. What comes without a token is acted on as ever.

    The view runs in a transaction. Where it answers with a fragment, a repeat reloads the page the form stands on.
    """

    @wraps(view)
    def acting_once(request: HtmxRequest, *args, **kwargs) -> HttpResponse:
        token = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not token:
            return view(request, *args, **kwargs)
        if not _is_token(token):
            return HttpResponseBadRequest(_("The token of this form is damaged. Reload the page."))
        return _answer(request, token, lambda: view(request, *args, **kwargs))

    return acting_once


def was_acted_on(request: HtmxRequest) -> bool:
    """Whether this form, by its token, was acted on within 24 h. Raises SuspiciousOperation (400) for a damaged one."""
    token = _token_of(request)
    return bool(token) and find_answer(user=request.user, path=request.path, key=token, body=b"") is not None


def act_once(request: HtmxRequest, act: Callable[[], object]) -> bool:
    """Runs `act` in a transaction, unless this form was acted on; says whether it ran. For views that do something slow
    first, such as storing a file, which no transaction should wait for. Raises Running, SuspiciousOperation."""
    token = _token_of(request)
    if not token:
        act()
        return True

    def effect() -> tuple[int, dict, tuple]:
        act()
        return 204, {}, ()

    return not once(user=request.user, path=request.path, key=token, body=b"", effect=effect, waits=True).is_repeat


def _token_of(request: HtmxRequest) -> str:
    token = request.POST.get(FIELD, "")
    if token and not _is_token(token):
        raise SuspiciousOperation("once_token")
    return token


def _answer(request: HtmxRequest, token: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    responses = []

    def effect() -> tuple[int, dict, tuple]:
        response = run()
        responses.append(response)
        return response.status_code, {"location": _location(request, response)}, ()

    try:
        answer = once(user=request.user, path=request.path, key=token, body=b"", effect=effect, waits=True)
    except Running as refusal:
        return _say_running(request, refusal)
    if not answer.is_repeat:
        return responses[0]
    location = answer.body["location"]
    return HttpResponseClientRedirect(location) if request.htmx else redirect(location)


def _location(request: HtmxRequest, response: HttpResponse) -> str:
    led_to = response.headers.get("Location") or response.headers.get("HX-Redirect")
    return led_to or current_page(request) or request.path


def _say_running(request: HtmxRequest, refusal: Running) -> HttpResponse:
    template = "idempotency/_running.html" if request.htmx else "idempotency/running.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)


def _is_token(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
