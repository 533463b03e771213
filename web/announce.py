"""Telling open pages that something changed: a topic and its new version, nothing else.

Topics are named in `web.streams`. The live server listens on the channel and reads the stored versions
whenever somebody connects, so that a change between rendering a page and opening its stream is not missed.
"""

import json
import logging
import time
from collections.abc import Collection, Iterable, Mapping

import redis
from django.db import connection, transaction

from web.streams import TOKEN_SECONDS
from web.valkey import valkey

CHANNEL = "live"
KEY_PREFIX = "live:"
ENDED_PREFIX = "live.ended:"
KEPT_SECONDS = 24 * 60 * 60

logger = logging.getLogger(__name__)

# Two transactions may commit in one order and announce in the other: a version never goes back.
_STORE_AND_PUBLISH = """
for index, key in ipairs(KEYS) do
  local version, message = ARGV[2 * index + 1], ARGV[2 * index + 2]
  if tonumber(version) > tonumber(redis.call('GET', key) or '-1') then
    redis.call('SET', key, version, 'EX', ARGV[2])
    redis.call('PUBLISH', ARGV[1], message)
  end
end
"""


def announce_on_commit(versions: Mapping[str, int]) -> None:
    """`announce` these once the transaction is committed, together with all others of it."""
    savepoints = {*connection.savepoint_ids, None}
    for waiting in connection.run_on_commit:
        since, announcement = waiting[:2]
        # One of an outer savepoint must not tell of this one, which may be rolled back alone. None is no savepoint.
        if isinstance(announcement, _Announcement) and {*since, None} == savepoints:
            announcement.update(versions)
            return
    # robust: whatever else waits for the commit is done, even if this fails.
    transaction.on_commit(_Announcement(versions), robust=True)


class _Announcement(dict):
    """The versions that one transaction announces when it is committed."""

    def __call__(self) -> None:
        announce(self)


def announce(versions: Mapping[str, int]) -> None:
    """Store and publish the versions of topics, in one round trip. In a transaction it is `announce_on_commit`.

    Never raises: the change is committed, and pages ask once a minute by themselves, so a Redis that is down costs
    speed and no truth.
    """
    if not versions:
        return
    keys = [KEY_PREFIX + topic for topic in versions]
    arguments: list[str | int] = [CHANNEL, KEPT_SECONDS]
    for topic, version in versions.items():
        arguments += [version, json.dumps({"topic": topic, "version": version})]
    try:
        valkey().eval(_STORE_AND_PUBLISH, len(keys), *keys, *arguments)
    except redis.RedisError:
        logger.warning("%s changes could not be announced", len(keys), exc_info=True)


def announce_typing(topics: Collection[str], **said: str) -> None:
    """Publish that somebody is writing: heard by pages that are open now, stored nowhere. Never raises."""
    try:
        for topic in topics:
            valkey().publish(CHANNEL, json.dumps({"topic": topic, "typing": said}))
    except redis.RedisError:
        logger.warning("could not tell that somebody is writing", exc_info=True)


def end_streams(rights: Iterable[str]) -> None:
    """End all open streams that rest on one of these, once the transaction is committed: ids of people, or private
    topics. Tokens from before are refused. Pages ask for a new one, which only those get who have the right still.

    Never raises: without Valkey streams are silent, and tokens are as short-lived as they are.
    """
    names = sorted(set(rights))
    if names:
        transaction.on_commit(lambda: _end_streams(names), robust=True)


def _end_streams(names: list[str]) -> None:
    """Stored before it is published: who connects in between reads it."""
    at = time.time()
    pipeline = valkey().pipeline(transaction=False)
    for name in names:
        pipeline.set(ENDED_PREFIX + name, at, ex=TOKEN_SECONDS)
    pipeline.publish(CHANNEL, json.dumps({"ended": dict.fromkeys(names, at)}))
    try:
        pipeline.execute()
    except redis.RedisError:
        logger.warning("streams of %s could not be ended", names, exc_info=True)
