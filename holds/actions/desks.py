"""Views of a desk that somebody keeps under a name."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import is_member
from accounts.actions.texts import clean_line
from accounts.models import Party, User
from holds.models import SavedView

VIEWS_MAX = 30


@transaction.atomic
def save_view(*, acting_user: User, party: Party, name: str, query: str) -> SavedView:
    """Keep the query of a desk's address under a name of one's own; the same name again: the new query.

    Raises ValidationError by field, PermissionDenied for who does not belong to the venue.
    """
    if not is_member(acting_user, party):
        raise PermissionDenied
    name = clean_line("name", name, longest=60, required=True)
    others = SavedView.objects.filter(user=acting_user, party=party).exclude(name=name)
    if others.count() >= VIEWS_MAX:
        raise ValidationError({"name": [_("At most %(count)s views.") % {"count": VIEWS_MAX}]})
    query = clean_line("query", query, longest=500)
    view, _is_new = SavedView.objects.update_or_create(
        user=acting_user, party=party, name=name, defaults={"query": query}
    )
    return view


def remove_view(*, acting_user: User, view: SavedView) -> None:
    """Forget a view of one's own. Raises PermissionDenied."""
    if view.user_id != acting_user.pk:
        raise PermissionDenied
    view.delete()
