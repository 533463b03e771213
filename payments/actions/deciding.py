"""What staff decide about money that needs their attention."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_text
from accounts.models import User
from payments.actions.giving_back import REASON_MAX
from payments.actions.locking import lock_attempt
from payments.actions.refunds import GIVEN_BACK_WHOLE, hand_over, promise_refund
from payments.models import Refund, StaffDecision, WebhookEvent
from payments.states import OutgoingState, RefundReason


def settle_attention(*, acting_user: User, about: str, text: str) -> StaffDecision:
    """Say why nothing more is to be done about something (`payments.queries.attention`). Raises ValidationError at
    `text`, PermissionDenied."""
    _require_staff(acting_user)
    text = clean_text("text", text or "", longest=REASON_MAX, required=True)
    return StaffDecision.objects.create(about=about, text=text, decided_by=acting_user)


@transaction.atomic
def retry_refund(*, acting_user: User, refund: Refund) -> Refund:
    """Promise a failed refund again, by a row of its own: the provider is asked anew, under another key.

    Raises ValidationError unless it has failed and its money is still there, PermissionDenied.
    """
    _require_staff(acting_user)
    payment, attempt = lock_attempt(refund.attempt_id)
    present = Refund.objects.get(pk=refund.pk)
    again = attempt.refunds.filter(begun_at__gt=present.begun_at, amount_minor=present.amount_minor)
    if present.state != OutgoingState.FAILED or again.exclude(state=OutgoingState.FAILED).exists():
        raise ValidationError(_("You can only retry what failed and is still open."))
    if present.reason in GIVEN_BACK_WHOLE:
        made = Refund.objects.create(
            attempt=attempt, amount_minor=present.amount_minor, reason=present.reason, begun_by=acting_user
        )
        hand_over(made)
        return made
    reason = RefundReason.BY_STAFF if present.reason == RefundReason.AT_PROVIDER else RefundReason(present.reason)
    return promise_refund(
        acting_user=acting_user,
        payment_id=payment.pk,
        amount_minor=present.amount_minor,
        reason=reason,
        text=present.text,
        version=payment.version,
    )


@transaction.atomic
def retry_event(*, acting_user: User, event: WebhookEvent) -> WebhookEvent:
    """Have the worker work off an event again that could not be applied. Raises ValidationError for one without a
    problem, PermissionDenied."""
    _require_staff(acting_user)
    locked = WebhookEvent.objects.select_for_update().get(pk=event.pk)
    if not locked.problem:
        raise ValidationError(_("This event has no problem."))
    locked.problem, locked.handled_at, locked.next_at, locked.tries = "", None, now(), 0
    locked.save(update_fields=["problem", "handled_at", "next_at", "tries"])
    return locked


def _require_staff(user: User) -> None:
    if not user.is_staff:
        raise PermissionDenied
