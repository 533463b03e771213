"""Subscribing to calendars: whose may read which is known here; the feeds themselves are availability's."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import is_member
from accounts.models import Party, User
from availability.actions import make_feed
from availability.models import Feed
from availability.states import FeedKind


def create_feed(*, acting_user: User, kind: str, party: Party | None = None) -> tuple[Feed, str]:
    """A feed of one's own calendar or of a party one belongs to, and its token, which is not stored.

    Raises ValidationError({"party": ...}) when kind and party do not fit, PermissionDenied for a stranger's calendar.
    """
    if kind == FeedKind.PERSON and party is None:
        name = acting_user.display_name
        return make_feed(acting_user=acting_user, calendar=acting_user.calendar, kind=FeedKind.PERSON, name=name)
    if kind != FeedKind.PARTY or party is None:
        raise ValidationError({"party": [_("Say which band or venue the feed is for.")]})
    if not is_member(acting_user, party):
        raise PermissionDenied
    return make_feed(acting_user=acting_user, calendar=party.calendar, kind=FeedKind.PARTY, name=party.name)
