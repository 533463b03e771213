"""What signing has in common, whatever is signed."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line
from engagements.errors import WrongState
from engagements.states import Side

NAME_MAX = 120


def clean_signature(name: str) -> str:
    """The name as it was typed. Raises ValidationError({"name": ...}) where it is empty or too long."""
    return clean_line("name", name, longest=NAME_MAX, required=True)


def require_unsigned(side: Side, signed: Collection[str], state: str) -> None:
    """Raise WrongState with the present state when this side has signed already."""
    if side in signed:
        raise WrongState(state, _("Your side has already signed."))
