"""Celery's queues: what people wait for never stands behind what may take minutes.

A worker looks at its queues in the order of their names (`queue_order_strategy` in the settings): `ASAP` comes first.
"""

from kombu import Exchange, Queue

ASAP = "asap"
"""What somebody sits and waits for: sign-in codes, and what a form shows next."""
DEFAULT = "celery"
HEAVY = "heavy"
"""Pictures and sounds, calendars of other servers, lists, copies of data, and nightly upkeep."""

PROMPT_QUEUES = (ASAP, DEFAULT)
HEAVY_QUEUES = (HEAVY,)
QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in (*PROMPT_QUEUES, *HEAVY_QUEUES)]
"""What a worker reads that is not told which, such as `celery worker`."""

ROUTES = {
    "notifications.tasks.post": {"queue": ASAP},
    "accounts.tasks.ask_source": {"queue": ASAP},
    "accounts.tasks.read_look": {"queue": ASAP},
    "media.tasks.*": {"queue": HEAVY},
    "calendar_imports.tasks.*": {"queue": HEAVY},
    "show_imports.tasks.*": {"queue": HEAVY},
    "departures.tasks.*": {"queue": HEAVY},
    "accounts.tasks.drop_what_is_over": {"queue": HEAVY},
    "notifications.tasks.drop_old_mails": {"queue": HEAVY},
    "availability.tasks.extend_projections": {"queue": HEAVY},
    "availability.tasks.purge_what_is_past": {"queue": HEAVY},
    "discovery.tasks.make_listings_right": {"queue": HEAVY},
    "discovery.tasks.learn_words": {"queue": HEAVY},
}
