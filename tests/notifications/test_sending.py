"""Mails of one batch go over one connection, and over a new one where the server has closed it."""

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage

from notifications.actions import one_connection
from stageslot.embedded.loopback import choose_port


class PostOffice:
    """Takes so many mails by each connection, then closes it. `connections`: by which each mail came."""

    def __init__(self):
        self.connections = []
        self.most = 100

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.connections.count(session.peer) >= self.most:
            server.transport.close()
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.connections.append(session.peer)
        return "250 OK"


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=choose_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.server.sockets[0].getsockname()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield office
    controller.stop()


def send(count):
    with one_connection() as post:
        return [post.send(EmailMessage("News", "Text", to=["anna@example.org"])) for _ in range(count)]


def test_a_batch_goes_over_one_connection(post_office):
    assert send(5) == [1] * 5
    assert len(post_office.connections) == 5
    assert len(set(post_office.connections)) == 1


def test_a_server_that_closes_the_connection_gets_the_rest_over_new_ones(post_office):
    post_office.most = 2

    assert send(5) == [1] * 5
    assert len(post_office.connections) == 5
    assert len(set(post_office.connections)) == 3


def test_a_server_that_is_away_is_an_error_for_each_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with one_connection() as post, pytest.raises(ConnectionRefusedError):
        post.send(EmailMessage("News", "Text", to=["anna@example.org"]))
