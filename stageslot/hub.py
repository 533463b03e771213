"""Who watches which topics, and the one Redis subscription per process that tells them.

An event is made once, and the same bytes are written to every viewer in one go: no task, queue or timer is woken for
each. Only a viewer that takes nothing has a task, until it does, and holds at most one waiting event per topic (only
the newest version counts), so that a slow one costs no memory.
"""

import asyncio
import contextlib
import json
import logging
import random
import time
import types
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping
from itertools import cycle
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from web.announce import CHANNEL, ENDED_PREFIX, KEY_PREFIX

Message = dict[str, Any]
Send = Callable[[Message], Coroutine[Any, Any, None]]

PING_SECONDS = 15
LONGEST_SEND_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 5.0
TOPICS_PER_LOOKUP = 500

logger = logging.getLogger(__name__)


def body(content: bytes, *, is_last: bool = False) -> Message:
    """A part of a response, as ASGI sends it."""
    return {"type": "http.response.body", "body": content, "more_body": not is_last}


PING = body(b": ping\n\n")
RENEW = body(b"event: renew\ndata: {}\n\n", is_last=True)
MISSED = body(b"event: missed\ndata: {}\n\n")
"""Redis was gone for a while. What was to be announced meanwhile is not stored there: pages ask by themselves."""


class Viewer:
    """One open stream: what it watches and what it has yet to be told.

    `send` is that of its ASGI connection; `give_up` is called when nobody takes what is sent. `closes_at`: when its
    token runs out, in seconds of Unix time. `rights`: what it rests on (`web.streams.rights_of`).
    """

    __slots__ = (
        "_is_over",
        "_last",
        "_newest",
        "_send",
        "_waiting",
        "_writing",
        "closes_at",
        "give_up",
        "rights",
        "topics",
    )

    def __init__(
        self,
        topics: frozenset[str],
        send: Send,
        give_up: Callable[[], object],
        closes_at: float | None = None,
        rights: Mapping[str, float] | None = None,
    ) -> None:
        self.topics = topics
        self.closes_at = closes_at
        self.rights = rights or {}
        self.give_up = give_up
        self._is_over = False
        self._last: Message | None = None
        self._send = send
        self._newest: dict[str, int] = {}
        self._waiting: dict[str, Message] = {}
        self._writing: asyncio.Task[None] | None = None

    def offer(self, topic: str, version: int, event: Message) -> None:
        """Write an event, now or once the last one is taken, unless a version as new was before."""
        if self._is_over or version <= self._newest.get(topic, -1):
            return
        self._newest[topic] = version
        if self._writing is None:
            self._write(event)
        else:
            self._waiting[topic] = event

    def tell(self, message: Message) -> None:
        """Write it now; who has not taken the last one yet needs neither ping nor goodbye."""
        if self._writing is None and not self._is_over:
            self._write(message)

    def end(self) -> None:
        """Say that a new token is needed, as soon as the last event is taken, and nothing more."""
        if self._is_over:
            return
        self._is_over = True
        self._waiting.clear()
        if self._writing is None:
            self._write(RENEW)
        else:
            self._last = RENEW

    def is_ended_by(self, ended: Mapping[str, float]) -> bool:
        """Whether one of its rights has ended since it was checked; `ended` has the moments."""
        return any(self.rights.get(name, float("inf")) <= at for name, at in ended.items())

    def _write(self, message: Message) -> None:
        """Hand the bytes to the connection. It takes them without waiting, but for one whose buffer is full."""
        step = self._send(message)
        try:
            blocker = step.send(None)
        except StopIteration:
            return
        except OSError:
            self.give_up()
            return
        self._writing = asyncio.create_task(self._finish(step, blocker))

    async def _finish(self, step: Coroutine[Any, Any, None], blocker: object) -> None:
        try:
            async with asyncio.timeout(LONGEST_SEND_SECONDS):
                await _rest_of(step, blocker)
        except (OSError, TimeoutError):
            self.give_up()
            return
        self._writing = None
        if self._last:
            last, self._last = self._last, None
            self._write(last)
        elif self._waiting:
            waiting, self._waiting = self._waiting, {}
            self._write(body(b"".join(event["body"] for event in waiting.values())))


@types.coroutine
def _rest_of(step: Coroutine[Any, Any, None], blocker: object):
    """Go on with a coroutine that was begun outside of a task and waits for `blocker`."""
    with contextlib.closing(step):
        while True:
            yield blocker
            try:
                blocker = step.send(None)
            except StopIteration:
                return


