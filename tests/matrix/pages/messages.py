"""Threads, messages and the files that came with them."""

import uuid

from tests.matrix.pages.rows import HOST, LEADERS, SIDES, SIGNED_IN, TEAM, Page, everybody, only
from tests.matrix.world import World


def said(world: World, role: str) -> dict:
    return {"text": "Hello", "key": uuid.uuid4()}


def by(*readers: str, ok: int = 200):
    return only(*readers, ok=ok, no=404)


ENQUIRY = (*LEADERS, "other_manager")
ON_BILL = (*TEAM, *HOST)
MUTE, READ = {"is": "mute"}, {"until": "1"}
MESSAGES = {
    "messaging:threads": Page(SIGNED_IN),
    "messaging:badge": Page(SIGNED_IN),
    "messaging:token": Page(SIGNED_IN),
    "messaging:reading": Page(post=everybody(302), data={"shown": "no"}),
    "messaging:thread": Page(by(*SIDES), by(*SIDES, ok=302), at=("booked",), data=said),
    "messaging:thread, of the show": Page(by(*ON_BILL), by(*ON_BILL, ok=302), at=("booked_show",), data=said),
    "messaging:thread, of the band": Page(by(*TEAM), by(*TEAM, ok=302), at=("band_thread",), data=said),
    "messaging:thread, none": Page(everybody(404), everybody(404), at=("member",), data=said),
    "messaging:thread_part": Page(by(*SIDES), at=("booked",)),
    "messaging:thread_beside": Page(by(*SIDES), at=("booked",)),
    "messaging:thread_token": Page(by(*SIDES), at=("booked",)),
    "messaging:thread_token, of the show": Page(by(*ON_BILL), at=("booked_show",)),
    "messaging:thread_read": Page(post=by(*SIDES, ok=302), at=("booked",), data=READ),
    "messaging:thread_typing": Page(post=by(*SIDES, ok=204), at=("booked",)),
    "messaging:thread_put_away": Page(post=by(*SIDES, ok=302), at=("booked",), data=MUTE),
    "messaging:thread_files": Page(by(*SIDES, ok=302), at=("booked",)),
    "messaging:threads, enquiries": Page(SIGNED_IN),
    "messaging:thread, enquiry": Page(by(*ENQUIRY), by(*ENQUIRY, ok=302), at=("enquiry",), data=said),
    "messaging:thread_part, enquiry": Page(by(*ENQUIRY), at=("enquiry",)),
    "messaging:thread_typing, enquiry": Page(post=by(*ENQUIRY, ok=204), at=("enquiry",)),
    "messaging:thread_block": Page(post=by(*ENQUIRY, ok=302), at=("enquiry",), data={"is": "block"}),
    "messaging:thread_block, booking": Page(post=by(*SIDES, ok=403), at=("booked",), data={"is": "block"}),
    "messaging:enquiry_new": Page(SIGNED_IN, everybody(302, manager=422, owner=422), at=("band",), data=said),
    "messaging:enquiry_new, venue": Page(SIGNED_IN, everybody(302, venue_manager=422), at=("venue",), data=said),
    "messaging:enquiry_new, secret": Page(
        everybody(404, staff=200, owner=200), everybody(404, staff=403, owner=422), at=("secret",), data=said
    ),
    "messaging:message_report": Page(
        by(*SIDES) | {"owner": 403}, by(*SIDES, ok=302) | {"owner": 403}, at=("message",), data={"reason": "Rude"}
    ),
    "messaging:message_edit": Page(
        by("owner") | {"manager": 403, "venue_manager": 403},
        by("owner", ok=302) | {"manager": 403, "venue_manager": 403},
        at=("message",),
        data={"text": "Changed"},
    ),
    "messaging:message_delete": Page(
        by("owner") | {"manager": 403, "venue_manager": 403},
        by("owner", ok=302) | {"manager": 403, "venue_manager": 403},
        at=("message",),
    ),
    "media:sent_file": Page(by(*LEADERS, *HOST, ok=302), at=("sent_file",)),
}
