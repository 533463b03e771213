"""A calendar server of our own on a loopback port, which the installation allows by name."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class CalendarServer:
    """Answers as `answers[path]` says; `asked` holds the requests. A path with no answer is a 404."""

    port: int
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def serve(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer with this from now on; returns the address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return self.url(path)


@pytest.fixture
def server(settings) -> Iterator[CalendarServer]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length", 0))
            self.said = self.rfile.read(length)
            calendars.asked.append((self.command, self.path, dict(self.headers)))
            try:
                calendars.answers.get(self.path, lambda handler: handler.send_error(404))(self)
            except ConnectionError:
                self.close_connection = True  # whoever asked has heard enough

        do_GET = do_POST = do_PROPFIND = do_REPORT = answer

        def log_message(self, *_arguments):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    calendars = CalendarServer(http.server_port)
    settings.IMPORTS_ALLOWED_HOSTS = [calendars.place]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield calendars
    http.shutdown()
    http.server_close()
    thread.join()
