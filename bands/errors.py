"""How bands say no."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class AlreadyAsked(Refusal):
    """Everybody who could say more was asked about these nights less than a day ago."""

    slug = "already-asked"
    title = _("You’ve already asked them. Give them a day.")


class NobodyToAsk(Refusal):
    """Nobody's word would make these nights better: all have said, and none of it with an "if need be"."""

    slug = "nobody-to-ask"
    title = _("Everyone has answered, so there’s nobody to ask.")


class AskedTooOften(Refusal):
    """A band asks only so many questions a day."""

    status = 429
    slug = "asked-too-often"
    title = _("Your band has asked a lot today. Try again tomorrow.")


class AskOver(Refusal):
    """The question is closed, its nights are over, or whom it was put to has left. One answer for all: who holds an old
    link learns nothing."""

    status = 410
    slug = "over"
    title = _("This poll is closed.")


class NothingToPublish(Refusal):
    """There is no draft: it was published or discarded meanwhile, or never begun."""

    slug = "no-draft"
    title = _("There’s no draft. Nothing has changed since you published.")


class DraftChanged(Refusal):
    """Somebody wrote on the draft after it was looked at."""

    slug = "draft-changed"
    title = _("Someone has changed the draft. Check it again before you publish.")


class PieceGone(Refusal):
    """What was to be changed in a list is no longer in it."""

    slug = "piece-gone"
    title = _("This has been removed.")
