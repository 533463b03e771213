"""Whether somebody who is signed in has proved it just now, for what must not happen on a phone left lying."""

import time
from collections.abc import Callable

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    suspend_request,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

WRITES_NEED_IT = {"account_email", "usersessions_list", "accounts:session_end", "accounts:tokens"}
"""Pages that anyone signed in may read; what they do needs a fresh sign-in."""
ALL_NEED_IT = {"account_set_password", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"}
"""Pages that show or make a secret as soon as they are opened."""


def has_just_signed_in(request: HttpRequest) -> bool:
    """Whether this browser's user has given a password, a code or a key within ACCOUNT_REAUTHENTICATION_TIMEOUT, when
    they signed in or since."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


class FreshSignInMiddleware:
    """Ask for a password, a code or a key again before somebody adds a way into their account or ends sessions.

    What they sent is kept and done afterwards. Who has neither password nor key is asked to sign in by code again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view, _args, _kwargs) -> HttpResponse | None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        is_asked = page in ALL_NEED_IT or (page in WRITES_NEED_IT and request.method == "POST")
        if not is_asked or not request.user.is_authenticated or has_just_signed_in(request):
            return None
        if ways := get_reauthentication_flows(request.user):
            return suspend_request(request, resolve_url(_page_of(ways[0])))
        messages.warning(request, _("For your security, sign out and in again before you do this."))
        return redirect("accounts:you")


def _page_of(way: dict) -> str:
    return "account_reauthenticate" if way["id"] == "reauthenticate" else way["id"]
