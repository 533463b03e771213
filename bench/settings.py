"""The site's settings with one page more: the view that everything is compared with."""

import os

from stageslot.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
RATE_LIMITS = ACCOUNT_RATE_LIMITS = False
DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = 24  # noqa: F405 sixteen clients at once, each with a connection
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
if os.environ.get("BENCH_CACHE") in ("dummy", "nothing"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
