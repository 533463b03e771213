"""Reads of notifications: the inbox, the outbox, and what people want to hear of."""

from notifications.queries.inbox import (
    InboxLine,
    InboxState,
    inbox_lines,
    inbox_of,
    inbox_state,
    state_columns,
    state_of,
    version_at,
)
from notifications.queries.matters import InboxRow, InboxWish, by_matter, groups_in, inbox_page, row_of
from notifications.queries.outbox import due_ids
from notifications.queries.preferences import Choice, GroupChoice, choices_of, group_choices

__all__ = [
    "Choice",
    "GroupChoice",
    "InboxLine",
    "InboxRow",
    "InboxState",
    "InboxWish",
    "by_matter",
    "choices_of",
    "due_ids",
    "group_choices",
    "groups_in",
    "inbox_lines",
    "inbox_of",
    "inbox_page",
    "inbox_state",
    "row_of",
    "state_columns",
    "state_of",
    "version_at",
]
