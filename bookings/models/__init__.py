"""A show, the spots on its bill, the bookings of acts for them, and what happened to each.

Times of a show and its spots are instants; `night` and `timezone` are stored at publishing and used by every text
about it. Deferred constraint triggers (`bookings/sql/triggers`) refuse anything confirmed that lacks its claims. The
rule itself is `bookings/sql/functions/bookings_show_is_covered.sql`. It locks the show, so the path from a line-up
entry over its booking and spot to that show never changes.
"""

from bookings.models.bookings import Booking, BookingQuerySet, LineupEntry, LineupEntryQuerySet
from bookings.models.contracts import Contract, ContractSignature
from bookings.models.drafts import ApplicationDraft
from bookings.models.endings import Cancellation, Report
from bookings.models.history import HistoryEntry
from bookings.models.moves import Move, MoveSpot
from bookings.models.offers import Offer, SpotInvite
from bookings.models.refills import Refill, RefillStep, WaitlistEntry
from bookings.models.settlements import Settlement, SettlementComment, SettlementLine, SettlementSignature, Share
from bookings.models.shows import Show, ShowQuerySet, ShowRoom, Spot, SpotQuerySet

__all__ = [
    "ApplicationDraft",
    "Booking",
    "BookingQuerySet",
    "Cancellation",
    "Contract",
    "ContractSignature",
    "HistoryEntry",
    "LineupEntry",
    "LineupEntryQuerySet",
    "Move",
    "MoveSpot",
    "Offer",
    "Refill",
    "RefillStep",
    "Report",
    "Settlement",
    "SettlementComment",
    "SettlementLine",
    "SettlementSignature",
    "Share",
    "Show",
    "ShowQuerySet",
    "ShowRoom",
    "Spot",
    "SpotInvite",
    "SpotQuerySet",
    "WaitlistEntry",
]
