"""A server that speaks as Google does: tokens (RFC 6749, with PKCE), the list of calendars and the free/busy query.

It looks at what it is sent as closely as Google: a wrong client, a used code, an unknown token, a window that is too
long are refused in Google's words.
"""

import datetime as dt
import hashlib
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import jwt

CLIENT_ID, CLIENT_SECRET = "stageslot.apps.example", "shh"
LONGEST_WINDOW = dt.timedelta(days=62)
PAGE = 2


@dataclass
class Google:
    """`busy` holds periods by calendar, as pairs of RFC 3339 texts; `failures` the next answers of the API."""

    port: int
    grants: dict[str, str] = field(default_factory=dict)
    """Codes that people have brought from the consent page, each with its PKCE challenge."""
    refresh_tokens: set[str] = field(default_factory=lambda: {"refresh-1"})
    busy: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    failures: list[tuple[int, object, dict[str, str]]] = field(default_factory=list)
    windows: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}"

    def fail(self, status: int, reason: str = "", **headers: str) -> None:
        """Answer the next request of the API so."""
        errors = [{"domain": "usageLimits", "reason": reason}]
        self.failures.append((status, {"error": {"code": status, "errors": errors}}, headers))

    def token(self, sent: dict[str, str]) -> tuple[int, object]:
        if (sent.get("client_id"), sent.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if sent.get("grant_type") == "refresh_token":
            known = sent.get("refresh_token") in self.refresh_tokens
            return (200, {"access_token": "access", "expires_in": 3599}) if known else (400, {"error": "invalid_grant"})
        challenge = self.grants.pop(sent.get("code", ""), None)
        if challenge is None or challenge != _challenge(sent.get("code_verifier", "")):
            return 400, {"error": "invalid_grant"}
        said = {"iss": "https://accounts.google.com", "aud": CLIENT_ID, "sub": "108", "email": "asa@example.org"}
        said |= {
            "email_verified": True,
            "iat": dt.datetime.now(dt.UTC),
            "exp": dt.datetime.now(dt.UTC) + LONGEST_WINDOW,
        }
        answer = {"access_token": "access", "expires_in": 3599, "refresh_token": "refresh-1"}
        return 200, answer | {"id_token": jwt.encode(said, "k" * 32, "HS256")}

    def calendar_list(self, query: dict[str, str]) -> tuple[int, object]:
        """Two a page, so that there are pages."""
        since = int(query.get("pageToken", 0))
        items = [{"id": id, "summary": name, "primary": "@" in id} for id, name in self.names.items()]
        more = {"nextPageToken": str(since + PAGE)} if len(items) > since + PAGE else {}
        return 200, {"items": items[since : since + PAGE]} | more

    def free_busy(self, sent: dict) -> tuple[int, object]:
        since, until = (dt.datetime.fromisoformat(sent[side]) for side in ("timeMin", "timeMax"))
        self.windows.append((since, until))
        if until - since > LONGEST_WINDOW:
            return 400, {"error": {"code": 400, "errors": [{"reason": "timeRangeTooLong"}]}}
        calendars = {item["id"]: self._busy(item["id"], since, until) for item in sent["items"]}
        return 200, {"kind": "calendar#freeBusy", "calendars": calendars}

    def _busy(self, id: str, since: dt.datetime, until: dt.datetime) -> dict:
        """Cut to the window, as Google does."""
        if id not in self.busy:
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        periods = [tuple(map(dt.datetime.fromisoformat, pair)) for pair in self.busy[id]]
        cut = [(max(start, since), min(end, until)) for start, end in periods if start < until and since < end]
        return {"busy": [{"start": start.isoformat(), "end": end.isoformat()} for start, end in cut]}

    def answer(self, method: str, path: str, headers, body: bytes) -> tuple[int, object, dict[str, str]]:
        parts = urlsplit(path)
        if (method, parts.path) == ("POST", "/token"):
            return *self.token(dict(parse_qsl(body.decode()))), {}
        if self.failures:
            return self.failures.pop(0)
        if headers.get("Authorization") != "Bearer access":
            return 401, {"error": {"code": 401, "errors": [{"reason": "authError"}]}}, {}
        if (method, parts.path) == ("GET", "/calendar/v3/users/me/calendarList"):
            return *self.calendar_list(dict(parse_qsl(parts.query))), {}
        if (method, parts.path, headers.get("Content-Type")) == ("POST", "/calendar/v3/freeBusy", "application/json"):
            return *self.free_busy(json.loads(body)), {}
        return 404, {}, {}


@contextmanager
def running(settings) -> Iterator[Google]:
    """The server, and settings that send us to it instead of Google."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, said, headers = google.answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

        do_GET = do_POST = answer

        def log_message(self, *_arguments):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    google = Google(http.server_port)
    settings.IMPORTS_ALLOWED_HOSTS = [google.place]
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    settings.GOOGLE_TOKEN_URL, settings.GOOGLE_API_URL = f"{google.url}/token", google.url
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield google
    http.shutdown()
    http.server_close()
    thread.join()


def _challenge(verifier: str) -> str:
    """S256 of RFC 7636."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
