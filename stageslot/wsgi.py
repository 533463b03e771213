"""The WSGI entry point that serves the pages."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")

application = get_wsgi_application()
# The first visitor need not wait for the views to be imported, and what is loaded by now stays for good: to look
# through it for garbage, every few hundred objects, took as long as a page's queries.
_patterns = get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
