"""A server as in production, and a client that keeps it busy over a few open connections."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from stageslot.embedded.loopback import choose_port
from stageslot.embedded.services import live_command, web_command


def serving(*arguments: str, **environment: str):
    """Run a server module on a free port until the block ends."""
    return serving_with([sys.executable, "-m", *arguments], {**os.environ, **environment})


@contextmanager
def serving_with(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    """Run any server that takes --port, with nothing else in its environment, on a free port until the block ends."""
    port = choose_port()
    server = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def pages_server(*, cache: str = "redis"):
    """The pages as `bin/run` serves them, with one process: the client needs the other core.

    With `cache="dummy"` nothing is kept between requests.
    """
    return serving(*web_command(0, workers=1, application="bench.wsgi:app"), BENCH_CACHE=cache)


def pages_by_wsgi():
    """The pages as granian's own WSGI threads serve them, which read from clients themselves."""
    listen = ["--host", "127.0.0.1", "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    return serving("granian", "--interface", "wsgi", *listen, "bench.wsgi:application")


def live_server():
    """The live server as `bin/run` starts it, with room for many who come at once."""
    return serving(*live_command(0), "--backlog", "4096", "--log-level", "warning")


class Page:
    """One address, asked again and again, with a form where there is one.

    `headers` are sent along; every answer must have the status `expects`.
    """

    def __init__(
        self,
        port: int,
        path: str,
        *,
        expects: int = 200,
        headers: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
    ):
        body = urlencode(form or {})
        if form:
            sent = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
            headers = (headers or {}) | sent
        lines = [
            f"{'POST' if form else 'GET'} {path} HTTP/1.1",
            "Host: localhost",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        self.request = "\r\n".join([*lines, "", body]).encode()
        self.port, self.expects = port, expects

    def rate(self, *, requests: int, connections: int = 4) -> float:
        """Requests per second over so many connections at once."""
        share = requests // connections
        failures: list[str] = []
        clients = [threading.Thread(target=self._ask, args=(share, failures)) for _ in range(connections)]
        started = time.perf_counter()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        if failures:
            raise RuntimeError(failures[0])
        return share * connections / (time.perf_counter() - started)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one answer."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(self.request)
            return _read(connection.makefile("rb"))

    def _ask(self, times: int, failures: list[str]) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            incoming = connection.makefile("rb")
            for _ in range(times):
                connection.sendall(self.request)
                status, _headers, body = _read(incoming)
                if status != self.expects:
                    failures.append(f"expected {self.expects}, got {status}: {body[:300]!r}")
                    return


def _read(incoming) -> tuple[int, dict[str, str], bytes]:
    status = int(incoming.readline().split()[1])
    headers = {}
    while (line := incoming.readline().strip()) != b"":
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return status, headers, incoming.read(int(headers.get("content-length", 0)))


def rates_in_turn(
    pages: dict[str, Page], *, rounds: int = 7, requests: int = 1200, warm_up: int = 200
) -> dict[str, float]:
    """Requests per second of each page, the median of rounds in turn."""
    for page in pages.values():
        page.rate(requests=warm_up)
    rates: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, page in pages.items():
            rates[name].append(page.rate(requests=requests))
    return {name: sorted(values)[rounds // 2] for name, values in rates.items()}
