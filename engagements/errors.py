"""How an action on an engagement refuses."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class WrongState(Refusal):
    """The move is not legal from the present state: somebody else was quicker, or time has passed."""

    slug = "wrong-state"
    title = _("This is no longer possible")

    def __init__(self, state: str, detail="", **extra):
        self.state = state
        super().__init__(detail, state=str(state), **extra)


class AskedAlready(Refusal):
    """The same question within a day is pressure and no news."""

    slug = "asked-already"
    title = _("You already asked today. Give them a day to answer.")


class ChangedMeanwhile(Refusal):
    """What one saw, and answers or signs, is not what stands there now: somebody changed it in between."""

    slug = "changed-meanwhile"
    title = _("This has changed in the meantime. Check it again.")


class LineupConflicts(Refusal):
    """Somebody who is to play is busy then: the leader of their act says that it stands all the same, or does not do
    it. Raised to those leaders alone. `check` is all that they read of it, a `LineupCheck`; its `mark` is what they say
    with their second step."""

    slug = "lineup-conflicts"
    title = _("Someone in the line-up is busy at that time")

    def __init__(self, detail, check, **extra):
        self.check = check
        super().__init__(detail, **extra)
