"""The live server as a browser meets it: over HTTP, with a real Valkey behind it."""

import asyncio
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import time_machine

from stageslot.hub import Hub, Viewer, version_event
from web.announce import CHANNEL, KEY_PREFIX, announce
from web.streams import TOKEN_SECONDS, sign_topics

from .conftest import ORIGIN, Page, wait_until

pytestmark = pytest.mark.processes


def public_topic() -> str:
    return f"c.{uuid.uuid4()}"


def private_topic() -> str:
    return f"p.{uuid.uuid4()}"


def test_a_viewer_is_told_the_present_version_when_it_connects(live):
    topic = public_topic()
    announce({topic: 7})
    with Page(live, topic) as page:
        assert page.next_version() == (topic, 7)


def test_a_viewer_is_told_of_a_change_to_its_topic_and_of_no_other(live):
    topic, other = public_topic(), public_topic()
    announce({topic: 1})
    with Page(live, topic) as page:
        page.next_version()
        announce({other: 5})
        announce({topic: 2})
        assert page.next_version() == (topic, 2)


def test_every_viewer_of_a_topic_is_told(live):
    topic = public_topic()
    announce({topic: 1})
    with Page(live, topic) as one, Page(live, topic) as two:
        one.next_version(), two.next_version()
        announce({topic: 2})
        assert one.next_version() == two.next_version() == (topic, 2)


def test_an_older_version_is_not_announced_after_a_newer_one(live):
    topic = public_topic()
    announce({topic: 9})
    with Page(live, topic) as page:
        page.next_version()
        announce({topic: 8})
        announce({topic: 10})
        assert page.next_version() == (topic, 10)


def test_a_private_topic_opens_with_its_token(live):
    topic = private_topic()
    announce({topic: 3})
    with Page(live, topic, tokens=[sign_topics(uuid.uuid4(), [topic])]) as page:
        assert page.next_version() == (topic, 3)


@pytest.mark.parametrize(
    ("topics", "tokens"),
    [
        ([], []),
        (["c.not-a-uuid"], []),
        ([private_topic()], []),
        ([private_topic()], [sign_topics(uuid.uuid4(), [private_topic()])]),
        ([public_topic()], ["forged"]),
        ([public_topic() for _ in range(41)], []),
    ],
)
def test_a_stream_that_may_not_be_heard_is_refused(live, topics, tokens):
    with Page(live, *topics, tokens=tokens) as page:
        assert page.response.status_code == 403


def test_an_old_token_is_refused(live):
    topic = private_topic()
    with time_machine.travel(time.time() - TOKEN_SECONDS - 5):
        token = sign_topics(uuid.uuid4(), [topic])
    with Page(live, topic, tokens=[token]) as page:
        assert page.response.status_code == 403


def page_with_a_token_that_soon_runs_out(live) -> Page:
    """In two seconds; where the machine takes longer than that to open the page, in twice as many."""
    topic = private_topic()
    for seconds in (2, 4, 8):
        with time_machine.travel(time.time() - TOKEN_SECONDS + seconds):
            token = sign_topics(uuid.uuid4(), [topic])
        page = Page(live, topic, tokens=[token])
        if page.response.ok:
            break
        page.response.close()
    return page


def test_a_token_that_runs_out_ends_the_stream_and_asks_to_renew(live):
    with page_with_a_token_that_soon_runs_out(live) as page:
        assert page.next_event() == ("renew", {})
        assert list(page._lines) == [b""]


def test_only_the_site_itself_may_read_the_stream_from_a_browser(live):
    topic = public_topic()
    with Page(live, topic) as ours, Page(live, topic, origin="http://elsewhere.example") as theirs:
        assert ours.response.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "Access-Control-Allow-Origin" not in theirs.response.headers
        assert "Access-Control-Allow-Credentials" not in ours.response.headers


def test_a_viewer_that_goes_is_forgotten(live):
    assert wait_until(lambda: live.viewers_count() == 0)  # those of the tests before may still be on their way out
    with Page(live, public_topic()):
        assert wait_until(lambda: live.viewers_count() == 1)
    assert wait_until(lambda: live.viewers_count() == 0)


def kill_listeners(valkey) -> None:
    """Ours alone: the sites of other test processes listen on the same server."""
    number = str(valkey.connection_pool.connection_kwargs["db"])
    ours = [client for client in valkey.client_list(_type="pubsub") if client["db"] == number]
    assert ours
    for client in ours:
        valkey.client_kill_filter(_id=client["id"])


def test_a_broken_connection_to_valkey_is_mended_and_nothing_is_missed(live, valkey):
    topic = public_topic()
    announce({topic: 1})
    with Page(live, topic) as page:
        page.next_version()
        kill_listeners(valkey)
        valkey.set(KEY_PREFIX + topic, 2)  # as if it had been announced while nobody listened
        assert page.next_version() == (topic, 2)
        assert page.next_event() == ("missed", {})  # what could not be announced meanwhile is stored nowhere
        wait_until(lambda: live.get("/health").ok)
        announce({topic: 3})
        assert page.next_version() == (topic, 3)


def test_what_is_no_message_of_ours_is_passed_over(live, valkey):
    topic = public_topic()
    announce({topic: 1})
    with Page(live, topic) as page:
        page.next_version()
        for rubbish in (b"\xff", b"[]", b'{"topic": 1}', b'{"topic": "c", "version": "x"}'):
            valkey.publish(CHANNEL, rubbish)
        announce({topic: 2})
        assert page.next_version() == (topic, 2)


def test_other_addresses_and_methods_are_refused(live):
    assert live.get("/").status_code == 404
    assert requests.post(f"{live.url}/stream", timeout=30).status_code == 405
    assert live.get("/stream?topic=%ff").status_code == 400
    assert live.get("/stream?" + "topic=x&" * 200).status_code == 400


class SlowConnection:
    """Takes the first part and then nothing until it is told to go on, as one whose buffers are full."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.has_room = asyncio.Event()

    async def send(self, message) -> None:
        if self.taken:
            await self.has_room.wait()
        self.taken.append(message["body"])


async def told_slowly() -> list[bytes]:
    """What a slow viewer is sent in all of a thousand versions of one topic and one of another."""
    connection = SlowConnection()
    viewer = Viewer(frozenset({"a", "b"}), connection.send, give_up=lambda: None)
    hub = Hub("redis://127.0.0.1:1")
    for topic in viewer.topics:
        hub._watching[topic].add(viewer)
    for version in range(1000):
        hub.pass_on(json.dumps({"topic": "a", "version": version}).encode())
    hub.pass_on(json.dumps({"topic": "b", "version": 1}).encode())
    connection.has_room.set()
    while viewer._writing:
        await viewer._writing
    return connection.taken


def test_a_slow_viewer_holds_one_event_per_topic_the_newest():
    # In a thread of its own: where the browser ran before, an event loop runs in this one.
    with ThreadPoolExecutor(1) as thread:
        taken = thread.submit(lambda: asyncio.run(told_slowly())).result()
    events = [version_event("a", version)["body"] for version in (0, 1, 999)]
    assert taken == [*events[:2], events[2] + version_event("b", 1)["body"]]


def test_who_comes_later_is_told_what_those_before_have_heard(live, valkey):
    topic = public_topic()
    announce({topic: 1})
    with Page(live, topic) as one:
        one.next_version()
        valkey.delete(KEY_PREFIX + topic)
        with Page(live, topic) as two:
            assert two.next_version() == (topic, 1)
