"""The Celery application: `celery -A stageslot worker`."""

import gc
import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import worker_init, worker_ready
from celery.worker import state

import web.pulses  # noqa: F401  the worker's heartbeat is a signal it listens to

CLOCK_CHECK_SECONDS = 5

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")
if "STAGESLOT_INSTANCE" in os.environ:  # bin/run says once, and shorter, that it does not need root
    warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("stageslot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def share_memory(**_signal: object) -> None:
    """What is loaded before the worker forks stays for good: a look through it for garbage would copy its memory."""
    gc.collect()
    gc.freeze()


@worker_ready.connect
def watch_clock(sender: Any, **_signal: object) -> None:
    """End a worker that was started with `--beat` when its beat process ends, so that both are started again.

    Celery itself does not look after that process.
    """
    if clock := getattr(sender.controller, "beat", None):
        sender.timer.call_repeatedly(CLOCK_CHECK_SECONDS, stop_without_clock, (clock,))


def stop_without_clock(clock: Any) -> None:
    """Ask the worker to finish its tasks and to exit with a failure if the process `clock` is not alive."""
    if not clock.is_alive():
        state.should_stop = os.EX_SOFTWARE
