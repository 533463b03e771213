"""Every write about what is proposed in a session."""

from studio.actions.changes.answering import agree_change, decline_change, expire_change, withdraw_change
from studio.actions.changes.extending import propose_extension
from studio.actions.changes.proposing import propose_move, propose_terms
from studio.actions.changes.revising import buy_revision

__all__ = [
    "agree_change",
    "buy_revision",
    "decline_change",
    "expire_change",
    "propose_extension",
    "propose_move",
    "propose_terms",
    "withdraw_change",
]
