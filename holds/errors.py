"""How holds refuse."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class MustAsk(Refusal):
    """The venue does not know this party: it asks to be allowed to hold first."""

    status = 403
    slug = "must-ask"
    title = _("This venue lets those hold its nights whom it knows. Ask it to be allowed to.")


class HoldsAlready(Refusal):
    """An act stands once on a night's ladder: a second rung would be one that another cannot have."""

    slug = "holds-already"
    title = _("This act holds this night already")
