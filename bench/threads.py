"""Messages: how soon one of 1,000 open threads shows what is written in it; a thread of 10,000 beside one of 100."""

import os
import random
import time
import uuid
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Party, User
from accounts.states import Role
from bands.actions import create_band
from bench import worlds
from bench.act_page import COOKIE
from bench.load import Page, live_server, pages_server, rates_in_turn
from bench.readers import Readers, readers
from bench.timing import percentile, say
from messaging.access import get_thread_for
from messaging.actions import send_message
from messaging.models import Message, Thread

OPEN = 1000
ROUNDS = 200
PATIENCE = 10.0
CALM = 0.15
"""What a page waits for more of the same before it asks (`static/js/live.js`)."""
READ = {100: 20, 10_000: 5000}
"""How much of each length has been read: pages then show as many messages, whatever the length."""


def run() -> None:
    open_threads = int(os.environ.get("BENCH_VIEWERS", str(OPEN)).split()[0])
    writer = User.objects.create_user("writer@bench.example")
    with transaction.atomic():  # or each of them waits for the disk several times
        threads = [a_thread(writer, number) for number in range(open_threads)]
    with pages_server() as port, live_server() as live:
        with readers([reader for reader, _thread in threads], live) as streams:
            tell(port, streams, writer, threads)
        compare(port, writer)
    cache.clear()
    worlds.empty()


def a_thread(writer: User, number: int) -> tuple[UUID, UUID]:
    """A band's thread with messages: its leader reads, a member writes. Returns the ids of reader and thread."""
    reader = User.objects.create_user(f"reader{number}@bench.example")
    band = create_band(acting_user=reader, name=f"Bench {number}", timezone="Europe/Berlin").party
    Membership.objects.create(party=band, user=writer, role=Role.MANAGER)
    send_message(acting_user=reader, thread=get_thread_for(reader, band.pk), text="Hello")
    return reader.pk, band.pk


def tell(port: int, streams: Readers, writer: User, threads: list[tuple[UUID, UUID]]) -> None:
    """Write into one thread after another; measure when its reader is notified and can see the message."""
    session, chance = session_of(writer), random.Random(1)
    told, seen = [], []
    chosen = [chance.choice(threads) for _ in range(ROUNDS)]
    sessions = {reader: session_of(User.objects.get(pk=reader)) for reader, _thread in chosen}
    for number, (reader, thread) in enumerate(chosen):
        page = message_page(port, session, thread, f"News {number}")
        part = Page(port, f"{reverse('messaging:thread_part', args=[thread])}?from=1", headers=sessions[reader])
        started = time.monotonic()
        status, _headers, body = page.answer()
        assert status == 302, (status, body[:300])
        moment = streams.heard(reader, since=started, patience=PATIENCE)
        if moment is None:
            continue
        told.append(moment - started)
        time.sleep(CALM)
        assert f"News {number}".encode() in part.answer()[2]
        seen.append(time.monotonic() - started)
    print(f"   {len(threads)} threads open on one live process, {ROUNDS} messages; load {os.getloadavg()[0]:.1f}")
    say("from pressing Send to the event at the reader, median", f"{percentile(told, 0.5) * 1000:.0f} ms")
    say("   p95", f"{percentile(told, 0.95) * 1000:.0f} ms", "< 1000 ms")
    say("to the message on the reader's page, p95", f"{percentile(seen, 0.95) * 1000:.0f} ms", "< 1000 ms")
    say(f"   messages of {ROUNDS} that the reader was not told of", f"{ROUNDS - len(told)}", "0")


def session_of(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{COOKIE}; {name}={client.cookies[name].value}"}


def message_page(port: int, session: dict[str, str], thread: UUID, text: str) -> Page:
    form = {"text": text, "key": str(uuid.uuid4()), "csrfmiddlewaretoken": COOKIE.partition("=")[2]}
    return Page(port, reverse("messaging:thread", args=[thread]), expects=302, headers=session, form=form)


def compare(port: int, writer: User) -> None:
    """Both threads are opened at the first unread message."""
    reader = User.objects.create_user("late@bench.example")
    session, pages = session_of(reader), {}
    for length, read in READ.items():
        band = create_band(acting_user=reader, name=f"Bench of {length}", timezone="Europe/Berlin").party
        Membership.objects.create(party=band, user=writer, role=Role.MANAGER)
        fill(writer, reader, band, length, read)
        pages[str(length)] = Page(port, reverse("messaging:thread", args=[band.pk]), headers=session)
        assert f'id="m{read + 1}"'.encode() in pages[str(length)].answer()[2]
    rates = rates_in_turn(pages, rounds=5, requests=40, warm_up=8)
    short, long = (rates[str(length)] for length in READ)
    say("a thread of 100 messages, opened at the first unread one, requests/s", f"{short:.1f}")
    say("   one of 10,000, and the ratio of their times", f"{long:.1f}   {short / long:.2f}", "<= 1.2")


def fill(writer: User, reader: User, band: Party, length: int, read: int) -> None:
    """Write so many messages, of which the reader has read the first `read`."""
    first = send_message(acting_user=writer, thread=get_thread_for(writer, band.pk), text="Word 1")
    Message.objects.bulk_create(
        (
            Message(thread=first.thread, number=number, author=writer, text=f"Word {number}", key=uuid.uuid4())
            for number in range(2, length + 1)
        ),
        batch_size=2000,
    )
    Thread.objects.filter(pk=first.thread_id).update(last_number=length)
    first.thread.seats.filter(user=reader).update(read_number=read)
