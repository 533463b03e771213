"""What tables of engagements share. The tables themselves come with the second kind of engagement."""

from engagements.models.history import HistoryRow
from engagements.models.signatures import SignatureRow

__all__ = ["HistoryRow", "SignatureRow"]
