"""The public month of an act beside a view with one query, under the same server: cached, uncached, unchanged."""

import datetime as dt

from django.core.cache import cache
from django.urls import reverse

from accounts.models import Party, User
from accounts.states import Approval
from availability.actions import say_time, set_known_until
from availability.states import BlockKind
from bands.actions import create_band
from bench import worlds
from bench.load import Page, pages_server, rates_in_turn
from bench.timing import say


def run() -> None:
    act = busy_band()
    path = reverse("bookings:public_calendar", args=[act.slug])
    with pages_server() as port:
        cached, plain = Page(port, path), Page(port, "/bench/one-query/")
        status, headers, body = cached.answer()
        assert status == 200, (status, headers, body[:300])
        assert b"<table" in body
        unchanged = Page(port, path, expects=304, headers={"If-None-Match": headers["etag"]})
        rates = rates_in_turn({"cached": cached, "plain": plain, "unchanged": unchanged})
        report(rates)
    with pages_server(cache="dummy") as port:
        rates = rates_in_turn({"uncached": Page(port, path), "plain": Page(port, "/bench/one-query/")}, requests=400)
        report(rates)
    cache.clear()
    worlds.empty()


def report(rates: dict[str, float]) -> None:
    targets = {"cached": ">= 75%", "uncached": ">= 15%", "unchanged": ""}
    say("a view with one query, requests/s", f"{rates['plain']:.0f}")
    for name in rates.keys() - {"plain"}:
        share = rates[name] / rates["plain"]
        say(f"the public month, {name}, requests/s and share", f"{rates[name]:.0f}   {share:.0%}", targets[name])


def busy_band() -> Party:
    """A public band with something said for most nights of this month."""
    leader = User.objects.create_user("leader@bench.example")
    party = create_band(acting_user=leader, name="Bench", timezone="Europe/Berlin").party
    Party.objects.filter(pk=party.pk).update(approval=Approval.APPROVED)
    today = dt.datetime.now(dt.UTC).replace(hour=18, minute=0, second=0, microsecond=0)
    until = today.date() + dt.timedelta(days=300)
    set_known_until(acting_user=leader, calendar=leader.calendar, until=until, timezone="Europe/Berlin")
    for day in range(1, 60, 3):
        starts_at = today + dt.timedelta(days=day)
        say_time(
            acting_user=leader, calendar=leader.calendar, kind=BlockKind.BUSY, starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=4), timezone="Europe/Berlin",
        )  # fmt: skip
    return party
