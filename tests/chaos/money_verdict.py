"""What must hold after checkouts among kills: no payment without its effect, no effect without its payment."""

from collections.abc import Iterable, Iterator
from io import StringIO
from uuid import UUID

from django.core.management import CommandError, call_command

from payments.hooks import may_be_sent
from payments.models import Attempt, LedgerLine, Payment, PayoutAccount, Refund, Reversal, Transfer, WebhookEvent
from payments.queries.owed import unsent
from payments.states import (
    COUNTS,
    GIVEN_BACK_WHOLE,
    RUNNING,
    WAS_PAID,
    AttemptState,
    OutgoingState,
    PaymentState,
)
from tests.chaos.payers import Visit


def wrongs(visits: Iterable[Visit]) -> list[str]:
    """Everything that is not as it must be, in words; empty when all is well. Compares what payers were told by the
    stand-in with our tables, our tables with one another, and both with what the stand-in lists."""
    visits = list(visits)
    return [*_problems(visits), *_effects(visits), *_kept_once(), *_stuck(), *_unsent(), *_ledger()]


def _problems(visits: list[Visit]) -> Iterator[str]:
    for visit in visits:
        if visit.problem:
            yield f"a payer of {visit.payment} met {visit.problem}"


def _effects(visits: list[Visit]) -> Iterator[str]:
    """Each page on which money was taken has its paid attempt, and no other attempt is paid."""
    taken = {visit.paid_session: visit.payment for visit in visits if visit.paid_session}
    paid = Attempt.objects.filter(state=AttemptState.PAID).values_list("checkout_id", "payment_id")
    here = {session: str(payment) for session, payment in paid}
    for session, payment in taken.items():
        if here.get(session) != payment:
            yield f"payment {payment} was taken on {session} and has no effect"
    for session in here.keys() - taken.keys():
        yield f"payment {here[session]} is paid by {session}, where nobody paid"


def _kept_once() -> Iterator[str]:
    """The money of one attempt stays, and the payment says so; that of any other went back whole."""
    for payment in Payment.objects.prefetch_related("attempts__refunds"):
        paid = [attempt for attempt in payment.attempts.all() if attempt.state == AttemptState.PAID]
        kept = [attempt for attempt in paid if not _went_back(payment, attempt)]
        if len(kept) > 1:
            yield f"payment {payment.pk} keeps the money of {len(kept)} attempts"
        if bool(kept) != (payment.state in WAS_PAID):
            yield f"payment {payment.pk} is {payment.state} and keeps the money of {len(kept)} attempts"


def _went_back(payment: Payment, attempt: Attempt) -> bool:
    given = [each for each in attempt.refunds.all() if each.state in COUNTS and each.reason in GIVEN_BACK_WHOLE]
    return sum(refund.amount_minor for refund in given) == payment.amount_minor


def _stuck() -> Iterator[str]:
    """Nothing waits for anything any more, and nothing has been left for staff to look at."""
    for attempt in Attempt.objects.filter(state__in=sorted(RUNNING)):
        yield f"attempt {attempt.pk} is still {attempt.state}"
    for payment in Payment.objects.filter(state=PaymentState.PROCESSING):
        yield f"payment {payment.pk} is still on its way"
    for outgoing in (Refund, Transfer, Reversal):
        for one in outgoing.objects.exclude(state=OutgoingState.DONE):
            yield f"{outgoing._meta.model_name} {one.pk} is {one.state}"
    for event in WebhookEvent.objects.filter(handled_at=None):
        yield f"event {event.pk} ({event.kind}) still waits: {event.problem}"
    for event in WebhookEvent.objects.exclude(handled_at=None).exclude(problem=""):
        yield f"event {event.pk} ({event.kind}) was left to staff: {event.problem}"


def _unsent() -> Iterator[str]:
    for payment_id in unsent_to_accounts():
        yield f"payment {payment_id} was not sent on, although its payee has an account"


def unsent_to_accounts() -> list[UUID]:
    """Payments with money that could be sent on; not those whose work is not done yet."""
    found = unsent(False, payees=list(PayoutAccount.objects.values_list("party", flat=True)))
    return [payment.pk for payment in Payment.objects.filter(pk__in=found) if False not in may_be_sent(payment)]


def _ledger() -> Iterator[str]:
    """The ledger sums to zero, and agrees with our tables and with what the stand-in lists."""
    if total := sum(LedgerLine.objects.values_list("amount_minor", flat=True)):
        yield f"the ledger sums to {total}"
    said = StringIO()
    try:
        call_command("check_ledger", "--provider", stdout=said)
    except CommandError as error:
        yield from said.getvalue().splitlines()
        yield f"check_ledger: {error}"
