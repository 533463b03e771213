"""What a musician says of themselves to everybody, and taking it back."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line
from accounts.models import Party, User
from bands.models import Musician
from bands.models.musicians import make_code
from bands.queries.musicians import acts_to_show, named_at_first
from catalogue.models import City

INSTRUMENTS_MAX = 200


@transaction.atomic
def update_musician(
    *,
    acting_user: User,
    is_public: bool | None = None,
    is_dep: bool | None = None,
    instruments: str | None = None,
    acts: Collection[Party] | None = None,
    **fields: City | None,
) -> Musician:
    """Write one's own profile; None and what is not named stay as they are, `fields` may name `city`.

    Only acts to which the user belongs are kept; a new profile names their bands. Raises ValidationError by field: a
    public profile has a name and says what somebody plays.
    """
    if not fields and all(each is None for each in (is_public, is_dep, instruments, acts)):
        return Musician.objects.filter(user=acting_user).first() or Musician(user=acting_user)
    musician, is_new = Musician.objects.select_for_update().get_or_create(
        user=acting_user, defaults={"code": make_code()}
    )
    if instruments is not None:
        musician.instruments = clean_line("instruments", instruments, longest=INSTRUMENTS_MAX)
    musician.is_public = musician.is_public if is_public is None else is_public
    musician.is_dep = musician.is_dep if is_dep is None else is_dep
    if "city" in fields:
        musician.city = fields["city"]
    _check(musician, acting_user)
    musician.changed_at = now()
    musician.save()
    if acts is not None or is_new:
        own = acts_to_show(acting_user)
        chosen = named_at_first(own) if acts is None else acts
        musician.acts.set(party for party in own if party in chosen)
    return musician


@transaction.atomic
def forget_musician(*, user: User) -> None:
    """Delete the profile of somebody who leaves the site."""
    Musician.objects.filter(user=user).delete()


def _check(musician: Musician, user: User) -> None:
    if not musician.is_public:
        return
    if not musician.instruments:
        raise ValidationError({"instruments": [_("Enter what you play.")]})
    if not user.name:
        raise ValidationError({"is_public": [_("Enter your name in your profile first.")]})
