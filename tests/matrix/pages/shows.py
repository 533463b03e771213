"""Shows, desks, holds, and lists of shows."""

from tests.matrix.pages.rows import HOST, HOUSE, LEADERS, PUBLIC, SIDES, SIGNED_IN, TEAM, Page, anybody, everybody, only
from tests.matrix.world import World


def at_night(world: World, role: str) -> dict:
    """A show as its form sends it."""
    return SHOW | {"stage": world.ids["stage"], "title": "Changed"}


def own_show(world: World, role: str) -> dict:
    """A night that the band puts on itself."""
    return {"owner": world.ids["band"], "night": "2028-09-02", "starts": "21:00", "ends": "00:30", "place": "Town hall"}


SHOW = {
    "night": "2028-09-02",
    "starts": "21:00",
    "ends": "00:30",
    "spots-TOTAL_FORMS": "1",
    "spots-INITIAL_FORMS": "0",
    "spots-0-role": "headliner",
    "spots-0-fee_currency": "EUR",
}
SHOWS = {
    "bookings:shows": Page(SIGNED_IN),
    "bookings:gigs_csv": Page(SIGNED_IN),
    "bookings:show": Page(PUBLIC, at=("open_show",)),
    "bookings:show, a draft": Page(only(*HOST, "staff", no=404, anonymous=404), at=("draft",)),
    "bookings:show, not announced": Page(only(*HOST, "staff", no=404, anonymous=404), at=("nameless_show",)),
    "bookings:show_ics": Page(PUBLIC, at=("open_show",)),
    "bookings:show_ics, a draft": Page(only(*HOST, "staff", no=404, anonymous=404), at=("draft",)),
    "bookings:show_ics, not announced": Page(only(*HOST, "staff", no=404, anonymous=404), at=("nameless_show",)),
    "bookings:show_edit": Page(only(*HOST), only(*HOST, ok=302), at=("open_show",), data=at_night),
    "bookings:show_edit, a draft": Page(
        only(*HOST, no=404, staff=403), only(*HOST, ok=302, no=404, staff=403), at=("draft",), data=at_night
    ),
    "bookings:show_publicity": Page(only(*HOST), at=("open_show",)),
    "bookings:show_publicity, a draft": Page(only(*HOST, no=404, staff=403), at=("draft",)),
    "bookings:show_announcement": Page(post=only(*HOST, ok=302), at=("booked_show",), data={"announce_on": ""}),
    "bookings:show_tickets": Page(post=only(*HOST, ok=302), at=("booked_show",), data={"provider": "At the door"}),
    "bookings:poster_add": Page(post=only(*HOST, ok=422), at=("open_show",), data={"alt": "Waves"}),
    "bookings:poster_remove": Page(post=only(*HOST, ok=302), at=("open_show",)),
    "bookings:show_publish": Page(post=only(*HOST, ok=302, no=404, staff=403), at=("draft",)),
    "bookings:show_publish, again": Page(post=only(*HOST, ok=409), at=("open_show",)),
    "bookings:show_cancel": Page(post=only(*HOST, ok=302), at=("booked_show",), data={"message": "The roof leaks."}),
    "holds:desk": Page(only(*HOUSE), at=("venue",)),
    "bookings:show_new": Page(only(*HOST), only(*HOST, ok=302), at=("venue",), data=at_night),
    "bookings:show_new_spot": Page(post=only(*HOST), at=("venue",), data=at_night),
    "discovery:open_nights": Page(PUBLIC),
    "bookings:public_calendar": Page(PUBLIC, at=("band",)),
    "bookings:public_calendar, not approved": Page(only("owner", "staff", no=404, anonymous=404), at=("secret",)),
    "bookings:public_saturdays": Page(PUBLIC, at=("band",)),
    "bookings:embed_code": Page(only(*LEADERS), at=("band",)),
    "bookings:calendar_embed": Page(PUBLIC, at=("band",)),
    "bookings:calendar_embed, not approved": Page(anybody(404), at=("secret",)),
    "bookings:embed_accent": Page(anybody(404)),
    "bookings:act_ics": Page(PUBLIC, at=("band",)),
    "bookings:act_json": Page(PUBLIC, at=("band",)),
    "bookings:venue_ics": Page(PUBLIC, at=("venue",)),
    "bookings:venue_json": Page(PUBLIC, at=("venue",)),
    "bookings:venue_json, not approved": Page(anybody(404), at=("secret",)),
}
NO_SIDE = {"no": 404, "member": 403, "venue_staff": 403, "staff": 403}
"""Who belongs to a hold's people and leads neither side, and who is no part of it."""
RULES = {
    "may_hold": ["band"], "who_may_hold": "known", "most_holds": "3",
    "outsiders_from_rank": "1", "newcomers_from_rank": "2", "first_hold_days": "14",
    "other_hold_days": "7", "warn_days": "2", "challenge_window": "hours", "challenge_hours": "48",
    "other_holds": "release", "refill": "not", "refill_hours": "24", "tier_1_days": "30", "tier_1_percent": "50",
}  # fmt: skip


