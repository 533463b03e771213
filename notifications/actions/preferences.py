"""The preferences of users for each kind of notification."""

from collections.abc import Callable, Iterable

from django.db import models, transaction

from notifications.kinds.groups import Group
from notifications.models import Preference
from notifications.queries import Choice, choices_of
from web.users import User


class Way(models.TextChoices):
    """How notifications reach people."""

    EMAIL = "email"
    INBOX = "inbox"


@transaction.atomic
def save_preferences(
    *, acting_user: User, by_email: Iterable[str], in_app: Iterable[str], group: Group | None = None
) -> None:
    """Of this group, or of all kinds: hear by mail of these, in the inbox of those, of the others not. Kinds that they
    are not told of are passed over."""
    mailed, shown = set(by_email), set(in_app)
    _save(acting_user, group, lambda each: (each.kind in mailed, each.kind in shown))


@transaction.atomic
def switch_notifications(*, acting_user: User, way: Way, is_on: bool, group: Group | None = None) -> None:
    """Hear of every kind of this group, or of every kind there is, by this way; or of none. The other way stays."""
    if way == Way.EMAIL:
        _save(acting_user, group, lambda each: (is_on, each.in_app))
    else:
        _save(acting_user, group, lambda each: (each.by_email, is_on))


def _save(user: User, group: Group | None, wanted: Callable[[Choice], tuple[bool, bool]]) -> None:
    """Set by mail and in the inbox as `wanted` says. What is so already is not written: a kind that nobody chose for
    follows the default. What is only mailed stays on in the inbox, where it never stands."""
    preferences = []
    for each in choices_of(user):
        by_email, in_app = wanted(each)
        in_app = in_app or each.is_only_mailed
        if group in (None, each.group) and (by_email, in_app) != (each.by_email, each.in_app):
            preferences.append(Preference(user=user, kind=each.kind, by_email=by_email, in_app=in_app))
    Preference.objects.bulk_create(
        preferences, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["by_email", "in_app"]
    )


@transaction.atomic
def unsubscribe(*, acting_user: User, kind: str) -> Preference:
    """No more mails of this kind; the inbox goes on showing it."""
    preference, _is_new = Preference.objects.update_or_create(user=acting_user, kind=kind, defaults={"by_email": False})
    return preference
