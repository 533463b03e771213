"""Pictures of stages: drawn anew by the worker, in the order of the page."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_led_party
from accounts.actions.parties import raise_version
from accounts.models import User
from media.actions import drop_picture, keep_picture
from media.models import Kept, Picture
from venues.models import Stage, StagePhoto

PHOTOS_MAX = 6


@transaction.atomic
def add_stage_photo(*, acting_user: User, stage: Stage, file: File, alt: str, credit: str = "") -> StagePhoto:
    """Show a picture of a stage, last in its order, as soon as the worker has drawn it anew.

    Raises ValidationError by field as `media.actions.keep_picture` does, and at `file` for one too many;
    PermissionDenied.
    """
    lock_led_party(acting_user, stage.venue.party)
    if stage.photos.count() >= PHOTOS_MAX:
        raise ValidationError({"file": [_("At most %(count)s photos. Remove one first.") % {"count": PHOTOS_MAX}]})
    last = stage.photos.aggregate(last=Max("position"))["last"] or 0
    picture = keep_picture(acting_user=acting_user, file=file, alt=alt, credit=credit)
    photo = StagePhoto.objects.create(stage=stage, picture=picture, position=last + 1)
    raise_version(stage.venue.party)
    return photo


@transaction.atomic
def remove_stage_photo(*, acting_user: User, photo: StagePhoto) -> None:
    """Take a picture off the page, for good. Raises PermissionDenied."""
    venue = photo.stage.venue
    lock_led_party(acting_user, venue.party)
    picture = photo.picture
    photo.delete()
    drop_picture(acting_user=acting_user, picture=picture)
    raise_version(venue.party)


def tell_prepared(file: Kept) -> None:
    """A picture of a stage can be seen now, or no longer: its venue's page is another one. Called by the media app."""
    if not isinstance(file, Picture):
        return
    photo = StagePhoto.objects.select_related("stage__venue__party").filter(picture=file).first()
    if photo is not None:
        raise_version(photo.stage.venue.party)
