"""One request and its answer, between ASGI, which waits for clients without a thread, and WSGI, which works in one."""

import sys
from collections.abc import Iterable, Iterator
from contextvars import copy_context
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from django.db import close_old_connections

Headers = list[tuple[bytes, bytes]]

PART_BYTES = 256 * 1024
_ALWAYS: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def make_environ(scope: dict[str, Any]) -> WSGIEnvironment:
    """The head of a request as WSGI has it (PEP 3333). Headers with an underscore are dropped: they would pass for
    those with a dash, such as the ones that a proxy sets."""
    environ = _ALWAYS | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": _path(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.url_scheme": scope["scheme"],
    }
    environ["SERVER_NAME"], port = scope["server"] or ("localhost", 80)
    environ["SERVER_PORT"] = str(port)
    if scope["client"]:
        environ["REMOTE_ADDR"] = scope["client"][0]
    for name, value in scope["headers"]:
        if b"_" not in name:
            _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _path(scope: dict[str, Any]) -> str:
    """Its bytes as sent, each as a character: what is not UTF-8 is left to Django to refuse."""
    if raw_path := scope.get("raw_path"):
        return unquote_to_bytes(raw_path).decode("latin-1")
    return scope["path"].encode().decode("latin-1")


def _add_header(environ: WSGIEnvironment, name: str, value: str) -> None:
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_LENGTH", "CONTENT_TYPE"):
        key = f"HTTP_{key}"
    if key in environ:
        value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
    environ[key] = value


class Answer:
    """What a WSGI application answers, made part by part: each method does its work in the thread that calls it.

    No more than one part is made before somebody asks for the next, so a client that reads slowly costs no memory. The
    connection to the database is given back with each part: whoever reads slowly does not hold that either.
    """

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._application = application
        self._environ = environ
        self._content: Iterable[bytes] = ()
        self._parts: Iterator[bytes] | None = None
        self.status = 500
        self.headers: Headers = []
        self.part = b""
        self.is_whole = False
        """Whether `part` is the last one."""

    def begin(self) -> None:
        """Run the application, and make the first part of its answer."""
        self._content = self._application(self._environ, self._start)
        if self._environ["REQUEST_METHOD"] == "HEAD":
            self.is_whole = True
            self.close()
        else:
            self._make_part()
        self._context = copy_context()

    def go_on(self) -> None:
        """Make the next part, in the language of the first whatever this thread did meanwhile."""
        self._context.run(self._make_part)

    def _make_part(self) -> None:
        """An error or the end closes the answer."""
        try:
            self.part = self._next_part()
        except BaseException:
            self.close()
            raise
        if self.is_whole:
            self.close()
        else:
            close_old_connections()

    def close(self) -> None:
        """Give back what the answer holds. Calling it again does nothing."""
        content, self._content = self._content, ()
        if hasattr(content, "close"):
            content.close()

    def _next_part(self) -> bytes:
        self._parts = self._parts or iter(self._content)
        gathered, size = [], 0
        for each in self._parts:
            gathered.append(each)
            size += len(each)
            if size >= PART_BYTES:
                return b"".join(gathered)
        self.is_whole = True
        return b"".join(gathered)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None):
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return _no_write


def _no_write(data: bytes) -> None:
    raise NotImplementedError("Django never calls it")
