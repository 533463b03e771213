"""What a cell says of a fee: one amount, and perhaps its currency. What could be two amounts is refused."""

import re
from collections.abc import Collection

from show_imports.lists.moments import Unclear, is_unsaid
from web.money import AMOUNT_MINOR_MAX, currency_digits

SIGNS = {"€": "EUR", "£": "GBP"}
"""Signs that mean one currency; whose "$" it is, the list has to say."""
FEE = re.compile(r"([A-Za-z]{3}|[€£])?\s*(\d{1,10})(?:[.,](\d{1,3}))?\s*([A-Za-z]{3}|[€£])?")


def read_fee(text: str, currency: str, known: Collection[str]) -> tuple[int, str] | None:
    """Minor units and currency code of "350", "350,50 EUR" or "€350"; None where the cell says nothing.

    `currency` counts where the cell names none; `known` are the codes that there are here. No separators of thousands,
    whose comma may be anybody's: "1.500" is refused in euros. Raises Unclear `bad_fee`, `no_currency`.
    """
    text = text.strip()
    if is_unsaid(text):
        return None
    found = FEE.fullmatch(text)
    if not found or (found[1] and found[4]):
        raise Unclear("bad_fee", value=text)
    named = found[1] or found[4] or currency
    code = SIGNS.get(named, named.upper())
    if not code:
        raise Unclear("no_currency", value=text)
    if code not in known:
        raise Unclear("bad_fee", value=text)
    return _minor(text, found[2], found[3] or "", code), code


def _minor(text: str, whole: str, decimals: str, code: str) -> int:
    digits = currency_digits(code)
    minor = int(whole + decimals.ljust(digits, "0"))
    if len(decimals) > digits or minor > AMOUNT_MINOR_MAX:
        raise Unclear("bad_fee", value=text)
    return minor
