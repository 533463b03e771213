"""Why a request is not carried out once more."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class Running(Refusal):
    """The same request is being carried out at this moment; its answer is not known yet."""

    status = 409
    slug = "running"
    title = _("This is being done already. Look again in a moment.")


class OtherBody(Refusal):
    """The key was used for a request that asked for something else."""

    status = 422
    slug = "key-reused"
    title = _("This key was used for another request.")


class KeyInvalid(Refusal, ValueError):
    """A key is 1 to 255 printable ASCII characters."""

    status = 422
    slug = "key-invalid"
    title = _("A key is 1 to 255 printable ASCII characters.")
