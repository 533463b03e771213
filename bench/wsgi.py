"""The site under the settings of the bench."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from stageslot.wsgi import application  # noqa: F401

if os.environ.get("BENCH_CACHE") == "dummy":
    from django.core.cache.backends.dummy import DummyCache

    from bookings import fragments

    fragments.near = DummyCache("bench", {})
