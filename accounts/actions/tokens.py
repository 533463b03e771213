"""Tokens for programs."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line
from accounts.models import ApiToken, User
from accounts.states import TokenScope
from web.secrets import make_secret

PREFIX = "stageslot_"
LIVE_MAX = 50


@transaction.atomic
def create_api_token(*, acting_user: User, name: str, scopes: Iterable[str]) -> tuple[ApiToken, str]:
    """Create an API token for the acting user. Returns it with its secret, which is not stored.

    Raises ValidationError by field."""
    wanted = set(scopes)
    if not wanted or not wanted <= set(TokenScope.values):
        raise ValidationError({"scopes": [_("Choose what the token may do.")]})
    if ApiToken.objects.filter(user=acting_user, revoked_at=None).count() >= LIVE_MAX:
        raise ValidationError({"name": [_("You have too many tokens. Revoke one first.")]})
    secret, token_hash = make_secret(PREFIX)
    token = ApiToken.objects.create(
        user=acting_user,
        name=clean_line("name", name, longest=100, required=True),
        token_hash=token_hash,
        scopes=[scope.value for scope in TokenScope if scope in wanted],
    )
    return token, secret


@transaction.atomic
def revoke_api_token(*, acting_user: User, token: ApiToken) -> ApiToken:
    """End a token at once: the acting user's own, or anybody's if they are staff. Idempotent."""
    if token.user_id != acting_user.pk and not acting_user.is_staff:
        raise PermissionDenied
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now())
    token.refresh_from_db(fields=["revoked_at"])
    return token
