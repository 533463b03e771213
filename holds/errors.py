"""How holds refuse."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class MustAsk(Refusal):
    """The venue does not know this party: it asks to be allowed to hold first."""

    status = 403
    slug = "must-ask"
    title = _("You need the venue’s permission to hold nights. Ask for it first.")


class HoldsAlready(Refusal):
    """An act stands once on a night's ladder: a second rung would be one that another cannot have."""

    slug = "holds-already"
    title = _("This act already holds this night")
