"""The Celery application: `celery -A stageslot worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")

app = Celery("stageslot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
