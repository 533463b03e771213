"""Writing anew what calendars tell of coming shows, once a party that they name is called otherwise or is elsewhere.

A party may have hundreds of them: the worker takes each in a transaction of its own.
"""

import datetime as dt
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Party
from bookings.actions.locking import lock_show
from bookings.actions.retelling import retell
from bookings.models import Booking, Show
from bookings.states import PUBLISHED
from engagements.actions.transactions import one_transaction

TASK = "bookings.tasks.rewrite_entries"


def enqueue_rewriting(party: Party) -> None:
    """Have the worker write it, once this transaction is committed."""
    transaction.on_commit(partial(current_app.send_task, TASK, [str(party.pk)], retry=False), robust=True)


def shows_that_name(party_id: UUID | str, at: dt.datetime) -> QuerySet[Show]:
    """Published shows that are not over: the party's own, those at its house, and those on which it plays."""
    plays = Booking.objects.promised().filter(spot__show=OuterRef("pk"), act=party_id)
    named = Q(owner=party_id) | Q(stage__venue__party=party_id) | Exists(plays)
    return Show.objects.filter(named, state__in=sorted(PUBLISHED), out_at__gt=at).order_by("id")


@one_transaction
def rewrite_show_entries(*, show_id: UUID) -> None:
    """Write what calendars tell of a show from what is true now; nothing where it is the same."""
    retell(lock_show(show_id))
