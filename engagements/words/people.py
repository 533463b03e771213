"""Those who may play, as one chooses among them."""

from accounts.models import Membership
from accounts.states import Role
from web.texts import isolated_names


def player_words(membership: Membership) -> str:
    """Name and part, and whether they are a dep: "Kim, drums, Dep"."""
    role = membership.get_role_display() if membership.role == Role.DEP else ""
    return isolated_names(filter(None, [membership.user.display_name, membership.instrument, role]))
