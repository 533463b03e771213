"""Secret addresses under which calendar clients read. Whether this user may read this calendar, the caller asks."""

import datetime as dt
import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext as _

from availability.actions import feed_reads as reads
from availability.models import Calendar, Feed, FeedReader
from availability.states import FeedKind
from web.users import User

NAME_MAX = 200
FEED_CHOICES = frozenset({"with_holds", "with_groups", "keeps_cancelled", "with_open_nights"})
READER_KEPT = dt.timedelta(days=90)


@transaction.atomic
def make_feed(*, acting_user: User, calendar: Calendar, kind: FeedKind, name: str) -> tuple[Feed, str]:
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
def rotate_feed(*, acting_user: User, feed: Feed) -> str:
    """A new token for a feed; the old address is dead from now on. Raises `ValidationError` for a revoked feed."""
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    if locked.revoked_at:
        raise ValidationError({"__all__": [_("This feed was revoked. Create a new one.")]})
    token = new_token()
    locked.token_hash = feed.token_hash = hash_token(token)
    locked.rotated_at = feed.rotated_at = now()
    locked.save(update_fields=["token_hash", "rotated_at"])
    return token


def revoke_feed(*, acting_user: User, feed: Feed) -> Feed:
    """End a feed for good; its address is as unknown as one that never was. Nothing happens where it ended before."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now())
    feed.refresh_from_db(fields=["revoked_at"])
    return feed


def revoke_feeds(*, user: User, calendar: Calendar) -> int:
    """End all feeds of this calendar that this user has: for those who leave. Returns how many."""
    return Feed.objects.filter(user=user, calendar=calendar, revoked_at=None).update(revoked_at=now())


def revoke_all_feeds(*, user: User) -> int:
    """End all feeds that this user has, of whichever calendar. Returns how many."""
    return Feed.objects.filter(user=user, revoked_at=None).update(revoked_at=now())


@transaction.atomic
def choose_for_feed(*, acting_user: User, feed: Feed, **chosen: bool) -> Feed:
    """What a feed tells besides promises (`FEED_CHOICES`); what is not named stays.

    Only one's own calendar has groups, and only another's open nights (of which there are some where it is a band's).
    Raises `ValidationError` by field, also for a revoked feed.
    """
    if unknown := chosen.keys() - FEED_CHOICES:
        raise TypeError(f"{sorted(unknown)} cannot be chosen")
    if chosen.get("with_groups") and feed.kind != FeedKind.PERSON:
        raise ValidationError({"with_groups": [_("Only your own feed can include your bands.")]})
    if chosen.get("with_open_nights") and feed.kind != FeedKind.PARTY:
        raise ValidationError({"with_open_nights": [_("Only a band’s feed can include its free nights.")]})
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    if locked.revoked_at:
        raise ValidationError({"__all__": [_("This feed was revoked. Create a new one.")]})
    changed = {name: value for name, value in chosen.items() if getattr(locked, name) != value}
    if changed:
        for name, value in {**changed, "chosen_at": now()}.items():
            setattr(locked, name, value)
        locked.save(update_fields=[*changed, "chosen_at"])
    return locked


def rename_feeds(*, calendar: Calendar, name: str, kind: FeedKind) -> int:
    """Call the live feeds of a calendar as its owner is called now. Returns how many have another name."""
    live = Feed.objects.filter(calendar=calendar, kind=kind, revoked_at=None).exclude(name=name[:NAME_MAX])
    return live.update(name=name[:NAME_MAX], chosen_at=now())


@transaction.atomic
def fold_in_reads() -> int:
    """Bring noted reads of feeds into the tables; returns how many readers came. Three statements write them all.

    Clients that have not come for 90 days are forgotten.
    """
    with reads.taken_reads() as taken:
        feeds = {feed.pk: feed for feed in Feed.objects.filter(pk__in={feed_id for feed_id, _client in taken})}
        readers = [
            FeedReader(feed=feeds[feed_id], client=client, first_fetched_at=came_at, last_fetched_at=came_at)
            for (feed_id, client), noted in taken.items()
            if feed_id in feeds and (came_at := parse_datetime(noted))
        ]
        FeedReader.objects.bulk_create(
            readers, update_conflicts=True, unique_fields=["feed", "client"], update_fields=["last_fetched_at"]
        )
        for reader in sorted(readers, key=lambda reader: reader.last_fetched_at):
            reader.feed.last_fetched_at, reader.feed.last_client = reader.last_fetched_at, reader.client
        Feed.objects.bulk_update(feeds.values(), ["last_fetched_at", "last_client"], batch_size=1000)
        FeedReader.objects.filter(last_fetched_at__lt=now() - READER_KEPT).delete()
    return len(readers)


def new_token() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token. It is random, not chosen by a person, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
