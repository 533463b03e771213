"""The second factor of staff: the administration opens to nobody by a password alone."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from web.security_log import log_refusal, log_security


class StaffSecondFactorMiddleware:
    """Keep staff out of every page of the administration until this session has shown a second factor.

    Staff without an app or a passkey are led to set one up; the others are asked for it. `STAFF_NEED_TWO_FACTORS` turns
    it off. Comes after authentication and messages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view, _args, _kwargs) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.namespaces[:1] != ["admin"]:
            return None
        # The admin itself sends everybody else away.
        if not request.user.is_authenticated or not request.user.is_staff:
            return None
        step = _step_before_admin(request) if settings.STAFF_NEED_TWO_FACTORS else None
        if step is not None:
            log_refusal("administration_closed", request=request)
        elif request.method == "POST":
            log_security("administration", request=request, action=request.POST.get("action"))
        return step


def _step_before_admin(request: HttpRequest) -> HttpResponse | None:
    has_app, has_passkey = (
        is_mfa_enabled(request.user, [each]) for each in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    )
    if not (has_app or has_passkey):
        messages.warning(request, _("Set up an authenticator app or a passkey first: the administration needs it."))
        return redirect("mfa_index")
    if _has_shown_second_factor(request):
        return None
    page = "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"
    back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("admin:index")
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")


def _has_shown_second_factor(request: HttpRequest) -> bool:
    """Whether an app, a passkey or a recovery code has opened or confirmed this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
