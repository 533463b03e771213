"""The outbox emptied by a real Celery worker on the real broker."""

import os
import subprocess
import sys
import time

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from accounts.states import Role
from notifications.actions import notify
from notifications.actions.telling import DELIVERY
from notifications.models import MailboxMail, Notification
from tests.factories import MembershipFactory
from web import pulses


@pytest.fixture
def worker(transactional_db, broker):
    """A worker of its own, on an empty broker: it would send the mails that earlier tests have left there."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {name: value for name, value in os.environ.items() if name != "EMAIL_URL"} | {
        "DATABASE_URL": f"postgres://{address}",
        "REDIS_URL": settings.REDIS_URL,
        "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
    }
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "stageslot", "worker", "--pool=solo"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    yield process
    process.terminate()
    process.wait(timeout=60)


def wait_until(condition, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.slow
def test_a_worker_sends_what_was_told_and_shows_that_it_lives(worker):
    membership = MembershipFactory(role=Role.OWNER, user__email="anna@example.org")
    notify(users=[membership.user], kind="accounts.approved", data={"party": str(membership.party_id)})
    wait_until(lambda: Notification.objects.get().email_state == Notification.EmailState.SENT)
    [mail] = MailboxMail.objects.all()
    assert (mail.to, mail.subject) == ("anna@example.org", f"{membership.party.name} is approved")
    wait_until(lambda: pulses.alive()["worker"])


def test_what_is_sent_for_by_name_is_there():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {DELIVERY, *scheduled} <= set(current_app.tasks)
