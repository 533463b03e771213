"""Search rows that follow a rate, a town or a genre: gone through by the worker, some hundred parties a transaction."""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts.models import Party
from discovery.models import Fact, ListingRefresh
from studio.models import Service

STEP = 500
"""So many parties a transaction; each is locked until its end, and whoever saves one of them waits that long."""
STEPS_MAX = 100
# Who writes a search row has locked its party first, and holds the lock of that table until the end. Whoever holds it
# now may have read the fact before it changed; whoever comes later has not.
WRITING = """
SELECT DISTINCT virtualtransaction FROM pg_locks
 WHERE locktype = 'relation' AND relation = 'accounts_party'::regclass AND granted
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND mode IN ('RowShareLock', 'RowExclusiveLock') AND pid IS DISTINCT FROM pg_backend_pid()
"""


def refresh_listings(*, steps: int = STEPS_MAX) -> int:
    """Go on with the search rows that a changed fact left behind, the oldest first and at most so many steps; returns
    how many parties that were.

    Each step commits by itself and may be done again: one that is broken off is taken up where it stood, by whichever
    worker comes next, and two workers never do the same. Where other transactions may have read the fact as it was,
    it waits for their end, without holding anything.
    """
    count = 0
    for pk in list(ListingRefresh.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True)):
        while steps > 0 and (done := _go_on(pk)) is not None:
            steps, count = steps - 1, count + done
    return count


@transaction.atomic
def _go_on(pk: int) -> int | None:
    """One step: how many parties were done; None where nothing is left to do here, or not yet."""
    waiting = ListingRefresh.objects.select_for_update(skip_locked=True, no_key=True).filter(finished_at=None)
    refresh = waiting.filter(pk=pk).first()
    if refresh is None or _is_overtaken(refresh) or _must_wait(refresh):
        return None
    left = _who_hangs_on(refresh)
    if refresh.total is None:
        refresh.total = left.count()
    if refresh.reached is not None:
        left = left.filter(pk__gt=refresh.reached)
    step = list(left.order_by("pk").values_list("pk", flat=True)[:STEP])
    _write_anew(Fact(refresh.fact), step)
    refresh.done += len(step)
    if len(step) < STEP:
        refresh.finished_at = now()
    else:
        refresh.reached = step[-1]
    refresh.save(update_fields=["waits_for", "reached", "done", "total", "finished_at"])
    return len(step)


def _is_overtaken(refresh: ListingRefresh) -> bool:
    """Whether the same fact has changed again since: going through it once is enough."""
    if not ListingRefresh.objects.filter(fact=refresh.fact, key=refresh.key, pk__gt=refresh.pk).exists():
        return False
    refresh.finished_at = now()
    refresh.save(update_fields=["finished_at"])
    return True


def _must_wait(refresh: ListingRefresh) -> bool:
    if refresh.waits_for == []:
        return False
    with connection.cursor() as cursor:
        cursor.execute(WRITING)
        writing = {each for (each,) in cursor.fetchall()}
    refresh.waits_for = sorted(writing if refresh.waits_for is None else writing.intersection(refresh.waits_for))
    if refresh.waits_for:
        refresh.save(update_fields=["waits_for"])
    return bool(refresh.waits_for)


def _who_hangs_on(refresh: ListingRefresh) -> QuerySet[Party]:
    match Fact(refresh.fact):
        case Fact.RATE:
            priced = Service.objects.offered().filter(currency=refresh.key).values("professional")
            return Party.objects.filter(Q(fee_currency=refresh.key) | Q(pk__in=priced))
        case Fact.CITY:
            return Party.objects.filter(city=UUID(refresh.key))
        case Fact.GENRE:
            return Party.objects.filter(genres=refresh.key)


def _write_anew(fact: Fact, parties: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT discovery_refresh_listings(%s::uuid[])", [parties])
        if fact != Fact.RATE:
            cursor.execute("SELECT discovery_refresh_texts(%s::uuid[])", [parties])
