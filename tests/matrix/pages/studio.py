"""Professionals, their services and rooms, sessions, and the work in them."""

from tests.matrix.pages.rows import LEADERS, PUBLIC, SIGNED_IN, Page, anybody, everybody, only

HOURS = {"kind": "free", "first": "2028-05-01", "from_time": "10:00", "to_time": "18:00", "repeats": "once"}
TIME = {"day": "2028-03-04", "time": "11:00"}
SERVICE = {
    "name": "Mix",
    "discipline": "mixing",
    "mode": "request",
    "rate_kind": "hour",
    "price": "60",
    "currency": "EUR",
    "shortest": "2",
    "longest": "8",
    "notice_hours": "24",
    "buffer_minutes": "0",
    "revisions": "2",
}
SIDES = ("owner", "stranger")
"""Who works in the session that something is delivered in, and who has booked it."""


def by_professional(status: int):
    """What the professional is answered who acts on it; others who know of it may not."""
    return only("owner", ok=status, no=404, stranger=403, staff=403)


def by_client(status: int):
    """What the client is answered who acts on it; others who know of it may not."""
    return only("stranger", ok=status, no=404, owner=403, staff=403)


STUDIO = {
    "studio:professional_new": Page(
        SIGNED_IN, everybody(302), data={"name": "Tape Room", "disciplines": ["mixing"], "is_remote": "on"}
    ),
    "studio:professional_edit": Page(
        only("owner"),
        only("owner", ok=302),
        at=("professional",),
        data={"name": "Low End", "timezone": "Europe/Berlin", "disciplines": ["mixing"], "is_remote": "on"},
    ),
    "studio:credits": Page(
        only("owner"), only("owner", ok=302), at=("professional",), data={"artist": "Fuchsbau", "title": "Salz"}
    ),
    "studio:credit_edit": Page(
        only("owner"),
        only("owner", ok=302),
        at=("professional", "credit"),
        data={"artist": "Fuchsbau", "title": "Pfeffer"},
    ),
    "studio:credit_remove": Page(post=only("owner", ok=302), at=("professional", "credit")),
    "studio:hours": Page(only("owner"), at=("professional",)),
    "studio:hours_events": Page(only("owner", ok=422), at=("professional",)),
    "studio:hours_new": Page(only("owner"), only("owner", ok=302), at=("professional",), data=HOURS),
    "studio:hours_edit": Page(only("owner"), only("owner", ok=302), at=("professional", "hours"), data=HOURS),
    "studio:hours_end": Page(only("owner"), only("owner", ok=302), at=("professional", "hours")),
    "studio:sessions": Page(SIGNED_IN),
    "studio:session": Page(only("owner", "stranger", "staff", no=404), at=("session",)),
    "studio:session_state": Page(everybody(302), at=("session",)),
    "studio:session_deeds": Page(everybody(302), at=("session",)),
    "studio:session_facts": Page(everybody(302), at=("session",)),
    "studio:session_stream_token": Page(only("owner", "stranger", "staff", no=404), at=("session",)),
    "studio:session_approve": Page(post=only("owner", ok=302, no=404, stranger=403, staff=403), at=("session",)),
    "studio:session_decline": Page(
        post=only("owner", ok=302, no=404, stranger=403, staff=403), at=("session",), data={"text": "Sorry"}
    ),
    "studio:session_withdraw": Page(post=only("stranger", ok=302, no=404, owner=403, staff=403), at=("session",)),
    "studio:session_cancel": Page(
        post=only("owner", "stranger", ok=302, no=404, staff=403), at=("session",), data={"text": "Sorry"}
    ),
    "studio:session_terms": Page(
        post=only("owner", ok=302, no=404, stranger=409, staff=403),
        at=("session",),
        data=TIME | {"minutes": "120", "price": "99"},
    ),
    "studio:session_move": Page(post=only(*SIDES, ok=409, no=404, staff=403), at=("session",), data=TIME),
    "studio:session_extend": Page(
        post=only(*SIDES, ok=409, no=404, staff=403), at=("session",), data={"minutes": "30"}
    ),
    "studio:session_buy_revision": Page(post=by_client(409), at=("session",), data={"text": "Softer"}),
    "studio:change_agree": Page(post=by_professional(302), at=("proposal",)),
    "studio:change_decline": Page(post=by_professional(302), at=("proposal",)),
    "studio:change_withdraw": Page(post=by_client(302), at=("proposal",)),
    "studio:session_begin": Page(post=only("owner", ok=302, no=404, stranger=403, staff=403), at=("session",)),
    "studio:session_worker": Page(post=by_professional(422), at=("session",), data={}),
    "studio:session_call": Page(
        post=only("owner", ok=302, no=404, stranger=403, staff=403),
        at=("session",),
        data={"call_link": "https://meet.example/low-end"},
    ),
    "studio:session_complete": Page(post=only("stranger", ok=302, no=404, owner=403, staff=403), at=("session",)),
    "studio:session_deliver": Page(
        post=only("owner", ok=302, no=404, stranger=403, staff=403), at=("session",), data={"text": "Here"}
    ),
    "studio:session_revise": Page(
        post=only("stranger", ok=302, no=404, owner=403, staff=403), at=("session",), data={"text": "Again"}
    ),
    "studio:book": Page(PUBLIC, at=("professional",)),
    "studio:book_time": Page(PUBLIC, at=("professional", "service")),
    "studio:book_details": Page(everybody(404), everybody(200), at=("professional", "service")),
    "studio:book_review": Page(post=everybody(422), at=("professional", "service")),
    "studio:rooms": Page(only("owner"), only("owner", ok=302), at=("professional",), data={"name": "Studio B"}),
    "studio:room_edit": Page(
        only("owner"), only("owner", ok=302), at=("professional", "studio_room"), data={"name": "Studio C"}
    ),
    "studio:room_retire": Page(post=only("owner", ok=302), at=("professional", "studio_room")),
    "studio:samples": Page(only("owner"), only("owner", ok=422), at=("professional",), data={"title": "Salz"}),
    "studio:sample_edit": Page(
        only("owner"), only("owner", ok=302), at=("professional", "sample"), data={"title": "Salz, the end"}
    ),
    "studio:sample_move": Page(post=only("owner", ok=302), at=("professional", "sample"), data={"to": "later"}),
    "studio:sample_remove": Page(post=only("owner", ok=302), at=("professional", "sample")),
    "studio:splits": Page(
        only("owner"),
        only("owner"),
        at=("professional",),
        data={"who": "link", "name": "Bassist", "kind": "percent", "value": "5"},
    ),
    "studio:split_end": Page(post=only("owner", ok=302), at=("professional", "split")),
    "studio:splits_taken": Page(SIGNED_IN),
    "studio:split_accept": Page(post=only(*LEADERS, ok=302, no=404), at=("split",)),
    "studio:split_decline": Page(post=only(*LEADERS, ok=302, no=404), at=("split",)),
    "studio:split_leave": Page(post=only(*LEADERS, ok=302, no=404), at=("split",)),
    "studio:split_take": Page(PUBLIC, everybody(302), at=("split_token",), data={"party": ""}),
    "studio:services": Page(only("owner"), at=("professional",)),
    "studio:statistics": Page(only("owner"), at=("professional",)),
    "studio:statistics_csv": Page(only("owner"), at=("professional",)),
    "studio:spending": Page(only("owner"), at=("professional",)),
    "studio:spending_csv": Page(only("owner"), at=("professional",)),
    "studio:service_new": Page(only("owner"), only("owner", ok=302), at=("professional",), data=SERVICE),
    "studio:service_edit": Page(
        only("owner"), only("owner", ok=302), at=("professional", "service"), data=SERVICE | {"name": "Long mix"}
    ),
    "studio:service_retire": Page(post=only("owner", ok=302), at=("professional", "service")),
}
SEEN = only(*SIDES, "staff", no=404)
BY_SIDES = only(*SIDES, ok=302, no=404, staff=403)
WORK = {
    "studio:session_files": Page(SEEN, only(*SIDES, ok=422, no=404, staff=403), at=("work",)),
    "studio:session_mix_new": Page(post=by_professional(422), at=("work",)),
    "studio:session_file_remove": Page(post=by_professional(302), at=("work", "stem")),
    "studio:session_report": Page(post=BY_SIDES, at=("work",), data={"kind": "work", "text": "Not what we agreed"}),
    "studio:session_case": Page(post=only(*SIDES, ok=409, no=404, staff=403), at=("work",), data={"text": "No"}),
    "studio:session_settle": Page(
        post=only("staff", ok=409, no=404, owner=403, stranger=403), at=("work",), data={"back": "10", "text": "Half"}
    ),
    "studio:session_tip": Page(post=by_client(409), at=("work",), data={"amount": "10"}),
    "studio:session_tip_back": Page(post=by_client(302), at=("work",)),
    "reviews:session_review, not done": Page(
        only(*SIDES, no=404, staff=403), only(*SIDES, ok=409, no=404, staff=403), at=("work",), data={"rating": "5"}
    ),
    "reviews:session_review": Page(
        only(*SIDES, no=404, staff=403),
        only(*SIDES, ok=302, no=404, staff=403),
        at=("done",),
        data={"rating": "5", "text": "Clear and warm."},
    ),
    "studio:session_folder": Page(only("owner", "staff", ok=302, no=404), at=("work", "stems")),
    "studio:session_heard": Page(SEEN, at=("work", "mixed", "opus")),
    "studio:session_heard, no recording": Page(only(no=404), at=("work", "stem", "opus")),
    "studio:mix": Page(SEEN, BY_SIDES, at=("mix",), data={"at_ms": "0:01", "text": "Louder"}),
    "studio:comment_answer": Page(post=BY_SIDES, at=("comment",), data={"text": "Done"}),
    "studio:comment_resolve": Page(post=BY_SIDES, at=("comment",)),
    "studio:comment_reopen": Page(post=BY_SIDES, at=("comment",)),
    "studio:comment_remove": Page(post=by_client(302), at=("comment",)),
    "media:sent_file, of a session": Page(only("owner", "staff", ok=302, no=404), at=("stem_file",)),
}
BY_MAKER = only("stranger", ok=302, no=404)
PROJECTS = {
    "studio:projects": Page(SIGNED_IN),
    "studio:project_new": Page(SIGNED_IN, everybody(302), data={"name": "Record"}),
    "studio:project": Page(only("stranger", no=404), at=("project",)),
    "studio:project_edit": Page(only("stranger", no=404), BY_MAKER, at=("project",), data={"name": "Double album"}),
    "studio:project_archive": Page(post=BY_MAKER, at=("project",)),
    "studio:project_reopen": Page(post=BY_MAKER, at=("project",)),
    "studio:project_session_add": Page(post=only("stranger", ok=422, no=404), at=("project",), data={"session": "x"}),
    "studio:project_session_remove": Page(post=BY_MAKER, at=("project", "work")),
    "studio:session_project": Page(
        post=only("stranger", ok=302, no=404, owner=403, staff=403), at=("work",), data={"project": ""}
    ),
    "studio:project_files": Page(post=only("stranger", ok=422, no=404), at=("project",)),
    "studio:project_file_remove": Page(post=BY_MAKER, at=("project", "project_file")),
    "studio:project_heard": Page(only("stranger", no=404), at=("project", "project_file", "opus")),
    "studio:project_links": Page(post=only("stranger", no=404), at=("project",), data={"label": "Ana"}),
    "studio:project_link_revoke": Page(post=BY_MAKER, at=("project", "project_link")),
    "studio:shared_project": Page(PUBLIC, at=("project_token",)),
    "studio:shared_project, over": Page(anybody(410), at=("over_project_token",)),
    "studio:shared_project, none": Page(anybody(404), at=("professional",)),
    "studio:shared_heard": Page(PUBLIC, at=("project_token", "mix", "opus")),
    "studio:shared_heard, over": Page(anybody(410), at=("over_project_token", "mix", "opus")),
    "media:sent_file, of a project": Page(only("stranger", ok=302, no=404), at=("project_sent_file",)),
}
