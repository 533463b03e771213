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

from accounts.access import may_shut_out
from accounts.actions.approval import approve_party
from accounts.actions.memberships import enter_party, leave_party, lock_party
from accounts.actions.naming import spread_name
from accounts.actions.parties import raise_version, raise_versions
from accounts.actions.texts import clean_name, clean_zone
from accounts.errors import LastOwner
from accounts.models import FORGOTTEN_AT, ApiToken, Membership, Party, User
from accounts.queries import is_last_leader, person_party
from accounts.states import Approval, Role
from availability.actions import forget_said, revoke_feeds
from media.files.grants import cut_off, right_of
from web.announce import end_streams
from web.security_log import log_security


@transaction.atomic
def update_profile(
    *, acting_user: User, name: str | None = None, timezone: str | None = None, language: str | None = None
) -> User:
    """Change a person's name, time zone or language. None leaves it as it is.

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
        spread_name(acting_user)
    else:
        raise_versions(Party.objects.of(acting_user))
    return acting_user


def _checked_profile(field: str, value: str) -> str:
    if field == "language" and value not in dict(settings.LANGUAGES):
        raise ValidationError({"language": [_("Choose one of the languages.")]})
    if field == "name":
        return clean_name(value, required=True)
    return clean_zone(value) if field == "timezone" else value


@transaction.atomic
def delete_account(*, acting_user: User) -> None:
    """Anonymise the acting user's account: sign out everywhere, remove name, address and settings; history stays.

    Leaves every band and venue; one with no other member goes out of public sight. Asks nothing of what the person is
    promised for: pages call `departures.actions.close_account`, which does. Raises LastOwner where others would be left
    without owner.
    """
    log_security("account_deleted", user=acting_user)
    user = _leave_site(acting_user)
    for model in (EmailAddress, SocialAccount, Authenticator):
        model.objects.filter(user=user).delete()
    _forget(user)


@transaction.atomic
def shut_out_user(*, acting_user: User, user: User) -> None:
    """Lock a person out, by staff: like `delete_account`, but name and address stay and staff can undo it.

    Does not look at their gigs: `departures.actions.shut_out` does. Raises
    PermissionDenied, LastOwner.
    """
    if not may_shut_out(acting_user, user):
        raise PermissionDenied
    log_security("account_locked", user=user)
    locked = _leave_site(user)
    locked.is_active = locked.is_staff = locked.is_superuser = False
    # Sessions hang on the password: those that are open now do not come back to life.
    locked.set_unusable_password()
    locked.save(update_fields=["is_active", "is_staff", "is_superuser", "password"])


@transaction.atomic
def let_user_in(*, acting_user: User, user: User) -> bool:
    """Lift the lockout of a person: they may sign in again by a code or with a new password, and belong to no team.

    Returns whether anything changed: letting in twice is once. `departures.actions.let_in` tells them. Raises
    PermissionDenied, ValidationError for an account that was deleted.
    """
    if not may_shut_out(acting_user, user):
        raise PermissionDenied
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.is_forgotten:
        raise ValidationError(_("This account is deleted, so nobody can sign in to it."))
    own = person_party(locked)
    if own and own.approval == Approval.SUSPENDED and not locked.is_active:
        approve_party(acting_user=acting_user, party=own)
        enter_party(party=own, user=locked, role=Role.OWNER)
    was_shut_out = not locked.is_active
    log_security("account_unlocked", user=user)
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    return was_shut_out


def _leave_site(person: User) -> User:
    """Leave every party, delete what the person said about their time, and end their secrets. Raises LastOwner."""
    user, parties = lock_account(person)
    for party in parties:
        _leave_for_good(party, user)
    forget_said(calendar=user.calendar)
    revoke_feeds(user=user, calendar=user.calendar)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
    cut_off([right_of(user.pk)])
    end_streams([str(user.pk)])
    return user


def lock_account(user: User) -> tuple[User, list[Party]]:
    """`lock_person` for whoever deletes their account. Raises LastOwner."""
    locked, parties = lock_person(user)
    for party in parties:
        if _others(party, locked).exists() and is_last_leader(locked, party):
            raise LastOwner(
                _("You’re the only owner of %(party)s. Make someone else an owner first.") % {"party": party}
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
    user.name = ""
    user.email = f"{user.pk}@{FORGOTTEN_AT}"
    user.is_active = user.is_staff = user.is_superuser = False
    user.nudge_weekday = None
    user.set_unusable_password()
    user.save()
    party = person_party(user)
    if party:
        party.name = ""
        party.save(update_fields=["name"])
        raise_version(party)
