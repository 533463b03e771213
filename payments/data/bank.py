"""IBAN and BIC as people type them."""

from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError as NumberInvalid

SEPA_COUNTRIES = (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS"
    " SE SI SK SM VA"
)
"""Countries whose accounts take SEPA credit transfers: European Payments Council, EPC409-09."""


def read_iban(text: str) -> str:
    """The IBAN without spaces, in capitals. Raises ValueError where length, structure, check digits or, for some
    countries, the account number itself are wrong (ISO 13616, SWIFT's IBAN registry)."""
    try:
        return stdnum_iban.validate(text)
    except NumberInvalid as error:
        raise ValueError(text) from error


def read_bic(text: str) -> str:
    """The BIC without spaces, in capitals. Raises ValueError (ISO 9362)."""
    try:
        return stdnum_bic.validate(text)
    except NumberInvalid as error:
        raise ValueError(text) from error


def grouped_iban(iban: str) -> str:
    """In groups of four, as it is written on paper."""
    return stdnum_iban.format(iban)


def is_sepa(iban: str) -> bool:
    """Whether the account takes SEPA credit transfers."""
    return bool(iban) and iban[:2] in SEPA_COUNTRIES
