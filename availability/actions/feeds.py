"""Secret addresses under which calendar clients read. Whether this user may read this calendar, the caller asks."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext as _

from availability import reads
from availability.models import Calendar, Feed
from availability.states import FeedKind

NAME_MAX = 200


@transaction.atomic
def make_feed(*, acting_user, calendar: Calendar, kind: FeedKind, name: str) -> tuple[Feed, str]:
    """A new address for this user's client to read this calendar, and its token: shown now and never again.

    A user has one live feed of a calendar: an earlier one is revoked. Raises `ValidationError` at `name`.
    """
    name = " ".join(name.replace("\0", " ").split())
    if not name or len(name) > NAME_MAX:
        raise ValidationError(
            {"name": [_("Give the feed a name of at most %(count)s characters.") % {"count": NAME_MAX}]}
        )
    Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    revoke_feeds(user=acting_user, calendar=calendar)
    token = new_token()
    feed = Feed.objects.create(user=acting_user, calendar=calendar, kind=kind, name=name, token_hash=hash_token(token))
    return feed, token


@transaction.atomic
def rotate_feed(*, acting_user, feed: Feed) -> str:
    """A new token for a feed; the old address is dead from now on. Raises `ValidationError` for a revoked feed."""
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    if locked.revoked_at:
        raise ValidationError({"__all__": [_("This feed was revoked; make a new one.")]})
    token = new_token()
    locked.token_hash = feed.token_hash = hash_token(token)
    locked.rotated_at = feed.rotated_at = now()
    locked.save(update_fields=["token_hash", "rotated_at"])
    return token


def revoke_feed(*, acting_user, feed: Feed) -> Feed:
    """End a feed for good; its address is as unknown as one that never was. Nothing happens where it ended before."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now())
    feed.refresh_from_db(fields=["revoked_at"])
    return feed


def revoke_feeds(*, user, calendar: Calendar) -> int:
    """End all feeds of this calendar that this user has: for those who leave. Returns how many."""
    return Feed.objects.filter(user=user, calendar=calendar, revoked_at=None).update(revoked_at=now())


def fold_in_reads() -> int:
    """Bring noted reads of feeds into the table; returns how many feeds were read. One statement writes them all."""
    with reads.taken_reads() as taken:
        feeds = list(Feed.objects.filter(pk__in=taken).only("pk"))
        for feed in feeds:
            read_at, feed.last_client = taken[feed.pk]
            feed.last_fetched_at = parse_datetime(read_at)
        Feed.objects.bulk_update(feeds, ["last_fetched_at", "last_client"], batch_size=1000)
    return len(feeds)


def new_token() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token. It is random, not chosen by a person, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
