"""What tables of engagements share. The tables themselves come with the second kind of engagement."""

from engagements.models.history import HistoryRow

__all__ = ["HistoryRow"]
