"""How an action on a venue refuses."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class StageInUse(Refusal):
    """A show, a hold or a room that is made of it stands on the stage, or once stood."""

    slug = "stage-in-use"
    title = _("You can only remove an empty stage: this one has shows or holds, or is part of another room")


class StageClosed(Refusal):
    """The venue has closed the stage on one of these nights."""

    slug = "stage-closed"
    title = _("The stage is closed that night")
