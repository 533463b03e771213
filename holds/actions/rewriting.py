"""Writing anew what calendars tell of standing holds, once a party that they name is called otherwise or moves."""

from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Party
from availability.actions import write_entries
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.states import Channel
from holds.actions.entries import hold_entries
from holds.actions.ladders import Ladders
from holds.actions.terms import find_hold
from holds.models import Hold
from holds.states import HoldState

TASK = "holds.tasks.rewrite_entries"


def enqueue_rewriting(party: Party) -> None:
    """Have the worker write it, once this transaction is committed."""
    transaction.on_commit(partial(current_app.send_task, TASK, [str(party.pk)], retry=False), robust=True)


def holds_that_name(party_id: UUID | str) -> QuerySet[Hold]:
    named = Q(holder=party_id) | Q(act=party_id) | Q(stage__venue__party=party_id)
    return Hold.objects.standing().filter(named).order_by("id")


@one_transaction
def rewrite_hold_entries(*, hold: Hold) -> None:
    """Write what calendars tell of a hold from what is true now; nothing where it is the same, or has ended."""
    ladders = Ladders.of(Doing.begin(None, Channel.CLOCK), [find_hold(hold)])
    found = ladders.holds.get(hold.pk)
    if found is not None and found.state == HoldState.STANDING:
        write_entries(drafts=hold_entries(found, ladders.rank_of(found)))
