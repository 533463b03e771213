"""Files of any size: pages while 20 people send and fetch at full speed, and what memory the server of files takes.

Full speed is that of a server's line of 1 Gbit/s, half of the people in each direction. For comparison there is no
line between them and the server, which no network does, and processors that are merely busy.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psutil
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Party, User
from accounts.states import Approval
from bands.actions import create_band
from bench import worlds
from bench.act_page import COOKIE
from bench.load import Page, pages_server, serving
from bench.timing import percentile, say
from bench.transfers import PART_BYTES, Transfers, transfers
from media.files.file_store import Receipt
from media.files.store import file_store
from messaging.access import get_thread_for
from messaging.actions import send_message
from stageslot.embedded.services import files_command

PEOPLE = 20
LINE_BYTES = 125_000_000
"""What a line of 1 Gbit/s carries in a second, in each direction."""
MEGABYTES = 1024
ZIPPED = 200
ROUNDS = 10
PHASE_SECONDS = 6
"""Shorter than the server of files waits for whoever stands still; many rounds, because the machine has moods."""
SETTLING_SECONDS = 1
MEMORY_MAX = 150
MIB = 1024 * 1024


def run() -> None:
    people = int(os.environ.get("BENCH_PEOPLE", PEOPLE))
    size = int(os.environ.get("BENCH_MEGABYTES", MEGABYTES)) * MIB
    pages = pages_of_a_band()
    with tempfile.TemporaryDirectory() as folder:
        settings.FILES_ROOT = os.environ["FILES_ROOT"] = folder
        with pages_server() as port, files_server() as (files_port, server):
            for page in pages.values():
                page.port = port
            for line, name, bound in ((LINE_BYTES, "a line of 1 Gbit/s", "<= 1.3"), (0, "for comparison: no line", "")):
                with crowd(people, size, files_port, line) as groups:
                    alone, among, moved, seconds = taken(pages, groups)
                beside = f"{people} people, files of {size // MIB} MiB, ZIPs of {ZIPPED} files"
                report(alone, among, f"{name}; {beside}", bound)
                say("sent and fetched meanwhile, MB/s", f"{moved / seconds / 1e6:.0f}")
            say("memory of the server of files at its peak (RSS)", f"{peak(server):.0f} MB", f"< {MEMORY_MAX} MB")
            with busy_processors() as groups:
                alone, among, _moved, _seconds = taken(pages, groups)
            report(alone, among, "for comparison: no files, but processors that are never idle, at the lowest priority")
    del os.environ["FILES_ROOT"]
    cache.clear()
    worlds.empty()


def pages_of_a_band() -> dict[str, Page]:
    """A thread as a member reads it, a message that is sent there, and a page that everybody sees."""
    leader = User.objects.create_user("leader@bench.example")
    band = create_band(acting_user=leader, name="Bench", timezone="Europe/Berlin").party
    Party.objects.filter(pk=band.pk).update(approval=Approval.APPROVED)
    for number in range(60):
        send_message(acting_user=leader, thread=get_thread_for(leader, band.pk), text=f"Word {number}")
    client = Client()
    client.force_login(leader)
    session = f"{COOKIE}; {settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    thread = reverse("messaging:thread", args=[band.pk])
    form = {"text": "Load-in at five", "csrfmiddlewaretoken": COOKIE.partition("=")[2]}
    return {
        "a thread": Page(0, thread, headers={"Cookie": session}),
        "sending a message": Page(0, thread, expects=302, headers={"Cookie": session}, form=form),
        "the page of an act": Page(0, reverse("discovery:act", args=[band.slug]), headers={"Cookie": COOKIE}),
    }


@contextmanager
def files_server() -> Iterator[tuple[int, psutil.Process]]:
    """As `bin/run` starts it."""
    before = set(psutil.Process().children())
    with serving(*files_command(0), "--log-level", "warning", MALLOC_ARENA_MAX="2") as port:
        [server] = set(psutil.Process().children()) - before
        yield port, server


@contextmanager
def crowd(people: int, size: int, port: int, line: int) -> Iterator[list[Transfers]]:
    """Half of the people send; the others fetch a large file, parts of it, and many files as a ZIP. They share a line
    of so many bytes a second in each direction, or have none (0). All are paused at first."""
    keys = [stored(size), *(stored(size // ZIPPED) for _ in range(ZIPPED))]
    fetching = people - people // 2
    shares = {"send": people // 2, "parts": fetching // 3, "zip": fetching // 3}
    pace = line // max(fetching, 1)
    shares["fetch"] = people - sum(shares.values())
    with ExitStack() as stack:
        groups = [
            stack.enter_context(transfers(kind, many, size, port, pace, keys)) for kind, many in shares.items() if many
        ]
        time.sleep(SETTLING_SECONDS)
        for group in groups:
            group.pause()
        yield groups


@contextmanager
def busy_processors() -> Iterator[list[Transfers]]:
    """A process for each processor that keeps it busy, at the priority of the people. All are paused at first."""
    with ExitStack() as stack:
        groups = [stack.enter_context(transfers("busy", 1, 0, 0, 0, [])) for _ in range(os.cpu_count() or 1)]
        time.sleep(SETTLING_SECONDS)
        for group in groups:
            group.pause()
        yield groups


def stored(size: int) -> str:
    """A file that is whole."""
    key, store = uuid4().hex, file_store()
    store.begin(key)
    content = os.urandom(PART_BYTES)
    with Path(store.path(key)).open("wb") as file:
        for offset in range(0, size, PART_BYTES):
            file.write(content[: size - offset])
    store.write_receipt(key, Receipt(size, "", "audio/x-wav"))
    return key


def taken(pages: dict[str, Page], groups: list[Transfers]) -> tuple[dict, dict, int, float]:
    """Seconds of each request, measured in turn without and with transfers; the bytes transferred, and in what time."""
    alone: dict[str, list[float]] = {name: [] for name in pages}
    among: dict[str, list[float]] = {name: [] for name in pages}
    seconds_of(pages)
    going_on, before = 0.0, sum(group.moved() for group in groups)
    for _ in range(ROUNDS):
        os.sync()
        add(alone, seconds_of(pages))
        started = time.monotonic()
        for group in groups:
            group.go_on()
        time.sleep(SETTLING_SECONDS)
        add(among, seconds_of(pages))
        for group in groups:
            group.pause()
        going_on += time.monotonic() - started
    return alone, among, sum(group.moved() for group in groups) - before, going_on


def add(all_of_them: dict[str, list[float]], more: dict[str, list[float]]) -> None:
    for name, seconds in more.items():
        all_of_them[name] += seconds


def seconds_of(pages: dict[str, Page]) -> dict[str, list[float]]:
    """The pages in turn, one request after the other, for PHASE_SECONDS."""
    seconds: dict[str, list[float]] = {name: [] for name in pages}
    until = time.monotonic() + PHASE_SECONDS
    while time.monotonic() < until:
        for name, page in pages.items():
            started = time.perf_counter()
            status, _headers, body = page.answer()
            seconds[name].append(time.perf_counter() - started)
            assert status == page.expects, (name, status, body[:300])
    return seconds


def report(alone: dict[str, list[float]], among: dict[str, list[float]], beside: str, bound: str = "") -> None:
    print(f"   {beside}; load {os.getloadavg()[0]:.1f}")
    requests = sum(map(len, among.values()))
    print(f"   {requests} requests beside them")
    for name in alone:
        before, now = (percentile(seconds[name], 0.95) * 1000 for seconds in (alone, among))
        say(f"{name}: p95 alone", f"{before:.1f} ms")
        say("   meanwhile, and the ratio", f"{now:.1f} ms   {now / before:.2f}", bound)


def peak(server: psutil.Process) -> float:
    """The most that the process ever had in memory, in MB: VmHWM is in kB."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024 / 1e6
