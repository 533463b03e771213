"""How holds refuse."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class HoldsAlready(Refusal):
    """An act stands once on a night's ladder: a second rung would be one that another cannot have."""

    slug = "holds-already"
    title = _("This act holds this night already")
