"""How reviews say no."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class Revealed(Refusal):
    """Everybody can read it by now, so that it stays as it is."""

    slug = "already-reviewed"
    title = _("Your review is public already")


class TooLate(Refusal):
    """The time to review the other side is over."""

    slug = "too-late-to-review"
    title = _("The 14 days to write a review are over")


class AlreadyReplied(Refusal):
    """A review is answered once."""

    slug = "already-replied"
    title = _("You’ve already answered this review")
