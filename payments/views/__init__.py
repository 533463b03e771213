"""Pages of payments."""

from payments.views.payouts import (
    payouts,
    payouts_change,
    payouts_change_stop,
    payouts_check,
    payouts_connect,
    payouts_continue,
    payouts_dashboard,
    payouts_return,
)

__all__ = [
    "payouts",
    "payouts_change",
    "payouts_change_stop",
    "payouts_check",
    "payouts_connect",
    "payouts_continue",
    "payouts_dashboard",
    "payouts_return",
]
