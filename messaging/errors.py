"""How writing is refused."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class TooFast(Refusal):
    """More than any person writes."""

    status = 429
    slug = "too-many-messages"
    title = _("You have sent a lot within a minute. Wait a little, then send it again.")
    wait_seconds = 60
