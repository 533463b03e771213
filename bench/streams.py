"""Live updates: 1,000 viewers of one calendar on one process, each told of every new version."""

import os
import resource
import select
import socket
import subprocess
import sys
import time
import uuid

from django.conf import settings
from redis import Redis

from bench.load import serving
from bench.timing import percentile, say
from stageslot.web.announce import announce

VIEWERS = 1000
ROUNDS = 20


def run() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    topic = f"c.{uuid.uuid4()}"
    with serving(
        "uvicorn", "--host", "127.0.0.1", "--no-access-log", "--log-level", "warning", "stageslot.live:app"
    ) as port:
        # The viewers live in a process of their own, as they do in the world; it prints when each round was seen.
        viewers = subprocess.Popen(
            [sys.executable, "-m", "bench.streams", str(port), topic],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ),
        )  # fmt: skip
        assert viewers.stdout.readline().strip() == "watching"
        last, half = [], []
        for version in range(2, ROUNDS + 2):
            sent = time.monotonic()
            announce({topic: version})
            first_half, end, seen = viewers.stdout.readline().split()
            assert int(seen) == VIEWERS
            half.append(float(first_half) - sent)
            last.append(float(end) - sent)
        viewers.terminate()
        viewers.wait()
    Redis.from_url(settings.REDIS_URL).delete(f"live:{topic}")
    say(f"the median viewer of {VIEWERS} is told after (median of {ROUNDS})", f"{percentile(half, 0.5) * 1000:.0f} ms")
    say(f"the last viewer of {VIEWERS} is told after (median)", f"{percentile(last, 0.5) * 1000:.0f} ms")
    say(f"the last viewer of {VIEWERS} is told after (p99)", f"{percentile(last, 0.99) * 1000:.0f} ms", "< 100 ms")


def watch(port: int, topic: str) -> None:
    """Open the streams; print the moments at which half and all of them had seen each new version."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    announce({topic: 1})
    poll, streams = select.epoll(), {}
    for _ in range(VIEWERS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(f"GET /stream?topic={topic} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        streams[connection.fileno()] = connection
        poll.register(connection, select.EPOLLIN)
    _wait_for_version(poll, streams, 1)
    print("watching", flush=True)
    for version in range(2, ROUNDS + 2):
        moments = _wait_for_version(poll, streams, version)
        print(moments[len(moments) // 2], moments[-1], len(moments), flush=True)
    time.sleep(60)


def _wait_for_version(poll, streams, version: int) -> list[float]:
    wanted, moments, seen = f'"version": {version}'.encode(), [], set()
    compact = wanted.replace(b" ", b"")
    while len(seen) < len(streams):
        for number, _event in poll.poll():
            text = streams[number].recv(65536)
            if number not in seen and (wanted in text or compact in text):
                seen.add(number)
                moments.append(time.monotonic())
    return moments


if __name__ == "__main__":
    import django

    django.setup()
    watch(int(sys.argv[1]), sys.argv[2])
