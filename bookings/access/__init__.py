"""Who may see and do what with shows and bookings, and what each viewer is told of them."""

from bookings.access.booking_views import booking_view, booking_views
from bookings.access.loaders import (
    can_cancel_booking,
    can_edit_show,
    can_see_show,
    can_see_spot,
    get_booking_for,
    get_lineup_entry_for,
    get_own_show_for,
    get_show_for,
    get_spot_for,
    is_in_lineup,
    require_side,
    side_of,
    sides_of,
)
from bookings.access.projections import (
    BookingView,
    FeeView,
    HistoryView,
    LineupView,
    ShowView,
    SpotView,
    show_view,
    spot_view,
)

__all__ = [
    "BookingView",
    "FeeView",
    "HistoryView",
    "LineupView",
    "ShowView",
    "SpotView",
    "booking_view",
    "booking_views",
    "can_cancel_booking",
    "can_edit_show",
    "can_see_show",
    "can_see_spot",
    "get_booking_for",
    "get_lineup_entry_for",
    "get_own_show_for",
    "get_show_for",
    "get_spot_for",
    "is_in_lineup",
    "require_side",
    "show_view",
    "side_of",
    "sides_of",
    "spot_view",
]