class Hub:
    """All viewers of this process, and the one subscription that feeds them."""

    def __init__(self, url: str) -> None:
        self.is_subscribed = False
        self.viewers_count = 0
        self._watching: defaultdict[str, set[Viewer]] = defaultdict(set)
        self._events: dict[str, tuple[int, Message]] = {}
        """The newest version of each topic that is watched; as good as Redis while subscribed."""
        self._rhythm: list[set[Viewer]] = [set() for _ in range(PING_SECONDS)]
        """Who is sent a ping in the same second."""
        self._seats = cycle(self._rhythm)
        self._bearers: dict[Viewer, float] = {}
        """Viewers with a token, and when it runs out."""
        self._resting: defaultdict[str, set[Viewer]] = defaultdict(set)
        """Viewers by what they rest on."""
        at_once = Retry(NoBackoff(), 0)  # `listen` does the trying again
        self._subscribing = Redis.from_url(url, socket_connect_timeout=3, socket_keepalive=True, retry=at_once)
        self._reading = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3, retry=at_once)

    async def listen(self) -> None:
        """Run until cancelled: subscribe, catch up, pass on; when Redis goes, pause, longer each time, and retry."""
        pause, was_gone = 0.1, False
        while True:
            try:
                async with self._subscribing.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    async for message in subscription.listen():
                        if message["type"] == "subscribe":
                            self._end(await self.ended(list(self._resting)))
                            await self.catch_up(list(self._watching))
                            self.is_subscribed, pause = True, 0.1
                            if was_gone:
                                self._tell_everybody(MISSED)
                            was_gone = False
                        elif message["type"] == "message":
                            self.pass_on(message["data"])
            except (RedisError, OSError) as error:
                logger.warning("Redis is gone, trying again in %.1f s: %s", pause, error)
            finally:
                self.is_subscribed, was_gone = False, True
            # Spread out, so that many processes do not come back in one instant.
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def pass_on(self, data: bytes) -> None:
        """Offer one published message, `{"topic", "version"}`, to whoever watches its topic. That somebody is writing,
        `{"topic", "typing"}`, is told to whoever takes it at once. `{"ended"}` ends streams."""
        try:
            message = json.loads(data)
            if "ended" in message:
                self._end({name: float(at) for name, at in message["ended"].items()})
                return
            topic = message["topic"]
            if "typing" in message:
                self._tell_typing(topic, message["typing"])
                return
            version = int(message["version"])
        except (ValueError, KeyError, TypeError, AttributeError):
            logger.warning("not a message of ours on channel %s", CHANNEL)
            return
        if topic in self._watching:
            self._tell(topic, version)

    def _tell(self, topic: str, version: int) -> None:
        newest, event = self._events.get(topic, (-1, PING))
        if version > newest:
            newest, event = self._events[topic] = version, version_event(topic, version)
        for viewer in tuple(self._watching[topic]):
            viewer.offer(topic, newest, event)

    def _tell_typing(self, topic: str, said: dict[str, str]) -> None:
        event = body(f"event: typing\ndata: {json.dumps(said)}\n\n".encode())
        for viewer in tuple(self._watching.get(topic, ())):
            viewer.tell(event)

    def _end(self, ended: Mapping[str, float]) -> None:
        """End the streams that rest on a right that has ended since it was checked."""
        for name in ended:
            for viewer in tuple(self._resting.get(name, ())):
                if viewer.is_ended_by(ended):
                    viewer.end()

    def _tell_everybody(self, message: Message) -> None:
        for seat in self._rhythm:
            for viewer in tuple(seat):
                viewer.tell(message)

    async def ended(self, rights: Collection[str]) -> dict[str, float]:
        """When those of these rights ended that ended within the life of a token. Raises RedisError."""
        names, found = list(rights), dict[str, float]()
        for start in range(0, len(names), TOPICS_PER_LOOKUP):
            asked = names[start : start + TOPICS_PER_LOOKUP]
            moments = await self._reading.mget([ENDED_PREFIX + name for name in asked])
            found |= {name: float(at) for name, at in zip(asked, moments, strict=True) if at is not None}
        return found

    async def catch_up(self, topics: list[str]) -> None:
        """Offer the stored versions of these topics to whoever watches them. Raises RedisError."""
        for start in range(0, len(topics), TOPICS_PER_LOOKUP):
            asked = topics[start : start + TOPICS_PER_LOOKUP]
            versions = await self._reading.mget([KEY_PREFIX + topic for topic in asked])
            for topic, version in zip(asked, versions, strict=True):
                if version is not None and topic in self._watching:
                    self._tell(topic, int(version))

    @contextlib.asynccontextmanager
    async def watching(self, viewer: Viewer) -> AsyncIterator[None]:
        """Count the viewer in, bring it up to date, and count it out at the end.

        First watch, then look up: the other way round a change between the two would be missed.
        """
        self.viewers_count += 1
        seat = next(self._seats)
        seat.add(viewer)
        if viewer.closes_at is not None:
            self._bearers[viewer] = viewer.closes_at
        for name in viewer.rights:
            self._resting[name].add(viewer)
        for topic in viewer.topics:
            self._watching[topic].add(viewer)
        try:
            with contextlib.suppress(RedisError, OSError):  # `listen` catches up when Redis is back
                await self._bring_up_to_date(viewer)
            yield
        finally:
            self.viewers_count -= 1
            seat.discard(viewer)
            self._bearers.pop(viewer, None)
            for name in viewer.rights:
                self._resting[name].discard(viewer)
                if not self._resting[name]:
                    del self._resting[name]
            for topic in viewer.topics:
                self._watching[topic].discard(viewer)
                if not self._watching[topic]:
                    del self._watching[topic]
                    self._events.pop(topic, None)

    async def _bring_up_to_date(self, viewer: Viewer) -> None:
        """Ask Redis only for what nobody here has watched so far, or while it may have said more than was heard; and
        whether the viewer has lost a right before they were counted in."""
        self._end(await self.ended(viewer.rights))
        unheard = []
        for topic in viewer.topics:
            if self.is_subscribed and topic in self._events:
                viewer.offer(topic, *self._events[topic])
            else:
                unheard.append(topic)
        if unheard:
            await self.catch_up(unheard)

    async def pulse(self) -> None:
        """Run until cancelled: ping everybody every PING_SECONDS, and end the streams whose tokens have run out."""
        for seat in cycle(self._rhythm):
            await asyncio.sleep(1)
            for viewer in tuple(seat):
                viewer.tell(PING)
            late = time.time()
            for viewer in [each for each, closes_at in self._bearers.items() if closes_at <= late]:
                viewer.end()

    async def close(self) -> None:
        """Give the connections back. Cancel `listen` first."""
        await self._subscribing.aclose()
        await self._reading.aclose()


def version_event(topic: str, version: int) -> Message:
    """The event as it goes over the wire, made once for all viewers."""
    data = json.dumps({"topic": topic, "version": version})
    return body(f"event: version\ndata: {data}\n\n".encode())
