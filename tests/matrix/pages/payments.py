"""Payments: what the venue owes the band for a night: paid already, marked as paid in cash, and given back."""

from tests.matrix.pages.rows import HOST, LEADERS, Page, anybody, everybody, only
from tests.matrix.world import World

SEEN = only(*HOST, *LEADERS, "staff", no=404)
PAID, MARKED = ("payment",), ("marked_payment",)
BANK = {"holder": "The Anchors", "iban": "DE89 3704 0044 0532 0130 00"}


def its_mark(world: World, role: str) -> dict:
    """What a button about a mark sends."""
    return {"attempt": world.ids["mark"]}


def by_payee(status: int):
    """What the payee is answered who acts on it; others who know of it may not."""
    return only(*HOST, "staff", ok=403, no=404) | dict.fromkeys(LEADERS, status)


def by_payer(status: int):
    """What the payer is answered who acts on it; others who know of it may not."""
    return only(*LEADERS, "staff", ok=403, no=404) | dict.fromkeys(HOST, status)


PAYMENTS = {
    "payments:payment": Page(SEEN, at=PAID),
    "payments:payment, none": Page(only(no=404), at=("booked",)),
    "payments:payment_panel": Page(everybody(302), at=PAID),
    "payments:payment_stream_token": Page(SEEN, at=PAID),
    "payments:payment_returned": Page(SEEN, at=PAID),
    "payments:payment_pay": Page(everybody(302), by_payer(409), at=PAID),
    "payments:payment_check": Page(everybody(302), by_payer(302), at=PAID),
    "payments:payment, marked as paid": Page(SEEN, at=MARKED),
    "payments:payment, given back": Page(SEEN, at=("given_back",)),
    "payments:outside_mark": Page(post=by_payer(422), at=PAID, data={"means": "cash", "version": "1"}),
    "payments:outside_record": Page(post=by_payee(302), at=MARKED, data={"means": "cash", "version": "1"}),
    "payments:outside_take_back": Page(post=by_payer(302), at=MARKED, data=its_mark),
    "payments:outside_confirm": Page(post=by_payee(302), at=MARKED, data=its_mark),
    "payments:outside_deny": Page(post=by_payee(302), at=MARKED, data=its_mark),
    "payments:outside_refund_confirm": Page(post=by_payer(302), at=("given_back", "cash_refund")),
    # Who has not signed in just now is asked to, whatever they send.
    "payments:bank": Page(only(*LEADERS, ok=302), only(*LEADERS, ok=302), at=("band",), data=BANK),
    "payments:bank_remove": Page(post=only(*LEADERS, ok=302), at=("band",)),
    "payments:stripe_event": Page(anybody(405), anybody(400)),  # nobody but the provider signs
}
