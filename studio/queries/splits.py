"""Splits: those of a professional, those that wait for a payee, and those that a payment takes."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from accounts.models import Membership, Party, User
from accounts.queries import may_issue
from accounts.states import INACTIVE, LEADING_ROLES
from payments.models import PayeeShare
from payments.queries.payouts import is_out_of_reach
from payments.rules import fees_of
from payments.states import WAS_PAID, PaymentState, Purpose, Trade
from studio.models import Session, Split
from studio.queries.payments import payments_of
from studio.rules.splits import Part, shared_out
from studio.states import OPEN_SPLITS, SplitKind, SplitState
from web.money import currency_digits
from web.secrets import hash_secret

EXAMPLE = 100
"""What examples share out, in whole units of a currency."""


def open_splits(professional: UUID, service: UUID | None = None) -> QuerySet[Split]:
    """Those of a professional, for one service or for all, that are offered or accepted."""
    return Split.objects.filter(professional=professional, service=service, state__in=OPEN_SPLITS)


def all_open_splits(professional: UUID) -> list[Split]:
    """Those of a professional for whatever service, with payees; those for all services first. One query."""
    found = Split.objects.filter(professional=professional, state__in=OPEN_SPLITS)
    return sorted(
        found.select_related("payee", "service", "currency"),
        key=lambda split: (split.service is not None, split.service.name if split.service else "", split.offered_at),
    )


def splits_of_payees(user: User) -> QuerySet[Split]:
    """The open splits whose payee the user leads; those that wait for an answer first."""
    led = Membership.objects.parties_led_by(user)
    found = Split.objects.filter(payee__in=led, state__in=OPEN_SPLITS)
    return found.select_related("payee", "service", "professional__party", "currency").order_by("-state", "offered_at")


def splits_waiting_for(user: User) -> QuerySet[Split]:
    """Those that wait for the answer of a payee that the user leads, the oldest first."""
    return splits_of_payees(user).filter(state=SplitState.OFFERED).order_by("offered_at", "id")


def find_split(token: str) -> Split | None:
    """The split behind a link; None for a link that was never issued. One query."""
    found = Split.objects.select_related("professional__party", "service", "currency", "payee")
    return found.filter(token_hash=hash_secret(token)).first()


def is_split_open(split: Split, at: dt.datetime) -> bool:
    """Whether a split can be accepted by its link at an instant: nobody has, and its maker may still offer it. One
    query."""
    if split.state != SplitState.OFFERED or split.payee_id or at >= split.link_ends_at:
        return False
    return may_issue(split.offered_by_id, split.professional.party, LEADING_ROLES)


def splits_taken(session: Session, currency: str) -> list[Split]:
    """The splits that a payment of a session takes that is made now: those for its service, else those for all, that
    were offered before it was booked and are accepted. Whoever cannot be paid is left out, and their part stays with
    the professional. At most four queries, one where there are no splits."""
    before = Split.objects.filter(
        professional=session.professional_id, state__in=OPEN_SPLITS, offered_at__lte=session.created_at
    ).filter(Q(service=session.service_id) | Q(service=None))
    found = list(before.select_related("payee__city"))
    own = [split for split in found if split.service_id]
    accepted = [split for split in own or found if split.state == SplitState.ACCEPTED and split.payee]
    had = _had_amounts(session) if any(split.kind == SplitKind.AMOUNT for split in accepted) else set()
    return [split for split in accepted if _takes_part(split, session, currency, had)]


def _takes_part(split: Split, session: Session, currency: str, had: set[UUID]) -> bool:
    payee = split.payee
    if payee is None or payee.pk in (session.professional_id, session.client_id) or payee.approval in INACTIVE:
        return False
    if split.kind == SplitKind.AMOUNT and (split.currency_id != currency or payee.pk in had):
        return False
    return not is_out_of_reach(payee)


def _had_amounts(session: Session) -> set[UUID]:
    """Who shares a payment of this session already: an amount is given once for a session. Payments that nothing came
    of do not count."""
    if session.payment_id is None:
        return set()
    shares = PayeeShare.objects.filter(payment__in=payments_of(session), payment__purpose=Purpose.SESSION)
    shares = shares.exclude(payment__state__in=(PaymentState.EXPIRED, PaymentState.CANCELLED))
    return set(shares.values_list("payee", flat=True))


def part_of(split: Split) -> Part:
    if split.kind == SplitKind.PERCENT:
        return Part(basis_points=split.value)
    return Part(amount_minor=split.value)


def example_of(splits: Sequence[Split], currency: str) -> list[int]:
    """What the professional gets of the example and what each of these splits does, in minor units, less the platform's
    fee. An amount of another currency is none."""
    parts = [
        part_of(split) if split.kind == SplitKind.PERCENT or split.currency_id == currency else Part(amount_minor=0)
        for split in splits
    ]
    amounts = shared_out(EXAMPLE * 10 ** currency_digits(currency), parts)
    fees = fees_of(Trade.SESSION, amounts, currency)
    return [amount - fee for amount, fee in zip(amounts, fees, strict=True)]


def got_by(payees: Sequence[Party], professionals: Sequence[UUID]) -> dict[tuple[UUID, UUID, str], int]:
    """What payees were owed of paid sessions of these professionals before refunds and card costs, less the fee, by
    payee, professional and currency: of first payments and of those of changes. Two queries."""
    shares = PayeeShare.objects.filter(payee__in=payees, payment__state__in=WAS_PAID, payment__purpose=Purpose.SESSION)
    sessions = Session.objects.filter(professional__in=professionals).order_by()
    first = sessions.filter(payment__shares__payee__in=payees).values_list("payment", "professional")
    later = sessions.filter(changes__payment__shares__payee__in=payees)
    paid = dict(first.union(later.values_list("changes__payment", "professional")))
    sums = shares.filter(payment__in=paid).values_list("payee", "payment", "payment__currency")
    found: dict[tuple[UUID, UUID, str], int] = {}
    for payee, payment, currency, net in sums.annotate(net=Sum("amount_minor") - Sum("fee_minor")).order_by():
        key = (payee, paid[payment], currency)
        found[key] = found.get(key, 0) + net
    return found
