"""The site under the settings of the bench."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

application = get_wsgi_application()

if os.environ.get("BENCH_CACHE") == "dummy":
    from django.core.cache.backends.dummy import DummyCache

    from bookings import fragments

    fragments.near = DummyCache("bench", {})
