"""Who watches which topics, and the one Redis subscription per process that tells them.

A viewer holds at most one waiting event per topic (only the newest version counts), so that a slow one costs no memory.
"""

import asyncio
import contextlib
import json
import logging
import random
from collections import defaultdict
from collections.abc import AsyncIterator

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from stageslot.web.announce import CHANNEL, KEY_PREFIX

LONGEST_PAUSE_SECONDS = 5.0
TOPICS_PER_LOOKUP = 500

logger = logging.getLogger(__name__)


class Viewer:
    """One open stream: what it watches and what it has yet to be told."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.is_gone = False
        self._waiting: dict[str, bytes] = {}
        self._newest: dict[str, int] = {}
        self._has_news = asyncio.Event()

    def offer(self, topic: str, version: int, event: bytes) -> None:
        """Queue an event unless a version as new was queued before."""
        if version > self._newest.get(topic, -1):
            self._newest[topic] = version
            self._waiting[topic] = event
            self._has_news.set()

    def leave(self) -> None:
        """End the stream as soon as its writer wakes up."""
        self.is_gone = True
        self._has_news.set()

    async def news(self, patience: float) -> bytes:
        """Wait for events and take them all; empty when none came within `patience` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._has_news.wait()
        self._has_news.clear()
        events, self._waiting = self._waiting, {}
        return b"".join(events.values())


class Hub:
    """All viewers of this process, and the one subscription that feeds them."""

    def __init__(self, url: str) -> None:
        self.is_subscribed = False
        self.viewers_count = 0
        self._watching: defaultdict[str, set[Viewer]] = defaultdict(set)
        at_once = Retry(NoBackoff(), 0)  # `listen` does the trying again
        self._subscribing = Redis.from_url(url, socket_connect_timeout=3, socket_keepalive=True, retry=at_once)
        self._reading = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3, retry=at_once)

    async def listen(self) -> None:
        """Run until cancelled: subscribe, catch up, pass on; when Redis goes, pause, longer each time, and retry."""
        pause = 0.1
        while True:
            try:
                async with self._subscribing.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    async for message in subscription.listen():
                        if message["type"] == "subscribe":
                            await self.catch_up(list(self._watching))
                            self.is_subscribed, pause = True, 0.1
                        elif message["type"] == "message":
                            self.pass_on(message["data"])
            except (RedisError, OSError) as error:
                logger.warning("Redis is gone, trying again in %.1f s: %s", pause, error)
            finally:
                self.is_subscribed = False
            # Spread out, so that many processes do not come back in one instant.
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def pass_on(self, data: bytes) -> None:
        """Offer one published message, `{"topic", "version"}`, to whoever watches its topic."""
        try:
            message = json.loads(data)
            topic, version = message["topic"], int(message["version"])
        except (ValueError, KeyError, TypeError):
            logger.warning("not a message of ours on channel %s", CHANNEL)
            return
        if viewers := self._watching.get(topic):
            event = version_event(topic, version)
            for viewer in viewers:
                viewer.offer(topic, version, event)

    async def catch_up(self, topics: list[str]) -> None:
        """Offer the stored versions of these topics to whoever watches them. Raises RedisError."""
        for start in range(0, len(topics), TOPICS_PER_LOOKUP):
            asked = topics[start : start + TOPICS_PER_LOOKUP]
            versions = await self._reading.mget([KEY_PREFIX + topic for topic in asked])
            for topic, version in zip(asked, versions, strict=True):
                if version is None:
                    continue
                event = version_event(topic, int(version))
                for viewer in self._watching.get(topic, ()):
                    viewer.offer(topic, int(version), event)

    @contextlib.asynccontextmanager
    async def watching(self, viewer: Viewer) -> AsyncIterator[None]:
        """Count the viewer in, bring it up to date, and count it out at the end.

        First watch, then look up: the other way round a change between the two would be missed.
        """
        self.viewers_count += 1
        for topic in viewer.topics:
            self._watching[topic].add(viewer)
        try:
            with contextlib.suppress(RedisError, OSError):  # `listen` catches up when Redis is back
                await self.catch_up(list(viewer.topics))
            yield
        finally:
            self.viewers_count -= 1
            for topic in viewer.topics:
                self._watching[topic].discard(viewer)
                if not self._watching[topic]:
                    del self._watching[topic]

    async def close(self) -> None:
        """Give the connections back. Cancel `listen` first."""
        await self._subscribing.aclose()
        await self._reading.aclose()


def version_event(topic: str, version: int) -> bytes:
    """The event as it goes over the wire, made once for all viewers."""
    data = json.dumps({"topic": topic, "version": version})
    return f"event: version\ndata: {data}\n\n".encode()
