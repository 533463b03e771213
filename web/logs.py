"""What goes into the log: one line for each event, with the id of its request and without secrets."""

import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from web.requests import current_request_id

SECRET = re.compile(
    r"(?i)((?:[?&\s](?:code|state|key|sig|grant)=)"
    r"|(?:[a-z_]*(?:token|password|secret|signature|authorization)[\"']?\s*[=:]\s*[\"']?(?:bearer\s+)?))"
    r"[^\s&\"',;)]+"
)
HIDDEN = r"\1[hidden]"

logger = logging.getLogger("stageslot.slow")


class RequestFilter(logging.Filter):
    """Gives each line the id of its request, hides secrets, and drops the traceback of an ordinary 4xx."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        record.msg, record.args = SECRET.sub(HIDDEN, record.getMessage()), None
        if getattr(record, "status_code", 500) < HTTPStatus.INTERNAL_SERVER_ERROR:
            record.exc_info = record.exc_text = None
        return True


def watch_queries(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Log statements of a new connection that take `SLOW_QUERY_MS` or longer, without their parameters."""
    if settings.SLOW_QUERY_MS and _log_if_slow not in connection.execute_wrappers:
        connection.execute_wrappers.append(_log_if_slow)


def _log_if_slow(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = (time.perf_counter() - began) * 1000
        if milliseconds >= settings.SLOW_QUERY_MS:
            logger.warning("slow query, %.0f ms: %s", milliseconds, " ".join(str(sql).split())[:2000])


connection_created.connect(watch_queries, dispatch_uid="slow queries")


def logging_settings(*, level: str, form: str, file: str) -> dict[str, Any]:
    """Django's LOGGING. `form` is `json` or `text`; lines go to `file`, which may be moved away at any time, or to
    standard error."""
    target: dict[str, Any] = {"class": "logging.StreamHandler"}
    if file:
        target = {"class": "logging.handlers.WatchedFileHandler", "filename": file, "encoding": "utf-8"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "web.logs.RequestFilter"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
            "text": {"format": "%(message)s"},
        },
        "handlers": {"console": target | {"filters": ["request"], "formatter": form}},
        "root": {"handlers": ["console"], "level": level},
        # Celery and Stripe would tell of each task and each request, with ids of sessions.
        "loggers": {"stripe": {"level": "WARNING"}, "celery": {"level": "WARNING"}},
    }
