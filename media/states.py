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
