"""The page that says how a party is paid."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from accounts.models import Party
from payments.hooks import Subject, subjects_of
from payments.models import Payout, PayoutAccount, Wait
from payments.queries.balances import balances
from payments.queries.owed import owed_to
from payments.queries.payouts import accounts_of, payouts_of, supported_countries, waiting_for
from payments.rules import card_costs_in_words, is_connected, is_live, payees_bear_costs, terms_of
from payments.states import Account, PayoutState, Trade, WaitReason
from payments.words import account_state, reasons_of_payouts, what_is_missing
from web.money import currencies_of_country, format_amount, format_percent

LISTED = 24
WHY_IT_WAITS = {
    WaitReason.NO_ACCOUNT: gettext_lazy("We’ll send it once your account is connected."),
    WaitReason.RESTRICTED: gettext_lazy("We’ll send it once your account can receive money again."),
    WaitReason.REFUSED: gettext_lazy("Stripe refused to send it. Our team knows, and we’ll try again."),
}
BADGES = {PayoutState.PAID: "good", PayoutState.FAILED: "stop"}


class AccountCard(NamedTuple):
    """An account, how it stands in one sentence, and what is missing, a sentence each."""

    account: PayoutAccount
    state: str
    missing: list[str]


class PayoutRow(NamedTuple):
    """A payout, the kind of its badge, and why it came back."""

    payout: Payout
    badge: str
    reason: str


class WaitRow(NamedTuple):
    """Money that waits, in words: how much, what for (with its page, where an app knows), and why."""

    wait: Wait
    amount: str
    subject: Subject | None
    reason: str


@dataclass(frozen=True)
class PayoutsPage:
    """`present` counts; `coming` will replace it. `debts`: what the party owes the platform, in words. `fee_of_gigs`
    and `costs`: per cent and a fixed part, in words; empty where the party pays none."""

    is_connected: bool
    can_change: bool
    is_supported: bool
    present: AccountCard | None
    coming: AccountCard | None
    waiting: list[WaitRow]
    payouts: list[PayoutRow]
    debts: list[str]
    fee_of_gigs: str
    costs: str


def payouts_page(party: Party, *, can_change: bool) -> PayoutsPage:
    """Everything for the page. Four queries, five for a party without an account."""
    cards = [_card(account) for account in accounts_of(party)]
    return PayoutsPage(
        is_connected=is_connected(),
        can_change=can_change,
        is_supported=not party.city or party.city.country_id in supported_countries(),
        present=cards[0] if cards else None,
        coming=cards[1] if len(cards) > 1 else None,
        waiting=_waiting(party),
        payouts=[_row(payout) for payout in payouts_of(party, LISTED)],
        debts=_debts(party),
        fee_of_gigs=_fee(Trade.GIG),
        costs=card_costs_in_words(_currency(party)) if payees_bear_costs() else "",
    )


def _card(account: PayoutAccount) -> AccountCard:
    return AccountCard(account, account_state(account), what_is_missing(account.requirements))


def _row(payout: Payout) -> PayoutRow:
    return PayoutRow(payout, BADGES.get(PayoutState(payout.state), ""), reasons_of_payouts(payout.failure))


def _waiting(party: Party) -> list[WaitRow]:
    waits = waiting_for(party)
    ids = [wait.share.payment_id for wait in waits]
    owed = owed_to(party, ids)
    subjects = {pk: subject for told in subjects_of(ids) for pk, subject in told.items()} if ids else {}
    return [
        WaitRow(
            wait,
            format_amount(owed.get(wait.share.payment_id, 0), wait.share.payment.currency_id),
            subjects.get(wait.share.payment_id),
            str(WHY_IT_WAITS[WaitReason(wait.reason)]),
        )
        for wait in waits
    ]


def _debts(party: Party) -> list[str]:
    sums = balances(party, livemode=is_live())
    return [
        format_amount(total, currency) for (account, currency), total in sums.items() if account == Account.RECEIVABLE
    ]


def _fee(trade: Trade) -> str:
    points = terms_of(trade).basis_points
    return format_percent(points) if points else ""


def _currency(party: Party) -> str:
    """The currency of the example: what the party asks its fees in, else that of its country."""
    if party.fee_currency_id:
        return party.fee_currency_id
    found = currencies_of_country(party.city.country_id) if party.city else []
    return found[0] if found else "EUR"
