"""The stand-in, running, with Stripe's own SDK in front of it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import stripe
import uvicorn

from stageslot.embedded.loopback import HOST, choose_port
from stageslot.test_money.app import make_app

SECRET = "whsec_of_these_tests"


class Receiver:
    """Takes events as the site does: keeps those whose signature is good, in the order in which they came; `signed` are
    their bodies with their signatures."""

    def __init__(self) -> None:
        self.events: list[stripe.Event] = []
        self.signed: list[tuple[bytes, str]] = []
        self.refuse = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(body, self.headers["Stripe-Signature"])
                self.send_response(status)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        self.url = f"http://{HOST}:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, body: bytes, signature: str) -> int:
        if self.refuse:
            self.refuse -= 1
            return 503
        self.signed.append((body, signature))
        self.events.append(stripe.Webhook.construct_event(body, signature, SECRET))
        return 200

    def kinds(self, *wanted: str) -> list[str]:
        """What came, once all these have."""
        for _try in range(100):
            kinds = [event.type for event in self.events]
            if set(wanted) <= set(kinds):
                return kinds
            time.sleep(0.05)
        raise AssertionError(f"{set(wanted) - set(kinds)} did not come, only {kinds}")


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def stand_in(tmp_path, receiver):
    """The address of a running stand-in."""
    with running(tmp_path / "money.sqlite3", receiver.url) as url:
        yield url


@contextmanager
def running(file: Path, events_url: str) -> Iterator[str]:
    """A stand-in that sends its events there; its address."""
    port = choose_port()
    url = f"http://{HOST}:{port}"
    app = make_app(file=file, site=url, events_url=events_url, secret=SECRET)
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield url
    server.should_exit = True
    thread.join()
    app.state.store.database.close()


@pytest.fixture
def client(stand_in):
    return stripe.StripeClient("sk_test_x", base_addresses={"api": stand_in}, max_network_retries=0)
