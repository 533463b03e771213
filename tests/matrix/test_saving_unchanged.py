"""Every form that edits something: opened and saved unchanged, it changes nothing in any table.

What is posted comes from the pages of the matrix, which come from the resolver: whoever adds a form says below whether
it edits or does something, and one that edits has to be found on a page.
"""

import datetime as dt
import random
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.urls import resolve, reverse

from accounts.models import Party
from bookings.actions import create_show
from bookings.models import Show, Spot
from holds.models import Hold
from tests.factories import FAR_SATURDAY
from tests.matrix.html_forms import FormReader, SentForm
from tests.matrix.pages import PAGES, Page
from tests.matrix.sampling import IN_FULL
from tests.matrix.watching import contents, undone
from tests.matrix.world import World
from venues.actions import create_stage
from venues.models import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EDITS = {
    "accounts:agency_edit", "accounts:feed_choose", "accounts:import_edit", "accounts:membership_edit",
    "accounts:nudge_settings", "accounts:photo_edit", "accounts:rule_edit", "accounts:you", "bands:band_edit",
    "bands:musician_edit",
    "bands:press_inputs", "bands:press_piece", "bands:press_plot", "bands:press_rider", "bands:press_texts",
    "bookings:bill", "bookings:booking_counter", "bookings:booking_lineup", "bookings:headliner_say",
    "bookings:own_show_edit", "bookings:settlement_change", "bookings:show_announcement", "bookings:show_edit",
    "bookings:show_move", "bookings:show_tickets", "discovery:search_edit", "holds:hold_change", "holds:hold_rank",
    "holds:policy_edit", "holds:stage_rooms", "messaging:message_edit",
    "studio:credit_edit", "studio:hours_edit", "studio:professional_edit",
    "studio:project_edit", "studio:room_edit", "studio:sample_edit", "studio:service_edit",
    "venues:stage_edit", "venues:venue_edit",
}  # fmt: skip
"""What is posted by a form that shows something as it is, to be changed."""
DEEDS = {
    "accounts:acting", "accounts:agency_new", "accounts:calendar_paint", "accounts:feed_create",
    "accounts:feed_revoke", "accounts:feed_rotate", "accounts:import_draft", "accounts:import_draft_preview",
    "accounts:import_edit_preview", "accounts:import_new", "accounts:import_reconnect", "accounts:import_refresh",
    "accounts:import_remove", "accounts:invite_new", "accounts:invite_revoke", "accounts:join",
    "accounts:known_set", "accounts:nudge", "accounts:nudge_answer", "accounts:photo_add", "accounts:photo_draw",
    "accounts:photo_move",
    "accounts:photo_remove", "accounts:role_add", "accounts:rule_edit_preview", "accounts:rule_end",
    "accounts:rule_new", "accounts:rule_new_preview", "accounts:session_end", "accounts:time_say",
    "accounts:time_unsay",
    "accounts:token_revoke", "accounts:tokens", "bands:ask_answer", "bands:ask_close", "bands:ask_new",
    "bands:ask_reply", "bands:band_new", "bands:band_open", "bands:solo_new",
    "bands:nights_ask", "bands:press_discard", "bands:press_link_revoke",
    "bands:press_links", "bands:press_part", "bands:press_piece_move", "bands:press_piece_remove",
    "bands:press_publish", "bands:press_rider_document", "bands:press_rider_document_remove", "bands:share_revoke",
    "bands:share_rotate", "bands:shares", "bookings:applicant_answer", "bookings:bill_new",
    "booking_payments:deposit_wait", "booking_payments:night_release",
    "bookings:bill_spots_add", "bookings:booking_accept", "bookings:booking_cancel", "bookings:booking_decline",
    "bookings:booking_place", "bookings:booking_report", "bookings:booking_withdraw", "bookings:contract_make",
    "bookings:contract_sign", "bookings:contradiction_settle", "bookings:lineup_answer", "bookings:lineup_release",
    "bookings:lineup_replace", "bookings:move_answer", "bookings:move_refuse", "bookings:move_withdraw",
    "bookings:bill_changes", "bookings:counter_deduction", "bookings:split_row", "bookings:poster_add",
    "bookings:poster_remove", "bookings:refill_stop", "bookings:request_new", "bookings:settlement_comment",
    "bookings:settlement_sign", "bookings:settlement_statement", "bookings:show_cancel", "bookings:show_new",
    "bookings:show_new_spot", "bookings:show_publish", "bookings:split_change", "bookings:spot_apply",
    "bookings:spot_invite", "bookings:spot_link", "bookings:spot_link_new", "bookings:spot_link_revoke",
    "bookings:spot_refill", "bookings:spot_remove", "bookings:spot_waitlist", "bookings:veto_lift",
    "departures:account_delete", "departures:export",
    "departures:member_remove", "departures:party_close", "departures:role_end",
    "discovery:first_steps_dismiss", "discovery:search_drop", "discovery:search_new", "holds:desk_view_remove",
    "holds:desk_views",
    "holds:hold_agree", "holds:hold_ask", "holds:hold_challenge", "holds:hold_challenge_withdraw",
    "holds:hold_confirm", "holds:hold_decline", "holds:hold_new", "holds:hold_proposal_withdraw",
    "holds:hold_release", "holds:ladder_restore", "messaging:enquiry_new", "messaging:message_delete",
    "messaging:message_report", "messaging:reading", "messaging:thread",
    "messaging:thread_block", "messaging:thread_put_away", "messaging:thread_read",
    "messaging:thread_typing", "holds:permission_answer", "notifications:inbox_read",
    "notifications:notification_open", "notifications:notification_read", "notifications:preferences",
    "notifications:unsubscribe",
    "payments:payouts_change", "payments:payouts_change_stop", "payments:payouts_check", "payments:payouts_connect",
    "payments:payouts_continue", "payments:payouts_dashboard",
    "payments:bank", "payments:bank_remove", "payments:outside_confirm",
    "payments:outside_deny", "payments:outside_mark", "payments:outside_record",
    "payments:outside_refund_confirm", "payments:outside_take_back", "payments:payment_check", "payments:payment_pay",
    "payments:stripe_event",
    "reviews:reply", "reviews:review_new", "reviews:session_review",
    "show_imports:show_import_columns", "show_imports:show_import_new",
    "show_imports:show_import_remove", "show_imports:show_import_start", "show_imports:show_import_stop",
    "venues:stage_close", "venues:stage_new", "venues:stage_photo_add", "venues:stage_photo_remove",
    "studio:credit_remove", "studio:credits", "studio:hours_end", "studio:hours_new",
    "studio:book_details", "studio:book_review", "studio:session_approve", "studio:session_begin",
    "studio:session_cancel", "studio:session_complete", "studio:session_decline", "studio:session_deliver",
    "studio:session_revise", "studio:session_terms", "studio:session_move", "studio:session_extend",
    "studio:session_buy_revision", "studio:change_agree", "studio:change_decline", "studio:change_withdraw",
    "studio:session_withdraw", "studio:session_call", "studio:session_worker",
    "studio:session_files", "studio:session_mix_new",
    "studio:session_report", "studio:session_case", "studio:session_settle",
    "studio:session_tip", "studio:session_tip_back",
    "studio:split_accept", "studio:split_decline", "studio:split_end", "studio:split_leave", "studio:split_take",
    "studio:splits",
    "studio:session_file_remove", "studio:mix", "studio:comment_answer", "studio:comment_remove",
    "studio:comment_reopen", "studio:comment_resolve",
    "studio:project_archive", "studio:project_file_remove", "studio:project_files", "studio:project_link_revoke",
    "studio:project_links", "studio:project_new", "studio:project_reopen", "studio:project_session_add",
    "studio:project_session_remove", "studio:session_project",
    "studio:professional_new", "studio:room_retire", "studio:rooms", "studio:service_new", "studio:service_retire",
    "studio:sample_move", "studio:sample_remove", "studio:samples",
    "venues:stage_remove", "venues:stage_reopen", "venues:venue_new", "web:theme",
    "payments:refund",
}  # fmt: skip
"""What is posted by a form or a button that does something. Saying again until when one is free counts as news; saying
the split of a settlement for the first time stores what the form proposes."""
REFUSE_WHEN_UNCHANGED = {"bookings:booking_counter", "bookings:show_move"}
"""Proposals: one that changes nothing is none."""
HOST = "venue_manager"
ROLES = ("owner", "manager", "member", "stranger", HOST)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def test_every_form_either_edits_or_does_something():
    posted = {row.partition(",")[0] for row, page in PAGES.items() if page.post}
    assert posted == EDITS | DEEDS
    assert not EDITS & DEEDS


