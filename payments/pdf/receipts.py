"""A receipt of one payment: what was paid or received, when, by whom and what for. It is no invoice, and says so."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.queries.receipts import Receipt
from web.dates import say_full_day
from web.documents import NO_OVERRIDES, fonts
from web.money import format_amount

HERE = Path(__file__).parent
TEMPLATE = HERE / "receipt.typ"


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt on A4 in the present language; the same bytes for the same receipt."""
    return typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(_data(receipt), ensure_ascii=False).translate(NO_OVERRIDES)},
        timestamp=receipt.paid_at.astimezone(dt.UTC).replace(microsecond=0),
    )


def _data(receipt: Receipt) -> dict[str, Any]:
    return {
        "lang": get_language(),
        "title": _("Receipt"),
        "lead": _("Paid") if receipt.is_payers else _("Received"),
        "amount": format_amount(receipt.amount_minor, receipt.currency),
        "lines": [line for line in _lines(receipt) if line[1]],
        "sums": _sums(receipt),
        "note": _note(receipt),
        "foot": _("Payment %(id)s · StageSlot") % {"id": receipt.payment_id},
    }


def _lines(receipt: Receipt) -> list[list[str]]:
    return [
        [_("Date"), say_full_day(_local(receipt.paid_at, receipt))],
        [_("For"), receipt.title],
        [_("Takes place"), say_full_day(_local(receipt.at, receipt)) if receipt.at else ""],
        [_("Paid by"), receipt.payer],
        [_("Received by"), "\n".join(receipt.payees)],
        [_("How to ask"), receipt.means],
    ]


def _local(at: dt.datetime, receipt: Receipt) -> dt.date:
    return at.astimezone(ZoneInfo(receipt.timezone)).date()


def _sums(receipt: Receipt) -> list[list[str]]:
    """What became of the amount; nothing where nothing did."""
    taken = [(_("Site fee"), -receipt.fee_minor), (_("Card costs"), -receipt.costs_minor)]
    back = _("Refunded") if receipt.is_payers else _("Given back")
    rows = [(name, amount) for name, amount in [*taken, (back, -receipt.back_minor)] if amount]
    if not rows:
        return []
    left = receipt.amount_minor + sum(amount for _name, amount in rows)
    return [[name, format_amount(amount, receipt.currency)] for name, amount in [*rows, (_("Remains"), left)]]


def _note(receipt: Receipt) -> str:
    said = _("This receipt confirms a payment. It is not an invoice and shows no tax.")
    return said if receipt.is_real else f"{said} {_('Test money: nothing was really paid.')}"
