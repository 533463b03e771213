"""What belongs to the installation rather than to an app."""

from contextlib import closing

import redis
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations.queries.backups import is_backup_overdue
from operations.queries.disks import is_disk_full
from web import pulses
from web.proxies import last_fault
from web.security_log import log_refusal

PATIENCE_SECONDS = 2


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Each part's state and the version: `ok` or `down`, `hung` of a worker that finishes no tasks, `full` of the disk,
    and `old` of the backup where backups are watched. 503 when the database is gone; with `?strict` when anything is
    not ok. Tells nothing that only staff may know."""
    is_database_up = _is_database_up()
    answer = {"database": _word(is_database_up), **_parts_behind_valkey(), "disk": "full" if is_disk_full() else "ok"}
    if settings.BACKUP_HOURS and is_database_up:
        answer["backup"] = "old" if is_backup_overdue() else "ok"
    is_well = is_database_up and ("strict" not in request.GET or {*answer.values()} == {"ok"})
    return JsonResponse(answer | {"version": settings.VERSION}, status=200 if is_well else 503)


@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """Send whoever wants into the admin to the one sign-in there is. Reads no password."""
    if not request.user.is_authenticated:
        return redirect_to_login(_wanted_admin_page(request))
    if not request.user.is_staff:
        log_refusal("administration_refused", request=request)
        raise PermissionDenied
    return redirect(_wanted_admin_page(request))


def _wanted_admin_page(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else resolve_url("admin:index")


def _is_database_up() -> bool:
    """Ask by a connection outside the pool, so that the answer comes soon even when the pool waits."""
    probe = connection.copy()
    options = {name: value for name, value in probe.settings_dict["OPTIONS"].items() if name != "pool"}
    probe.settings_dict["OPTIONS"] = options | {"connect_timeout": PATIENCE_SECONDS}
    try:
        with closing(probe), probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _parts_behind_valkey() -> dict[str, str]:
    try:
        return {"redis": "ok", **pulses.states(), **({"proxy": "wrong"} if last_fault() else {})}
    except redis.RedisError:
        return dict.fromkeys(("redis", *pulses.TASKS, "clock"), "down")


def _word(is_up: bool) -> str:
    return "ok" if is_up else "down"
