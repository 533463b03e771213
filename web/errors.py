"""How an action says no. Bad input is Django's ValidationError with a dict of fields; everything else is a Refusal."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A legal request that cannot be carried out now; pages and API answer it alike with `status`.

    `slug` names the kind of problem (the last part of RFC 9457's `type`), `detail` tells a person what is wrong,
    `extra` holds what a program may want to know (JSON values only). `wait_seconds`: after which to try again, where
    that helps.
    """

    status = 409
    slug = "refused"
    title = _("That didn’t work")
    wait_seconds: int | None = None

    def __init__(self, detail="", **extra):
        self.detail = detail or self.title
        self.extra = extra
        super().__init__(str(self.detail))
