"""What people say of themselves, and leaving for good."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.memberships import leave_party, lock_party
from accounts.actions.parties import raise_version, raise_versions
from accounts.actions.texts import clean_line, clean_zone
from accounts.errors import LastOwner
from accounts.hooks import rights_changed
from accounts.models import ApiToken, Membership, Party, User
from accounts.queries import is_last_leader, person_party
from accounts.states import Approval
from availability.actions import forget_said, rename_feeds, revoke_feeds
from availability.states import FeedKind


@transaction.atomic
def update_profile(
    *, acting_user: User, name: str | None = None, timezone: str | None = None, language: str | None = None
) -> User:
    """How a person is called, where their clock stands and what they read; what is None stays.

    Raises ValidationError by field.
    """
    said = {"name": name, "timezone": timezone, "language": language}
    changes = {field: _checked_profile(field, value) for field, value in said.items() if value is not None}
    if not changes:
        return acting_user
    for field, value in changes.items():
        setattr(acting_user, field, value)
    acting_user.save(update_fields=list(changes))
    if "name" in changes:
        rename_feeds(calendar=acting_user.calendar, name=acting_user.display_name, kind=FeedKind.PERSON)
    raise_versions(Party.objects.of(acting_user))
    return acting_user


def _checked_profile(field: str, value: str) -> str:
    if field == "language" and value not in dict(settings.LANGUAGES):
        raise ValidationError({"language": [_("Choose one of the languages.")]})
    if field == "name":
        return clean_line("name", value, longest=120, required=True)
    return clean_zone(value) if field == "timezone" else value


@transaction.atomic
def delete_account(*, acting_user: User) -> None:
    """Make one's account nobody's: signed out everywhere, no name, no address, no wishes; what happened stays.

    Leaves every band and venue; one with no other member goes out of public sight. Asks nothing of what the person is
    promised for: pages call `departures.actions.close_account`, which does. Raises LastOwner where others would be left
    without owner.
    """
    user, parties = lock_account(acting_user)
    for party in parties:
        _leave_for_good(party, user)
    forget_said(calendar=user.calendar)
    revoke_feeds(user=user, calendar=user.calendar)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
    for model in (EmailAddress, SocialAccount, Authenticator):
        model.objects.filter(user=user).delete()
    _forget(user)


@transaction.atomic
def end_secrets(*, acting_user: User, user: User) -> None:
    """End every secret of somebody whom staff have taken out (`is_active`): their feeds and tokens, and the links that
    they made for their parties. Raises PermissionDenied."""
    if not acting_user.is_staff:
        raise PermissionDenied
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
    user.feeds.filter(revoked_at=None).update(revoked_at=now())
    for party in Party.objects.of(user).order_by("pk"):
        lock_party(party)
        rights_changed(party)


def lock_account(user: User) -> tuple[User, list[Party]]:
    """`lock_person` for whoever deletes their account. Raises LastOwner."""
    locked, parties = lock_person(user)
    for party in parties:
        if _others(party, locked).exists() and is_last_leader(locked, party):
            raise LastOwner(
                _("You are the only owner of %(party)s. Make somebody else an owner first.") % {"party": party}
            )
    return locked, parties


def lock_person(user: User) -> tuple[User, list[Party]]:
    """The person and all they belong to, locked in that order, the parties by id.

    Not a lock that keeps others from referring to the person: news are written for them at any time.
    """
    locked = User.objects.select_for_update(no_key=True, of=("self",)).select_related("calendar").get(pk=user.pk)
    parties = list(Party.objects.of(locked).select_related("calendar").order_by("pk"))
    for party in parties:
        lock_party(party)
    return locked, parties


def _leave_for_good(party: Party, user: User) -> None:
    if not _others(party, user).exists():
        Party.objects.filter(pk=party.pk).exclude(approval=Approval.CLOSED).update(is_listed=False)
    mine = Membership.objects.current().filter(party=party, user=user)
    leave_party(party=party, user=user, roles=list(mine.values_list("role", flat=True)))


def _others(party: Party, user: User) -> QuerySet[Membership]:
    return Membership.objects.current().filter(party=party, user__is_active=True).exclude(user=user)


def _forget(user: User) -> None:
    user.name = _("Former member")
    user.email = f"{user.pk}@deleted.invalid"
    user.is_active = user.is_staff = user.is_superuser = False
    user.nudge_weekday = None
    user.set_unusable_password()
    user.save()
    party = person_party(user)
    if party:
        party.name = user.name
        party.save(update_fields=["name"])
        raise_version(party)
