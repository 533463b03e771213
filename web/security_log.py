"""The security log: who signed in, failed, got rights or lost them, one line of JSON each (docs/security.md).

The logger is `stageslot.security`; the settings of logging decide where its lines go. No line holds a secret.
"""

import json
import logging
from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.timezone import now

NAME = "stageslot.security"
TEXT_MAX = 200

logger = logging.getLogger(NAME)


def log_security(
    event: str, *, user: object = None, request: HttpRequest | None = None, level: int = logging.INFO, **details: object
) -> None:
    """Write one event, such as "signed_in". Never raises.

    `user` is whom it concerns: by default whoever is signed in. `request` is by default the one that is being answered;
    without one (the worker, the command line) the line has neither IP address nor browser. `details` are numbers, ids
    and short texts; other objects are written as text. The record also carries all fields as `record.security`.
    """
    request = request or context.request
    actor = getattr(request, "user", None)
    fields: dict[str, object] = {"event": event, "at": now().isoformat(timespec="milliseconds")}
    fields |= _person(user if user is not None else actor)
    if user is not None and actor is not None and actor.is_authenticated and actor.pk != getattr(user, "pk", None):
        fields["by"] = str(actor.pk)
    if request is not None:
        fields |= _origin(request)
    fields |= {name: _short(value) for name, value in details.items() if value not in (None, "")}
    # JSON escapes line ends and control characters: nobody writes a second line by the name of their browser.
    logger.log(level, json.dumps(fields), extra={"security": fields})


def log_refusal(event: str, *, user: object = None, request: HttpRequest | None = None, **details: object) -> None:
    """The same for what was refused or failed, at the level of a warning."""
    log_security(event, user=user, request=request, level=logging.WARNING, **details)


def _person(user: object) -> dict[str, object]:
    pk = getattr(user, "pk", None)
    return {"person": str(pk), "address": getattr(user, "email", "")} if pk else {}


def _origin(request: HttpRequest) -> dict[str, object]:
    origin: dict[str, object] = {"path": _short(request.path), "method": request.method}
    with suppress(PermissionDenied):  # a request without an address: from a socket of this machine, or a test
        origin["ip"] = get_adapter(request).get_client_ip(request)
    if browser := request.headers.get("User-Agent"):
        origin["user_agent"] = _short(browser)
    if request_id := getattr(request, "request_id", None):
        origin["request_id"] = str(request_id)
    return origin


def _short(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_short(each) for each in value]
    return str(value)[:TEXT_MAX]
