"""The Celery application: `celery -A stageslot worker`."""

import os

from celery import Celery

import web.pulses  # noqa: F401  the worker's heartbeat is a signal it listens to

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")

app = Celery("stageslot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
