"""The site under the settings of the bench: `app` as pages are served, `application` as WSGI.

`BENCH_CACHE=dummy` keeps no page and no fragment; `BENCH_CACHE=nothing` nor anything else: before each request it
forgets what the process remembers of what it has worded and drawn.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from stageslot.pages import PagesApp
from stageslot.wsgi import application as site

CACHE = os.environ.get("BENCH_CACHE")
application = site

if CACHE in ("dummy", "nothing"):
    from django.core.cache.backends.dummy import DummyCache

    from web import fragments

    fragments.near = DummyCache("bench", {})

if CACHE == "nothing":
    from bench.forgetting import forget

    def application(environ, start_response):
        forget()
        return site(environ, start_response)


app = PagesApp(application)
