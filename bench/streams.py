"""Live updates: how soon each of 1,000 and 5,000 viewers of one calendar is told, and 10,000 on two processes."""

import os
import resource
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from redis import Redis

from bench import worlds
from bench.load import Page, live_server, pages_server
from bench.pages import busy_band
from bench.timing import percentile, say
from bench.viewers import Crowd, crowd
from web.announce import announce

ROUNDS = 20
PROCESSES = {10_000: 2}
"""One process, but for so many viewers."""
TARGETS = {1000: "< 50 ms", 5000: "< 1000 ms"}
IDLE_VIEWERS = 1000
PAGE_ROUNDS = 7


def run() -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asked = os.environ.get("BENCH_VIEWERS", "1000 5000 10000").split()
    for viewers in map(int, asked):
        tell(viewers)
    pages_beside_idle_viewers()


def tell(viewers: int) -> None:
    """Announce version after version and say how soon they were seen."""
    with watched(PROCESSES.get(viewers, 1)) as (topic, people, servers):
        before = sum(map(memory, servers))
        started = time.monotonic()
        people.open(viewers)
        opened = viewers / (time.monotonic() - started)
        held = (sum(map(memory, servers)) - before) / viewers
        delays, last, lost = [], [], 0
        for version in range(2, ROUNDS + 2):
            people.will_hear(version)
            time.sleep(0.1)
            sent = time.monotonic()
            announce({topic: version})
            moments = [moment - sent for moment in people.heard()]
            delays += moments
            last.append(max(moments))
            lost += viewers - len(moments)
    where = "on one process" if len(servers) == 1 else f"on {len(servers)} processes"
    say(f"{viewers} viewers {where}: told after (median)", f"{percentile(delays, 0.5) * 1000:.0f} ms")
    say(
        "   told after (p99 of all viewers and rounds)",
        f"{percentile(delays, 0.99) * 1000:.0f} ms",
        TARGETS.get(viewers, ""),
    )
    say("   the last of them is told after (median of the rounds)", f"{statistics.median(last) * 1000:.0f} ms")
    say(f"   events lost of {viewers * ROUNDS}", f"{lost}", "0")
    say("   memory of the server for a viewer", f"{held / 1000:.0f} kB", "< 80 kB")
    say("   viewers let in a second", f"{opened:.0f}")


@contextmanager
def watched(processes: int) -> Iterator[tuple[str, Crowd, list[psutil.Process]]]:
    """Live servers, a topic of its own, and a crowd that has not come yet."""
    topic = f"c.{uuid.uuid4()}"
    children = set(psutil.Process().children())
    with ExitStack() as stack:
        ports = [stack.enter_context(live_server()) for _ in range(processes)]
        servers = [child for child in psutil.Process().children() if child not in children]
        announce({topic: 1})
        yield topic, stack.enter_context(crowd(topic, ports)), servers
    Redis.from_url(settings.REDIS_URL).delete(f"live:{topic}")


def memory(server: psutil.Process) -> int:
    return server.memory_info().rss


def pages_beside_idle_viewers() -> None:
    """The rate of a public month while nobody and while a thousand people look on, in turn."""
    path = reverse("bookings:public_calendar", args=[busy_band().slug])
    rates: dict[bool, list[float]] = {False: [], True: []}
    with pages_server() as port, watched(1) as (_topic, people, _servers):
        page = Page(port, path)
        page.rate(requests=400)
        for _ in range(PAGE_ROUNDS):
            rates[False].append(page.rate(requests=1200))
            people.open(IDLE_VIEWERS)
            rates[True].append(page.rate(requests=1200))
            people.close()
    alone, beside = (statistics.median(rates[is_watched]) for is_watched in (False, True))
    say("the public month, nobody looking on, requests/s", f"{alone:.0f}")
    say(f"the same beside {IDLE_VIEWERS} idle viewers, and its share", f"{beside:.0f}   {beside / alone:.0%}", ">= 90%")
    cache.clear()
    worlds.empty()
