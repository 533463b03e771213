"""What the page server does with clients that are slow, leave, or send too much; the real site is in another module."""

import asyncio
import threading

import pytest
from django.utils import translation

from stageslot import bodies, pages
from stageslot.exchange import PART_BYTES, make_environ
from stageslot.pages import PagesApp
from tests.pages.exchanging import Client, chunked, get, post
from tests.threads import run_loop
from web.body_limits import ASKS_LIMIT, LIMIT

MEGABYTE = 1024 * 1024
ALLOWED = 3 * MEGABYTE


class Site:
    """A WSGI application that tells what it was asked, allows large bodies at /files/, and answers in `parts`."""

    def __init__(self, *parts):
        self.parts = parts or (b"ok",)
        self.asked, self.bodies, self.made, self.closed = [], [], 0, 0
        self.threads = set()

    def __call__(self, environ, start_response):
        self.threads.add(threading.current_thread())
        if int(environ.get("CONTENT_LENGTH") or 0) > MEGABYTE and self._refuses(environ):
            start_response("413 Too Large", [("Content-Type", "text/plain")])
            return [b"too large"]
        if ASKS_LIMIT in environ:
            environ[LIMIT] = ALLOWED
            start_response("204 No Content", [])
            return []
        self.asked.append(environ)
        self.bodies.append(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "text/plain")])
        return self

    def _refuses(self, environ):
        return environ["PATH_INFO"] != "/files/" or int(environ["CONTENT_LENGTH"]) > ALLOWED

    def __iter__(self):
        for part in self.parts:
            self.made += 1
            yield part

    def close(self):
        self.closed += 1


@pytest.fixture
def wsgi():
    return Site()


def ask(wsgi, client):
    return run_loop(client().ask(PagesApp(wsgi, threads=1)))


def test_head_of_a_request_becomes_an_environ():
    scope = get(
        path="/caf%C3%A9/%FF",
        headers=[("cookie", "a=1"), ("cookie", "b=2"), ("accept", "x"), ("accept", "y"), ("x_forwarded_for", "me")],
    ).scope
    environ = make_environ(scope)

    assert environ["PATH_INFO"].encode("latin-1") == "/café/".encode() + b"\xff"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "x,y"
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize("client", [lambda: post(b"a=1&", b"b=2"), lambda: chunked(b"a=1&", b"b=2")])
def test_body_is_whole_before_the_site_is_asked(wsgi, client):
    answered = ask(wsgi, client)

    assert (answered.status, answered.answer, answered.is_complete) == (200, b"ok", True)
    assert wsgi.bodies == [b"a=1&b=2"]
    assert wsgi.asked[0]["CONTENT_LENGTH"] == "7"


def test_body_that_does_not_come_keeps_no_thread(wsgi):
    async def story():
        app = PagesApp(wsgi, threads=1)
        slow = [post(b"a", announces=9, is_whole=False) for _ in range(3)]
        waiting = [asyncio.create_task(client.ask(app)) for client in slow]
        for client in slow:
            await client.is_awaited.wait()
        answered = await get().ask(app)
        for task in waiting:
            task.cancel()
        return answered

    assert run_loop(story()).status == 200
    assert wsgi.bodies == [b""]


def test_body_that_comes_too_slowly_is_refused_and_never_reaches_the_site(wsgi, monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.01)

    answered = ask(wsgi, lambda: post(b"a", announces=9, is_whole=False))

    assert answered.status == 408
    assert answered.sent_headers[b"connection"] == b"close"
    assert wsgi.asked == []


def test_body_that_comes_steadily_gets_more_time(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 1)

    async def story():
        body = bodies.Body({}, post(b"x" * bodies.BYTES_PER_SECOND * 5).receive)
        first = body._deadline
        with body:
            await body.read(MEGABYTE)
            return body._deadline - first

    assert run_loop(story()) == pytest.approx(5)


def test_bodies_together_do_not_fill_the_disk(wsgi, monkeypatch):
    monkeypatch.setattr(bodies, "DISK_BYTES_MAX", MEGABYTE)

    async def story():
        app = PagesApp(wsgi, threads=1)
        slow = post(b"x" * (MEGABYTE - 10), announces=MEGABYTE, is_whole=False)
        waiting = asyncio.create_task(slow.ask(app))
        await slow.is_awaited.wait()
        large, small = await post(b"x" * 20_000).ask(app), await post(b"a=1").ask(app)
        waiting.cancel()
        await asyncio.wait([waiting])
        return large, small, await post(b"x" * 20_000).ask(app)

    assert [client.status for client in run_loop(story())] == [503, 200, 200]
    assert bodies.Body.on_disk == 0


