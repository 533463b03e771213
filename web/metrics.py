"""What happens, counted for `/metrics`: each process adds up, and a thread writes the sums to Valkey now and then.

All processes and machines of a site count into one hash, so it does not matter which of them is asked, and no request
waits for Valkey.
"""

import atexit
import logging
import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable

import redis
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest, HttpResponse

from web.valkey import as_text, valkey

KEY = "metrics"
FLUSH_SECONDS = 5
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds of how long an answer took; one more for all above."""

logger = logging.getLogger(__name__)


class Counts:
    """Sums of one process that are not yet in Valkey, by name and labels."""

    def __init__(self) -> None:
        self._sums: defaultdict[str, float] = defaultdict(float)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, amounts: dict[str, float]) -> None:
        """Add to some sums. The first call in a process starts the thread: one from before a fork would be gone."""
        with self._lock:
            for name, amount in amounts.items():
                self._sums[name] += amount
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._flush_forever, daemon=True, name="metrics")
                self._thread.start()

    def flush(self) -> None:
        """Write what has been added. Never raises: it is kept while Valkey is away."""
        with self._lock:
            sums, self._sums = self._sums, defaultdict(float)
        if not sums:
            return
        try:
            pipeline = valkey().pipeline(transaction=True)
            for name, amount in sums.items():
                pipeline.hincrbyfloat(KEY, name, amount)
            pipeline.execute()
        except redis.RedisError:
            with self._lock:
                for name, amount in sums.items():
                    self._sums[name] += amount

    def _flush_forever(self) -> None:
        while True:
            time.sleep(FLUSH_SECONDS)
            self.flush()


counts = Counts()
atexit.register(counts.flush)


def named(name: str, *labels: object) -> str:
    """A sum's field in the hash: its name and labels, which hold no bar."""
    return "|".join([name, *map(str, labels)])


def read_sums() -> dict[str, float]:
    """All sums of the site. Raises RedisError."""
    return {as_text(name): float(amount) for name, amount in valkey().hgetall(KEY).items()}


class MetricsMiddleware:
    """Counts each request by its view and status, and how long its answer took. Comes first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        view = request.resolver_match.view_name if request.resolver_match else ""
        counts.add(
            {
                named("requests", view or "none", request.method, response.status_code): 1,
                named("seconds", bisect_left(BUCKETS, seconds)): 1,
                "seconds_sum": seconds,
            }
        )
        return response


def count_sign_in(**_signal: object) -> None:
    counts.add({named("sign_ins", "done"): 1})


def count_failed_sign_in(**_signal: object) -> None:
    counts.add({named("sign_ins", "failed"): 1})


user_logged_in.connect(count_sign_in, dispatch_uid="metrics")
user_login_failed.connect(count_failed_sign_in, dispatch_uid="metrics")
