"""Many open pages of messages, each with the stream of its own reader, as one client sees them."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode
from uuid import UUID

from messaging.models import mailbox_topic
from web.streams import sign_topics

ADDRESS = "127.0.0.1"
OPENING_AT_ONCE = 200
"""Fewer than a server keeps waiting to be accepted."""


class Readers:
    """Streams by their readers. A thread listens to all; `heard` waits for what one of them is told."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._streams: dict[int, tuple[socket.socket, UUID]] = {}
        self._told: dict[UUID, list[float]] = {}
        self._news = threading.Condition()
        self._is_over = False
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def open(self, people: list[UUID], port: int) -> None:
        """Returns once each stream has begun."""
        for start in range(0, len(people), OPENING_AT_ONCE):
            for person in people[start : start + OPENING_AT_ONCE]:
                self._connect(person, port)
            for connection, _person in list(self._streams.values())[start:]:
                assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        for number in self._streams:
            self._poll.register(number, select.EPOLLIN)
        self._listener.start()

    def _connect(self, person: UUID, port: int) -> None:
        topic = mailbox_topic(person)
        query = urlencode({"topic": topic, "token": sign_topics(person, [topic])})
        connection = socket.create_connection((ADDRESS, port), 20)
        connection.sendall(f"GET /stream?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        self._streams[connection.fileno()] = connection, person

    def _listen(self) -> None:
        while not self._is_over:
            for number, _event in self._poll.poll(0.5, 2048):
                connection, person = self._streams[number]
                content = connection.recv(65536)
                if not content:
                    self._poll.unregister(number)
                elif b"event: version" in content:
                    with self._news:
                        self._told.setdefault(person, []).append(time.monotonic())
                        self._news.notify_all()

    def heard(self, person: UUID, *, since: float, patience: float) -> float | None:
        """The value of `time.monotonic` when this reader was first notified after `since`; None if that took too
        long."""

        def moment() -> float | None:
            return next((each for each in self._told.get(person, ()) if each >= since), None)

        with self._news:
            self._news.wait_for(moment, patience)
            return moment()

    def close(self) -> None:
        self._is_over = True
        self._listener.join()
        for connection, _person in self._streams.values():
            connection.close()


@contextmanager
def readers(people: list[UUID], port: int) -> Iterator[Readers]:
    opened = Readers()
    opened.open(people, port)
    try:
        yield opened
    finally:
        opened.close()
