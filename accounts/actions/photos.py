"""Photos of a party's page: which ones, in which order. What becomes of the files is the media app's."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import require_lead
from accounts.actions.memberships import lock_led_party
from accounts.actions.parties import raise_version
from accounts.models import Party, PartyPhoto, User
from media.actions import change_picture, drop_picture, keep_picture
from media.models import Kept, Picture
from posters.drawing import Kind, drawn_bytes

PHOTOS_MAX = 12
DRAWN_WIDTH = 1400
"""Of a drawn photo, in pixels."""
DRAWN_SHAPES = {Kind.POSTER: "poster"}


@transaction.atomic
def add_photo(
    *,
    acting_user: User,
    party: Party,
    file: File,
    alt: str,
    credit: str = "",
    focus_x: int = 50,
    focus_y: int = 50,
) -> PartyPhoto:
    """Put a photo on the party's page, behind the others. It is seen as soon as the worker has prepared it.

    Raises ValidationError at `file` for what is no fitting picture, too large or one too many.
    """
    lock_led_party(acting_user, party)
    if party.photos.count() >= PHOTOS_MAX:
        raise ValidationError({"file": [_("At most %(count)s photos. Remove one first.") % {"count": PHOTOS_MAX}]})
    picture = keep_picture(acting_user=acting_user, file=file, alt=alt, credit=credit, focus=(focus_x, focus_y))
    last = party.photos.aggregate(last=Max("position"))["last"] or 0
    photo = PartyPhoto.objects.create(party=party, picture=picture, position=last + 1)
    raise_version(party)
    return photo


@transaction.atomic
def add_drawn_photo(*, acting_user: User, party: Party) -> PartyPhoto:
    """Put the picture that is drawn of the party on its page as a photo: the one that stands there without any; beside
    others another one of the same mood.

    Raises PermissionDenied, and ValidationError at `file` for one too many.
    """
    require_lead(acting_user, party)
    drawing = party.drawn_for(party.genres.values_list("slug", flat=True))
    count = party.photos.count()
    drawing = replace(drawing, seed=f"{drawing.seed}-{count}") if count else drawing
    picture = ContentFile(drawn_bytes(drawing, DRAWN_WIDTH, DRAWN_SHAPES.get(drawing.kind, ""), "JPEG"), "drawn.jpg")
    alt = _("Drawn poster: %(name)s") % {"name": party.name}
    return add_photo(acting_user=acting_user, party=party, file=picture, alt=alt, credit=_("StageSlot, drawn"))


@transaction.atomic
def change_photo(
    *,
    acting_user: User,
    photo: PartyPhoto,
    alt: str | None = None,
    credit: str | None = None,
    focus_x: int | None = None,
    focus_y: int | None = None,
) -> PartyPhoto:
    """Change the description, the credit or the focus of a photo. None leaves it as it is."""
    lock_led_party(acting_user, photo.party)
    if (alt, credit, focus_x, focus_y) == (None,) * 4:
        return photo
    picture = photo.picture
    alt, credit = picture.alt if alt is None else alt, picture.credit if credit is None else credit
    focus = (picture.focus_x if focus_x is None else focus_x, picture.focus_y if focus_y is None else focus_y)
    change_picture(acting_user=acting_user, picture=picture, alt=alt, credit=credit, focus=focus)
    raise_version(photo.party)
    return photo


@transaction.atomic
def move_photo(*, acting_user: User, photo: PartyPhoto, steps: int) -> None:
    """Let a photo change places with those before (-1) or behind it (1); past the ends it stays."""
    lock_led_party(acting_user, photo.party)
    photos = list(photo.party.photos.all())
    place = photos.index(photo)
    photos.insert(min(max(place + steps, 0), len(photos) - 1), photos.pop(place))
    for position, each in enumerate(photos, start=1):
        each.position = position
    PartyPhoto.objects.bulk_update(photos, ["position"])
    raise_version(photo.party)


@transaction.atomic
def remove_photo(*, acting_user: User, photo: PartyPhoto) -> None:
    """Take a photo off the page; its files go once that is certain."""
    lock_led_party(acting_user, photo.party)
    picture = photo.picture
    photo.delete()
    drop_picture(acting_user=acting_user, picture=picture)
    raise_version(photo.party)


def tell_prepared(file: Kept) -> None:
    """A picture can be seen now: the page that shows it is another one. Called by the media app."""
    if not isinstance(file, Picture):
        return
    photo = PartyPhoto.objects.select_related("party").filter(picture=file).first()
    if photo is not None:
        raise_version(photo.party)
