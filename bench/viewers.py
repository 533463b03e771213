"""python -m bench.viewers TOPIC PORT ...: many viewers of one topic in a process of their own, as in the world.

Told what to do line by line: `open N` opens streams, shared out among the ports, until each was sent its first event;
`hear V` answers with the moments (monotonic seconds, as JSON) at which viewers saw version V, all of them or as many as
did within PATIENCE_SECONDS; `close` closes them.
"""

import json
import resource
import select
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

PATIENCE_SECONDS = 10.0
OPENING_AT_ONCE = 200
"""Fewer than a server keeps waiting to be accepted: what it drops comes back after a second."""


class Crowd:
    """The viewers, as the measurement speaks to them."""

    def __init__(self, process: Popen) -> None:
        self.process = process

    def open(self, viewers: int) -> None:
        self._say(f"open {viewers}")
        assert self._answer() == viewers

    def will_hear(self, version: int) -> None:
        """To be said before it is announced; `heard` waits for the answer."""
        self._say(f"hear {version}")

    def heard(self) -> list[float]:
        return self._answer()

    def close(self) -> None:
        self._say("close")
        self._answer()

    def _say(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _answer(self):
        return json.loads(self.process.stdout.readline())


@contextmanager
def crowd(topic: str, ports: Iterable[int]) -> Iterator[Crowd]:
    """A process with nobody in it yet."""
    command = [sys.executable, "-m", "bench.viewers", topic, *map(str, ports)]
    process = Popen(command, stdin=PIPE, stdout=PIPE, text=True)
    try:
        yield Crowd(process)
    finally:
        process.kill()
        process.wait()


def serve(topic: str, ports: list[int]) -> None:
    poll, streams = select.epoll(), {}
    for line in sys.stdin:
        order, _, value = line.strip().partition(" ")
        if order == "open":
            answer = _open(poll, streams, topic, ports, int(value))
        elif order == "hear":
            answer = sorted(_see(poll, streams, b'"version": %d}' % int(value), set(streams)))
        else:
            answer = _close(streams)
        print(json.dumps(answer), flush=True)


def _open(poll, streams: dict, topic: str, ports: list[int], viewers: int) -> int:
    request = f"GET /stream?topic={topic} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    seen = 0
    while len(streams) < viewers:
        new = set()
        for place in range(min(OPENING_AT_ONCE, viewers - len(streams))):
            connection = socket.create_connection(("127.0.0.1", ports[place % len(ports)]))
            connection.sendall(request)
            streams[connection.fileno()] = connection
            poll.register(connection, select.EPOLLIN)
            new.add(connection.fileno())
        seen += len(_see(poll, streams, b'"version": ', new))
    return seen


def _see(poll, streams: dict, wanted: bytes, waiting: set[int]) -> list[float]:
    """The moments at which those who wait saw what they wait for."""
    moments, until = [], time.monotonic() + PATIENCE_SECONDS
    while waiting and time.monotonic() < until:
        for number, _event in poll.poll(1.0, 2048):
            text = streams[number].recv(65536)
            if number in waiting and wanted in text:
                waiting.discard(number)
                moments.append(time.monotonic())
            elif not text:
                poll.unregister(number)
    return moments


def _close(streams: dict) -> int:
    for connection in streams.values():
        connection.close()
    count = len(streams)
    streams.clear()
    return count


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    serve(sys.argv[1], [int(port) for port in sys.argv[2:]])
