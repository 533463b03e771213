"""Everything that changes bands."""

from bands.actions.asks import ASKS_A_DAY, NIGHTS_MAX, TITLE_MAX, answer_ask, ask_members, close_ask
from bands.actions.bands import (
    BAND_FIELDS,
    DRAW_MAX,
    MINUTES_MAX,
    QUORUM_MAX,
    RADIUS_MAX,
    create_band,
    update_band,
)
from bands.actions.departures import forget_member
from bands.actions.shares import create_share, revoke_share, rotate_share

__all__ = [
    "ASKS_A_DAY",
    "BAND_FIELDS",
    "DRAW_MAX",
    "MINUTES_MAX",
    "NIGHTS_MAX",
    "QUORUM_MAX",
    "RADIUS_MAX",
    "TITLE_MAX",
    "answer_ask",
    "ask_members",
    "close_ask",
    "create_band",
    "create_share",
    "forget_member",
    "revoke_share",
    "rotate_share",
    "update_band",
]
