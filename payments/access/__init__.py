"""Who may see and change what about payments."""

from payments.access.outside import (
    get_payment_outside_for,
    leads_payee,
    leads_payer,
    payee_of,
    require_payee,
    require_payer,
)

__all__ = [
    "get_payment_outside_for",
    "leads_payee",
    "leads_payer",
    "payee_of",
    "require_payee",
    "require_payer",
]
