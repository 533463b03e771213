"""The payments of a session: the first, those of its changes, and tips."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import CharField, Value

from studio.models import Session, SessionChange, Tip


def payments_of(session: Session) -> list[UUID]:
    """What was or is to be paid for the work of a session, without tips: the first payment, then those of its changes,
    in their order. One query."""
    later = session.changes.exclude(payment=None).order_by("proposed_at", "pk").values_list("payment", flat=True)
    return [*([session.payment_id] if session.payment_id else []), *(pk for pk in later if pk)]


def sessions_paid_by(payments: Collection[UUID], *, with_tips: bool = False) -> dict[UUID, UUID]:
    """The sessions that these payments are for, by the ids of the payments: for their work, or tips too. One query."""
    found = Session.objects.filter(payment__in=payments).order_by().values_list("payment", "pk")
    for model in (SessionChange, Tip) if with_tips else (SessionChange,):
        found = found.union(
            model._base_manager.filter(payment__in=payments).order_by().values_list("payment", "session")
        )
    return {payment: session for payment, session in found if payment}


def kinds_paid_by(payments: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """The same with tips, and what of the session is paid for: a `ChangeKind`, or empty for the session itself and for
    a tip. One query."""
    plain = Value("", output_field=CharField())
    found = Session.objects.filter(payment__in=payments).order_by().values_list("payment", "pk", plain)
    changes = SessionChange.objects.filter(payment__in=payments).order_by().values_list("payment", "session", "kind")
    tips = Tip.objects.filter(payment__in=payments).order_by().values_list("payment", "session", plain)
    return {payment: (session, kind) for payment, session, kind in found.union(changes, tips) if payment}
