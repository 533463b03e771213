"""Every write about people and parties."""

from accounts.actions.agencies import create_agency
from accounts.actions.approval import approve_party, shut_party, suspend_party
from accounts.actions.feeds import choose_feed, create_feed
from accounts.actions.invites import accept_invite, create_invite, revoke_invite
from accounts.actions.memberships import add_membership, end_membership, update_membership
from accounts.actions.nudges import answer_nudge, nudge_due, save_nudge_settings
from accounts.actions.parties import create_party, ensure_person_party, rename_party, update_party
from accounts.actions.people import delete_account, let_user_in, shut_out_user, update_profile
from accounts.actions.photos import add_drawn_photo, add_photo, change_photo, move_photo, remove_photo
from accounts.actions.tokens import create_api_token, revoke_api_token

__all__ = [
    "accept_invite",
    "add_drawn_photo",
    "add_membership",
    "add_photo",
    "answer_nudge",
    "approve_party",
    "change_photo",
    "choose_feed",
    "create_agency",
    "create_api_token",
    "create_feed",
    "create_invite",
    "create_party",
    "delete_account",
    "end_membership",
    "ensure_person_party",
    "let_user_in",
    "move_photo",
    "nudge_due",
    "remove_photo",
    "rename_party",
    "revoke_api_token",
    "revoke_invite",
    "save_nudge_settings",
    "shut_out_user",
    "shut_party",
    "suspend_party",
    "update_membership",
    "update_party",
    "update_profile",
]
