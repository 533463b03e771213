"""Requests to the page server's application without a server: who sends and who takes how fast is up to the test."""

import asyncio

from stageslot.pages import PagesApp


class Client:
    """One request. `parts` of its body come one after the other; after them nothing comes, unless it is whole."""

    def __init__(self, *parts, is_whole=True, method="POST", path="/", headers=(), takes=None):
        self.scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
            "http_version": "1.1", "scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 5000),
            "headers": [(name.encode(), value.encode()) for name, value in headers],
        }  # fmt: skip
        self.messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        if is_whole and self.messages:
            self.messages[-1]["more_body"] = False
        self.received = 0
        self.takes = takes
        self.status, self.answer, self.sent_headers, self.is_complete = None, b"", {}, False
        self.is_awaited, self.is_full = asyncio.Event(), asyncio.Event()

    async def receive(self):
        if not self.messages:
            self.is_awaited.set()
            await asyncio.Event().wait()
        self.received += 1
        return self.messages.pop(0)

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.sent_headers = message["status"], dict(message["headers"])
            return
        if self.takes == 0:
            self.is_full.set()
            await asyncio.Event().wait()
        self.takes = self.takes and self.takes - 1
        self.answer += message["body"]
        self.is_complete = not message.get("more_body")

    async def ask(self, app: PagesApp):
        await app(self.scope, self.receive, self.send)
        return self


def get(**more):
    return Client(method="GET", **more)


def chunked(*parts, **more):
    return Client(*parts, headers=[("transfer-encoding", "chunked")], **more)


def post(*parts, announces=None, **more):
    length = sum(map(len, parts)) if announces is None else announces
    return Client(*parts, headers=[("content-length", str(length))], **more)