@pytest.fixture(scope="module")
def edited(world) -> Iterator[World]:
    """The world with what it lacks: a night of the band's own, rooms to choose from. Other modules use it without."""
    with undone():
        _add_what_it_lacks(world)
        yield world


def _add_what_it_lacks(world: World) -> None:
    people = world.people
    band, starts_at = Party.objects.get(slug=world.ids["band"]), FAR_SATURDAY + 3 * HOUR
    own = create_show(
        acting_user=people["owner"], owner=band, place="Town hall", starts_at=starts_at, ends_at=starts_at + 3 * HOUR
    )  # fmt: skip
    stage = Stage.objects.get(pk=world.ids["stage"])
    owner = stage.venue.party.memberships.get(role="owner").user
    for name in ("Left", "Right"):
        create_stage(acting_user=owner, venue=stage.venue, name=name)
    world.ids["own_show"] = own.pk


def who_looks(page: Page) -> list[str]:
    """One of the band's people and one of the venue's, of those whom the page is shown to."""
    allowed = [role for role in ROLES if page.get and page.get.get(role) == 200]
    return [*[role for role in allowed if role != HOST][:1], *[role for role in allowed if role == HOST]]


def edit_forms(world: World, role: str, path: str) -> list[tuple[str, SentForm]]:
    """The edit forms on a page, each with the name of the URL that it is sent to."""
    response = world.client(role).get(path)
    if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
        return []
    found = []
    for form in FormReader(response.content.decode()).forms:
        form.action = form.action or path
        name = resolve(form.action.partition("?")[0]).view_name if form.method == "post" else ""
        if name in EDITS:
            form.data.pop("once_token", None)
            found.append((name, form))
    return found


