"""Pages in Chromium as on a slow phone with an empty cache: largest paint, shifts, bytes before pictures.

Then the pages people open first, on a bad line in a van: 400 kbit/s, 400 ms there and back, nothing in the cache.

The phone and the line are those of Lighthouse's "slow 4G": a CPU four times slower, 150 ms there and back, 1.6 Mbit/s
down, 750 kbit/s up. The site answers as in production: granian, packed static files, DEBUG off.
"""

import datetime as dt
import io
import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from accounts.models import Party, User
from accounts.states import Approval, PartyKind
from bands.models import PressKit
from bench.load import pages_server
from bench.timing import say
from bench.worlds import empty
from bookings.models import Show
from bookings.states import ShowState
from discovery.queries.cities import cities_with_shows
from media.actions import prepare
from media.models import Picture, Sound

LARGEST_PAINT_MAX, SHIFT_MAX, BYTES_MAX = 2000, 0.05, 150_000
"""Milliseconds; a share of the screen; bytes as they travel, without pictures and recordings."""
FIRST_PAINT_MAX = 3000
"""Milliseconds, on the bad line."""
VISITS = 3
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 2.625, "is_mobile": True, "has_touch": True}
SLOWER_BY = 4
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 768_000 / 8,
}
BAD_LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
WATCH = """
window.first = 0;
window.largest = 0;
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') window.first = entry.startTime;
}).observe({ type: 'paint', buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) { window.largest = entry.startTime; window.what = entry.element?.outerHTML; }
}).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
SETTLED_MS = 1500
"""How long after the last file something may still move."""
NOT_COUNTED = {"Image", "Media"}


@dataclass
class Visit:
    """What one cold look at a page cost."""

    first_paint: float = 0.0
    largest_paint: float = 0.0
    shift: float = 0.0
    what: str = ""
    bytes_by_type: dict[str, int] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    requests: int = 0

    @property
    def bytes_before_pictures(self) -> int:
        return sum(size for kind, size in self.bytes_by_type.items() if kind not in NOT_COUNTED)


def run() -> None:
    call_command("demo", stdout=io.StringIO())
    try:
        pages = public_pages()
        prepare_what_they_show()
        with pages_server() as port:
            measure(port, pages)
            measure_on_a_bad_line(port, pages | {"today": "/"})
    finally:
        empty()


def public_pages() -> dict[str, str]:
    """The kinds of public pages, each at its fullest: a full press kit, a poster, a town with shows."""
    kit = PressKit.objects.filter(is_draft=False).order_by("party__name")[0]
    act = Party.objects.get(pk=kit.party_id)
    venues = Party.objects.filter(kind=PartyKind.VENUE, approval=Approval.APPROVED, photos__isnull=False)
    venue = venues.order_by("name")[0]
    shows = Show.objects.filter(state=ShowState.CONFIRMED, starts_at__gt=now(), announce_at=None)
    show = shows.order_by("poster", "starts_at")[0]
    saturday = now().date() + dt.timedelta(days=(5 - now().date().weekday()) % 7)
    return {
        "landing": "/",
        "search": f"{reverse('discovery:acts')}?night={saturday}",
        "act": reverse("discovery:act", args=[act.slug]),
        "venue": reverse("discovery:venue", args=[venue.slug]),
        "show": reverse("bookings:show", args=[show.pk]),
        "city": cities_with_shows()[0].address,
        "embed": reverse("bookings:calendar_embed", args=[act.slug]),
    }


def prepare_what_they_show() -> None:
    """All pictures and recordings of the demo in all their sizes, as the worker would have made them by now."""
    for kind, model in (("pictures", Picture), ("sounds", Sound)):
        for pk in model.objects.filter(state="waiting").values_list("pk", flat=True):
            prepare(kind=kind, pk=pk)


def measure(port: int, pages: dict[str, str]) -> None:
    with chromium() as browser:
        for name, path in pages.items():
            visits = [look(browser, f"http://localhost:{port}{path}") for _ in range(VISITS)]
            tell(name, visits)


def measure_on_a_bad_line(port: int, pages: dict[str, str]) -> None:
    """What people open first; Today as the person who has most to answer."""
    sessions = {"today": session_of_the_busiest()}
    with chromium() as browser:
        for name in ("landing", "act", "search", "today"):
            url = f"http://localhost:{port}{pages[name]}"
            visits = [look(browser, url, line=BAD_LINE, session=sessions.get(name, "")) for _ in range(VISITS)]
            first = statistics.median(visit.first_paint for visit in visits)
            say(f"{name} on a bad line: first contentful paint", f"{first:.0f} ms", f"< {FIRST_PAINT_MAX} ms")
            say(f"{name} on a bad line: requests", f"{max(visit.requests for visit in visits)}")


def session_of_the_busiest() -> str:
    """The cookie of the person who is told most."""
    user = User.objects.annotate(told=Count("notifications")).order_by("-told", "pk")[0]
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client.cookies["sessionid"].value


def tell(name: str, visits: list[Visit]) -> None:
    """The median paint and the worst of the rest."""
    paint = statistics.median(visit.largest_paint for visit in visits)
    say(f"{name}: largest contentful paint", f"{paint:.0f} ms", f"< {LARGEST_PAINT_MAX} ms")
    say(f"{name}: layout shift", f"{max(visit.shift for visit in visits):.3f}", f"< {SHIFT_MAX}")
    counted = max(visit.bytes_before_pictures for visit in visits)
    say(f"{name}: bytes before pictures", f"{counted:,}", f"< {BYTES_MAX:,}")
    if elsewhere := set().union(*(visit.elsewhere for visit in visits)):
        say(f"{name}: asks other origins", ", ".join(elsewhere), "none")
    if os.environ.get("BENCH_DETAILS"):
        print(f"      {visits[-1].bytes_by_type}\n      {visits[-1].what}")


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("STAGESLOT_CHROMIUM") or shutil.which("chromium")
    if path is None:
        sys.exit("There is no Chromium: apt-get install chromium, or name one in STAGESLOT_CHROMIUM.")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


def look(browser: Browser, url: str, line: dict = SLOW_4G, session: str = "") -> Visit:
    """Open the page once, in a new profile that has seen nothing; signed in by the cookie `session`."""
    context = browser.new_context(**PHONE, reduced_motion="no-preference")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    visit = Visit()
    _count(devtools, visit, urlsplit(url).netloc)
    devtools.send("Network.emulateNetworkConditions", line)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_BY})
    page.goto(url, wait_until="load", timeout=60_000)
    page.wait_for_timeout(SETTLED_MS)
    visit.largest_paint, visit.shift, visit.what = _watched(page)
    visit.first_paint = page.evaluate("window.first")
    context.close()
    return visit


def _watched(page: Page) -> tuple[float, float, str]:
    largest, shift, what = page.evaluate("[window.largest, window.shift, (window.what || '').slice(0, 160)]")
    if not largest:
        raise RuntimeError(f"nothing was painted at {page.url}")
    return largest, shift, what


def _count(session: CDPSession, visit: Visit, here: str) -> None:
    """Note the bytes of each answer by what it is, headers included, and who else was asked."""
    kinds: dict[str, str] = {}

    def answered(event) -> None:
        visit.requests += 1
        kinds[event["requestId"]] = event["type"]
        origin = urlsplit(event["response"]["url"])
        if origin.scheme.startswith("http") and origin.netloc != here:
            visit.elsewhere.add(origin.netloc)

    def finished(event) -> None:
        kind = kinds.get(event["requestId"], "Other")
        visit.bytes_by_type[kind] = visit.bytes_by_type.get(kind, 0) + int(event["encodedDataLength"])

    session.send("Network.enable")
    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
