"""A new state, kind, role or status fails here until every place that tells them apart handles it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.db import connection

import accounts.forms.imports
import accounts.queries.imports
import accounts.queries.parties
import accounts.states as of_accounts
import accounts.views.importing
import availability.nights.evenings
import availability.nights.rhythm
import availability.states as of_time
import bands.embeds.addresses
import bands.feeds
import bands.press.plots
import bands.states as of_bands
import bookings.pages.lists
import bookings.pages.panels
import bookings.pages.structured
import bookings.queries.changes
import bookings.states as of_bookings
import bookings.words.next_steps
import calendar_imports.fetching.sources
import departures.states as of_departures
import discovery.queries.fits
import discovery.queries.search.parties.facets
import discovery.queries.search.parties.headings
import discovery.subjects
import engagements.deals.words
import engagements.states as of_engagements
import engagements.words.lineups
import holds.actions.answering
import holds.actions.ladders
import holds.actions.news
import holds.actions.passing
import holds.emails
import holds.states as of_holds
import media.states
import payments.states as of_payments
import payments.words
import show_imports.actions.importing
import show_imports.actions.uploads
import show_imports.lists.columns
import venues.states as of_venues
from accounts.states import PLAYING_KINDS, Approval, PartyKind, Role
from api.shapes import basics, people, shows, time
from availability.queries.green_zone import STATES as GREEN_ZONE_STATES
from availability.states import BlockKind, FeedKind, ImportEffect, ImportKind, MemberState, NightState, SaidKind
from bands.queries.asks import BEST_FIRST
from bands.queries.green_zone import VOICES as NIGHT_VOICES
from bands.queries.shares import VOICES as SHARE_VOICES
from bands.states import PlotKind, Provider, ShareStatus
from bookings.states import PROMISED, PUBLISHED, BookingState, InitiatedBy, MoveState, NightStatus, ShowState, SpotState
from discovery.models import SearchKind
from engagements.states import DealKind, Side
from holds.states import ChallengeState, HoldState, ProposalState
from notifications.kinds import registry
from show_imports.states import ShowImportState
from show_imports.views import UNDER_WAY as WATCHED_LISTS
from studio.states import HELD_SESSIONS
from web import voices

ROOT = Path(settings.BASE_DIR)
FOUND_KINDS = of_accounts.LISTED_KINDS | {PartyKind.PROFESSIONAL}
RUNNING = {ChallengeState.ASKING, ChallengeState.DECIDING, ChallengeState.PAUSED}


def literals(shape, field: str) -> set[str]:
    """The words that a field of the API takes or gives."""
    hint = shape.model_fields[field].annotation
    inner = [each for each in get_args(hint) if get_args(each)]
    return set(get_args(inner[0] if inner else hint))


TABLES = {
    # Who takes part
    "steps of approval": (of_accounts.APPROVAL_TRANSITIONS, Approval),
    "roles of a kind": (of_accounts.ROLES_BY_KIND, PartyKind),
    "roles by invite": (of_accounts.ROLES_BY_INVITE, PartyKind),
    "first page of a party": (accounts.queries.parties.HOME_URLS, PartyKind),
    "number of a heading": (discovery.queries.search.parties.headings.KIND_NUMBERS, PartyKind),
    "type of a performer": (bookings.pages.structured._PERFORMERS, PLAYING_KINDS),
    "public page": (bookings.pages.structured._PAGES, of_accounts.LISTED_KINDS),
    "filters of a search": (discovery.queries.search.parties.facets.FACETS_OF, FOUND_KINDS),
    "columns of a list": (show_imports.lists.columns.FIELDS_OF, show_imports.actions.uploads.KINDS),
    # Time
    "tabs of imports": (accounts.views.importing.TABS, ImportKind),
    "forms of imports": (accounts.forms.imports.SOURCE_FORMS, ImportKind),
    "sources of imports": ({*calendar_imports.fetching.sources.MODULES, ImportKind.FILE, ImportKind.URL}, ImportKind),
    "effects of imports": (accounts.queries.imports.EFFECTS, ImportEffect),
    "strength of what is said": (availability.nights.rhythm.STRENGTH, set(SaidKind.values)),
    "strength of members": (availability.nights.evenings.STRENGTH, MemberState),
    "who can and who is absent": (availability.nights.evenings.CAN | availability.nights.evenings.ABSENT, MemberState),
    "states in the statement of the Green Zone": (GREEN_ZONE_STATES, MemberState),
    "why somebody may not be there": (engagements.words.lineups.SENTENCES, of_engagements.ConflictState),
    "whether a spot fits": (discovery.queries.fits.FITS, MemberState),
    "words of fitting": (discovery.queries.fits.FITS_LABELS, set(discovery.queries.fits.FITS.values())),
    "voices of nights": (NIGHT_VOICES, NightState),
    "nights by what is best": (BEST_FIRST, NightState),
    "nights as they are shared": (of_bands.SHARED_AS, NightState),
    "public status of nights": (bookings.queries.night_statuses.PUBLIC_STATUS, NightState),
    "voices of shared nights": (SHARE_VOICES, ShareStatus),
    "shared nights in feeds": ({*bands.feeds.STATUS, ShareStatus.NOT_AVAILABLE}, ShareStatus),
    # Press kits and files
    "players": (bands.embeds.addresses.LISTEN_AT, Provider),
    "drawings on a plot": (bands.press.plots.SHAPES, PlotKind),
    "steps of copies of data": (of_departures.EXPORT_TRANSITIONS, of_departures.ExportState),
    "steps of files": (media.states.TRANSITIONS, media.states.State),
    # Shows and bookings
    "moves of shows": (of_bookings.SHOW_TRANSITIONS, ShowState),
    "moves of spots": (of_bookings.SPOT_TRANSITIONS, SpotState),
    "moves of bookings": (of_bookings.BOOKING_TRANSITIONS, BookingState),
    "moves of moves": (of_bookings.MOVE_TRANSITIONS, MoveState),
    "who begins": (of_bookings.INITIATING_SIDE, InitiatedBy),
    "headlines of bookings": ({*bookings.pages.panels.HEADLINES, BookingState.PENDING}, BookingState),
    "next steps of bookings": ({*bookings.words.next_steps.NEXT_STEPS, BookingState.PENDING}, BookingState),
    "own bookings in lists": (
        {state for states in bookings.pages.lists.STATES.values() for state in states},
        BookingState,
    ),
    "deals in words": (engagements.deals.words.MADE, DealKind),
    "results of deals": (engagements.deals.words.RESULTS, DealKind),
    # Holds
    "steps of payments": (of_payments.PAYMENT_TRANSITIONS, of_payments.PaymentState),
    "steps of attempts to pay": (of_payments.ATTEMPT_TRANSITIONS, of_payments.AttemptState),
    "steps of transfers and refunds": (of_payments.OUTGOING_TRANSITIONS, of_payments.OutgoingState),
    "what is said of payments": (payments.words.SAYS, of_payments.PaymentState),
    "what happens unless it is paid": (payments.words.OTHERWISE, of_payments.Purpose),
    "what is said of refunds": (payments.words.SAYS_OF_REFUND, of_payments.OutgoingState),
    "moves of holds": (of_holds.HOLD_TRANSITIONS, HoldState),
    "moves of challenges": (of_holds.CHALLENGE_TRANSITIONS, ChallengeState),
    "moves of proposals": (of_holds.PROPOSAL_TRANSITIONS, ProposalState),
    "proposals of ended holds": (holds.actions.answering.OUTCOME_OF_END, of_holds.HoldEnd),
    "news of ended proposals": (
        # The hold itself tells that it is confirmed.
        {*holds.actions.answering.NEWS_OF_ANSWER, ProposalState.WAITING, ProposalState.AGREED}, ProposalState,
    ),
    "news of ended holds": ({*holds.actions.ladders._NEWS_OF, HoldState.STANDING}, HoldState),
    "news of ended challenges": (
        # The winner's own hold tells of it.
        {*holds.actions.passing.NEWS_OF_END, *RUNNING, ChallengeState.WON}, ChallengeState,
    ),
    "running challenges": (of_holds.RUNNING, RUNNING),
    "kinds of news of holds": (
        holds.emails.NEWS, {f"holds.{kind}" for kind in holds.actions.news.KINDS},
    ),
    # Lists of shows
    "work on lists": (show_imports.actions.importing.WORK, WATCHED_LISTS),
    "where interrupted work goes on": (show_imports.actions.uploads.UNDER_WAY, WATCHED_LISTS),
    "lists at rest, at work and done": (
        {*show_imports.actions.uploads.AT_REST, *WATCHED_LISTS, ShowImportState.DONE},
        ShowImportState,
    ),
    # Searches
    "subjects of searches": (discovery.subjects.SUBJECTS, SearchKind),
    # What programs may send and read
    "kinds in the API": (get_args(basics.Kind), {*PartyKind} - {PartyKind.AGENCY}),
    "roles by invite in the API": (
        literals(people.InviteIn, "role"),
        {role for roles in of_accounts.ROLES_BY_INVITE.values() for role in roles},
    ),
    "sides in the API": (literals(shows.BookingOut, "turn"), Side),
    "what is said in the API": (literals(time.BusyIn, "kind"), set(SaidKind.values)),
    "feeds in the API": (literals(time.FeedIn, "kind"), FeedKind),
}  # fmt: skip


@pytest.mark.parametrize(("table", "members"), TABLES.values(), ids=TABLES)
def test_table_has_every_member_and_no_other(table, members):
    assert {str(key) for key in table} == {str(member) for member in members}


STATUSES = [
    *BookingState, *ShowState, *HoldState, *NightStatus, *MemberState, *BlockKind, *of_payments.PaymentState,
]  # fmt: skip
"""What templates give to `status_pill` and `tape`."""


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: f"{type(status).__name__}.{status.name}")
def test_every_status_has_a_voice_and_is_not_called_unsaid(status):
    voice = voices.find_voice(status)
    assert (voice.name == "unknown") == (status in (ShowState.DRAFT, MemberState.UNKNOWN))


@pytest.mark.parametrize("voice", voices.VOICES.values(), ids=voices.VOICES)
def test_every_voice_has_its_pattern_its_pill_and_its_icon(voice):
    css = (ROOT / "static/css/tape.css").read_text()
    for look in ("tape", "pill"):
        assert re.search(rf"\.{look}\.{voice.name}\b", css), f".{look}.{voice.name}"
    assert f'id="{voice.icon}"' in (ROOT / "static/icons.svg").read_text()


@pytest.mark.parametrize("table", [NIGHT_VOICES, SHARE_VOICES])
def test_tables_of_voices_name_voices(table):
    assert set(table.values()) <= set(voices.VOICES)


# Where an `if` decides, with the rest in its `else`: who adds a member looks at these places, then here.
DECIDED_BY_HAND = {
    PartyKind: ("band venue person agency professional", "_party_tabs.html, api.shapes.basics, discovery.subjects"),
    BlockKind: ("free maybe busy claim", "availability.queries.states and .green_zone, accounts.queries.months"),
    of_bookings.SpotRole: ("headliner support opener dj", "bookings.actions.bill_spots, bookings.queries.bills"),
    of_venues.ChallengeWindow: ("hours business_day", "engagements.deals.deadlines.answer_until"),
    of_engagements.Side: ("act host", "engagements.states.other_side, whatever asks for a side"),
    of_bookings.SettlementState: ("open signed", "bookings.queries.money, bookings.access.money"),
    of_engagements.LineKind: ("takings cost", "bookings.forms.settlements"),
    of_bookings.LineupState: ("asked plays declined", "_booking_panel.html, bookings.access"),
    of_bookings.HeadlinerSays: ("nothing veto books", "bookings.access.bills, bookings.actions.turns and .vetoes"),
    of_venues.OtherHolds: ("release keep", "holds.actions.confirming"),
    of_venues.WhoMayHold: ("known anybody", "holds.access.permissions, hold_new.html"),
    of_holds.PermissionState: ("asked granted refused", "holds.access.permissions, holds.actions.permissions"),
    of_bookings.RefillState: ("running filled exhausted stopped", "bookings.pages.night_changes, _refill.html"),
    of_venues.RefillStrategy: ("not one_by_one all_at_once", "bookings.actions.refills, bookings.forms.changes"),
    of_bookings.RefillSource: ("hold waitlist match", "bookings.queries.candidates"),
    of_bookings.ReportKind: ("no_show dispute", "bookings.actions.reports"),
    MoveState: ("proposed agreed declined withdrawn expired", "move.html, bookings.access.changes"),
    ShowState: ("draft open confirmed played cancelled", "holds.desk.items, bookings.pages.structured, show.html"),
    Role: ("owner manager member staff dep", "LEADING_ROLES, PLAYING_ROLES, accounts.actions.memberships"),
    of_accounts.NudgeAnswer: ("free rhythm never", "accounts.actions.nudges"),
    of_time.EditScope: ("one following all", "availability.rules.edits"),
    of_time.EntryStatus: ("tentative confirmed cancelled", "accounts.queries.months and .plan, short_notice"),
    of_time.ImportState: ("queued reading good failed", "_import_panel.html, calendar_imports.actions.refreshing"),
    FeedKind: ("person party", "accounts.actions.feeds, api.routes.me"),
}  # fmt: skip


@pytest.mark.parametrize("choices", DECIDED_BY_HAND, ids=lambda choices: choices.__name__)
def test_choices_that_are_told_apart_by_hand_are_those_known_there(choices):
    known, places = DECIDED_BY_HAND[choices]
    assert set(choices.values) == set(known.split()), f"See {places}."


LISTS_IN_SQL = [{*PUBLISHED}, {*PROMISED}, RUNNING, of_payments.COUNTS, {*HELD_SESSIONS}]
STATE_IN = re.compile(r"\bstate\W+(?:NOT )?IN \(([^)%{}]+)\)")


def listed_states(sql: str) -> Iterator[set[str]]:
    for found in STATE_IN.findall(sql):
        yield set(re.findall(r"'(\w+)'", found))


@pytest.mark.django_db
def test_lists_of_states_in_the_database_are_those_of_the_site():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND probin IS NULL")
        found = [states for (source,) in cursor.fetchall() for states in listed_states(source)]
    assert {*PROMISED} in found
    assert {*PUBLISHED} in found
    assert [states for states in found if states not in LISTS_IN_SQL] == []


@pytest.mark.django_db
def test_headings_in_the_database_have_the_numbers_of_the_site():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'discovery_listing_truth'")
        [[source]] = cursor.fetchall()
    case = re.search(r"CASE p\.kind(.+?)ELSE (\d+)\s+END", source, re.DOTALL)
    numbers = {kind: int(number) for kind, number in re.findall(r"WHEN '(\w+)' THEN (\d+)", case[1])}
    [rest] = set(PartyKind.values) - set(numbers)
    assert numbers | {rest: int(case[2])} == discovery.queries.search.parties.headings.KIND_NUMBERS


def sources() -> Iterator[Path]:
    apps = {path.parent for path in ROOT.glob("*/apps.py")}
    for app in sorted(apps):
        yield from (path for path in app.rglob("*.py") if "migrations" not in path.parts)


def test_lists_of_states_in_statements_are_those_of_the_site():
    found = [(path.name, states) for path in sources() for states in listed_states(path.read_text())]
    assert [each for each in found if each[1] not in LISTS_IN_SQL] == []


def told_kinds() -> Iterator[tuple[str, str]]:
    """What is told, as far as it is said where it is told: the file and the kind."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                own = path.relative_to(ROOT).parts[0]
                app = own if own in ("holds", "payments", "booking_payments", "studio") else "bookings"
                yield from ((str(path.relative_to(ROOT)), kind) for kind in _kinds_in(node, app))


def _kinds_in(call: ast.Call, app: str) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    words = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if re.fullmatch(r"tell(_\w+)?", name):
        yield from (f"{app}.{word}" for word in words[:1])
    if name in ("notify", "notify_all"):
        said = [each.value for each in call.keywords if each.arg == "kind"]
        yield from (each.value for each in said if isinstance(each, ast.Constant))


def test_whatever_is_told_has_words():
    told = {each for each in told_kinds() if not each[0].startswith("show_imports/")}
    registered = {kind.name for kind in registry.kinds()}
    assert len(told) > 40
    assert sorted((path, kind) for path, kind in told if kind not in registered) == []
