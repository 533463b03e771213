"""What becomes of an upload."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


TRANSITIONS: dict[State, set[State]] = {
    State.WAITING: {State.READY, State.REFUSED},
    State.READY: {State.WAITING, State.REFUSED},  # to be drawn anew, in formats that did not exist then; or taken away
    State.REFUSED: set(),
}


class FileState(TextChoices):
    """How far a file is that somebody sends (`media.models.File`)."""

    UPLOADING = "uploading", _("On its way")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


FILE_TRANSITIONS: dict[FileState, set[FileState]] = {
    FileState.UPLOADING: {FileState.READY, FileState.REFUSED},
    FileState.READY: set(),
    FileState.REFUSED: set(),
}
