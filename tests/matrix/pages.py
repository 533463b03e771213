"""What every page answers everybody: `PAGES`, by URL name; what follows a comma tells apart several rows of one URL.

A page that names no answers for a method refuses it with 405. Statuses are those of a plain browser without htmx.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from availability.imports.events import SORTS
from bookings.models import Show
from tests.matrix.world import ROLES, World

LOGIN = "login"
"""Led to the sign-in page."""
Answers = dict[str, int | str]


@dataclass(frozen=True)
class Page:
    """What it answers by role, what stands in its address (keys of `World.ids`), and what is sent to it."""

    get: Answers | None = None
    post: Answers | None = None
    at: tuple[str, ...] = ()
    data: dict | Callable[[World, str], dict] | None = None

    def path(self, row: str, world: World) -> str:
        return reverse(row.partition(",")[0], args=[world.ids[name] for name in self.at])

    def sent(self, world: World, role: str) -> dict:
        return self.data(world, role) if callable(self.data) else self.data or {}


def everybody(status: int, **others: int | str) -> Answers:
    """The same for all who are signed in; who is not is led to the sign-in page, unless said."""
    return dict.fromkeys(ROLES, status) | {"anonymous": LOGIN} | others


def only(*allowed: str, ok: int = 200, no: int = 403, **others: int | str) -> Answers:
    return everybody(no) | dict.fromkeys(allowed, ok) | others


def anybody(status: int) -> Answers:
    return dict.fromkeys(ROLES, status)


def at_night(world: World, role: str) -> dict:
    """A show as its form sends it."""
    return SHOW | {"stage": world.ids["stage"], "title": "Changed"}


def another_night(world: World, role: str) -> dict:
    return {"nights": [world.ids["another_night"]], "title": "Which night?"}


def new_share(world: World) -> dict:
    """A link as its form sends it, to a week in a month."""
    first, last = world.ids["night"], world.ids["another_night"]
    return {"name": "Agency", "first": first, "last": last, "weekdays": ["4", "5"], "expires_on": last}


def new_kit_link(world: World) -> dict:
    """A private link to the press kit as its form sends it."""
    return {"label": "Booker", "expires_on": world.ids["another_night"], "shows_exact_fees": "on"}


def in_order(world: World, role: str) -> dict:
    """The bill of the booked show as its form sends it, as it stands."""
    show = Show.objects.get(pk=world.ids["booked_show"])
    spot = show.spots.get().pk.hex
    parts = {"position": "1", "minutes": "180", "changeover": "0", "soundcheck": "20"}
    fields = {f"{name}_{spot}": value for name, value in parts.items()}
    return fields | {"version": str(show.version), "first": "21:00", "doors": "20:00", "curfew": ""}


def own_show(world: World, role: str) -> dict:
    """A night that the band puts on itself."""
    return {"owner": world.ids["band"], "night": "2028-09-02", "starts": "21:00", "ends": "00:30", "place": "Town hall"}


PUBLIC = anybody(200)
SIGNED_IN = everybody(200)
TEAM = ("member", "manager", "owner")
LEADERS = ("manager", "owner")
HOUSE = ("venue_staff", "venue_manager")
HOST = ("venue_manager",)
SIDES = (*LEADERS, *HOST)
SHOW = {
    "night": "2028-09-02",
    "starts": "21:00",
    "ends": "00:30",
    "spots-TOTAL_FORMS": "1",
    "spots-INITIAL_FORMS": "0",
    "spots-0-role": "headliner",
    "spots-0-fee_currency": "EUR",
}
PARTY = {"name": "The Anchors", "timezone": "Europe/Berlin"}
REQUEST = {"night": "2028-10-07", "starts": "20:00", "ends": "22:00", "place": "Town hall", "fee_currency": "EUR"}
SAID = {"kind": "busy", "first": "2028-05-01", "from_time": "10:00", "to_time": "12:00"}
RULE = {"kind": "busy", "first": "2028-05-01", "from_time": "10:00", "to_time": "12:00", "repeats": "once"}
SETTLEMENT = {"version": "1", "takings_1_label": "Tickets", "takings_1_quantity": "80", "takings_1_amount": "15"}
PLOT = {
    "items-TOTAL_FORMS": "1",
    "items-INITIAL_FORMS": "0",
    "items-0-kind": "keys",
    "items-0-x": "30",
    "items-0-y": "40",
    "items-0-rotation": "90",
    "items-0-label": "Rhodes",
}
INPUTS = {
    "lines-TOTAL_FORMS": "1",
    "lines-INITIAL_FORMS": "0",
    "lines-0-channel": "2",
    "lines-0-source": "Snare",
    "lines-0-mic": "SM57",
    "lines-0-is_phantom": "on",
}
PHOTO = {"alt": "On a pier", "credit": "M. Krause", "focus_x": "50", "focus_y": "20"}
INVITE = {"role": "member", "uses": "1", "expires_in_days": "7"}

SITE = {
    "health": Page(PUBLIC),
    "web:theme": Page(post=anybody(302), data={"theme": "dark"}),
    "web:components": Page(anybody(404)),
    "catalogue:city_options": Page(PUBLIC),
    "media:file": Page(PUBLIC, at=("picture_file",)),
    "media:preparing": Page(PUBLIC, at=("picture_token",)),
    "api-docs": Page(PUBLIC),
    "api-problem": Page(anybody(302), at=("band",)),
    "discovery:today": Page(PUBLIC),
    "discovery:landing": Page(PUBLIC),
    "discovery:acts": Page(PUBLIC),
    "discovery:venues": Page(PUBLIC),
    "discovery:searches": Page(SIGNED_IN),
    "discovery:search_new": Page(
        SIGNED_IN, everybody(302), at=("searched",), data={"name": "Doom nearby", "often": "daily"}
    ),
    "discovery:search_open": Page(only("member", ok=302, no=404), at=("saved_search",)),
    "discovery:search_edit": Page(
        only("member", no=404),
        only("member", ok=302, no=404),
        at=("saved_search",),
        data={"name": "Changed", "often": "at_once"},
    ),
    "discovery:search_drop": Page(post=only("member", ok=302, no=404), at=("saved_search",)),
    "discovery:robots": Page(PUBLIC),
    "discovery:sitemap_index": Page(PUBLIC),
    "discovery:sitemap_section": Page(PUBLIC, at=("section",)),
    "discovery:sitemap_section, none": Page(anybody(404), at=("band",)),
    "discovery:site_card": Page(PUBLIC),
    "discovery:act_card": Page(PUBLIC, at=("band",)),
    "discovery:act_card, not approved": Page(anybody(404), at=("secret",)),
    "discovery:venue_card": Page(PUBLIC, at=("venue",)),
    "discovery:show_card": Page(PUBLIC, at=("open_show",)),
    "discovery:show_card, a draft": Page(anybody(404), at=("draft",)),
    "discovery:city_card": Page(PUBLIC, at=("city",)),
    "discovery:cities": Page(PUBLIC),
    "discovery:city": Page(PUBLIC, at=("city",)),
    "discovery:city, none": Page(anybody(404), at=("secret",)),
    "discovery:act": Page(PUBLIC, at=("band",)),
    "discovery:act, not approved": Page(only("owner", "staff", no=404, anonymous=404), at=("secret",)),
    "discovery:act, a venue": Page(anybody(404), at=("venue",)),
    "discovery:act_preview": Page(only(*LEADERS), at=("band",)),
    "discovery:act_preview, not approved": Page(only("owner", no=404, staff=403), at=("secret",)),
    "discovery:act_pdf": Page(PUBLIC, at=("band",)),
    "discovery:act_pdf, not approved": Page(only("owner", "staff", no=404, anonymous=404), at=("secret",)),
    "discovery:act_zip": Page(PUBLIC, at=("band",)),
    "discovery:act_zip, not approved": Page(only("owner", "staff", no=404, anonymous=404), at=("secret",)),
    "discovery:kit": Page(anybody(200), at=("kit_token",)),
    "discovery:kit, over": Page(anybody(410), at=("over_kit_token",)),
    "discovery:kit, none": Page(anybody(404), at=("band",)),
    "discovery:kit_track, not published": Page(anybody(404), at=("kit_token", "track", "m4a")),
    "discovery:kit_track, over": Page(anybody(410), at=("over_kit_token", "track", "m4a")),
    "discovery:venue": Page(PUBLIC, at=("venue",)),
    "discovery:venue, a band": Page(anybody(404), at=("band",)),
}
NOTIFICATIONS = {
    "notifications:inbox": Page(SIGNED_IN),
    "notifications:inbox_read": Page(post=everybody(302)),
    "notifications:badge": Page(SIGNED_IN),
    "notifications:badge_token": Page(SIGNED_IN),
    "notifications:preferences": Page(SIGNED_IN, everybody(302)),
    "notifications:notification_open": Page(post=only("member", ok=302, no=404), at=("notification",)),
    "notifications:notification_read": Page(post=only("member", ok=302, no=404), at=("notification",)),
    "notifications:unsubscribe": Page(PUBLIC, PUBLIC, at=("way_out",)),
    "notifications:mailbox": Page(PUBLIC),
    "notifications:mailbox_mail": Page(PUBLIC, at=("mail",)),
}
PEOPLES = {
    "accounts:welcome": Page(SIGNED_IN),
    "accounts:you": Page(SIGNED_IN, everybody(302), data={"name": "Me", "timezone": "UTC", "language": "de"}),
    "accounts:acting": Page(post=everybody(302), data=lambda world, role: {"party": world.ids["band"]}),
    "bookings:account_delete": Page(
        SIGNED_IN,
        everybody(302, owner=422),
        data=lambda world, role: {"email": world.people[role].email if role in world.people else ""},
    ),
    "accounts:tokens": Page(SIGNED_IN, SIGNED_IN, data={"name": "Script", "scopes": ["read"]}),
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
TEAMS = {
    "accounts:team": Page(only(*TEAM), at=("band",)),
    "accounts:team, not approved": Page(only("owner", no=404, staff=403), at=("secret",)),
    "accounts:team, of the venue": Page(only(*HOUSE), at=("venue",)),
    "bands:members": Page(only(*TEAM), at=("band",)),
    "accounts:invite_new": Page(only(*LEADERS), only(*LEADERS), at=("band",), data=INVITE),
    "accounts:invite_new, to lead": Page(
        only(*LEADERS), only("owner", manager=422), at=("band",), data=INVITE | {"role": "manager"}
    ),
    "accounts:invite_revoke": Page(post=only(*LEADERS, ok=302), at=("band", "invite")),
    "accounts:join": Page(PUBLIC, everybody(302), at=("invite_token",), data={"instrument": "Bass"}),
    "accounts:join, revoked": Page(anybody(410), anybody(410), at=("over_invite_token",)),
    "accounts:membership_edit": Page(
        only("member", "owner", manager=404),
        only("member", "owner", ok=302, manager=404),
        at=("band",),
        data={"instrument": "Bass"},
    ),
    "bookings:member_remove": Page(only(*TEAM), only(*TEAM, ok=302), at=("band", "member")),
    "bookings:member_remove, the manager": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band", "manager")),
    "bookings:member_remove, the owner": Page(only("owner"), only(owner=409), at=("band", "owner")),
    "accounts:role_add": Page(post=only(*LEADERS, ok=302), at=("band", "member"), data={"role": "dep"}),
    "accounts:role_add, to lead": Page(post=only("owner", ok=302), at=("band", "member"), data={"role": "manager"}),
    "bookings:role_end": Page(post=only(*TEAM, ok=302), at=("band", "member"), data={"role": "member"}),
    "bookings:role_end, of who leads": Page(
        post=only(*LEADERS, ok=302), at=("band", "manager"), data={"role": "manager"}
    ),
    "accounts:photos": Page(only(*LEADERS), at=("band",)),
    "accounts:photo_add": Page(post=only(*LEADERS, ok=422), at=("band",)),
    "accounts:photo_edit": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band", "photo"), data=PHOTO),
    "accounts:photo_move": Page(post=only(*LEADERS, ok=302), at=("band", "photo"), data={"to": "later"}),
    "accounts:photo_remove": Page(post=only(*LEADERS, ok=302), at=("band", "photo")),
}
SHARES = {
    "bands:press": Page(only(*LEADERS), at=("band",)),
    "bands:press, not approved": Page(only("owner", no=404, staff=403), at=("secret",)),
    "bands:press_publish": Page(post=only(*LEADERS, ok=302), at=("band",)),
    "bands:press_publish, nothing": Page(post=only(no=404, owner=409, staff=403), at=("secret",)),
    "bands:press_discard": Page(post=only(*LEADERS, ok=302), at=("band",)),
    "bands:press_texts": Page(
        only(*LEADERS), only(*LEADERS, ok=302), at=("band",), data={"bio_short": "Slow.", "exact_fees": "600 EUR"}
    ),
    "bands:press_rider": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band",), data={"rider_text": "Power."}),
    "bands:press_rider_document": Page(post=only(*LEADERS, ok=422), at=("band",), data={"file": "no file"}),
    "bands:press_rider_document_remove": Page(post=only(*LEADERS, ok=302), at=("band",)),
    "bands:press_plot": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band",), data=PLOT),
    "bands:press_inputs": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band",), data=INPUTS),
    "bands:press_inputs_csv": Page(only(*LEADERS), at=("band",)),
    "bands:press_links": Page(
        only(*LEADERS), only(*LEADERS), at=("band",), data=lambda world, role: new_kit_link(world)
    ),
    "bands:press_link_revoke": Page(post=only(*LEADERS, ok=302), at=("band", "kit_link")),
    "bands:press_link_revoke, of another band": Page(
        post=only(no=404, owner=404, staff=403), at=("secret", "kit_link")
    ),
    "bands:press_part": Page(
        only(*LEADERS), only(*LEADERS, ok=302), at=("band", "quotes"), data={"text": "Loud.", "source": "Visions"}
    ),
    "bands:press_part, tracks": Page(only(*LEADERS), only(*LEADERS, ok=422), at=("band", "tracks")),
    "bands:press_part, of no kind": Page(everybody(404), everybody(404), at=("band", "band")),
    "bands:press_piece": Page(
        only(*LEADERS),
        only(*LEADERS, ok=302),
        at=("band", "quotes", "piece"),
        data={"text": "Louder.", "source": "Ox"},
    ),
    "bands:press_piece, a track": Page(
        only(*LEADERS), only(*LEADERS, ok=302), at=("band", "tracks", "track"), data={"title": "Slack water"}
    ),
    "bands:press_piece, of another band": Page(
        only(no=404, owner=404, staff=403),
        only(no=404, owner=404, staff=403),
        at=("secret", "quotes", "piece"),
        data={"text": "Louder.", "source": "Ox"},
    ),
    "bands:press_piece_move": Page(post=only(*LEADERS, ok=302), at=("band", "quotes", "piece"), data={"to": "down"}),
    "bands:press_piece_remove": Page(post=only(*LEADERS, ok=302), at=("band", "quotes", "piece")),
    "bands:press_piece_remove, of another band": Page(
        post=only(no=404, owner=409, staff=403), at=("secret", "quotes", "piece")
    ),
    "bands:shares": Page(only(*LEADERS), only(*LEADERS), at=("band",), data=lambda world, role: new_share(world)),
    "bands:shares, not approved": Page(
        only("owner", no=404, staff=403),
        only("owner", ok=422, no=404, staff=403),
        at=("secret",),
        data={"name": "Agency"},
    ),
    "bands:share_new": Page(only(*LEADERS), at=("band",)),
    "bands:share_rotate": Page(post=only(*LEADERS), at=("band", "share")),
    "bands:share_rotate, of another band": Page(post=only(no=404, owner=404, staff=403), at=("secret", "share")),
    "bands:share_revoke": Page(post=only(*LEADERS, ok=302), at=("band", "share")),
    "bands:share_revoke, of another band": Page(post=only(no=404, owner=404, staff=403), at=("secret", "share")),
    "bands:shared": Page(PUBLIC, at=("share_token",)),
    "bands:shared, over": Page(anybody(410), at=("over_share_token",)),
    "bands:shared_embed": Page(PUBLIC, at=("share_token",)),
    "bands:shared_embed, over": Page(anybody(410), at=("over_share_token",)),
    "bands:shared_ics": Page(PUBLIC, at=("share_token",)),
    "bands:shared_ics, over": Page(anybody(410), at=("over_share_token",)),
    "bands:shared_pdf": Page(PUBLIC, at=("share_token",)),
    "bands:shared_pdf, over": Page(anybody(410), at=("over_share_token",)),
}
PARTIES = {
    "accounts:agency_new": Page(SIGNED_IN, everybody(302), data={"name": "A new agency"}),
    "accounts:agency_edit": Page(
        only("manager", no=404, staff=403),
        only("manager", ok=302, no=404, staff=403),
        at=("agency",),
        data={"name": "Nightliner", "timezone": "Europe/Berlin"},
    ),
    "accounts:team, of an agency": Page(only("manager", no=404, staff=403), at=("agency",)),
    "bands:band_new": Page(SIGNED_IN, everybody(302), data={"name": "A new band"}),
    "bands:band": Page(only(*TEAM), at=("band",)),
    "bands:band, not approved": Page(only("owner", no=404, staff=403), at=("secret",)),
    "bands:band_edit": Page(
        only(*LEADERS),
        only(*LEADERS, ok=302),
        at=("band",),
        data=PARTY | {"evening_from": "17:00", "evening_to": "01:00"},
    ),
    "bands:green_zone_panel": Page(only(*TEAM, ok=302), at=("band",)),
    "bands:band_stream_token": Page(only(*TEAM), at=("band",)),
    "bands:night": Page(only(*TEAM), at=("band", "night")),
    "bands:night, not approved": Page(only("owner", no=404, staff=403), at=("secret", "night")),
    "bands:night_panel": Page(only(*TEAM, ok=302), at=("band", "night")),
    "bands:nights_ask": Page(post=only(*LEADERS, ok=302), at=("band",), data=another_night),
    "bands:asks": Page(only(*TEAM), at=("band",)),
    "bands:ask_new": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band",), data=another_night),
    "bands:ask": Page(only(*TEAM), at=("band", "ask")),
    "bands:ask, of another band": Page(only(no=404, owner=404, staff=403), at=("secret", "ask")),
    "bands:ask_reply": Page(post=only("member", "owner", ok=302), at=("band", "ask"), data={"answer": "all:free"}),
    "bands:ask_close": Page(post=only(*LEADERS, ok=302), at=("band", "ask")),
    "bands:ask_answer": Page(PUBLIC, PUBLIC, at=("answer_token",), data={"answer": "all:free"}),
    "bands:ask_answer, closed": Page(
        anybody(410), anybody(410), at=("over_answer_token",), data={"answer": "all:free"}
    ),
    "venues:venue_new": Page(SIGNED_IN, everybody(302), data={"name": "A new venue", "day_starts_at": "06:00"}),
    "venues:venue_edit": Page(only(*HOST), only(*HOST, ok=302), at=("venue",), data=PARTY | {"day_starts_at": "06:00"}),
    "venues:stages": Page(only(*HOUSE), at=("venue",)),
    "venues:stage_new": Page(post=only(*HOST, ok=302), at=("venue",), data={"name": "Cellar"}),
    "venues:stage_edit": Page(
        only(*HOST, no=404), only(*HOST, ok=302, no=404), at=("stage",), data={"name": "Big hall"}
    ),
    "venues:stage_photo_add": Page(post=only(*HOST, ok=422, no=404), at=("stage",), data={"alt": "The room"}),
    "venues:stage_photo_remove": Page(post=only(*HOST, ok=302, no=404), at=("stage", "stage_photo")),
}
SHOWS = {
    "bookings:shows": Page(SIGNED_IN),
    "bookings:show": Page(PUBLIC, at=("open_show",)),
    "bookings:show, a draft": Page(only(*HOST, "staff", no=404, anonymous=404), at=("draft",)),
    "bookings:show, not announced": Page(only(*HOST, "staff", no=404, anonymous=404), at=("nameless_show",)),
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
    "bookings:desk": Page(only(*HOUSE), at=("venue",)),
    "bookings:show_new": Page(only(*HOST), only(*HOST, ok=302), at=("venue",), data=at_night),
    "bookings:show_new_spot": Page(post=only(*HOST), at=("venue",), data=at_night),
    "bookings:open_nights": Page(PUBLIC),
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
    "may_hold": ["band"], "outsiders_from_rank": "1", "newcomers_from_rank": "2", "first_hold_days": "14",
    "other_hold_days": "7", "warn_days": "2", "challenge_window": "hours", "challenge_hours": "48",
    "other_holds": "release", "refill": "not", "refill_hours": "24", "tier_1_days": "30", "tier_1_percent": "50",
}  # fmt: skip


def a_night_held(world: World, role: str) -> dict:
    return {"holder": world.ids["band"], "stage": world.ids["stage"], "night": "2028-09-09", "fee_currency": "EUR"}


DESK = {
    "bookings:desk_stream_token": Page(only(*HOUSE), at=("venue",)),
    "bookings:desk_csv": Page(only(*HOUSE), at=("venue",)),
    "bookings:desk_ics": Page(only(*HOUSE), at=("venue",)),
    "bookings:desk_views": Page(only(*HOUSE), only(*HOUSE, ok=302), at=("venue",), data={"name": "Weekends"}),
    "bookings:desk_view_remove": Page(post=only("venue_manager", ok=302, no=404), at=("desk_view",)),
    "bookings:stage_night": Page(only(*HOUSE, no=404), at=("stage", "night")),
    "bookings:stage_rooms": Page(only(*HOST, no=404), only(*HOST, ok=302, no=404), at=("stage",)),
    "bookings:policy_edit": Page(only(*HOST), only(*HOST, ok=302), at=("venue",), data=RULES),
    "bookings:ladder_restore": Page(post=only(*HOST, ok=302), at=("open_show",)),
}
HOLDS = {
    "bookings:holds": Page(SIGNED_IN),
    "bookings:hold_new": Page(SIGNED_IN, only(*LEADERS, ok=302, no=422), at=("venue",), data=a_night_held),
    "bookings:hold": Page(only(*TEAM, *HOUSE, "staff", no=404), at=("hold",)),
    "bookings:hold_panel": Page(everybody(302), at=("hold",)),
    "bookings:hold_stream_token": Page(only(*TEAM, *HOUSE, "staff", no=404), at=("hold",)),
    "bookings:hold_confirm": Page(post=only(*SIDES, ok=302, **NO_SIDE), at=("hold",), data={"others": "release"}),
    "bookings:hold_confirm, as second": Page(
        post=only(*HOST, ok=302, manager=409, owner=409, **NO_SIDE),
        at=("second_hold",),
        data={"others": "keep", "starts": "21:00", "ends": "23:00"},
    ),
    "bookings:hold_release": Page(
        post=only(*SIDES, "staff", ok=302, no=404, member=403, venue_staff=403), at=("hold",), data={"message": "No."}
    ),
    "bookings:hold_challenge": Page(post=only(*SIDES, ok=302, **NO_SIDE), at=("second_hold",)),
    "bookings:hold_challenge, as first": Page(post=only(*SIDES, ok=409, **NO_SIDE), at=("hold",)),
    "bookings:hold_challenge_withdraw": Page(post=only(**NO_SIDE), at=("second_hold",)),
    "bookings:hold_agree": Page(post=only(*HOST, ok=302, manager=409, owner=409, **NO_SIDE), at=("hold",)),
    "bookings:hold_change": Page(
        only(*SIDES, **NO_SIDE),
        only(*SIDES, ok=302, **NO_SIDE),
        at=("hold",),
        data={"starts": "20:00", "ends": "22:00", "fee": "300", "fee_currency": "EUR"},
    ),
    "bookings:hold_rank": Page(
        post=only(*HOST, ok=302, manager=403, owner=403, **NO_SIDE), at=("second_hold",), data={"rank": "1"}
    ),
}


def with_the_band(world: World, role: str) -> dict:
    return {"act": world.ids["band"], "message": "Let us play!", "lineup": [world.ids["member"]]}


def one_plays(world: World, role: str) -> dict:
    return {"lineup": [world.ids["member"]]}


def signed(world: World, role: str) -> dict:
    """A signature for one's own side."""
    return {"version": "1", "side": "host" if role in HOST else "act", "name": "Kim Doe"}