def a_night_held(world: World, role: str) -> dict:
    return {"holder": world.ids["band"], "stage": world.ids["stage"], "night": "2028-09-09", "fee_currency": "EUR"}


DESK = {
    "holds:desk_stream_token": Page(only(*HOUSE), at=("venue",)),
    "holds:desk_csv": Page(only(*HOUSE), at=("venue",)),
    "holds:desk_ics": Page(only(*HOUSE), at=("venue",)),
    "holds:desk_views": Page(only(*HOUSE), only(*HOUSE, ok=302), at=("venue",), data={"name": "Weekends"}),
    "holds:desk_view_remove": Page(post=only("venue_manager", ok=302, no=404), at=("desk_view",)),
    "holds:stage_night": Page(only(*HOUSE, no=404), at=("stage", "night")),
    "holds:stage_rooms": Page(only(*HOST, no=404), only(*HOST, ok=302, no=404), at=("stage",)),
    "holds:policy_edit": Page(only(*HOST), only(*HOST, ok=302), at=("venue",), data=RULES),
    "holds:ladder_restore": Page(post=only(*HOST, ok=302), at=("open_show",)),
}
HOLDS = {
    "holds:holds": Page(SIGNED_IN),
    "holds:hold_new": Page(SIGNED_IN, only(*LEADERS, ok=302, no=422), at=("venue",), data=a_night_held),
    "holds:hold_ask": Page(post=only(*LEADERS, ok=302), at=("venue",), data=a_night_held),
    "holds:permission_answer": Page(post=only(*HOST, ok=302, no=404), at=("permission",), data={"may": "no"}),
    "holds:hold": Page(only(*TEAM, *HOUSE, "staff", no=404), at=("hold",)),
    "holds:hold_panel": Page(everybody(302), at=("hold",)),
    "holds:hold_stream_token": Page(only(*TEAM, *HOUSE, "staff", no=404), at=("hold",)),
    "holds:hold_confirm": Page(post=only(*SIDES, ok=302, **NO_SIDE), at=("hold",), data={"others": "release"}),
    "holds:hold_confirm, as second": Page(
        post=only(*HOST, ok=302, manager=409, owner=409, **NO_SIDE),
        at=("second_hold",),
        data={"others": "keep", "starts": "21:00", "ends": "23:00"},
    ),
    "holds:hold_decline": Page(post=only(*HOST, ok=409, manager=403, owner=403, **NO_SIDE), at=("hold",)),
    "holds:hold_proposal_withdraw": Page(
        post=only(manager=409, owner=409, **dict.fromkeys(HOST, 403), **NO_SIDE), at=("hold",)
    ),
    "holds:hold_release": Page(
        post=only(*SIDES, "staff", ok=302, no=404, member=403, venue_staff=403), at=("hold",), data={"message": "No."}
    ),
    "holds:hold_challenge": Page(post=only(*SIDES, ok=302, **NO_SIDE), at=("second_hold",)),
    "holds:hold_challenge, as first": Page(post=only(*SIDES, ok=409, **NO_SIDE), at=("hold",)),
    "holds:hold_challenge_withdraw": Page(post=only(**NO_SIDE), at=("second_hold",)),
    "holds:hold_agree": Page(post=only(*HOST, ok=302, manager=409, owner=409, **NO_SIDE), at=("hold",)),
    "holds:hold_change": Page(
        only(*SIDES, **NO_SIDE),
        only(*SIDES, ok=302, **NO_SIDE),
        at=("hold",),
        data={"starts": "20:00", "ends": "22:00", "fee": "300", "fee_currency": "EUR"},
    ),
    "holds:hold_rank": Page(
        post=only(*HOST, ok=302, manager=403, owner=403, **NO_SIDE), at=("second_hold",), data={"rank": "1"}
    ),
}


