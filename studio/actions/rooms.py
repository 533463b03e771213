"""Rooms of a studio: adding, naming and retiring them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_led_party
from accounts.models import User
from availability.models import Calendar
from studio.actions.telling import tell_pages
from studio.models import Professional, Room
from web.texts import clean_line

ROOMS_MAX = 20


@transaction.atomic
def add_room(*, acting_user: User, professional: Professional, name: str) -> Room:
    """A room with a calendar of its own. Locks the party. Raises ValidationError at `name`, PermissionDenied."""
    lock_led_party(acting_user, professional.party)
    if professional.rooms.in_use().count() >= ROOMS_MAX:
        raise ValidationError({"name": [_("At most %(count)s rooms. Retire one first.") % {"count": ROOMS_MAX}]})
    room = Room(professional=professional, calendar=Calendar.objects.create())
    _name(room, name)
    tell_pages(professional)
    return room


@transaction.atomic
def rename_room(*, acting_user: User, room: Room, name: str) -> Room:
    """Rename a room; the same name writes nothing. Locks the party. Raises ValidationError at `name`,
    PermissionDenied."""
    lock_led_party(acting_user, room.professional.party)
    room.refresh_from_db(fields=["name", "retired_at"])
    if room.retired_at is not None:
        raise ValidationError({"name": [_("This room has been retired.")]})
    if clean_line("name", name, longest=120, required=True) != room.name:
        _name(room, name)
        tell_pages(room.professional)
    return room


@transaction.atomic
def retire_room(*, acting_user: User, room: Room) -> None:
    """Retire a room for good; nothing happens if it is retired already. Locks the party. Raises ValidationError while a
    service is offered in it, PermissionDenied."""
    lock_led_party(acting_user, room.professional.party)
    if room.services.offered().exists():
        raise ValidationError(_("Services are offered in this room. Change or retire them first."))
    if Room.objects.in_use().filter(pk=room.pk).update(retired_at=now()):
        tell_pages(room.professional)


def _name(room: Room, name: str) -> None:
    room.name = clean_line("name", name, longest=120, required=True)
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as error:
        if "room_name_once_per_studio" not in str(error):
            raise
        raise ValidationError({"name": [_("You already have a room with this name.")]}) from error
