"""The office of the staff: money is looked at, refunded with a reason and tried again; no row is edited by anybody."""

from payments.admin import attention, outgoing, payments, plain

__all__ = ["attention", "outgoing", "payments", "plain"]

plain.register_others()
