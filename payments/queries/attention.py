"""What staff must look at: what could not be applied, what failed, what was charged back, what nobody confirms."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from payments.models import Attempt, Dispute, Refund, StaffDecision, Transfer, WebhookEvent
from payments.models.attempts import Outgoing
from payments.states import COUNTS, OPEN_DISPUTES, AttemptState, DisputeState, Means, OutgoingState
from web.money import format_amount

UNCONFIRMED_FOR = dt.timedelta(days=14)
LONGEST_UNDER_WAY = dt.timedelta(days=1)
MOST = 500
"""So many of each kind at most: more need a programmer."""


@dataclass(frozen=True)
class Attention:
    """One thing to look at. `about` names it by kind and id; `path` is its page in the administration."""

    about: str
    title: str
    detail: str
    path: str
    since: dt.datetime


def attention() -> list[Attention]:
    """Everything that nobody has settled, the oldest first. Eight queries."""
    found = [item for kind in KINDS for item in kind()]
    decided: dict[str, dt.datetime] = {}
    rows = StaffDecision.objects.filter(about__in=[item.about for item in found])
    for about, at in rows.order_by("decided_at").values_list("about", "decided_at"):
        decided[about] = at
    waiting = [item for item in found if item.about not in decided or decided[item.about] < item.since]
    return sorted(waiting, key=lambda item: item.since)


def find_attention(about: str) -> Attention | None:
    """The one of this name, if it still needs somebody."""
    return next((item for item in attention() if item.about == about), None)


def _events() -> Iterator[Attention]:
    for event in WebhookEvent.objects.exclude(problem="").order_by("received_at")[:MOST]:
        yield Attention(
            about=f"event:{event.pk}",
            title=_("We couldn’t process an event from the payment provider"),
            detail=f"{event.kind}: {event.problem}",
            path=_page("webhookevent", event.pk),
            since=event.handled_at or event.received_at,
        )


def _failed(model: type[Outgoing], name: str, title: str) -> Iterator[Attention]:
    """What failed and was not made up for by a later one of the same amount."""
    rows = model._default_manager.filter(state=OutgoingState.FAILED)
    later = model._default_manager.filter(
        attempt=OuterRef("attempt"), amount_minor=OuterRef("amount_minor"), begun_at__gt=OuterRef("begun_at"),
        state__in=COUNTS,
    )  # fmt: skip
    for row in _with_payment(rows.filter(~Exists(later)), "ended_at"):
        yield _outgoing(row, name, title, row.ended_at or row.begun_at)


def _under_way(model: type[Outgoing], name: str, title: str) -> Iterator[Attention]:
    """What has been on its way for longer than it ever should."""
    rows = model._default_manager.filter(
        state=OutgoingState.BEGUN, begun_at__lt=now() - LONGEST_UNDER_WAY, attempt__means=Means.CARD
    )
    for row in _with_payment(rows, "begun_at"):
        yield _outgoing(row, name, title, row.begun_at)


def _with_payment(rows: QuerySet, by: str) -> QuerySet:
    return rows.select_related("attempt__payment__payer").order_by(by, "pk")[:MOST]


def _outgoing(row: Outgoing, name: str, title: str, since: dt.datetime) -> Attention:
    payment = row.attempt.payment
    detail = f"{format_amount(row.amount_minor, payment.currency_id)} · {payment.payer.name}"
    words = [detail, getattr(row, "text", ""), getattr(row, "problem", "")]
    return Attention(f"{name}:{row.pk}", title, " ".join(filter(None, words)), _page(name, row.pk), since)


def _disputed() -> Iterator[Attention]:
    disputes = Dispute.objects.filter(state__in=[*OPEN_DISPUTES, DisputeState.LOST])
    for dispute in disputes.select_related("attempt__payment__payer").order_by("opened_at")[:MOST]:
        payment = dispute.attempt.payment
        is_lost = dispute.state == DisputeState.LOST
        yield Attention(
            about=f"dispute:{dispute.pk}",
            title=_("A payment was charged back") if is_lost else _("Answer a dispute at the payment provider"),
            detail=f"{format_amount(dispute.amount_minor, payment.currency_id)} · {payment.payer.name}",
            path=_page("dispute", dispute.pk),
            since=dispute.ended_at or dispute.opened_at,
        )


def _unconfirmed() -> Iterator[Attention]:
    marked = Attempt.objects.filter(state=AttemptState.PROCESSING, begun_at__lt=now() - UNCONFIRMED_FOR)
    rows = marked.exclude(means=Means.CARD).select_related("payment__payer")
    for attempt in rows.order_by("begun_at")[:MOST]:
        payment = attempt.payment
        yield Attention(
            about=f"attempt:{attempt.pk}",
            title=_("Marked as paid, not confirmed"),
            detail=f"{format_amount(payment.amount_minor, payment.currency_id)} · {payment.payer.name}",
            path=_page("payment", payment.pk),
            since=attempt.begun_at,
        )


def _page(model: str, pk: object) -> str:
    return reverse(f"admin:payments_{model}_change", args=[pk])


KINDS: tuple[Callable[[], Iterator[Attention]], ...] = (
    _events,
    lambda: _failed(Refund, "refund", _("A refund failed")),
    lambda: _failed(Transfer, "transfer", _("A transfer to a payee failed")),
    lambda: _under_way(Refund, "refund", _("A refund has been in progress for over a day")),
    lambda: _under_way(Transfer, "transfer", _("A transfer has been in progress for over a day")),
    _disputed,
    _unconfirmed,
)
