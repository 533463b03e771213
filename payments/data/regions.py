"""Where the payment provider pays out to.

Stripe transfers across borders between the United States, the United Kingdom, the European Economic Area, Canada and
Switzerland (https://docs.stripe.com/connect/cross-border-payouts, read in November 2026). A platform elsewhere pays
out in its own country only.
"""

ECONOMIC_AREA = frozenset(
    ["AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IS", "IE", "IT", "LV", "LI", "LT",
     "LU", "MT", "NL", "NO", "PL", "PT", "RO", "SK", "SI", "ES", "SE"]
)  # fmt: skip
NOT_SERVED = frozenset({"IS"})
"""Stripe opens no accounts there."""
ACROSS_BORDERS = (ECONOMIC_AREA - NOT_SERVED) | {"US", "GB", "CA", "CH"}


def countries_paid_from(platform: str) -> frozenset[str]:
    """The countries (ISO 3166-1 alpha-2) that a platform in this country can pay out to."""
    return ACROSS_BORDERS if platform in ACROSS_BORDERS else frozenset({platform})
