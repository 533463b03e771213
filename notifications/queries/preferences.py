"""What people want to hear of: kind by kind, and by group."""

from dataclasses import dataclass

from django.utils.functional import Promise

from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.models import Preference
from web.users import User


@dataclass(frozen=True)
class Choice:
    """What a user wants to hear of one kind."""

    kind: str
    label: str | Promise
    group: Group
    by_email: bool
    in_app: bool
    is_only_mailed: bool


@dataclass(frozen=True)
class Tally:
    """How many of some kinds reach a user by one way."""

    on: int
    of: int

    @property
    def is_on(self) -> bool:
        return self.on == self.of

    @property
    def is_off(self) -> bool:
        return not self.on


@dataclass(frozen=True)
class GroupChoice:
    """What a user wants to hear of a group of kinds; of every kind where it has no group."""

    group: Group | None
    choices: list[Choice]

    @property
    def email(self) -> Tally:
        return Tally(sum(each.by_email for each in self.choices), len(self.choices))

    @property
    def inbox(self) -> Tally:
        """Without what is only mailed."""
        shown = [each for each in self.choices if not each.is_only_mailed]
        return Tally(sum(each.in_app for each in shown), len(shown))


def choices_of(user: User) -> list[Choice]:
    """What a user wants to hear, for every kind that they may be told of: everything by both ways, but where they said
    otherwise."""
    rules = {preference.kind: preference for preference in Preference.objects.filter(user=user)}
    default = Preference()
    preferences = [(kind, rules.get(kind.name, default)) for kind in registry.kinds_for(user)]
    return [
        Choice(kind.name, kind.label, kind.group, each.by_email, each.in_app, kind.is_only_mailed)
        for kind, each in preferences
    ]


def group_choices(user: User) -> list[GroupChoice]:
    """The same by group: everything first, then each group that the user may be told of. One query."""
    choices = choices_of(user)
    groups = [GroupChoice(group, [each for each in choices if each.group == group]) for group in Group]
    return [GroupChoice(None, choices), *(each for each in groups if each.choices)]
