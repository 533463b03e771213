"""A mail server that remembers the Message-ID of every mail it has taken: just enough of RFC 5321 for one sender."""

import contextlib
import email
import socketserver
import threading
from collections import Counter

from stageslot.embedded.loopback import HOST


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port while its context lasts; `taken` counts mails by Message-ID and address."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Session)
        self.taken: Counter[str] = Counter()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def __enter__(self) -> "PostOffice":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shutdown()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    """A mail counts once it is here whole: a sender that dies before it reads the answer will send it again."""

    server: PostOffice

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # the sender was killed
            self._converse()

    def _converse(self) -> None:
        self._say("220 chaos")
        while line := self.rfile.readline():
            command = line[:4].upper().strip()
            if command == b"DATA":
                self._say("354 go on")
                message = email.message_from_bytes(self._data())
                self.server.taken[str(message["Message-ID"])] += 1
                self._say("250 taken")
            elif command == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 chaos")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionResetError
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
