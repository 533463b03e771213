"""Who calls: the bearer of a personal token, or the site's own session with its CSRF token."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from accounts.actions.tokens import note_token_used
from accounts.queries import find_api_token
from accounts.states import TokenScope
from web.clients import client_network
from web.limits import count_request
from web.security_log import log_refusal

SAFE_METHODS = {"GET", "HEAD"}
SIGNED_IN_MAX = 1200
ANONYMOUS_MAX = 300
"""So many calls a minute."""


class TokenExpired(AuthenticationError):
    """A token that was good until a day that is over."""

    def __init__(self, expired_at: dt.datetime) -> None:
        super().__init__()
        self.expired_at = expired_at


class Caller(AuthBase):
    """Finds who calls, puts them on `request.user`, counts the request, and checks the token's scope.

    Reading needs the scope `read`, everything else `write`, unless a scope is given. With `is_public`, who is not
    signed in may call too; a token that is not valid is refused even then.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *, is_public: bool = False, scope: TokenScope | None = None) -> None:
        self.is_public = is_public
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> object | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            return self._bearer(request, scheme, secret.strip())
        return self._session(request)

    def _bearer(self, request: HttpRequest, scheme: str, secret: str) -> object:
        token = find_api_token(secret) if scheme.lower() == "bearer" else None
        if token is None:
            count_request(client_network(request), ANONYMOUS_MAX)
            log_refusal("token_refused", request=request)
            raise AuthenticationError
        if token.is_expired:
            count_request(client_network(request), ANONYMOUS_MAX)
            log_refusal("token_expired", user=token.user, request=request, token_id=token.pk)
            raise TokenExpired(token.expires_at)
        count_request(str(token.user_id), SIGNED_IN_MAX)
        needed = self.scope or (TokenScope.READ if request.method in SAFE_METHODS else TokenScope.WRITE)
        if needed not in token.scopes:
            raise PermissionDenied(_("This token lacks the scope “%(scope)s”.") % {"scope": needed.value})
        note_token_used(token)
        request.user = token.user
        return token.user

    def _session(self, request: HttpRequest) -> object | None:
        if not request.user.is_authenticated:
            count_request(client_network(request), ANONYMOUS_MAX)
            return AnonymousUser() if self.is_public else None
        count_request(str(request.user.pk), SIGNED_IN_MAX)
        if request.method not in SAFE_METHODS and not _has_csrf_token(request):
            raise PermissionDenied(_("The CSRF token is missing or wrong."))
        return request.user


def _has_csrf_token(request: HttpRequest) -> bool:
    """Raises HttpError for a form that cannot be read: Django looks for the token there, too."""
    try:
        return check_csrf(request) is None
    except (BadRequest, MultiPartParserError, SuspiciousOperation) as error:
        raise HttpError(400, _("The body cannot be read.")) from error


anybody = Caller(is_public=True)
somebody = Caller()
feed_reader = Caller(scope=TokenScope.FEEDS)
