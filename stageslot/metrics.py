"""`/metrics` in the format of Prometheus (docs/monitoring.md)."""

import contextlib
import secrets
from collections.abc import Iterable, Iterator

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from stageslot.queues import HEAVY_QUEUES, PROMPT_QUEUES
from web import metrics
from web.local import is_local

# One row: what waits in the outbox, claims, locks that somebody waits for.
STATE = """
SELECT (SELECT count(*) FROM notifications_notification WHERE email_state = 'wanted' AND email_next_at <= now()),
       (SELECT coalesce(extract(epoch FROM now() - min(email_next_at)), 0) FROM notifications_notification
         WHERE email_state = 'wanted' AND email_next_at <= now()),
       (SELECT count(*) FROM availability_timeblock WHERE kind = 'claim'),
       (SELECT count(*) FROM pg_locks WHERE NOT granted)
"""
CONNECTIONS = """
SELECT coalesce(state, 'none'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY state
"""
TITLES = ("outbox_due", "outbox_age_seconds", "claims", "locks_waiting")
HELP = (
    "Mails that are due.",
    "How long the oldest mail that is due has waited.",
    "Claims on calendars.",
    "Locks of the database that somebody waits for.",
)


@never_cache
@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """For who shows `METRICS_TOKEN`; without one, for this machine only. For anybody else it does not exist."""
    if not _may_read(request):
        raise Http404
    metrics.counts.flush()
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN:
        return is_local(request)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


class SiteCollector(Collector):
    """Everything, read when it is asked for; without what cannot be read, such as Valkey's part while that is away."""

    def collect(self) -> Iterable[Metric]:
        with contextlib.suppress(redis.RedisError):
            sums = metrics.read_sums()
            yield _counter("requests", "Answers.", ["view", "method", "status"], sums)
            yield _counter("sign_ins", "Sign-ins, done and failed.", ["outcome"], sums)
            yield _durations(sums)
            yield _queues()
        with contextlib.suppress(DatabaseError):
            yield from _database()


def _counter(name: str, text: str, labels: list[str], sums: dict[str, float]) -> Metric:
    family = CounterMetricFamily(f"stageslot_{name}", text, labels=labels)
    for field, amount in sums.items():
        found, *values = field.split("|")
        if found == name and len(values) == len(labels):
            family.add_metric(values, amount)
    return family


def _durations(sums: dict[str, float]) -> Metric:
    counts = [sums.get(metrics.named("seconds", place), 0.0) for place in range(len(metrics.BUCKETS) + 1)]
    bounds = [*map(str, metrics.BUCKETS), "+Inf"]
    buckets = [(bound, sum(counts[: place + 1])) for place, bound in enumerate(bounds)]
    family = HistogramMetricFamily("stageslot_request_seconds", "How long answers took.")
    family.add_metric([], buckets=buckets, sum_value=sums.get("seconds_sum", 0.0))
    return family


def _queues() -> Metric:
    family = GaugeMetricFamily("stageslot_queue_length", "Tasks that no worker has taken yet.", labels=["queue"])
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1) as broker:
        for queue in (*PROMPT_QUEUES, *HEAVY_QUEUES):
            family.add_metric([queue], broker.llen(queue))
    return family


def _database() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        for title, text, value in zip(TITLES, HELP, cursor.fetchone() or (), strict=True):
            yield GaugeMetricFamily(f"stageslot_{title}", text, value=float(value))
        cursor.execute(CONNECTIONS)
        family = GaugeMetricFamily("stageslot_database_connections", "Connections, by state.", labels=["state"])
        for state, count in cursor.fetchall():
            family.add_metric([state], count)
        yield family
