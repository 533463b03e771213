"""A bank transfer as a payer makes it: the account, the reference, and a code that banking apps read."""

from dataclasses import dataclass
from decimal import Decimal

import segno
from segno.helpers import make_epc_qr

from payments.data.bank import grouped_iban, is_sepa
from payments.data.references import reference_of
from payments.models import BankDetails, PayeeShare, Payment
from web.money import currency_digits, format_amount

EURO = "EUR"


@dataclass(frozen=True)
class TransferSlip:
    """What to type into a banking app. `qr` is an EPC QR code as an address of data; empty where apps read none."""

    details: BankDetails
    amount: str
    reference: str
    qr: str

    @property
    def iban(self) -> str:
        return grouped_iban(self.details.iban)


def transfer_slip(payment: Payment, share: PayeeShare, details: BankDetails) -> TransferSlip:
    """The transfer of all of a payment to its only payee."""
    reference = reference_of(share.pk)
    return TransferSlip(
        details=details,
        amount=format_amount(payment.amount_minor, payment.currency_id),
        reference=reference,
        qr=_qr_of(payment, details, reference),
    )


def _qr_of(payment: Payment, details: BankDetails, reference: str) -> str:
    code = epc_qr(details, payment.amount_minor, payment.currency_id, reference)
    return code.svg_data_uri(scale=4, dark="#000", light="#fff") if code else ""


def epc_qr(details: BankDetails, amount_minor: int, currency: str, reference: str) -> segno.QRCode | None:
    """The code of a SEPA credit transfer (EPC069-12, version 002); None for other currencies and accounts, and for what
    a code cannot hold: more than 331 bytes, or more than EUR 999,999,999.99."""
    if currency != EURO or not is_sepa(details.iban):
        return None
    amount = Decimal(amount_minor).scaleb(-currency_digits(currency))
    try:
        return make_epc_qr(
            name=details.holder, iban=details.iban, bic=details.bic or None, amount=amount, text=reference
        )
    except ValueError:
        return None
