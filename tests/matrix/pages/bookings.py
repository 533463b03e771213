"""Bookings: how they begin, their terms and their money."""

from bookings.models import Show
from tests.matrix.pages.rows import HOST, HOUSE, LEADERS, PUBLIC, SIDES, SIGNED_IN, TEAM, Page, everybody, only
from tests.matrix.pages.shows import own_show
from tests.matrix.world import World


def in_order(world: World, role: str) -> dict:
    """The bill of the booked show as its form sends it, as it stands."""
    show = Show.objects.get(pk=world.ids["booked_show"])
    spot = show.spots.get().pk.hex
    parts = {"position": "1", "minutes": "180", "changeover": "0", "soundcheck": "20"}
    fields = {f"{name}_{spot}": value for name, value in parts.items()}
    return fields | {"version": str(show.version), "first": "21:00", "doors": "20:00", "curfew": ""}


REQUEST = {"night": "2028-10-07", "starts": "20:00", "ends": "22:00", "place": "Town hall", "fee_currency": "EUR"}
SETTLEMENT = {"version": "1", "takings_1_label": "Tickets", "takings_1_quantity": "80", "takings_1_amount": "15"}


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
    "bookings:bill_changes": Page(post=only(*HOST, no=403), at=("booked_show",), data=in_order),
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
    "booking_payments:deposit_wait": Page(
        post=only(*LEADERS, ok=409, no=404, member=403, venue_manager=403, staff=403),
        at=("booked",),
        data={"until": "2028-10-01"},
    ),
    "booking_payments:night_release": Page(
        post=only(*LEADERS, ok=409, no=404, member=403, venue_manager=403, staff=403), at=("booked",)
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
    "bookings:move_refuse": Page(post=only(*SIDES, ok=409, no=404, member=403, staff=403), at=("booked",)),
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
    "reviews:reply": Page(
        only(*LEADERS, no=404), only(*LEADERS, ok=302, no=404), at=("review",), data={"text": "It was a small room."}
    ),
    "reviews:review_new, not played": Page(
        only(*SIDES, no=404, member=403, staff=403),
        only(*SIDES, ok=409, no=404, member=403, staff=403),
        at=("booked",),
        data={"rating": "5"},
    ),
}
