"""Mails of the outbox over SMTP: one process, one connection for each batch, beside one connection for each mail."""

import subprocess
import sys
import time

from django.conf import settings

from accounts.models import Party, User
from accounts.states import PartyKind
from availability.models import Calendar
from bench import worlds
from bench.timing import say
from notifications.actions import deliver_mail, deliver_mail_by, notify, one_connection
from notifications.models import Notification
from stageslot.embedded import loopback
from stageslot.embedded.processes import wait_until

PEOPLE = 600
KIND = "accounts.approved"


def run() -> None:
    port = loopback.choose_port()
    handler = ["-c", "aiosmtpd.handlers.Sink"]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"{loopback.HOST}:{port}", *handler]
    sink = subprocess.Popen(command)
    try:
        assert wait_until(lambda: loopback.is_taken(port), seconds=20)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = loopback.HOST, port
        _measure()
    finally:
        sink.terminate()
        sink.wait()
        worlds.empty()


def _measure() -> None:
    waiting = _tell()
    _one_by_one(waiting[:50])  # warms up
    say("mails a second, a connection for each", f"{_rate(_one_by_one, waiting[50:200]):.0f}")
    say("mails a second, one connection for 100", f"{_rate(_in_batches, waiting[200:]):.0f}", "at least 150")
    assert not Notification.objects.filter(email_state=Notification.EmailState.WANTED).exists()


def _tell() -> list:
    """Ids of mails that wait, to PEOPLE people about a band of theirs."""
    band = Party.objects.create(
        kind=PartyKind.BAND, name="Bench", slug="bench", timezone="Europe/Berlin", calendar=Calendar.objects.create()
    )
    people = [User.objects.create_user(f"mail{number}@bench.example") for number in range(PEOPLE)]
    for user in people:
        band.memberships.create(user=user, role="owner")
    notify(users=people, kind=KIND, data={"party": str(band.pk)})
    return list(Notification.objects.values_list("pk", flat=True))


def _rate(send, ids: list) -> float:
    began = time.perf_counter()
    send(ids)
    return len(ids) / (time.perf_counter() - began)


def _one_by_one(ids: list) -> None:
    for each in ids:
        deliver_mail(notification_id=each)


def _in_batches(ids: list) -> None:
    for start in range(0, len(ids), 100):
        with one_connection() as post:
            for each in ids[start : start + 100]:
                deliver_mail_by(post, notification_id=each)