def wrong_with(world: World, role: str, name: str, form: SentForm) -> str:
    """What saving it unchanged did: which tables it changed, or that it did not work."""
    before = contents()
    with undone():
        status = world.client(role).post(form.action, form.data).status_code
        changed = [table for table, held in contents().items() if before[table] != held]
    if changed or status != (422 if name in REFUSE_WHEN_UNCHANGED else 302):
        return f"{form.action} as {role}: {status}, {changed}"
    return ""


def test_saving_unchanged_changes_nothing(edited):
    met, sent, wrong = set(), set(), []
    own = reverse("bookings:own_show_edit", args=[edited.ids["own_show"]])
    places = [(page.path(row, edited), role) for row, page in PAGES.items() for role in who_looks(page)]
    for path, role in [*places, (own, "owner"), (reverse("accounts:feeds"), "member")]:
        for name, form in edit_forms(edited, role, path):
            if (role, form.action) not in sent:
                sent.add((role, form.action))
                met.add(name)
                wrong.append(wrong_with(edited, role, name, form))
    assert not any(wrong), "\n".join(filter(None, wrong))
    assert met == EDITS


def local(zone: str, *moment: int, fold: int = 0) -> dt.datetime:
    return dt.datetime(*moment, fold=fold, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


EVENING = {"load_in": -4 * HOUR, "doors": -HOUR, "ends": 3 * HOUR, "out": 4 * HOUR}
SHAPES = {
    "evening": EVENING,
    "odd seconds": {
        "load_in": -2 * HOUR - dt.timedelta(seconds=7), "doors": None, "ends": dt.timedelta(minutes=47, seconds=13),
        "out": dt.timedelta(minutes=53, microseconds=5),
    },
    "festival": {"load_in": -30 * HOUR, "doors": -2 * HOUR, "ends": 55 * HOUR, "out": 61 * HOUR},
    "load-in the day before": EVENING | {"load_in": -26 * HOUR},
    "a day": {"load_in": dt.timedelta(), "doors": None, "ends": 24 * HOUR, "out": 24 * HOUR},
    "23 hours": {"load_in": -HOUR, "doors": None, "ends": 23 * HOUR, "out": 23 * HOUR},
}  # fmt: skip
STARTS = [
    ("Europe/Berlin", local("Europe/Berlin", 2028, 10, 29, 2, 30, fold=1)),
    ("Europe/Berlin", local("Europe/Berlin", 2028, 10, 29, 2, 30)),
    ("Europe/Berlin", local("Europe/Berlin", 2028, 3, 26, 1, 30)),
    ("America/New_York", local("America/New_York", 2028, 11, 5, 1, 30, fold=1)),
    ("Australia/Lord_Howe", local("Australia/Lord_Howe", 2028, 4, 2, 1, 45, fold=1)),
    ("Australia/Lord_Howe", local("Australia/Lord_Howe", 2028, 10, 1, 1, 59)),
    ("Asia/Kathmandu", local("Asia/Kathmandu", 2028, 5, 6, 5, 59)),
    ("America/St_Johns", local("America/St_Johns", 2028, 3, 12, 1, 1)),
    ("Pacific/Apia", local("Pacific/Apia", 2028, 5, 6, 23, 59)),
    ("Africa/Casablanca", local("Africa/Casablanca", 2028, 1, 23, 21, 0)),
]


def retimed(show: Show, zone: str, starts_at: dt.datetime, shape: dict) -> None:
    """Put a show and its spots at a time, as written once: by API, by import, before the venue was corrected."""
    at = {name: after and starts_at + after for name, after in shape.items() if name != "load_in"}
    load_in_at = starts_at + shape["load_in"]
    Spot.objects.filter(show=show).update(
        call_at=load_in_at, starts_at=starts_at, ends_at=at["ends"], released_at=at["out"]
    )  # fmt: skip
    Show.objects.filter(pk=show.pk).update(
        timezone=zone, night=(starts_at.astimezone(ZoneInfo(zone)) - 6 * HOUR).date(), load_in_at=load_in_at,
        doors_at=at["doors"], starts_at=starts_at, ends_at=at["ends"], curfew_at=at["out"], out_at=at["out"],
        announce_at=local(zone, 2027, 10, 29, 10, 0), on_sale_at=local(zone, 2027, 10, 31, 2, 30, fold=1),
    )  # fmt: skip


def pairs(shapes: list[str]) -> list[tuple[str, dt.datetime, dict]]:
    """Each zone with one of the shapes, another one in another run, and each shape with some zone; every zone with
    every shape where MATRIX=all (`bin/chaos matrix`). `tests/engagements/test_edited_times.py` has any zone with any
    length."""
    first = random.randrange(len(shapes))
    shifts = range(len(shapes)) if IN_FULL else [first]
    turns = [(start, shapes[(place + shift) % len(shapes)]) for shift in shifts for place, start in enumerate(STARTS)]
    return [(zone, starts_at, SHAPES[shape]) for (zone, starts_at), shape in turns]


def test_no_zone_and_no_length_is_changed_by_saving_unchanged(edited):
    """The venue and the band are in Berlin: the others moved, or were corrected, after the show was made."""
    wrong = []
    for zone, starts_at, shape in pairs(list(SHAPES)):
        with undone():
            draft, own = (Show.objects.get(pk=edited.ids[name]) for name in ("draft", "own_show"))
            for show in (draft, own):
                retimed(show, zone, starts_at, shape)
            pages = [("show_edit", draft, HOST), ("show_publicity", draft, HOST), ("bill", draft, HOST),
                     ("own_show_edit", own, "owner")]  # fmt: skip
            for page, show, role in pages:
                found = edit_forms(edited, role, reverse(f"bookings:{page}", args=[show.pk]))
                assert found, page
                wrong += [
                    f"{zone} {starts_at}: {said}"
                    for name, form in found
                    if (said := wrong_with(edited, role, name, form))
                ]
    assert not wrong, "\n".join(wrong)


def test_the_terms_of_a_hold_survive_saving_unchanged(edited):
    """Also where the venue was corrected, or its day starts at another time, since the night was held."""
    wrong = []
    for place, (zone, starts_at, shape) in enumerate(pairs(["evening", "odd seconds", "23 hours"])):
        with undone():
            hold = Hold.objects.get(pk=edited.ids["hold"])
            Hold.objects.filter(pk=hold.pk).update(starts_at=starts_at, ends_at=starts_at + shape["ends"])
            Party.objects.filter(pk=hold.stage.venue_id).update(timezone=zone)
            role = (HOST, "manager")[place % 2]
            found = edit_forms(edited, role, reverse("holds:hold_change", args=[hold.pk]))
            assert found
            wrong += [f"{zone}: {said}" for name, form in found if (said := wrong_with(edited, role, name, form))]
    assert not wrong, "\n".join(wrong)
