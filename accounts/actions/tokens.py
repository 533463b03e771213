"""Tokens for programs."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line
from accounts.models import ApiToken, User
from accounts.states import TokenScope
from availability.actions import revoke_all_feeds
from web.secrets import make_secret
from web.security_log import log_security

PREFIX = "stageslot_"
LIVE_MAX = 50
DAYS_MAX = 366
USE_NOTED_EVERY = dt.timedelta(hours=1)


@transaction.atomic
def create_api_token(
    *, acting_user: User, name: str, scopes: Iterable[str], days: int | None = None
) -> tuple[ApiToken, str]:
    """Create an API token for the acting user, which lasts for so many days, API_TOKEN_DAYS by default. Returns it with
    its secret, which is not stored.

    Raises ValidationError by field."""
    lasts = settings.API_TOKEN_DAYS if days is None else days
    if not 1 <= lasts <= DAYS_MAX:
        raise ValidationError({"days": [_("Choose how long the token lasts.")]})
    wanted = set(scopes)
    if not wanted or not wanted <= set(TokenScope.values):
        raise ValidationError({"scopes": [_("Choose what the token may do.")]})
    if ApiToken.objects.filter(user=acting_user, revoked_at=None, expires_at__gt=now()).count() >= LIVE_MAX:
        raise ValidationError({"name": [_("You have too many tokens. Revoke one first.")]})
    secret, token_hash = make_secret(PREFIX)
    token = ApiToken.objects.create(
        user=acting_user,
        name=clean_line("name", name, longest=100, required=True),
        token_hash=token_hash,
        scopes=[scope.value for scope in TokenScope if scope in wanted],
        expires_at=now() + dt.timedelta(days=lasts),
    )
    log_security("token_created", user=acting_user, token_id=token.pk, scopes=token.scopes, days=lasts)
    return token, secret


@transaction.atomic
def revoke_api_token(*, acting_user: User, token: ApiToken) -> ApiToken:
    """End a token at once: the acting user's own, or anybody's if they are staff. Idempotent."""
    if token.user_id != acting_user.pk and not acting_user.is_staff:
        raise PermissionDenied
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now()):
        log_security("token_revoked", user=acting_user, token_id=token.pk, owner=token.user_id)
    token.refresh_from_db(fields=["revoked_at"])
    return token


@transaction.atomic
def end_keys(*, user: User) -> tuple[int, int]:
    """End all API tokens and calendar feeds of a person, as a new password does. Returns how many of each."""
    tokens = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
    return tokens, revoke_all_feeds(user=user)


def note_token_used(token: ApiToken) -> None:
    """Remember that a token was used just now: written once an hour, so that reading by it stays cheap."""
    before = now() - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < before:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now())
