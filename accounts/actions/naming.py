"""How people are called."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.actions.parties import raise_mentions, raise_versions
from accounts.actions.texts import clean_name
from accounts.models import Party, User
from accounts.queries import person_party
from availability.actions import rename_feeds
from availability.states import FeedKind


def give_name(user: User, name: str, *, field: str = "your_name") -> None:
    """Say how somebody is called who has not said so yet; who has a name keeps it. Raises ValidationError at `field`.

    Inside the transaction of what they say it for; locks their parties.
    """
    if not name or user.name:
        return
    user.name = clean_name(name, field=field)
    user.save(update_fields=["name"])
    spread_name(user)


def spread_name(user: User) -> None:
    """Their feeds, and the party under which they ask acts to play, are called as they are; the pages of their parties
    are drawn anew."""
    raise_versions(Party.objects.of(user))
    rename_feeds(calendar=user.calendar, name=user.display_name, kind=FeedKind.PERSON)
    party = person_party(user)
    if party and party.name != user.display_name:
        party.name = user.display_name
        party.save(update_fields=["name"])
        raise_mentions(party)


def require_name(user: User, *, field: str = "your_name") -> None:
    """Raise ValidationError at `field` for somebody who has not said how they are called: others would hear from
    "Somebody"."""
    if not user.name:
        raise ValidationError({field: [_("Enter your name so they know who’s asking.")]})
