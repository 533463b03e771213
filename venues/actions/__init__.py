"""Every write about venues and stages."""

from venues.actions.closures import close_stage, reopen_stage
from venues.actions.photos import add_stage_photo, remove_stage_photo
from venues.actions.stages import CAPACITY_MAX, SIZE_CM_MAX, create_stage, remove_stage, set_parts, update_stage
from venues.actions.venues import DAY_ROLL, create_venue, update_venue

__all__ = [
    "CAPACITY_MAX",
    "DAY_ROLL",
    "SIZE_CM_MAX",
    "add_stage_photo",
    "close_stage",
    "create_stage",
    "create_venue",
    "remove_stage",
    "remove_stage_photo",
    "reopen_stage",
    "set_parts",
    "update_stage",
    "update_venue",
]
