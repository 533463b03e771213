"""What people want to hear of."""

from dataclasses import dataclass

from django.utils.functional import Promise

from notifications.kinds import registry
from notifications.models import Preference
from web.users import User


@dataclass(frozen=True)
class Choice:
    """What a user wants to hear of one kind."""

    kind: str
    label: str | Promise
    by_email: bool
    in_app: bool
    is_only_mailed: bool


def choices_of(user: User) -> list[Choice]:
    """What a user wants to hear, for every kind that they may be told of: everything by both ways, but where they said
    otherwise."""
    said = {preference.kind: preference for preference in Preference.objects.filter(user=user)}
    default = Preference()
    preferences = [(kind, said.get(kind.name, default)) for kind in registry.kinds_for(user)]
    return [
        Choice(kind.name, kind.label, each.by_email, each.in_app, kind.is_only_mailed) for kind, each in preferences
    ]