def another_time(world: World, role: str) -> dict:
    """A week later, in the name of whoever the role leads."""
    party = world.ids["venue"] if role in HOST else world.ids["band"]
    return {"party": party, "stage": world.ids["stage"], "night": "2028-09-09", "starts": "20:00", "ends": "23:00"}


def agreed(world: World, role: str) -> dict:
    return {"side": world.ids["moving"], "agrees": "yes"}


CHANGES = {
    "bookings:show_move": Page(only(*SIDES), only(*SIDES, ok=302), at=("booked_show",), data=another_time),
    "bookings:show_move, nobody booked": Page(only(*HOST), only(*HOST, ok=302), at=("open_show",), data=another_time),
    "bookings:move": Page(only(*SIDES, "staff", no=404), at=("move",)),
    "bookings:move_answer": Page(
        post=only(*LEADERS, ok=302, no=404, venue_manager=422, staff=422), at=("move",), data=agreed
    ),
    "bookings:move_withdraw": Page(post=only(*HOST, ok=302, no=404, manager=403, owner=403, staff=403), at=("move",)),
    "bookings:booking_report": Page(
        only(*SIDES, no=404), only(*SIDES, ok=409, no=404), at=("booked",), data={"kind": "no_show", "text": "Alone!"}
    ),
    "bookings:spot_waitlist": Page(
        post=only(*LEADERS, ok=302), at=("moving_spot",), data=lambda world, role: {"act": world.ids["band"]}
    ),
    "bookings:spot_refill": Page(
        post=only(*HOST, ok=302), at=("open_spot",), data={"strategy": "one_by_one", "window_hours": "24"}
    ),
    "bookings:refill_stop": Page(post=only(*HOST, ok=302), at=("refill",)),
}
COLUMNS = {
    "column_date": "Date",
    "column_starts": "Time",
    "timezone": "Europe/Berlin",
    "after_midnight": "night",
    "starts": "20:00",
    "minutes": "180",
    "early_starts": "17:00",
    "load_in_minutes": "0",
    "overlaps": "report",
    "coming": "draft",
}
SHOW_LISTS = {
    "show_imports:show_imports": Page(only(*LEADERS), at=("band",)),
    "show_imports:show_imports, of the venue": Page(only(*HOST), at=("venue",)),
    "show_imports:show_imports, of an agency": Page(everybody(404, staff=403), at=("agency",)),
    "show_imports:show_import_new": Page(only(*LEADERS), only(*LEADERS, ok=422), at=("band",)),
    "show_imports:show_import_columns": Page(
        only(*LEADERS, no=404), only(*LEADERS, ok=302, no=404), at=("list",), data=COLUMNS
    ),
    "show_imports:show_import_columns, being checked": Page(
        only(*LEADERS, ok=302, no=404), only(*LEADERS, ok=302, no=404), at=("busy_list",), data=COLUMNS
    ),
    "show_imports:show_import": Page(only(*LEADERS, no=404), at=("checked_list",)),
    "show_imports:show_import, just uploaded": Page(only(*LEADERS, ok=302, no=404), at=("list",)),
    "show_imports:show_import_panel": Page(only(*LEADERS, ok=302, no=404), at=("busy_list",)),
    "show_imports:show_import_start": Page(post=only(*LEADERS, ok=302, no=404), at=("checked_list",)),
    "show_imports:show_import_start, not checked": Page(post=only(*LEADERS, ok=409, no=404), at=("list",)),
    "show_imports:show_import_stop": Page(post=only(*LEADERS, ok=302, no=404), at=("busy_list",)),
    "show_imports:show_import_stop, at rest": Page(post=only(*LEADERS, ok=409, no=404), at=("list",)),
    "show_imports:show_import_remove": Page(post=only(*LEADERS, ok=302, no=404), at=("list",)),
    "show_imports:show_import_remove, being checked": Page(post=only(*LEADERS, ok=409, no=404), at=("busy_list",)),
}
