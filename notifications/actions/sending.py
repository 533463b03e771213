"""Many mails over one connection to the mail server."""

from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPServerDisconnected

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend


class Post:
    """Sends mails over one connection, which it opens with the first of them."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, mail: EmailMessage) -> int:
        """1 if the mail went out. Raises what the mail server answers.

        A server that has closed the connection, as many do after some mails, gets the mail over a new one.
        """
        was_open = self._connection is not None
        try:
            return self._send(mail)
        except SMTPServerDisconnected:
            self.close()
            if not was_open:
                raise
            return self._send(mail)

    def close(self) -> None:
        """End the connection. Never raises: what was accepted has gone out."""
        connection, self._connection = self._connection, None
        try:
            if connection:
                connection.close()
        except OSError:
            return

    def _send(self, mail: EmailMessage) -> int:
        if self._connection is None:
            connection = get_connection()
            connection.open()
            self._connection = connection
        mail.connection = self._connection
        return mail.send()


@contextmanager
def one_connection() -> Iterator[Post]:
    """A `Post` for the length of the block."""
    post = Post()
    try:
        yield post
    finally:
        post.close()
