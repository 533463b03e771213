"""Payments: what the venue owes the band for a night, paid already."""

from tests.matrix.pages.rows import HOST, LEADERS, Page, anybody, everybody, only

SEEN = only(*HOST, *LEADERS, "staff", no=404)
PAID = ("payment",)


def by_payer(status: int):
    """What the payer is answered who acts on it; others who know of it may not."""
    return only(*LEADERS, "staff", ok=403, no=404) | dict.fromkeys(HOST, status)


PAYMENTS = {
    "payments:payment": Page(SEEN, at=PAID),
    "payments:payment, none": Page(only(no=404), at=("booked",)),
    "payments:payment_panel": Page(everybody(302), at=PAID),
    "payments:payment_stream_token": Page(SEEN, at=PAID),
    "payments:payment_returned": Page(SEEN, at=PAID),
    "payments:payment_pay": Page(post=by_payer(409), at=PAID),
    "payments:payment_check": Page(post=by_payer(302), at=PAID),
    "payments:stripe_event": Page(anybody(405), anybody(400)),  # nobody but the provider signs
}
