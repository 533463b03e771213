"""How e-mail comes in: from a service, and from a mail server of one's own."""

import base64
import io
import json
import os
import smtplib
import sys
import uuid
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from anymail.signals import inbound
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client

from messaging.models import Message, Seat, Thread
from messaging.periodic import mail_all_unread
from messaging.urls import inbound_paths
from messaging.views.inbound import connect
from messaging.words.addresses import reply_address
from notifications.models import Notification
from notifications.periodic import sweep_outbox
from tests.live.conftest import free_port
from tests.messaging.mails import DOMAIN, SERVER, a_reply, read_in_this_process, results
from tests.messaging.test_unread_mail import later

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
ADDRESS = "/messages/inbound/postmark/mime/"
SECRET = "postmark:sesame"


@pytest.fixture(autouse=True)
def _mail_comes_in(settings, monkeypatch):
    settings.INBOUND_DOMAIN, settings.INBOUND_AUTHSERV_ID = DOMAIN, SERVER
    read_in_this_process(monkeypatch)


@pytest.fixture
def anna(house):
    """The host's leader, who reads her mail."""
    EmailAddress.objects.create(user=house.manager, email=house.manager.email, verified=True, primary=True)
    return house.manager


@pytest.fixture
def asked(act, booking, say, anna):
    """The address to which Anna answers."""
    say(act.leader, booking.pk, "Load-in?")
    Seat.objects.filter(user=anna).update(reply_token=uuid.UUID(int=7))
    Notification.objects.all().delete()
    return reply_address(uuid.UUID(int=7))


def answers():
    return list(Message.objects.filter(number__gt=1).values_list("text", flat=True))


@pytest.fixture
def post(settings):
    """What the service sends, and with which secret."""
    settings.ROOT_URLCONF = "tests.messaging.inbound_urls"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.WEBHOOK_SECRET = SECRET
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.FORM_BYTES_MAX + settings.INBOUND_BYTES_MAX
    connect()

    def send(content, secret=SECRET):
        headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
        return (
            Client(raise_request_exception=False)
            .post(ADDRESS, content, content_type="application/json", headers=headers)
            .status_code
        )

    yield send
    inbound.disconnect(dispatch_uid="messaging")


def told(content, **fields):
    """What Postmark tells of a mail."""
    return json.dumps({"RawEmail": content.decode("latin-1"), "Headers": [], "MessageID": "x"} | fields)


def test_a_service_with_the_secret_brings_replies_and_nobody_else_does(post, asked, anna):
    content = told(a_reply(asked, anna.email))

    assert [post(content, secret) for secret in ("", "postmark:wrong", "x")] == [400, 400, 400]
    assert answers() == []
    assert [post(content), post(content)] == [200, 200]
    assert answers() == ["Five it is."]


def test_a_service_may_send_more_than_a_form_but_not_everything(post, asked, anna, settings):
    files = [("drums.wav", b"x" * 2 * 1024 * 1024)]
    content = told(a_reply(asked, anna.email, files=files))

    assert (post(content, ""), post(content, "postmark:wrong")) == (413, 413)
    assert post(content) == 200
    assert Message.objects.get(number=2).attachments.get().file.bytes == 2 * 1024 * 1024
    assert post("x" * (settings.INBOUND_BYTES_MAX + settings.FORM_BYTES_MAX + 1)) == 413


NONSENSE = ["", "{", "[]", "{}", '{"RawEmail": 1}', '{"RawEmail": "\\u0000", "Headers": [{}]}', "\x00", "[" * 100_000]


@pytest.mark.parametrize("content", NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_no_mail_is_no_error_of_ours(post, content):
    assert post(content) in (200, 406)


def test_a_mail_that_fails_here_comes_again(post, asked, anna, monkeypatch):
    def fail(**_values):
        raise OperationalError

    monkeypatch.setattr("messaging.actions.receiving.send_message", fail)
    content = told(a_reply(asked, anna.email))
    assert post(content) == 503
    monkeypatch.undo()
    assert post(content) == 200
    assert len(answers()) == 1


def test_a_service_that_nobody_knows_is_refused_at_start():
    with pytest.raises(ImproperlyConfigured):
        inbound_paths("pigeon")


def test_without_a_service_the_address_does_not_exist(client):
    assert client.post(ADDRESS, "{}", content_type="application/json").status_code == 404


@pytest.fixture
def pipe(monkeypatch):
    """Hands a mail to `manage.py receive_mail`; gives its exit code."""

    def send(content, **options):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        try:
            call_command("receive_mail", **options)
        except CommandError as error:
            return error.returncode
        return os.EX_OK

    return send


def test_a_mail_server_hands_replies_to_the_command(pipe, asked, anna, settings, monkeypatch):
    content = a_reply("people@example.org", anna.email)

    def fail(**_values):
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr("messaging.actions.receiving.send_message", fail)
        assert pipe(content, recipient=asked) == os.EX_TEMPFAIL
    assert pipe(content, recipient=asked, sender=anna.email) == os.EX_OK
    assert answers() == ["Five it is."]
    assert pipe(b"") == os.EX_OK
    settings.INBOUND_BYTES_MAX = 10
    assert pipe(content) == os.EX_DATAERR
    settings.INBOUND_DOMAIN = ""
    assert pipe(content) == os.EX_CONFIG


class PostOffice:
    """A mail server that keeps what it is sent, as `aiosmtpd` calls it."""

    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.server.sockets[0].getsockname()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield office
    controller.stop()


def test_the_mail_that_somebody_gets_is_answered_over_smtp_into_the_thread(
    post_office, pipe, asked, anna, act, settings
):
    with later(11):
        mail_all_unread()
        sweep_outbox()
    [envelope] = post_office.envelopes
    got = message_from_bytes(envelope.content, policy=policy.default)
    text = got.get_body(("plain",)).get_content()
    assert (envelope.rcpt_tos, got["Reply-To"]) == ([anna.email], asked)
    assert "Reply to this email" in text

    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    said = f"Five it is.\n\nOn Mon, 1 Jan 2028 at 10:00, StageSlot wrote:\n{quoted}"
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        server.sendmail(anna.email, [got["Reply-To"]], a_reply(got["Reply-To"], anna.email, said, proven=False))
    reply = post_office.envelopes[1]
    arrived = f"Authentication-Results: {results()}\r\n".encode() + reply.content
    assert pipe(arrived, recipient=reply.rcpt_tos[0], sender=reply.mail_from) == os.EX_OK

    assert answers() == ["Five it is."]
    # Its own mail comes back: it was no answer of a person.
    assert pipe(envelope.content, recipient=asked) == os.EX_OK
    assert answers() == ["Five it is."]


def test_threads_in_one_mail_have_an_address_each_where_something_may_be_written(anna, act, booking, say):
    say(act.leader, booking.pk, "Load-in?")
    say(act.leader, booking.spot.show_id, "Who brings the drums?")
    Notification.objects.all().delete()
    with later(11):
        mail_all_unread()
        sweep_outbox()

    sent = next(each for each in mail.outbox if each.to == [anna.email])
    seats = {seat.thread_id: seat for seat in Seat.objects.filter(user=anna)}
    addresses = [reply_address(seat.reply_token) for seat in seats.values()]
    assert sent.reply_to == []
    assert len(set(addresses)) == 2
    for address in addresses:
        assert address in sent.body
        assert f"mailto:{address}" in sent.alternatives[0].content
    assert Thread.objects.filter(pk__in=seats).count() == 2
