"""Bands, venues, agencies and professionals: their teams, pages and links."""

from accounts.models import Party
from tests.matrix.pages.rows import HOST, HOUSE, LEADERS, PUBLIC, SIDES, SIGNED_IN, TEAM, Page, anybody, everybody, only
from tests.matrix.world import World


def another_night(world: World, role: str) -> dict:
    return {"nights": [world.ids["another_night"]], "title": "Which night?"}


def new_share(world: World) -> dict:
    """A link as its form sends it, to a week in a month."""
    first, last = world.ids["night"], world.ids["another_night"]
    return {"name": "Agency", "first": first, "last": last, "weekdays": ["4", "5"], "expires_on": last}


def its_name(world: World, role: str) -> dict:
    """The name of the band, typed to say that it is meant."""
    return {"name": Party.objects.get(slug=world.ids["band"]).name}


def new_kit_link(world: World) -> dict:
    """A private link to the press kit as its form sends it."""
    return {"label": "Booker", "expires_on": world.ids["another_night"], "shows_exact_fees": "on"}


PARTY = {"name": "The Anchors", "timezone": "Europe/Berlin"}
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
TEAMS = {
    "payments:money": Page(only(*LEADERS), at=("band",)),
    "payments:money, of the venue": Page(only(*HOST), at=("venue",)),
    "payments:money, not approved": Page(only("owner", no=404, staff=403), at=("secret",)),
    "payments:money_csv": Page(only(*LEADERS), at=("band",)),
    "payments:receipt": Page(only(*SIDES, "staff", no=404), at=("payment",)),
    "payments:refund": Page(
        only(*LEADERS, "staff", no=404, venue_manager=403),
        only(*LEADERS, "staff", no=404, venue_manager=403),
        at=("payment",),
        data={"amount": "1", "reason": "It rained", "version": "1"},
    ),
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
    "departures:member_remove": Page(only(*TEAM), only(*TEAM, ok=302), at=("band", "member")),
    "departures:member_remove, the manager": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band", "manager")),
    "departures:member_remove, the owner": Page(only("owner"), only(owner=422), at=("band", "owner")),
    "accounts:role_add": Page(post=only(*LEADERS, ok=302), at=("band", "member"), data={"role": "dep"}),
    "accounts:role_add, to lead": Page(post=only("owner", ok=302), at=("band", "member"), data={"role": "manager"}),
    "departures:party_close": Page(only("owner"), only("owner", ok=302), at=("band",), data=its_name),
    "departures:role_end": Page(post=only(*TEAM, ok=302), at=("band", "member"), data={"role": "member"}),
    "departures:role_end, of who leads": Page(
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
    "bands:musicians": Page(PUBLIC),
    "bands:musician": Page(PUBLIC, at=("musician",)),
    "bands:musician, hidden": Page(anybody(404) | {"owner": 200}, at=("hidden_musician",)),
    "bands:musician_edit": Page(SIGNED_IN, everybody(302), data={"instruments": "Bass", "is_public": "on"}),
    "bands:solo_new": Page(SIGNED_IN | {"owner": 302}, everybody(302), data={"name": "A new name"}),
    "bands:band_open": Page(everybody(405), only("owner", ok=302), at=("band",)),
    "bands:band, of a soloist": Page(only("owner", no=404, staff=403), at=("solo",)),
    "bands:band_open, of a soloist": Page(everybody(405), only("owner", ok=302, no=404, staff=403), at=("solo",)),
    "accounts:invite_new, of a soloist": Page(
        only("owner", no=404, staff=403),
        only("owner", ok=422, no=404, staff=403),
        at=("solo",),
        data={"role": "member"},
    ),
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
    "bands:asks, of a soloist": Page(only("owner", ok=302, no=404, staff=403), at=("solo",)),
    "bands:ask_new, of a soloist": Page(
        only("owner", ok=302, no=404, staff=403), only("owner", ok=302, no=404, staff=403), at=("solo",)
    ),
    "bands:ask_new": Page(only(*LEADERS), only(*LEADERS, ok=302), at=("band",), data=another_night),
    "bands:ask": Page(only(*TEAM), at=("band", "ask")),
    "bands:ask, of another band": Page(only(no=404, owner=404, staff=403), at=("secret", "ask")),
    "bands:ask_reply": Page(post=only("member", "owner", ok=302), at=("band", "ask"), data={"answer": "all:free"}),
    "bands:ask_close": Page(post=only(*LEADERS, ok=302), at=("band", "ask")),
    "bands:ask_answer": Page(PUBLIC, PUBLIC, at=("answer_token",), data={"answer": "all:free"}),
    "bands:ask_answer, closed": Page(
        anybody(410), anybody(410), at=("over_answer_token",), data={"answer": "all:free"}
    ),
    "accounts:team, of a professional": Page(only("owner"), at=("professional",)),
    "bookings:embed_code, of a professional": Page(only("owner", ok=404), at=("professional",)),
    "venues:venue_new": Page(SIGNED_IN, everybody(302), data={"name": "A new venue", "day_starts_at": "06:00"}),
    "venues:venue_edit": Page(only(*HOST), only(*HOST, ok=302), at=("venue",), data=PARTY | {"day_starts_at": "06:00"}),
    "venues:stages": Page(only(*HOUSE), at=("venue",)),
    "venues:stage_new": Page(post=only(*HOST, ok=302), at=("venue",), data={"name": "Cellar"}),
    "venues:stage_edit": Page(
        only(*HOST, no=404), only(*HOST, ok=302, no=404), at=("stage",), data={"name": "Big hall"}
    ),
    "venues:stage_close": Page(
        post=only(*HOST, ok=302, no=404), at=("stage",), data={"first": "2028-09-09", "last": "2028-09-09"}
    ),
    "venues:stage_reopen": Page(post=only(*HOST, ok=302, no=404), at=("stage", "open_spot")),
    "venues:stage_remove": Page(post=only(*HOST, ok=409, no=404), at=("stage",)),
    "venues:stage_photo_add": Page(post=only(*HOST, ok=422, no=404), at=("stage",), data={"alt": "The room"}),
    "venues:stage_photo_remove": Page(post=only(*HOST, ok=302, no=404), at=("stage", "stage_photo")),
}
