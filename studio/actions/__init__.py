"""Every write about professionals."""

from studio.actions.credits import CREDITS_MAX, add_credit, remove_credit, update_credit
from studio.actions.hours import add_hours, change_hours, remove_hours
from studio.actions.professionals import LANGUAGES, create_professional, update_professional, verify_professional
from studio.actions.rooms import ROOMS_MAX, add_room, rename_room, retire_room
from studio.actions.samples import SAMPLES_MAX, add_sample, move_sample, remove_sample, update_sample
from studio.actions.services import (
    BUFFER_MAX,
    DELIVERY_DAYS_MAX,
    NOTICE_MAX,
    REVISIONS_MAX,
    SERVICES_MAX,
    add_service,
    retire_service,
    update_service,
)
from studio.actions.splits import (
    SPLITS_MAX,
    answer_split,
    end_split,
    end_split_links,
    leave_split,
    offer_split,
    take_split,
)

__all__ = [
    "BUFFER_MAX",
    "CREDITS_MAX",
    "DELIVERY_DAYS_MAX",
    "LANGUAGES",
    "NOTICE_MAX",
    "REVISIONS_MAX",
    "ROOMS_MAX",
    "SAMPLES_MAX",
    "SERVICES_MAX",
    "SPLITS_MAX",
    "add_credit",
    "add_hours",
    "add_room",
    "add_sample",
    "add_service",
    "answer_split",
    "change_hours",
    "create_professional",
    "end_split",
    "end_split_links",
    "leave_split",
    "move_sample",
    "offer_split",
    "remove_credit",
    "remove_hours",
    "remove_sample",
    "rename_room",
    "retire_room",
    "retire_service",
    "take_split",
    "update_credit",
    "update_professional",
    "update_sample",
    "update_service",
    "verify_professional",
]
