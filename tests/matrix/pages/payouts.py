"""Where a party's money goes. This world has no payment provider, so nobody gets further than being told."""

from tests.matrix.pages.rows import LEADERS, Page, only

COUNTRY = {"country": "DE"}
PAYOUTS = {
    "payments:payouts": Page(only(*LEADERS), at=("band",)),
    "payments:payouts, not approved": Page(only("owner", no=404, staff=403), at=("secret",)),
    "payments:payouts_connect": Page(post=only("owner", ok=422), at=("band",), data=COUNTRY),
    "payments:payouts_continue": Page(post=only("owner", ok=302), at=("band", "payout_account")),
    "payments:payouts_confirm": Page(only("owner", ok=302), at=("band",)),
    "payments:payouts_return": Page(only(*LEADERS), at=("band", "payout_account")),
    "payments:payouts_check": Page(post=only(*LEADERS, ok=302), at=("band", "payout_account")),
    "payments:payouts_dashboard": Page(post=only("owner", ok=302), at=("band", "payout_account")),
    "payments:payouts_change": Page(only("owner", ok=302), only("owner", ok=302), at=("band",), data=COUNTRY),
    "payments:payouts_change_stop": Page(post=only(*LEADERS, ok=302), at=("band", "coming_account")),
}
