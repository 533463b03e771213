"""Reads: what somebody is owed, and whether the ledger agrees with everything else."""

from payments.queries.balances import balances
from payments.queries.checks import Difference, differences
from payments.queries.disputes import lost_at

__all__ = ["Difference", "balances", "differences", "lost_at"]
