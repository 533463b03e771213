"""Photos: whatever is uploaded, what is kept is a WebP that we drew ourselves."""

import io
import uuid
import warnings

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.access import can_lead
from accounts.actions.memberships import lock_party
from accounts.actions.parties import raise_version
from accounts.actions.texts import clean_line
from accounts.models import Party, PartyPhoto, User

FORMATS = ("JPEG", "PNG", "WEBP")
PIXELS_MAX = 50_000_000
SIDE_MIN = 200
SIDE_MAX = 2000
PHOTOS_MAX = 12
QUALITY = 82


@transaction.atomic
def add_photo(*, acting_user: User, party: Party, file: UploadedFile, alt: str, credit: str = "") -> PartyPhoto:
    """Keep a photo of the party: re-encoded, upright, at most SIDE_MAX pixels a side, without metadata.

    Raises ValidationError({"file": ...}) for what is no JPEG, PNG or WebP, too large, too small or one too many.
    """
    if not can_lead(acting_user, party):
        raise PermissionDenied
    lock_party(party)
    if party.photos.count() >= PHOTOS_MAX:
        raise ValidationError({"file": [_("At most %(count)s photos. Remove one first.") % {"count": PHOTOS_MAX}]})
    photo = PartyPhoto(party=party, alt=clean_line("alt", alt, longest=200, required=True))
    photo.credit = clean_line("credit", credit, longest=120)
    photo.position = (party.photos.aggregate(last=Max("position"))["last"] or 0) + 1
    photo.image = ContentFile(_redrawn(file), name=f"{uuid.uuid4().hex}.webp")
    photo.save(force_insert=True)
    raise_version(party)
    return photo


@transaction.atomic
def remove_photo(*, acting_user: User, photo: PartyPhoto) -> None:
    """Delete a photo; its file goes once the deletion is certain."""
    if not can_lead(acting_user, photo.party):
        raise PermissionDenied
    storage, name = photo.image.storage, str(photo.image.name)
    photo.delete()
    raise_version(photo.party)
    transaction.on_commit(lambda: storage.delete(name))


def _redrawn(file: UploadedFile) -> bytes:
    """The picture as bytes of a WebP."""
    if file.size > settings.PHOTO_BYTES_MAX:
        most = settings.PHOTO_BYTES_MAX // (1024 * 1024)
        raise ValidationError({"file": [_("The file is too large: at most %(most)s MB.") % {"most": most}]})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound below is tighter
            return _encoded(_opened(file))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError({"file": [_("This is not a JPEG, PNG or WebP picture we can read.")]}) from error


def _opened(file: UploadedFile) -> Image.Image:
    """The picture, its size checked before a pixel is decoded."""
    picture = Image.open(file, formats=FORMATS)
    width, height = picture.size
    if width * height > PIXELS_MAX:
        raise ValidationError({"file": [_("The picture has too many pixels.")]})
    if min(width, height) < SIDE_MIN:
        raise ValidationError({"file": [_("The picture is too small: at least %(side)s pixels.") % {"side": SIDE_MIN}]})
    return picture


def _encoded(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE_MAX, SIDE_MAX))
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    target = io.BytesIO()
    upright.convert(mode).save(target, "WEBP", quality=QUALITY, exif=b"", icc_profile=b"")
    return target.getvalue()
