"""What a room is called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from studio.models import Room


class RoomForm(ActionForm):
    """A room; new, or to be renamed."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("“Studio A”, “Vocal booth”."))

    @classmethod
    def of(cls, room: Room, data=None) -> "RoomForm":
        return cls(data, initial={"name": room.name})
