"""What becomes of lines, through the actions as the worker runs them."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import ValidationError

from accounts.states import Approval, Role
from bookings.models import Booking, HistoryEntry, LineupEntry, Show, ShowRoom
from bookings.states import BookingState, Event, LineupState, ShowState
from departures.actions import leave_team
from engagements.errors import WrongState
from holds.states import HoldEnd, HoldState
from notifications.models import Notification
from show_imports.actions import start_show_import, stop_show_import, work_on_show_list
from show_imports.actions.uploads import upload_show_list
from show_imports.lists import writing
from show_imports.models import ShowImport
from show_imports.periodic import resume_show_lists
from show_imports.states import ShowImportState
from tests.bookings.scenes import HOUR, a_house, an_act, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, StageFactory
from tests.holds.scenes import DAY, NIGHT, a_hold, told
from tests.show_imports.lists import checked, codes, csv, imported
from web.sandbox.turns import turn

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def band():
    return an_act(members=2)


@pytest.fixture
def venue():
    return a_house()


def test_a_coming_show_claims_the_band_and_its_players_and_tells_nobody(band, commit_checks):
    found = imported(band.party, band.leader, csv("Date,Time,Venue", "2028-03-04,21:00,Cellar"))
    commit_checks()
    assert found.counts["coming"] == 1
    booking = Booking.objects.get()
    assert (booking.state, booking.spot.show.state) == (BookingState.CONFIRMED, ShowState.CONFIRMED)
    assert set(booking.lineup.values_list("user", flat=True)) == {user.pk for user in band.members}
    assert not Notification.objects.exists()


def test_a_coming_show_releases_what_the_band_holds_that_night_and_tells_the_venue(band, venue, commit_checks):
    hold, other = a_hold(venue, band), a_hold(venue, band, night=NIGHT + DAY)
    Notification.objects.all().delete()
    lines = csv("Date,Time,Venue", "2028-03-04,21:00,Cellar")
    assert codes(checked(band.party, band.leader, lines)) == {2: ["hold_released"]}
    imported(band.party, band.leader, lines)
    commit_checks()
    for found in (hold, other):
        found.refresh_from_db()
    assert (hold.state, hold.ended_by) == (HoldState.RELEASED, HoldEnd.PLAYS_ELSEWHERE)
    assert other.state == HoldState.STANDING
    assert told(venue.manager) == ["hold_released"]


def test_a_draft_and_a_past_show_release_no_hold(band, venue):
    hold = a_hold(venue, band)
    imported(band.party, band.leader, csv("Date,Time", "2028-03-04,21:00", "2020-03-04,21:00"), coming="draft")
    hold.refresh_from_db()
    assert hold.state == HoldState.STANDING


def test_doors_fee_and_tickets_are_read(band):
    heads = "Date,Time,Doors,Fee,Tickets"
    imported(band.party, band.leader, csv(heads, "2028-03-04,21:00,20:00,350.50 EUR,https://example.org/t"))
    booking = Booking.objects.get()
    show = booking.spot.show
    assert (show.doors_at, show.load_in_at) == (FAR_SATURDAY - HOUR, FAR_SATURDAY - HOUR)
    assert show.ticket_url == "https://example.org/t"
    assert (booking.fee_minor, booking.fee_currency_id) == (350_50, "EUR")
    assert booking.offers.get().fee_minor == 350_50


def test_doors_before_a_start_after_midnight_are_on_the_evening(band):
    imported(band.party, band.leader, csv("Date,Time,Doors", "2028-03-04,01:00,23:00"))
    show = Show.objects.get()
    assert show.starts_at - show.doors_at == 2 * HOUR


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("23:30,,", "doors_too_late"),
        (",much,", "bad_fee"),
        (",1.500,", "bad_fee"),
        (",100 XXY,", "bad_fee"),
        (",100 ATS,", "bad_fee"),
        (",,javascript:alert(1)", "bad_address"),
    ],
)
def test_doors_fees_and_tickets_that_make_no_sense_are_told(band, cells, code):
    lines = csv("Date,Time,Doors,Fee,Tickets", f"2028-03-04,21:00,{cells}")
    found = checked(band.party, band.leader, lines, currency="EUR")
    assert codes(found)[2][-1] == code


def test_a_fee_without_a_currency_asks_for_it(band):
    lines = csv("Date,Time,Fee", "2028-03-04,21:00,350")
    assert codes(checked(band.party, band.leader, lines)) == {2: ["no_currency"]}
    imported(band.party, band.leader, lines, currency="EUR")
    assert Booking.objects.get().fee_minor == 350_00


def test_a_list_imported_again_with_a_fee_more_is_known(band):
    imported(band.party, band.leader, csv("Date,Time,Venue", "2028-03-04,21:00,Cellar"))
    found = checked(band.party, band.leader, csv("Date,Time,Venue,Fee", "2028-03-04,21:00,Cellar,350 EUR"))
    assert found.counts["known"] == 1


def test_a_past_show_has_no_lineup(band):
    imported(band.party, band.leader, csv("Date,Venue", "2020-03-04,Cellar"))
    assert Booking.objects.get().state == BookingState.COMPLETED
    assert not LineupEntry.objects.exists()


def test_who_wants_to_be_asked_is_asked_and_not_claimed(band):
    band.party.memberships.filter(user=band.members[0]).update(may_be_booked=False)
    imported(band.party, band.leader, csv("Date,Time,Venue", "2028-03-04,21:00,Cellar"))
    entry = LineupEntry.objects.get(user=band.members[0])
    assert (entry.state, entry.claim) == (LineupState.ASKED, None)


def test_a_conflict_with_what_is_promised_is_told_on_its_line_and_nothing_is_imported(band):
    imported(band.party, band.leader, csv("Date,Time,Venue,Title", "2028-03-04,21:00,Cellar,Spring"))
    found = checked(band.party, band.leader, csv("Date,Time,Venue", "2028-03-04,22:00,Attic", "2028-03-05,22:00,Attic"))
    assert codes(found) == {2: ["taken", "member_taken", "member_taken"]}
    assert Show.objects.count() == 1
    with pytest.raises(WrongState):
        start_show_import(acting_user=band.leader, show_import=found)


def test_what_was_promised_since_the_check_stops_all_of_it(venue):
    lines = csv("Date,Time,Act", "2028-03-04,21:00,Trio", "2028-03-05,21:00,Duo")
    found = checked(venue.party, venue.manager, lines, stage=str(venue.stage.pk))
    an_open_show(venue)
    start_show_import(acting_user=venue.manager, show_import=found)
    work_on_show_list(import_id=found.pk, state=ShowImportState.IMPORTING)
    found.refresh_from_db()
    assert (found.state, codes(found)) == (ShowImportState.CHECKED, {2: ["stage_taken"]})
    assert Show.objects.count() == 1


def test_a_venues_shows_stand_on_the_stage_that_their_line_names(venue, commit_checks):
    cellar = StageFactory(venue=venue.stage.venue, name="Cellar")
    found = imported(
        venue.party, venue.manager,
        csv("Date,Time,Act,Stage", "2028-03-04,21:00,Trio,cellar", "2028-03-04,21:00,Duo,", "2020-03-04,21:00,Solo,"),
        stage=str(venue.stage.pk),
    )  # fmt: skip
    commit_checks()
    assert (found.counts["coming"], found.counts["past"]) == (2, 1)
    assert Show.objects.get(stage=cellar).title == "Trio"
    assert Show.objects.filter(claim__isnull=False).count() == 3


def test_the_whole_house_takes_its_rooms_and_one_of_them_stands_in_its_way(venue, commit_checks):
    whole = StageFactory(venue=venue.stage.venue, name="House")
    whole.parts.set([venue.stage])
    imported(venue.party, venue.manager, csv("Date,Time,Stage", "2028-03-04,21:00,House"))
    commit_checks()
    assert ShowRoom.objects.get().room == venue.stage
    found = checked(
        venue.party, venue.manager,
        csv("Date,Time,Stage", "2028-04-04,21:00,House", f"2028-04-04,22:00,{venue.stage.name}"),
    )  # fmt: skip
    assert codes(found) == {3: ["overlaps_line"]}


def test_a_stage_that_is_not_there_is_told(venue):
    found = checked(venue.party, venue.manager, csv("Date,Stage", "2028-03-04,Roof"))
    assert codes(found)[2][-1] == "no_stage"


def test_drafts_promise_nothing(band):
    imported(band.party, band.leader, csv("Date,Time,Venue", "2028-03-04,21:00,Cellar"), coming="draft")
    assert Show.objects.get().state == ShowState.DRAFT
    assert Booking.objects.get().state == BookingState.PENDING


def test_who_presses_the_button_answers_for_the_list_not_who_uploaded_it(band):
    other = MembershipFactory(party=band.party, role=Role.OWNER).user
    found = checked(band.party, band.leader, csv("date,venue,city", "2019-03-04,Foo,Berlin"))
    leave_team(acting_user=band.leader, party=band.party, leaver=band.leader)
    start_show_import(acting_user=other, show_import=found)
    work_on_show_list(import_id=found.pk, state=ShowImportState.IMPORTING)
    found.refresh_from_db()
    assert (found.state, found.error) == (ShowImportState.DONE, "")
    assert {entry.actor for entry in HistoryEntry.objects.filter(event=Event.IMPORTED)} == {other}


def test_a_band_that_is_not_approved_imports_its_past_and_no_public_night():
    act = an_act(approval=Approval.DRAFT)
    assert imported(act.party, act.leader, csv("Date", "2020-03-04")).state == ShowImportState.DONE
    found = imported(act.party, act.leader, csv("Date", "2028-03-04"))
    assert (found.state, found.error) == (ShowImportState.FAILED, "not-approved")


def test_a_list_imported_again_adds_only_what_is_new(band):
    lines = ["Id,Date,Venue", "a,2020-03-04,Cellar", "b,2020-03-05,Cellar"]
    imported(band.party, band.leader, csv(*lines))
    found = imported(band.party, band.leader, csv(*lines, "c,2020-03-06,Attic"))
    assert (found.counts["known"], found.counts["past"]) == (2, 1)
    assert Show.objects.count() == 3


def test_a_show_after_midnight_belongs_to_its_night(band):
    imported(band.party, band.leader, csv("Date,Time,Venue", "2020-03-07,01:00,Cellar"))
    show = Show.objects.get()
    assert (show.night, show.starts_at) == (dt.date(2020, 3, 7), dt.datetime(2020, 3, 8, 0, 0, tzinfo=dt.UTC))


def test_lines_without_a_time_keep_clear_of_those_that_have_one(band):
    imported(band.party, band.leader, csv("Date,Time", "2020-03-07,20:30", "2020-03-07,None", "2020-03-07,"))
    shows = list(Show.objects.order_by("starts_at"))
    assert [show.is_time_assumed for show in shows] == [True, True, False]
    assert all(before.out_at <= after.load_in_at for before, after in itertools.pairwise(shows))


def test_who_stops_it_has_stopped_all_of_it(band, monkeypatch):
    found = checked(band.party, band.leader, csv("Date", "2020-03-04"))
    start_show_import(acting_user=band.leader, show_import=found)
    claim = writing.claim

    def stopped_meanwhile(**wanted):
        stop_show_import(acting_user=band.leader, show_import=found)
        return claim(**wanted)

    monkeypatch.setattr(writing, "claim", stopped_meanwhile)
    work_on_show_list(import_id=found.pk, state=ShowImportState.IMPORTING)
    assert not Show.objects.exists()


def test_a_task_that_comes_twice_imports_once(band):
    found = imported(band.party, band.leader, csv("Date", "2020-03-04"))
    work_on_show_list(import_id=found.pk, state=ShowImportState.IMPORTING)
    assert (ShowImport.objects.get().state, Show.objects.count()) == (ShowImportState.DONE, 1)


def test_a_list_left_lying_is_handed_over_again(band):
    found = checked(band.party, band.leader, csv("Date", "2020-03-04"))
    start_show_import(acting_user=band.leader, show_import=found)
    assert resume_show_lists() == 0
    assert resume_show_lists(at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)) == 1


def test_a_list_keeps_its_table_no_longer_than_it_needs(band):
    uploaded = upload_show_list(
        acting_user=band.leader, party=band.party, file_name="x.csv", content=csv("Date", "2020-03-04")
    )
    assert uploaded.content
    assert imported(band.party, band.leader, csv("Date", "2020-03-05")).content == b""


def test_a_person_has_one_list_read_at_a_time(band):
    given = {
        "acting_user": band.leader,
        "party": band.party,
        "file_name": "x.csv",
        "content": csv("Date", "2020-03-04"),
    }
    with turn(band.leader.calendar_id), pytest.raises(ValidationError, match="reading other files"):
        upload_show_list(**given)
    assert upload_show_list(**given).total == 1
