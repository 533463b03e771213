"""What it costs that slow clients hold no thread: rates beside granian's own WSGI, and pages among slow clients."""

import time
from contextlib import ExitStack

from django.core.cache import cache
from django.templatetags.static import static
from django.urls import reverse

from accounts.models import Party
from bench import slow_crowds, worlds
from bench.act_page import COOKIE, PLAIN, act_with_everything
from bench.load import Page, pages_by_wsgi, pages_server, rates_in_turn
from bench.timing import percentile, say

CROWD = 500
ROUNDS = 5
REQUESTS = 100
TOKEN = COOKIE.partition("=")[2]
LARGE = static("vendor/natural-earth/outlines.json")


def run() -> None:
    act = act_with_everything()
    with pages_server() as ours, pages_by_wsgi() as theirs:
        for name, requests in (("plain", 400), ("month", 400), ("act", 400), ("sign-in", 20)):
            sides = {"ours": page(ours, name, act), "wsgi": page(theirs, name, act)}
            rates = rates_in_turn(sides, requests=requests, warm_up=min(requests, 200))
            share = rates["ours"] / rates["wsgi"]
            say(f"{name}: requests/s by WSGI", f"{rates['wsgi']:.1f}")
            say(f"{name}: requests/s by our page server, and its share", f"{rates['ours']:.1f}   {share:.0%}", ">= 80%")
    with pages_server() as port:
        among_slow_clients(port, act)
    cache.clear()
    worlds.empty()


def page(port: int, name: str, act: Party) -> Page:
    """A view with one query, two pages of an act, and a sign-in with an unknown address."""
    known = {"Cookie": COOKIE}
    if name == "sign-in":
        form = {"csrfmiddlewaretoken": TOKEN, "login": "nobody@bench.example", "password": "wrong"}
        return Page(port, reverse("account_login"), headers=known, form=form)
    paths = {
        "plain": PLAIN,
        "month": reverse("bookings:public_calendar", args=[act.slug]),
        "act": reverse("discovery:act", args=[act.slug]),
    }
    return Page(port, paths[name], headers=known)


def among_slow_clients(port: int, act: Party) -> None:
    """The slowest of twenty requests, alone and among 500 clients of each slow kind, in turn."""
    asked = page(port, "act", act)
    alone, among = [], []
    seconds_of(asked)
    for _ in range(ROUNDS):
        alone += seconds_of(asked)
        with ExitStack() as stack:
            for kind in slow_crowds.KINDS:
                path = LARGE if kind is slow_crowds.slow_reader else reverse("account_login")
                stack.enter_context(slow_crowds.crowd(port, kind, CROWD, path))
            among += seconds_of(asked)
    before, now = (percentile(seconds, 0.95) * 1000 for seconds in (alone, among))
    say("the page of an act, p95 alone", f"{before:.1f} ms")
    say(f"among {CROWD} slow clients of each kind, and the ratio", f"{now:.1f} ms   {now / before:.2f}", "<= 1.5")


def seconds_of(asked: Page) -> list[float]:
    taken = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        status, _headers, _body = asked.answer()
        taken.append(time.perf_counter() - started)
        assert status == 200, status
    return taken
