"""Pages of people, and of what bands and venues have in common."""

from accounts.views.acting import acting
from accounts.views.agencies import agency_edit, agency_new
from accounts.views.calendar import calendar, calendar_paint, known_set, time_say, time_unsay
from accounts.views.codes import code_link
from accounts.views.feeds import feed_choose, feed_create, feed_revoke, feed_rotate, feeds
from accounts.views.importing import import_draft, import_draft_preview, import_new, import_reconnect
from accounts.views.imports import (
    import_edit,
    import_edit_preview,
    import_panel,
    import_refresh,
    import_remove,
    imports,
)
from accounts.views.joining import join
from accounts.views.nudges import nudge, nudge_answer, nudge_settings
from accounts.views.people import welcome, you
from accounts.views.photos import photo_add, photo_draw, photo_edit, photo_move, photo_remove, photos
from accounts.views.plan import plan, plan_events
from accounts.views.rules import rule_edit, rule_end, rule_new, rule_preview
from accounts.views.sessions import session_end
from accounts.views.team import invite_new, invite_revoke, membership_edit, role_add, team
from accounts.views.tokens import token_revoke, tokens

__all__ = [
    "acting",
    "agency_edit",
    "agency_new",
    "calendar",
    "calendar_paint",
    "code_link",
    "feed_choose",
    "feed_create",
    "feed_revoke",
    "feed_rotate",
    "feeds",
    "import_draft",
    "import_draft_preview",
    "import_edit",
    "import_edit_preview",
    "import_new",
    "import_panel",
    "import_reconnect",
    "import_refresh",
    "import_remove",
    "imports",
    "invite_new",
    "invite_revoke",
    "join",
    "known_set",
    "membership_edit",
    "nudge",
    "nudge_answer",
    "nudge_settings",
    "photo_add",
    "photo_draw",
    "photo_edit",
    "photo_move",
    "photo_remove",
    "photos",
    "plan",
    "plan_events",
    "role_add",
    "rule_edit",
    "rule_end",
    "rule_new",
    "rule_preview",
    "session_end",
    "team",
    "time_say",
    "time_unsay",
    "token_revoke",
    "tokens",
    "welcome",
    "you",
]
