"""Making stages, naming them, and what they are like."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_active_party
from accounts.actions.parties import raise_version
from accounts.hooks import party_redescribed
from accounts.models import User
from availability.models import Calendar
from media.actions import drop_picture
from venues.errors import StageInUse
from venues.models import Stage, Venue
from web.texts import clean_line, clean_text

STAGES_MAX = 50
CAPACITY_MAX = 1_000_000
SIZE_CM_MAX = 20_000
SIZES = ("width_cm", "depth_cm", "height_cm")
TEXTS = {"description": 2000, "backline": 2000, "pa": 2000, "lights": 2000}


@transaction.atomic
def create_stage(*, acting_user: User, venue: Venue, name: str, capacity: int | None = None) -> Stage:
    """A stage with its own calendar, last in the venue's order. Raises ValidationError by field, PermissionDenied."""
    lock_active_party(acting_user, venue.party)
    last = venue.stages.aggregate(last=Max("position"))["last"]
    stage = Stage(venue=venue, position=0 if last is None else last + 1)
    if venue.stages.count() >= STAGES_MAX:
        raise ValidationError({"name": [_("At most %(count)s stages.") % {"count": STAGES_MAX}]})
    _name_stage(stage, name, capacity)
    stage.calendar = Calendar.objects.create()
    stage.save(force_insert=True)
    raise_version(venue.party)
    return stage


@transaction.atomic
def update_stage(*, acting_user: User, stage: Stage, **facts) -> Stage:
    """Another name or capacity, and what it is like; what is not named stays, and nothing named, nothing is written.

    `facts`: name, capacity, width_cm, depth_cm, height_cm (whole centimetres or None), description, backline, pa,
    lights. Raises ValidationError by field, PermissionDenied.
    """
    lock_active_party(acting_user, stage.venue.party)
    if not facts:
        return stage
    if facts.keys() & {"name", "capacity"}:
        _name_stage(stage, facts.get("name", stage.name), facts.get("capacity", stage.capacity))
    for field, value in facts.items():
        if field not in ("name", "capacity"):
            setattr(stage, field, _checked_fact(field, value))
    stage.save(update_fields=list(facts))
    raise_version(stage.venue.party)
    if "name" in facts:
        party_redescribed(stage.venue.party)
    return stage


@transaction.atomic
def remove_stage(*, acting_user: User, stage: Stage) -> None:
    """Remove a stage that was made by mistake, with its pictures and its calendar. Locks the venue.

    Whatever has stood on it protects it, in whichever app: raises StageInUse then, and where it is a room of another or
    made of others; PermissionDenied.
    """
    lock_active_party(acting_user, stage.venue.party)
    if not Stage.objects.select_for_update().filter(pk=stage.pk).exists():
        return
    if stage.parts.exists() or stage.wholes.exists():
        raise StageInUse
    pictures = [photo.picture for photo in stage.photos.select_related("picture")]
    try:
        with transaction.atomic():
            stage.photos.all().delete()
            Stage.objects.filter(pk=stage.pk).delete()
            Calendar.objects.filter(pk=stage.calendar_id).delete()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise StageInUse from error
    for picture in pictures:
        drop_picture(acting_user=acting_user, picture=picture)
    raise_version(stage.venue.party)


@transaction.atomic
def set_parts(*, acting_user: User, stage: Stage, parts: Iterable[Stage]) -> Stage:
    """Say which rooms of the house a stage is made of; none: it is a room of its own.

    Rooms that are made of rooms are no parts, and a part is made of none. What stands on the nights of the stage is
    not looked at: `holds.actions.set_parts` does. Raises ValidationError at `parts`, PermissionDenied.
    """
    lock_active_party(acting_user, stage.venue.party)
    wanted = {part.pk: part for part in parts}
    if any(part.venue_id != stage.venue_id or part.pk == stage.pk for part in wanted.values()):
        raise ValidationError({"parts": [_("Choose other rooms of the same venue.")]})
    if wanted and (len(wanted) == 1 or stage.wholes.exists()):
        raise ValidationError({"parts": [_("A combined room needs at least two rooms, and can’t be part of another.")]})
    if Stage.objects.filter(pk__in=wanted, parts__isnull=False).exists():
        raise ValidationError({"parts": [_("One of these is a combined room. Choose its rooms instead.")]})
    stage.parts.set(wanted.values())
    raise_version(stage.venue.party)
    return stage


def _name_stage(stage: Stage, name: str, capacity: int | None) -> None:
    """The venue is locked, so the name is still free when the stage is written."""
    stage.name = clean_line("name", name, longest=120, required=True)
    stage.capacity = capacity
    if capacity is not None and not 1 <= capacity <= CAPACITY_MAX:
        raise ValidationError({"capacity": [_("Enter a number between 1 and %(most)s.") % {"most": CAPACITY_MAX}]})
    if stage.venue.stages.exclude(pk=stage.pk).filter(name=stage.name).exists():
        raise ValidationError({"name": [_("You already have a stage with this name.")]})


def _checked_fact(field: str, value):
    if field in TEXTS:
        return clean_text(field, value, longest=TEXTS[field])
    if field not in SIZES:
        raise TypeError(f"a stage has no {field} to change")
    if value is not None and not 1 <= value <= SIZE_CM_MAX:
        most = SIZE_CM_MAX // 100
        raise ValidationError({field: [_("Enter metres between 0.01 and %(most)s.") % {"most": most}]})
    return value
