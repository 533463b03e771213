"""The preferences of users for each kind of notification."""

from collections.abc import Iterable

from django.db import transaction

from notifications.kinds import registry
from notifications.models import Preference
from notifications.queries import choices_of
from web.users import User


@transaction.atomic
def save_preferences(*, acting_user: User, by_email: Iterable[str], in_app: Iterable[str]) -> None:
    """Hear by mail of these kinds, in the inbox of those, of the others not. Kinds that they are not told of are passed
    over.

    What is so already is not written: a kind that nobody chose for follows the default.
    """
    mailed, kinds = set(by_email), registry.kinds_for(acting_user)
    shown = {*in_app, *(kind.name for kind in kinds if kind.is_only_mailed)}
    present = {choice.kind: (choice.by_email, choice.in_app) for choice in choices_of(acting_user)}
    preferences = [
        Preference(user=acting_user, kind=kind.name, by_email=kind.name in mailed, in_app=kind.name in shown)
        for kind in kinds
        if present.get(kind.name) != (kind.name in mailed, kind.name in shown)
    ]
    Preference.objects.bulk_create(
        preferences, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["by_email", "in_app"]
    )


def unsubscribe(*, acting_user: User, kind: str) -> Preference:
    """No more mails of this kind; the inbox goes on showing it."""
    preference, _is_new = Preference.objects.update_or_create(user=acting_user, kind=kind, defaults={"by_email": False})
    return preference
