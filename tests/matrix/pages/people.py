"""A person: their account, their time, the calendars that they import and the feeds that they read."""

from availability.imports.sorts import SORTS
from tests.matrix.pages.rows import HOUSE, PUBLIC, SIGNED_IN, TEAM, Page, anybody, everybody, only

SAID = {"kind": "busy", "first": "2028-05-01", "from_time": "10:00", "to_time": "12:00"}
RULE = {"kind": "busy", "first": "2028-05-01", "from_time": "10:00", "to_time": "12:00", "repeats": "once"}
PEOPLES = {
    "accounts:welcome": Page(SIGNED_IN),
    "accounts:code_link": Page(PUBLIC, at=("purpose", "code")),
    "accounts:code_link, for nothing": Page(anybody(404), at=("no_purpose", "code")),
    "accounts:you": Page(SIGNED_IN, everybody(302), data={"name": "Me", "timezone": "UTC", "language": "de"}),
    "accounts:acting": Page(post=everybody(302), data=lambda world, role: {"party": world.ids["band"]}),
    "departures:export": Page(SIGNED_IN, everybody(302)),
    "departures:export_panel": Page(everybody(302)),
    "departures:export_file": Page(everybody(404), at=("export",)),
    "departures:account_delete": Page(
        SIGNED_IN,
        everybody(302, owner=422),
        data=lambda world, role: {"email": world.people[role].email if role in world.people else ""},
    ),
    "accounts:tokens": Page(SIGNED_IN, everybody(302), data={"name": "Script", "scopes": ["read"]}),
    "accounts:session_end": Page(post=everybody(302), at=("no_session",)),
    "accounts:token_revoke": Page(post=only("member", ok=302, no=404), at=("token",)),
    "accounts:calendar": Page(SIGNED_IN),
    "accounts:calendar_paint": Page(post=everybody(302), data={"days": ["2028-05-01"], "kind": "busy", "part": "day"}),
    "accounts:time_say": Page(post=everybody(302), data=SAID),
    "accounts:time_unsay": Page(post=only("member", ok=302, no=404), at=("rule",)),
    "accounts:known_set": Page(post=everybody(302), data={"until": "2027-06-30"}),
    "accounts:nudge": Page(SIGNED_IN, SIGNED_IN, data={"answer": "free"}),
    "accounts:nudge_answer": Page(PUBLIC, PUBLIC, at=("nudge_token",), data={"answer": "free"}),
    "accounts:nudge_answer, answered": Page(anybody(410), anybody(410), at=("over_nudge_token",)),
    "accounts:nudge_settings": Page(post=everybody(302), data={"weekday": "2", "time": "19:00"}),
    "accounts:plan": Page(SIGNED_IN),
    "accounts:plan_events": Page(everybody(422)),
    "accounts:rule_new": Page(SIGNED_IN, everybody(302), data=RULE),
    "accounts:rule_new_preview": Page(post=SIGNED_IN, data=RULE),
    "accounts:rule_edit": Page(only("member", no=404), only("member", ok=302, no=404), at=("rule",), data=RULE),
    "accounts:rule_edit_preview": Page(post=only("member", no=404), at=("rule",), data=RULE),
    "accounts:rule_end": Page(only("member", no=404), only("member", ok=302, no=404), at=("rule",)),
}
IMPORTED = dict.fromkeys(SORTS, "busy") | {"name": "Work", "timezone": "UTC"}
MINE = {"at": ("import",), "data": IMPORTED}
IMPORTS = {
    "accounts:imports": Page(SIGNED_IN),
    "accounts:import_new": Page(SIGNED_IN, everybody(422), data={"kind": "url", "url": "http://127.0.0.1/a.ics"}),
    "accounts:import_draft": Page(everybody(302), everybody(302), at=("no_draft",), data=IMPORTED),
    "accounts:import_draft_preview": Page(post=everybody(302), at=("no_draft",), data=IMPORTED),
    "accounts:import_edit": Page(only("member", no=404), only("member", ok=302, no=404), **MINE),
    "accounts:import_edit_preview": Page(post=only("member", no=404), **MINE),
    "accounts:import_panel": Page(only("member", ok=302, no=404), at=("import",)),
    "accounts:import_refresh": Page(post=only("member", ok=302, no=404), at=("import",)),
    "accounts:import_reconnect": Page(post=only("member", ok=302, no=404), at=("import",)),
    "accounts:import_remove": Page(only("member", no=404), only("member", ok=302, no=404), at=("import",)),
}
FEEDS = {
    "accounts:feeds": Page(SIGNED_IN),
    "accounts:feed_create": Page(post=SIGNED_IN),
    "accounts:feed_create, of the band": Page(post=only(*TEAM), data=lambda world, role: {"party": world.ids["band"]}),
    "accounts:feed_create, of the venue": Page(
        post=only(*HOUSE), data=lambda world, role: {"party": world.ids["venue"]}
    ),
    "accounts:feed_choose": Page(post=only("member", ok=302, no=404), at=("feed",), data={"with_holds": "on"}),
    "accounts:feed_rotate": Page(post=only("member", no=404), at=("feed",)),
    "accounts:feed_revoke": Page(post=only("member", ok=302, no=404), at=("feed",)),
    "availability:feed": Page(PUBLIC, at=("feed_token",)),
    "availability:feed, revoked": Page(anybody(404), at=("ended_feed_token",)),
}