def test_body_that_breaks_off_never_reaches_the_site(wsgi):
    async def story():
        client = post(b"a", announces=9)
        client.messages = [{"type": "http.disconnect"}]
        return await client.ask(PagesApp(wsgi))

    assert run_loop(story()).status == 400
    assert wsgi.asked == []


@pytest.mark.parametrize(
    ("client", "parts_read"),
    [
        (lambda: post(b"x" * MEGABYTE, announces=MEGABYTE + 1), 1),
        (lambda: chunked(b"x" * MEGABYTE, b"x", b"x" * MEGABYTE), 3),
        (lambda: post(b"x", announces=ALLOWED + 1, path="/files/"), 1),
        (lambda: chunked(b"x" * ALLOWED, b"x", b"x", path="/files/"), 3),
    ],
)
def test_body_that_is_too_large_is_refused_as_soon_as_that_is_known(wsgi, client, parts_read):
    answered = ask(wsgi, client)

    assert (answered.status, answered.answer) == (413, b"too large")
    assert answered.sent_headers[b"connection"] == b"close"
    assert answered.received == parts_read  # what is read after the answer is thrown away
    assert wsgi.asked == []


@pytest.mark.parametrize("kind", [post, chunked])
def test_large_body_is_read_where_the_site_allows_it(wsgi, kind):
    answered = ask(wsgi, lambda: kind(b"x" * 2 * MEGABYTE, b"y" * MEGABYTE, path="/files/"))

    assert answered.status == 200
    assert wsgi.bodies == [b"x" * 2 * MEGABYTE + b"y" * MEGABYTE]


def test_reader_that_takes_nothing_keeps_no_thread_and_no_more_than_a_part(monkeypatch):
    wsgi = Site(*[b"x" * PART_BYTES] * 10)

    async def story():
        app = PagesApp(wsgi, threads=1)
        slow = get(takes=1)
        waiting = asyncio.create_task(slow.ask(app))
        await slow.is_full.wait()
        made = wsgi.made
        answered = await get().ask(app)
        monkeypatch.setattr(pages, "SEND_SECONDS", 0.01)
        late = await get(takes=2).ask(app)
        waiting.cancel()
        await asyncio.wait([waiting])
        return made, answered, late

    made, answered, late = run_loop(story())
    assert made == 2
    assert (answered.answer, answered.is_complete) == (b"x" * PART_BYTES * 10, True)
    assert (late.answer, late.is_complete) == (b"x" * PART_BYTES * 2, False)
    assert wsgi.closed == 3


def test_nothing_more_is_made_for_a_client_that_has_left():
    wsgi = Site(*[b"x" * PART_BYTES] * 10)

    async def story():
        client = get()
        client.messages = [{"type": "http.disconnect"}]
        return await client.ask(PagesApp(wsgi, threads=1))

    assert run_loop(story()).is_complete is False
    assert (wsgi.made < 5, wsgi.closed) == (True, 1)


def test_small_parts_travel_together():
    wsgi = Site(*[b"x" * 4096] * 100)
    sent = []

    async def story():
        client = get()
        send = client.send
        client.send = lambda message: sent.append(message) or send(message)
        return await client.ask(PagesApp(wsgi))

    assert len(run_loop(story()).answer) == 409_600
    assert len(sent) == 3  # the head, two parts


def test_parts_of_an_answer_speak_one_language(wsgi):
    def in_german(environ, start_response):
        translation.activate("de")
        start_response("200 OK", [])
        return (translation.get_language().encode() * PART_BYTES for _ in range(2))

    def in_english(environ, start_response):
        translation.activate("en")
        return wsgi(environ, start_response)

    async def story():
        sites = {"/de/": in_german, "/en/": in_english}
        app = PagesApp(lambda environ, start: sites[environ["PATH_INFO"]](environ, start), threads=1)
        german = get(path="/de/")
        send = german.send

        async def interrupted(message):
            await get(path="/en/").ask(app)
            await send(message)

        german.send = interrupted
        return await german.ask(app)

    assert set(run_loop(story()).answer.decode()) == set("de")


def test_asking_for_the_head_alone_makes_no_content(wsgi):
    answered = ask(wsgi, lambda: Client(method="HEAD"))

    assert (answered.status, answered.answer, answered.is_complete) == (200, b"", True)
    assert (wsgi.made, wsgi.closed) == (0, 1)


def test_answer_that_breaks_is_closed():
    class Broken(Site):
        def __iter__(self):
            raise OSError("gone")

    wsgi = Broken()
    with pytest.raises(OSError, match="gone"):
        ask(wsgi, get)
    assert wsgi.closed == 1
