"""The page of a payment: what it is for, how it stands, what was tried, and how to pay it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.utils.functional import Promise
from django.utils.timezone import now

from accounts.models import User
from payments import provider
from payments.access import PaymentView, payment_view
from payments.access.facts import is_outside
from payments.actions.giving_back import REFUNDABLE
from payments.hooks import Subject
from payments.models import Attempt, Payment, Refund
from payments.pages.outside import OutsideSection, outside_section
from payments.queries import lost_at
from payments.queries.payouts import card_obstacle
from payments.states import PAYABLE, RUNNING, AttemptState, Means, OutgoingState, PaymentState, Purpose
from payments.words import (
    BEING_PAID,
    OTHERWISE,
    SAYS,
    SAYS_OF_LOST,
    SAYS_OF_MARKED,
    SAYS_OF_REFUND,
    UNFINISHED,
    WHERE_IT_EXPIRES,
    WHILE_DISPUTED,
    subject_of,
)
from web.streams import sign_topics

COUNTED_DOWN = dt.timedelta(minutes=15)
"""Nearer than this the page counts the time that is left."""


@dataclass(frozen=True)
class RefundLine:
    """Money that goes back. `amount_minor` is None for a reader who may not know the whole; `text` says why, in
    words."""

    says: str | Promise
    reason: str
    text: str
    amount_minor: int | None
    at: dt.datetime


@dataclass(frozen=True)
class PaymentPage:
    """A payment as its page shows it, and by which topic and token it is told of its next version.

    `due_at` is when it expires, where it does. `paid_at` is None until it is paid. `attempts` are told to the payer and
    staff alone. `has_open_page`: somebody has begun to pay by card and may go on. `outside` is None where nothing can
    be said of paying outside the site. `is_checking`: they come back from paying by card, and we do not know yet.
    `seconds_left` until it expires, in the last 15 minutes.
    `is_due`: it is still to be paid, and its payer has not said that it is paid. `card_obstacle`: why no card can
    pay it although the site takes cards, for its payer; empty where one can.
    """

    view: PaymentView
    subject: Subject | None
    token: str
    state_label: str | Promise
    says: str | Promise
    due_at: dt.datetime
    is_due: bool
    otherwise: str | Promise
    paid_at: dt.datetime | None
    is_late: bool
    attempts: tuple[Attempt, ...]
    refunds: tuple[RefundLine, ...]
    takes_cards: bool
    card_obstacle: str
    has_open_page: bool
    outside: OutsideSection | None
    is_checking: bool = False
    seconds_left: int | None = None

    @property
    def id(self) -> UUID:
        return self.view.payment.pk

    @property
    def may_refund(self) -> bool:
        """Whether the way to give money back is shown: to staff, and to the only payee."""
        is_only_payee = (
            self.view.is_payee
            and not self.view.is_split
            and self.view.payment.amount_minor == sum(share.amount_minor for share in self.view.shares)
        )
        return self.view.payment.state in REFUNDABLE and (self.view.is_staff or is_only_payee)

    @property
    def shows_fees(self) -> bool:
        """None is taken of what is paid outside the site."""
        return self.view.sees_fees and not is_outside(self.view.payment.attempts.all())

    @property
    def zone(self) -> str:
        """On whose clock its times are said."""
        return self.view.payment.payer.timezone


def payment_page(user: User, payment_id: UUID, *, is_returning: bool = False) -> PaymentPage:
    """The page of a payment for one of its people. Raises Http404 for anybody else.

    Its version is read first: what is shown is never older than the version it carries.
    """
    view = payment_view(user, payment_id)
    payment, attempts = view.payment, tuple(view.payment.attempts.all())
    running = next((attempt for attempt in attempts if attempt.state in RUNNING), None)
    is_payable = payment.state in PAYABLE
    is_marked = running is not None and running.means != Means.CARD
    is_checking = is_returning and payment.state == PaymentState.PROCESSING and view.is_payer and not is_marked
    has_open_page = running is not None and running.state == AttemptState.OPEN and not is_marked
    is_late = is_payable and _due_at(payment) < now()
    subject = subject_of(payment.pk)
    may_pay = is_payable and view.is_payer and not is_marked and _takes_cards(view)
    obstacle = card_obstacle(payment) if may_pay else ""
    return PaymentPage(
        view=view,
        subject=subject,
        token=sign_topics(user.pk, [payment.topic]),
        state_label=BEING_PAID if has_open_page else payment.get_state_display(),
        says=SAYS_OF_MARKED if is_marked else _says(payment, attempts, is_unfinished=has_open_page and view.is_payer),
        due_at=_due_at(payment),
        is_due=is_payable and not is_marked,
        otherwise="" if is_marked else _otherwise(view, subject, is_late),
        paid_at=_paid_at(attempts),
        is_late=is_late,
        attempts=attempts if view.sees_all else (),
        refunds=tuple(_refund_line(view, refund) for refund in _refunds(view)),
        takes_cards=may_pay and not obstacle,
        card_obstacle=obstacle,
        has_open_page=has_open_page,
        outside=None if is_checking else outside_section(view, attempts),
        is_checking=is_checking,
        seconds_left=_seconds_left(payment, now()) if is_payable and not is_marked else None,
    )


def _due_at(payment: Payment) -> dt.datetime:
    return payment.expires_at or payment.due_at


def _seconds_left(payment: Payment, at: dt.datetime) -> int | None:
    left = payment.expires_at - at if payment.expires_at else None
    return max(0, ceil(left.total_seconds())) if left is not None and left <= COUNTED_DOWN else None


def _says(payment: Payment, attempts: Iterable[Attempt], *, is_unfinished: bool = False) -> str | Promise:
    if is_unfinished:
        return UNFINISHED
    if payment.state == PaymentState.CHARGED_BACK and lost_at(attempts):
        return SAYS_OF_LOST
    return SAYS[PaymentState(payment.state)]


def _otherwise(view: PaymentView, subject: Subject | None, is_late: bool) -> str | Promise:
    """What happens unless it is paid by then: what was agreed for that, else what is always so, until it is late. While
    a bank has not decided about one that is charged back: what follows from that."""
    payment = view.payment
    if payment.state == PaymentState.CHARGED_BACK and not lost_at(payment.attempts.all()):
        return WHILE_DISPUTED["payer" if view.is_payer else "payee"]
    if payment.state not in PAYABLE:
        return ""
    if payment.expires_at:
        return "" if is_late else (subject and subject.otherwise) or WHERE_IT_EXPIRES
    return (subject and subject.otherwise) or ("" if is_late else OTHERWISE[Purpose(payment.purpose)])


def _takes_cards(view: PaymentView) -> bool:
    """Whether the site can take this kind of money by card now."""
    is_over = view.payment.expires_at is not None and view.payment.expires_at <= now()
    return not is_over and provider.is_connected() and view.payment.livemode == provider.is_live()


def _paid_at(attempts: tuple[Attempt, ...]) -> dt.datetime | None:
    return next((attempt.ended_at for attempt in attempts if attempt.state == AttemptState.PAID), None)


def _refunds(view: PaymentView) -> list[Refund]:
    return list(Refund.objects.filter(attempt__payment=view.payment))


def _refund_line(view: PaymentView, refund: Refund) -> RefundLine:
    """Staff also read why it failed, in the provider's words."""
    sees_amount = view.sees_all or view.amount_minor == view.payment.amount_minor
    return RefundLine(
        says=SAYS_OF_REFUND[OutgoingState(refund.state)],
        reason=refund.get_reason_display(),
        text="\n".join(filter(None, [refund.text, refund.problem if view.is_staff else ""])),
        amount_minor=refund.amount_minor if sees_amount else None,
        at=refund.ended_at or refund.begun_at,
    )
