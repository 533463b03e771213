"""The site's settings with one page more: the view that everything is compared with."""

from stageslot.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
RATE_LIMITS = False
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
