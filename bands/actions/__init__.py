"""Everything that changes bands."""

from bands.actions.bands import BAND_FIELDS, DRAW_MAX, QUORUM_MAX, RADIUS_MAX, create_band, update_band
from bands.actions.departures import forget_member

__all__ = ["BAND_FIELDS", "DRAW_MAX", "QUORUM_MAX", "RADIUS_MAX", "create_band", "forget_member", "update_band"]
