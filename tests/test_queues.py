"""Real workers on the real broker: what people wait for never stands behind heavy tasks."""

import io
import os
import signal
import subprocess
import sys
import time
import wave

import psutil
import pytest
from celery import current_app
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from media.actions.keeping import keep_sound
from media.models import Sound
from media.states import State
from notifications.actions import post_mail
from notifications.models import MailboxMail
from stageslot.embedded.processes import stop_child, wait_until
from stageslot.queues import ASAP, DEFAULT, HEAVY, ROUTES
from web import pulses
from web.valkey import valkey

MAIL = {"to": "anna@example.org", "subject": "Your code", "text": "123456", "html": "<p>123456</p>"}
RECORDINGS = 8
MINUTES = 10


@pytest.fixture
def workers(transactional_db, broker, settings, tmp_path):
    """Both workers of a machine, ready, on an empty broker."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {name: value for name, value in os.environ.items() if name != "EMAIL_URL"} | {
        "DATABASE_URL": f"postgres://{address}",
        "REDIS_URL": settings.REDIS_URL,
        "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "MEDIA_ORIGINALS_ROOT": str(settings.MEDIA_ORIGINALS_ROOT),
    }
    command = [sys.executable, "-m", "stageslot.workers", "--no-clock"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)
    assert wait_until(lambda: len(current_app.control.ping(timeout=0.5)) == 2, seconds=60)
    yield process
    stop_child(process, ask_with=signal.SIGTERM, patience=20)


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.usefixtures("files_here")
def test_eight_recordings_do_not_delay_a_code(workers):
    for _ in range(RECORDINGS):
        keep_sound(acting_user=None, file=recording(), title="Undertow")
    assert wait_until(lambda: Sound.objects.exclude(taken_at=None).exists(), seconds=20)

    began = time.monotonic()
    post_mail(**MAIL)
    assert wait_until(MailboxMail.objects.exists, seconds=60)

    assert time.monotonic() - began < 2
    assert Sound.objects.filter(state=State.WAITING).count() >= RECORDINGS - 2


@pytest.mark.processes
@pytest.mark.slow
def test_a_worker_that_hangs_is_named(workers):
    assert wait_until(lambda: pulse_again()["worker"] == "ok", seconds=20)
    descendants = psutil.Process(workers.pid).children(recursive=True)
    stopped = [each for each in descendants if not each.children()]
    for each in stopped:
        each.suspend()

    valkey().delete("pulse:tasks")
    pulse_again()  # once: more of them would make the worker fork another process
    assert not wait_until(lambda: pulses.states()["worker"] != "hung", seconds=3)

    for each in descendants:
        each.suspend()
    valkey().delete("pulse:worker")
    assert not wait_until(lambda: pulses.states()["worker"] != "down", seconds=3)

    for each in descendants:
        each.resume()
    assert wait_until(lambda: pulse_again()["worker"] == "ok", seconds=20)


def pulse_again() -> dict[str, str]:
    """What the clock does, and what /health reads then."""
    current_app.send_task(pulses.PULSE, ["tasks"], queue=DEFAULT)
    return pulses.states()


@pytest.mark.django_db(transaction=True)
def test_a_code_goes_to_the_queue_that_is_looked_at_first(broker):
    post_mail(**MAIL)

    assert broker.llen(ASAP) == 1
    assert sorted([HEAVY, DEFAULT, ASAP]) == [ASAP, DEFAULT, HEAVY]
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["queue_order_strategy"] == "sorted"


def test_a_worker_that_is_not_told_its_queues_reads_all():
    assert set(current_app.amqp.queues.consume_from) == {ASAP, DEFAULT, HEAVY}


def test_every_route_leads_from_a_task_that_exists():
    current_app.loader.import_default_modules()
    names = [name.removesuffix("*") for name in ROUTES]

    assert [name for name in names if not any(task.startswith(name) for task in current_app.tasks)] == []


def recording() -> SimpleUploadedFile:
    """A WAV that takes the worker seconds."""
    file = io.BytesIO()
    with wave.open(file, "wb") as silence:
        silence.setnchannels(1)
        silence.setsampwidth(2)
        silence.setframerate(22_050)
        silence.writeframes(bytes(2 * 22_050 * 60 * MINUTES))
    return SimpleUploadedFile("demo.wav", file.getvalue(), content_type="audio/wav")
