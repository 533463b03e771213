"""How bands say no."""

from django.utils.translation import gettext_lazy as _

from stageslot.web.errors import Refusal


class AlreadyAsked(Refusal):
    """Everybody who could say more was asked about these nights less than a day ago."""

    slug = "already-asked"
    title = _("They were asked already. Give them a day.")


class NobodyToAsk(Refusal):
    """Nobody's word would make these nights better: all have said, and none of it with an "if need be"."""

    slug = "nobody-to-ask"
    title = _("There is nobody to ask: all have said what they can.")


class AskedTooOften(Refusal):
    """A band asks only so many questions a day."""

    status = 429
    slug = "asked-too-often"
    title = _("Your band has asked a lot today. Ask again tomorrow.")


class AskOver(Refusal):
    """The question is closed, its nights are over, or whom it was put to has left. One answer for all: who holds an old
    link learns nothing."""

    status = 410
    slug = "over"
    title = _("This question is over.")
