"""Subscribing to calendars: whose may read which is known here; the feeds themselves are availability's."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import is_member
from accounts.models import Party, User
from accounts.states import PartyKind
from availability.actions import choose_for_feed, make_feed
from availability.models import Feed
from availability.states import FeedKind


@transaction.atomic
def create_feed(*, acting_user: User, kind: str, party: Party | None = None, **chosen: bool) -> tuple[Feed, str]:
    """A feed of one's own calendar or of a party one belongs to, and its token, which is not stored. It tells what is
    chosen, as `choose_feed` says.

    Raises ValidationError({"party": ...}) when kind and party do not fit, PermissionDenied for a stranger's calendar.
    """
    feed, token = _make(acting_user, kind, party)
    return choose_feed(acting_user=acting_user, feed=feed, **chosen), token


def _make(acting_user: User, kind: str, party: Party | None) -> tuple[Feed, str]:
    if kind == FeedKind.PERSON and party is None:
        name = acting_user.display_name
        return make_feed(acting_user=acting_user, calendar=acting_user.calendar, kind=FeedKind.PERSON, name=name)
    if kind != FeedKind.PARTY or party is None:
        raise ValidationError({"party": [_("Choose the band or venue for this feed.")]})
    if not is_member(acting_user, party):
        raise PermissionDenied
    return make_feed(acting_user=acting_user, calendar=party.calendar, kind=FeedKind.PARTY, name=party.name)


def choose_feed(*, acting_user: User, feed: Feed, **chosen: bool) -> Feed:
    """What a feed of one's own tells besides promises, as `availability.actions.choose_for_feed`; only that of a band
    can tell of free nights. Raises `ValidationError` by field."""
    bands = Party.objects.filter(calendar=feed.calendar_id, kind=PartyKind.BAND)
    if chosen.get("with_open_nights") and not bands.exists():
        raise ValidationError({"with_open_nights": [_("Only a band’s feed can include its free nights.")]})
    return choose_for_feed(acting_user=acting_user, feed=feed, **chosen)
