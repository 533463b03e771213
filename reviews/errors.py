"""How reviews say no."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class AlreadyReviewed(Refusal):
    """Each side of a booking says what it thinks once."""

    slug = "already-reviewed"
    title = _("You have reviewed this booking already")
