"""Deadlines of the live server: whoever sends nothing, or takes nothing, is cut off."""

import asyncio

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from stageslot import heads
from stageslot.heads import PromptProtocol
from tests.threads import run_loop


class Connection(asyncio.Transport):
    """A connection whose other end is up to the test."""

    def __init__(self):
        super().__init__()
        self.is_aborted = asyncio.Event()

    def abort(self):
        self.is_aborted.set()

    def write(self, data):
        pass

    def is_closing(self):
        return self.is_aborted.is_set()


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def connected():
    config = Config(app, log_config=None, lifespan="off")
    config.load()
    protocol = PromptProtocol(config, ServerState(), {})
    protocol.connection_made(Connection())
    return protocol


async def is_cut_off(protocol):
    try:
        async with asyncio.timeout(0.2):
            await protocol.transport.is_aborted.wait()
    except TimeoutError:
        return False
    protocol.connection_lost(OSError())
    return True


@pytest.fixture(autouse=True)
def short_deadlines(monkeypatch):
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.02)
    monkeypatch.setattr(heads, "FULL_SECONDS", 0.02)


@pytest.mark.parametrize("sent", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nA: b\r\n"])
def test_request_that_does_not_come_in_time_is_cut_off(sent):
    async def story():
        protocol = await connected()
        protocol.data_received(sent)
        return await is_cut_off(protocol)

    assert run_loop(story())


def test_second_request_has_a_deadline_too():
    async def story():
        protocol = await connected()
        protocol.data_received(b"GET / HTTP/1.1\r\n\r\n")
        first = await is_cut_off(protocol)
        protocol.data_received(b"GET / HTT")
        return first, await is_cut_off(protocol)

    assert run_loop(story()) == (False, True)


@pytest.mark.parametrize("takes_again", [True, False])
def test_reader_that_takes_nothing_is_cut_off(takes_again):
    async def story():
        protocol = await connected()
        protocol.pause_writing()
        protocol.data_received(b"GET / HTTP/1.1\r\n\r\n")
        if takes_again:
            protocol.resume_writing()
        return await is_cut_off(protocol)

    assert run_loop(story()) is not takes_again
