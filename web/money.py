"""Money in words. An amount is an integer of minor units (cents, yen) beside an ISO 4217 code; never a float.

Most amounts are round ones and have been said before, so each process remembers some thousands.
"""

from decimal import Decimal
from functools import cache, lru_cache

import moneyed
from babel.core import Locale
from babel.numbers import (
    NumberFormatError,
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_symbol,
    get_territory_currencies,
    parse_decimal,
)
from babel.numbers import format_percent as babel_percent
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

AMOUNT_MINOR_MAX = 10**12
NEWER = {"XCG": "532", "ZWG": "924"}
"""Currencies of ISO 4217 that py-moneyed does not know yet, with their numbers; in hundredths."""
for code, numeric in NEWER.items():
    moneyed.add_currency(code, numeric, sub_unit=100)
REMEMBERED = 4096


class AmountInvalid(ValueError):
    """The text is no amount of that currency; `str(error)` is a sentence for the person who typed it."""


def currency_digits(currency: str) -> int:
    """How many decimals ISO 4217 gives the currency: 2 for EUR, 0 for JPY, 3 for KWD. Raises AmountInvalid."""
    try:
        return len(str(moneyed.get_currency(currency).sub_unit)) - 1
    except moneyed.CurrencyDoesNotExist as error:
        raise AmountInvalid(_("We don’t know the currency %(code)s.") % {"code": currency}) from error


def currency_name(currency: str, *, locale: str | None = None) -> str:
    """What the locale calls a currency: "Euro", "Schweizer Franken"; its code where it has no name."""
    return get_currency_name(currency, locale=_locale(locale))


def currency_label(currency: str, *, locale: str | None = None) -> str:
    """The name of a currency with its sign, or its code where it has none: "Euro (€)", "Swiss Franc (CHF)"."""
    return f"{currency_name(currency, locale=locale)} ({get_currency_symbol(currency, locale=_locale(locale))})"


def currencies_of_country(country: str) -> list[str]:
    """The codes of the currencies that are legal tender in a country (ISO 3166-1 alpha-2), the main one first."""
    return get_territory_currencies(country)


def format_amount(amount_minor: int, currency: str, *, locale: str | None = None) -> str:
    """Say an amount as the locale writes it; whole amounts without empty decimals: `€350`, `350,50 €`."""
    return _said(amount_minor, currency, _language(locale))


@lru_cache(maxsize=REMEMBERED)
def _said(amount_minor: int, currency: str, language: str) -> str:
    digits = currency_digits(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    spoken = _locale(language)
    pattern = _pattern(spoken, currency, 0 if amount == amount.to_integral_value() else digits)
    return format_currency(amount, currency, pattern, locale=spoken, currency_digits=False)


def format_range(
    lowest_minor: int | None, highest_minor: int | None, currency: str, *, locale: str | None = None
) -> str:
    """Say a span of fees: `€350 – €600`, `from €350`, `up to €600`, or nothing when neither end is known."""
    lowest, highest = (
        None if end is None else format_amount(end, currency, locale=locale) for end in (lowest_minor, highest_minor)
    )
    if lowest is None and highest is None:
        return ""
    if highest is None:
        return _("from %(amount)s") % {"amount": lowest}
    if lowest is None:
        return _("up to %(amount)s") % {"amount": highest}
    return lowest if lowest == highest else f"{lowest} – {highest}"


def parse_amount(text: str, currency: str, *, locale: str | None = None) -> int:
    """Return the exact minor units of what somebody typed ("1.250,50" in German is 125050).

    Raises AmountInvalid for anything that is not plainly one amount: rounding or guessing would cost somebody money.
    """
    digits = currency_digits(currency)
    amount = _parse_number(text.strip(), _locale(locale))
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise AmountInvalid(
            _("%(code)s has no decimals.") % {"code": currency}
            if digits == 0
            else _("%(code)s has at most %(digits)s decimals.") % {"code": currency, "digits": digits}
        )
    if not 0 <= minor <= AMOUNT_MINOR_MAX:
        raise AmountInvalid(_("Enter an amount between 0 and %(most)s.") % {"most": AMOUNT_MINOR_MAX // 10**digits})
    return int(minor)


def typed_amount(amount_minor: int | None, currency: str | None, *, locale: str | None = None) -> str:
    """An amount as the person would type it in their language: `parse_amount` reads it back."""
    return "" if amount_minor is None or not currency else _typed(amount_minor, currency, _language(locale))


@lru_cache(maxsize=REMEMBERED)
def _typed(amount_minor: int, currency: str, language: str) -> str:
    digits = currency_digits(currency)
    decimals = 0 if amount_minor % 10**digits == 0 else digits
    pattern = "0." + "0" * decimals if decimals else "0"
    return format_decimal(Decimal(amount_minor).scaleb(-digits), pattern, locale=_locale(language))


def format_percent(basis_points: int, *, locale: str | None = None) -> str:
    """Hundredths of a per cent as the locale writes them: 7000 is `70%`, 1250 is `12,5 %` in German."""
    return babel_percent(Decimal(basis_points).scaleb(-4), locale=_locale(locale), decimal_quantization=False)


def typed_percent(basis_points: int, *, locale: str | None = None) -> str:
    """The same without its sign, as a person types it."""
    return format_decimal(Decimal(basis_points).scaleb(-2), "0.##", locale=_locale(locale))


def parse_percent(text: str, *, locale: str | None = None) -> int:
    """Return the exact basis points of a percentage that somebody typed, with or without its sign.

    Raises AmountInvalid for what is not between 0 and 100, or has more than two decimals.
    """
    try:
        points = _parse_number(text.strip().removesuffix("%").strip(), _locale(locale)).scaleb(2)
    except AmountInvalid as error:
        raise AmountInvalid(_("Enter a percentage between 0 and 100.")) from error
    if points != points.to_integral_value():
        raise AmountInvalid(_("A percentage has at most two decimals."))
    if not 0 <= points <= 10_000:
        raise AmountInvalid(_("Enter a percentage between 0 and 100."))
    return int(points)


def _parse_number(text: str, locale: Locale) -> Decimal:
    # Babel reads "1e3" and "NaN" too; nobody means them. 40 characters bound the work.
    if len(text) <= 40 and not any(letter.isalpha() for letter in text):
        try:
            return parse_decimal(text, locale=locale, strict=True)
        except NumberFormatError:
            pass
    example = format_currency(Decimal("1250.5"), "XXX", "#,##0.00", locale=locale, currency_digits=False)
    raise AmountInvalid(_("Enter an amount such as %(example)s.") % {"example": example})


@cache
def _pattern(locale: Locale, currency: str, digits: int) -> str:
    """The locale's currency pattern with exactly this many decimals, and a space after letters: "CHF 350"."""
    pattern = str(locale.currency_formats["standard"].pattern).replace(".00", "." + "0" * digits if digits else "")
    return pattern.replace("¤#", "¤\xa0#") if get_currency_symbol(currency, locale)[-1].isalpha() else pattern


def _locale(locale: str | None) -> Locale:
    return _parse_locale(to_locale(_language(locale)))


def _language(locale: str | None) -> str:
    return locale or get_language() or "en"


@cache
def _parse_locale(name: str) -> Locale:
    return Locale.parse(name)