def other_terms(world: World, role: str) -> dict:
    """The form of a counter-offer as it stands there, with another fee."""
    return {
        "offer": "1",
        "deal_kind": "guarantee",
        "fee": "777",
        "fee_currency": "EUR",
        "call": "19:00",
        "starts": "21:00",
        "ends": "00:00",
        "message": "For a little more?",
    }


def the_owner_instead(world: World, role: str) -> dict:
    """Who stands in the line-up already stands in for nobody."""
    return {"leaving": world.ids["member"], "dep": world.ids["owner"]}


WAYS = {
    "bookings:spot_invite": Page(only(*HOST), only(*HOST, ok=302), at=("open_spot",), data=with_the_band),
    "bookings:spot_invite, who has applied": Page(
        only(*HOST), only(*HOST, ok=409), at=("applied_spot",), data=with_the_band
    ),
    "bookings:spot_link_new": Page(
        only(*HOST, ok=302), only(*HOST), at=("open_spot",), data={"expires_in_days": "7", "fee_currency": "EUR"}
    ),
    "bookings:spot_link_revoke": Page(post=only(*HOST, ok=302), at=("open_spot", "link")),
    "bookings:spot_link": Page(PUBLIC, only(*LEADERS, ok=302, no=422), at=("link_token",), data=with_the_band),
    "bookings:booking_counter": Page(
        only(*HOST, manager=302, owner=302, no=404, member=403, staff=403),
        only(*HOST, ok=302, no=404, manager=403, owner=403, member=403, staff=403),
        at=("applied",),
        data=other_terms,
    ),
    "bookings:booking_counter, over": Page(
        only(*SIDES, ok=302, no=404, member=403, staff=403),
        only(*SIDES, ok=409, no=404, member=403, staff=403),
        at=("booked",),
        data=other_terms,
    ),
    "bookings:booking_place": Page(
        post=only("stranger", ok=302, no=404, manager=403, owner=403, staff=403),
        at=("placeless",),
        data={"place": "Boathouse"},
    ),
    "bookings:booking_place, said already": Page(
        post=only("stranger", ok=409, no=404, manager=403, owner=403, staff=403),
        at=("request",),
        data={"place": "Boathouse"},
    ),
    "bookings:lineup_replace": Page(
        post=only(*LEADERS, ok=422, no=404, member=403, venue_manager=403, staff=403),
        at=("booked",),
        data=the_owner_instead,
    ),
}
BOOKINGS = {
    "bookings:bills": Page(SIGNED_IN),
    "bookings:bill_new": Page(SIGNED_IN, only(*LEADERS, ok=302), data=own_show),
    "bookings:bill": Page(only(*SIDES, "staff"), only(*HOST, ok=302), at=("booked_show",), data=in_order),
    "bookings:bill, not one's own": Page(
        only(*HOST, "staff"), only(*HOST, ok=422), at=("open_show",), data={"version": "1"}
    ),
    "bookings:bill, a draft": Page(
        only(*HOST, "staff", no=404), only(*HOST, ok=422, no=404, staff=403), at=("draft",), data={"version": "1"}
    ),
    "bookings:bill_spots_add": Page(
        post=only(*HOST, ok=302),
        at=("booked_show",),
        data={"role": "opener", "count": "2", "minutes": "30", "fee_currency": "EUR"},
    ),
    "bookings:headliner_say": Page(post=only(*HOST, ok=302), at=("booked_show",), data={"headliner_says": "books"}),
    "bookings:applicant_answer": Page(
        post=only(*HOST, ok=302), at=("applied_show", "applied"), data={"answer": "decline", "message": "Full"}
    ),
    "bookings:applicant_answer, another show's": Page(
        post=only(*HOST, "staff", ok=404), at=("open_show", "applied"), data={"answer": "decline"}
    ),
    "bookings:veto_lift": Page(post=everybody(403), at=("applied_show", "applied")),
    "bookings:own_show_edit": Page(only(*HOST, ok=302), only(*HOST, ok=302), at=("open_show",)),
    "bookings:show_run": Page(only(*TEAM, *HOUSE, "staff"), at=("booked_show",)),
    "bookings:show_run, a draft": Page(only(*HOST, "staff", no=404), at=("draft",)),
    "bookings:show_run_pdf": Page(only(*TEAM, *HOUSE, "staff"), at=("booked_show",)),
    "bookings:spot_remove": Page(post=only(*HOST, ok=409), at=("open_spot",), data={"message": "Too late"}),
    "bookings:spot_fitting": Page(only(*HOST), at=("open_spot",)),
    "bookings:spot_apply": Page(SIGNED_IN, only(*LEADERS, ok=302, no=422), at=("open_spot",), data=with_the_band),
    "bookings:spot_apply, not announced": Page(
        SIGNED_IN, only(*LEADERS, ok=302, no=422), at=("nameless_spot",), data=with_the_band
    ),
    "bookings:spot_apply, again": Page(
        SIGNED_IN, only(*LEADERS, ok=409, no=422), at=("applied_spot",), data=with_the_band
    ),
    "bookings:request_new": Page(SIGNED_IN, everybody(302), at=("band",), data=REQUEST),
    "bookings:request_new, not approved": Page(
        only("owner", "staff", no=404), only("owner", "staff", ok=403, no=404), at=("secret",), data=REQUEST
    ),
    "bookings:booking": Page(only(*TEAM, *HOST, "staff", no=404), at=("applied",)),
    "bookings:booking, a request": Page(only("stranger", *LEADERS, "staff", no=404), at=("request",)),
    "bookings:booking_panel": Page(everybody(302), at=("applied",)),
    "bookings:booking_stream_token": Page(only(*TEAM, *HOST, "staff", no=404), at=("applied",)),
    "bookings:booking_accept": Page(
        post=only(*HOST, ok=302, no=404, member=403, manager=403, owner=403, staff=403), at=("applied",)
    ),
    "bookings:booking_accept, a request": Page(
        post=only(*LEADERS, ok=302, no=404, stranger=403, staff=403), at=("request",)
    ),
    "bookings:booking_accept, again": Page(post=only(*SIDES, ok=409, no=404, member=403, staff=403), at=("booked",)),
    "bookings:booking_decline": Page(
        post=only(*HOST, ok=302, no=404, member=403, manager=403, owner=403, staff=403), at=("applied",)
    ),
    "bookings:booking_withdraw": Page(
        post=only(*LEADERS, ok=302, no=404, member=403, venue_manager=403, staff=403), at=("applied",)
    ),
    "bookings:booking_withdraw, a request": Page(
        post=only("stranger", ok=302, no=404, manager=403, owner=403, staff=403), at=("request",)
    ),
    "bookings:booking_cancel": Page(
        post=only(*SIDES, "staff", ok=302, no=404, member=403), at=("booked",), data={"message": "We are ill."}
    ),
    "bookings:booking_cancel, pending": Page(
        post=only(*SIDES, "staff", ok=409, no=404, member=403), at=("applied",), data={"message": "We are ill."}
    ),
    "bookings:booking_lineup": Page(
        post=only(*LEADERS, ok=302, no=404, member=403, venue_manager=403, staff=403), at=("applied",), data=one_plays
    ),
    "bookings:lineup_answer": Page(
        post=only("member", "owner", ok=302, no=404), at=("applied",), data={"plays": "yes"}
    ),
    "bookings:contradictions": Page(SIGNED_IN),
    "bookings:contradictions_note": Page(everybody(302)),
    "bookings:contradiction_settle": Page(
        post=only("member", "owner", ok=302, no=404), at=("booked",), data={"way": "keep"}
    ),
    "bookings:contradiction_settle, asking to move": Page(
        post=only("member", "owner", ok=302, no=404), at=("booked",), data={"way": "move", "message": "Sunday?"}
    ),
    "bookings:contradiction_settle, pending": Page(
        post=only("member", "owner", ok=409, no=404), at=("applied",), data={"way": "dep"}
    ),
    "bookings:lineup_release": Page(post=only("member", "owner", ok=302, no=404), at=("booked",)),
    "bookings:settlement": Page(only(*SIDES, "staff", no=404, member=403), at=("booked",)),
    "bookings:settlement, pending": Page(everybody(404, member=403), at=("applied",)),
    "bookings:settlement_statement": Page(
        post=only(*SIDES, "staff", no=404, member=403), at=("booked",), data=SETTLEMENT
    ),
    "bookings:settlement_change": Page(
        post=only(*SIDES, ok=302, no=404, member=403, staff=403), at=("booked",), data=SETTLEMENT
    ),
    "bookings:settlement_sign, too early": Page(
        post=only(*SIDES, ok=409, no=404, member=403, staff=403), at=("booked",), data=signed
    ),
    "bookings:settlement_comment": Page(
        post=only(*SIDES, ok=302, no=404, member=403, staff=403), at=("booked",), data={"text": "And the drinks?"}
    ),
    "bookings:split": Page(only(*TEAM, "staff", no=404, venue_manager=403), at=("booked",)),
    "bookings:split_change": Page(
        post=only(*LEADERS, ok=302, no=404, member=403, venue_manager=403, staff=403),
        at=("booked",),
        data={"share_1_name": "Van", "share_1_weight": "1", "share_1_fixed": ""},
    ),
    "bookings:contract": Page(only(*SIDES, "staff", no=404, member=403), at=("booked",)),
    "bookings:contract, pending": Page(everybody(404, member=403), at=("applied",)),
    "bookings:contract_make": Page(
        post=only(*SIDES, ok=302, no=404, member=403, staff=403), at=("booked",), data={"language": "de"}
    ),
    "bookings:contract_sign": Page(
        post=only(*SIDES, ok=302, no=404, member=403, staff=403), at=("booked", "first_contract"), data=signed
    ),
    "bookings:contract_pdf": Page(only(*SIDES, "staff", no=404, member=403), at=("booked", "first_contract")),
    "bookings:contract_signed_pdf": Page(only(*SIDES, "staff", no=404, member=403), at=("booked", "first_contract")),
    "reviews:review_new": Page(
        only(*SIDES, no=404, member=403, staff=403),
        only(*SIDES, ok=302, no=404, member=403, staff=403),
        at=("past",),
        data={"rating": "5", "text": "A night to remember."},
    ),
    "reviews:review_new, not played": Page(
        only(*SIDES, no=404, member=403, staff=403),
        only(*SIDES, ok=409, no=404, member=403, staff=403),
        at=("booked",),
        data={"rating": "5"},
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
    "bookings:show_imports": Page(only(*LEADERS), at=("band",)),
    "bookings:show_imports, of the venue": Page(only(*HOST), at=("venue",)),
    "bookings:show_imports, of an agency": Page(everybody(404, staff=403), at=("agency",)),
    "bookings:show_import_new": Page(only(*LEADERS), only(*LEADERS, ok=422), at=("band",)),
    "bookings:show_import_columns": Page(
        only(*LEADERS, no=404), only(*LEADERS, ok=302, no=404), at=("list",), data=COLUMNS
    ),
    "bookings:show_import_columns, being checked": Page(
        only(*LEADERS, ok=302, no=404), only(*LEADERS, ok=302, no=404), at=("busy_list",), data=COLUMNS
    ),
    "bookings:show_import": Page(only(*LEADERS, no=404), at=("checked_list",)),
    "bookings:show_import, just uploaded": Page(only(*LEADERS, ok=302, no=404), at=("list",)),
    "bookings:show_import_panel": Page(only(*LEADERS, ok=302, no=404), at=("busy_list",)),
    "bookings:show_import_start": Page(post=only(*LEADERS, ok=302, no=404), at=("checked_list",)),
    "bookings:show_import_start, not checked": Page(post=only(*LEADERS, ok=409, no=404), at=("list",)),
    "bookings:show_import_stop": Page(post=only(*LEADERS, ok=302, no=404), at=("busy_list",)),
    "bookings:show_import_stop, at rest": Page(post=only(*LEADERS, ok=409, no=404), at=("list",)),
    "bookings:show_import_remove": Page(post=only(*LEADERS, ok=302, no=404), at=("list",)),
    "bookings:show_import_remove, being checked": Page(post=only(*LEADERS, ok=409, no=404), at=("busy_list",)),
}
PAGES = (
    SHOW_LISTS
    | CHANGES
    | SITE
    | NOTIFICATIONS
    | PEOPLES
    | IMPORTS
    | FEEDS
    | TEAMS
    | SHARES
    | PARTIES
    | SHOWS
    | BOOKINGS
    | WAYS
    | DESK
    | HOLDS
)
