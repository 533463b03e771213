"""What no event reported: everything that runs is looked at again, and what the provider lists is compared with ours.

What differs is stored as an event of its own, under an id that begins with "found-", and handled like any other.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import islice
from uuid import UUID

from django.utils.timezone import now

from payments import provider
from payments.actions.applying import Mismatch
from payments.actions.checkouts import refresh
from payments.actions.events import store_event
from payments.models import Attempt, Dispute, LedgerEntry, Refund
from payments.provider import SeenCharge, SeenDispute, SeenRefund, Told
from payments.states import OPEN_DISPUTES, AttemptState, EntryKind, OutgoingState

AT_ONCE = 100


def check_attempt(*, attempt_id: UUID) -> None:
    """Ask what became of a running attempt. What does not match is left for staff. Raises ProviderDown."""
    try:
        refresh(attempt_id=attempt_id)
    except Mismatch:
        store_event(_told("checkout.session.completed", Attempt.objects.get(pk=attempt_id).checkout_id))


def find_unreported(*, since: dt.datetime) -> int:
    """Compare charges, refunds and disputes that the provider lists since an instant with ours, and look at every
    dispute that is not decided. How many differences were found. Raises ProviderDown."""
    found = [
        *_in_batches(provider.charges_since(since), _unknown_charges),
        *_in_batches(provider.refunds_since(since), _unknown_refunds),
        *_in_batches([*provider.disputes_since(since), *_open_disputes(since)], _unknown_disputes),
    ]
    for told in found:
        store_event(told)
    return len(found)


def _in_batches(listed: Iterable, unknown: Callable[[list], Iterable[Told]]) -> Iterable[Told]:
    left = iter(listed)
    while some := list(islice(left, AT_ONCE)):
        yield from unknown(some)


def _unknown_charges(some: list[SeenCharge]) -> Iterable[Told]:
    """Paid without our knowing it, or with costs that were not known yet."""
    known = Attempt.objects.filter(charge_id__in=[one.id for one in some], state=AttemptState.PAID)
    paid_by = dict(known.values_list("charge_id", "pk"))
    costs = LedgerEntry.objects.filter(kind=EntryKind.COSTS, about__in=map(str, paid_by.values()))
    have_costs = set(costs.values_list("about", flat=True))
    for one in some:
        if one.is_paid and one.id not in paid_by:
            yield _told("charge.succeeded", one.id)
        elif one.costs_minor and one.id in paid_by and str(paid_by[one.id]) not in have_costs:
            yield _told("charge.updated", one.id, "costs")


def _unknown_refunds(some: list[SeenRefund]) -> Iterable[Told]:
    ours = set(
        Attempt.objects.filter(charge_id__in=[one.charge_id for one in some]).values_list("charge_id", flat=True)
    )
    known = dict(Refund.objects.filter(provider_id__in=[one.id for one in some]).values_list("provider_id", "state"))
    for one in some:
        is_news = one.state != OutgoingState.FAILED if one.id not in known else one.state != known[one.id]
        if one.charge_id in ours and is_news and one.state != OutgoingState.BEGUN:
            yield _told("refund.updated", one.id, one.state)


def _unknown_disputes(some: list[SeenDispute]) -> Iterable[Told]:
    ours = set(
        Attempt.objects.filter(charge_id__in=[one.charge_id for one in some]).values_list("charge_id", flat=True)
    )
    known = {one.provider_id: one for one in Dispute.objects.filter(provider_id__in=[one.id for one in some])}
    for one in some:
        if one.charge_id in ours and not _is_known(one, known.get(one.id)):
            yield _told("charge.dispute.updated", one.id, f"{one.state}-{len(one.moved)}")


def _is_known(seen: SeenDispute, known: Dispute | None) -> bool:
    ours = known and (known.state, known.withdrawn_minor)
    return ours == (seen.state, seen.withdrawn_minor)


def _open_disputes(since: dt.datetime) -> Iterable[SeenDispute]:
    """Those that the list is too short for."""
    open_ones = Dispute.objects.filter(state__in=sorted(OPEN_DISPUTES), opened_at__lt=since)
    for id in open_ones.values_list("provider_id", flat=True):
        yield provider.look_at_dispute(id)


def _told(kind: str, object_id: str, detail: str = "") -> Told:
    id = "-".join(filter(None, ("found", object_id, detail)))
    return Told(id, kind, "", object_id, provider.is_live(), now())
