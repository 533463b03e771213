import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from availability.models import TimeBlock
from bookings.access import booking_view
from bookings.actions import (
    cancel_booking,
    complete_show,
    report_booking,
    resolve_report,
    set_owed,
    sign_settlement,
)
from bookings.models import Booking, Settlement
from bookings.queries.changes import completes_at
from bookings.states import BookingState, ShowState, SpotState
from engagements.errors import WrongState
from engagements.states import Side
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)
AFTER = FAR_SATURDAY + DAY


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def staff(db):
    return UserFactory(is_staff=True)


def report(user, booking, **values):
    values = {"kind": "no_show", "text": "Nobody came.", "at": AFTER} | values
    return report_booking(acting_user=user, booking=booking, **values)


def told(kind):
    return set(Notification.objects.filter(kind=f"bookings.{kind}").values_list("user", flat=True))


@pytest.mark.parametrize(("side", "other"), [("host", "act"), ("act", "host")])
def test_a_report_disputes_the_booking_and_tells_staff_and_the_other_side(booking, house, act, staff, side, other):
    users = {"host": house.manager, "act": act.leader}
    made = report(users[side], booking)
    booking.refresh_from_db()
    assert (made.side, booking.state, booking.history.last().text) == (side, BookingState.DISPUTED, "Nobody came.")
    assert (told("reported"), told("report_filed")) == ({users[other].pk}, {staff.pk})


def test_both_sides_report_once(booking, house, act):
    assert {report(user, booking).side for user in (house.manager, act.leader)} == {Side.HOST, Side.ACT}
    with pytest.raises(WrongState):
        report(house.manager, booking)


def test_from_the_call_until_seven_days_after_the_night(booking, house):
    show = booking.spot.show
    for at in (booking.spot.call_at - HOUR, show.out_at + 7 * DAY):
        with pytest.raises(WrongState):
            report(house.manager, booking, at=at)
    assert report(house.manager, booking, at=show.out_at + 7 * DAY - HOUR).kind == "no_show"


def test_a_report_is_of_a_side_with_a_kind_and_words(booking, house, act):
    for user in (UserFactory(), act.members[0], UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            report(user, booking)
    for wrong in ({"kind": "boring"}, {"text": " "}, {"text": "x" * 5000}):
        with pytest.raises(ValidationError) as refused:
            report(house.manager, booking, **wrong)
        assert set(refused.value.message_dict) == set(wrong)


def test_what_was_never_booked_is_not_reported(house, act):
    waiting = an_application(act, an_open_show(house))
    with pytest.raises(WrongState):
        report(house.manager, waiting)


def test_what_is_disputed_stays_so_in_the_morning(booking, house):
    report(house.manager, booking)
    show = complete_show(show=booking.spot.show, at=completes_at(booking.spot.show))
    booking.refresh_from_db()
    assert (show.state, booking.state) == (ShowState.PLAYED, BookingState.DISPUTED)


def test_staff_settle_it_as_played(booking, house, act, staff, commit_checks):
    complete_show(show=booking.spot.show, at=completes_at(booking.spot.show))
    made = report(house.manager, booking)
    settled = resolve_report(acting_user=staff, report=made, to="completed", text="They did come.")
    commit_checks()
    booking.refresh_from_db()
    assert (settled.resolved_to, settled.resolved_by, booking.state) == ("completed", staff, BookingState.COMPLETED)
    assert told("resolved") == {house.manager.pk, act.leader.pk}


def test_staff_settle_a_no_show_as_called_off_by_who_did_not_come(booking, house, act, staff, commit_checks):
    type(booking).objects.filter(pk=booking.pk).update(
        cancellation_tiers=[[0, 80]], fee_minor=10_000, fee_currency="EUR"
    )
    made = [report(user, booking) for user in (house.manager, act.leader)]
    resolve_report(acting_user=staff, report=made[0], to="cancelled", text="So it was.")
    commit_checks()
    booking.refresh_from_db()
    assert (booking.state, booking.spot.state) == (BookingState.CANCELLED, SpotState.OPEN)
    assert (booking.cancellation.side, booking.cancellation.fee_minor) == (Side.ACT, 8_000)
    assert not booking.reports.filter(resolved_at=None).exists()
    assert list(TimeBlock.objects.claims().values_list("calendar", flat=True)) == [house.stage.calendar_id]


def test_staff_set_another_sum_than_the_tiers_and_history_keeps_both(booking, house, act, staff):
    type(booking).objects.filter(pk=booking.pk).update(
        cancellation_tiers=[[0, 80]], fee_minor=10_000, fee_currency="EUR"
    )
    resolve_report(acting_user=staff, report=report(house.manager, booking), to="cancelled", text="So it was.")
    found = set_owed(acting_user=staff, booking=booking, side="act", owed_minor=2_500, text="They had a flat tyre.")
    booking.refresh_from_db()
    assert (found.side, found.fee_minor, found.is_set_by_staff) == (Side.ACT, 2_500, True)
    last = booking.history.last()
    assert (last.changes, last.text) == ({"owed": [["act", 8_000], ["act", 2_500]]}, "They had a flat tyre.")
    told_of = booking_view(act.leader, booking).history[-1].changes[0]
    assert (told_of.before, told_of.after) == (f"{act.party.name}: €80", f"{act.party.name}: €25")
    assert told("owed_set") == {house.manager.pk, act.leader.pk}


def test_another_sum_is_set_by_staff_for_what_was_called_off_with_words(booking, house, staff):
    terms = {"side": "host", "owed_minor": 100, "text": "Hm."}
    with pytest.raises(PermissionDenied):
        set_owed(acting_user=house.manager, booking=booking, **terms)
    with pytest.raises(WrongState):
        set_owed(acting_user=staff, booking=booking, **terms)
    cancel_booking(acting_user=house.manager, booking=booking)
    with pytest.raises(ValidationError):  # no fee was agreed
        set_owed(acting_user=staff, booking=booking, **terms)
    type(booking).objects.filter(pk=booking.pk).update(fee_minor=10_000, fee_currency="EUR")
    for wrong in ({"side": "both"}, {"text": ""}, {"owed_minor": -1}):
        with pytest.raises(ValidationError) as refused:
            set_owed(acting_user=staff, booking=booking, **terms | wrong)
        assert set(refused.value.message_dict) == set(wrong)


def test_a_report_is_settled_by_staff_once_with_words(booking, house, staff):
    made = report(house.manager, booking)
    with pytest.raises(PermissionDenied):
        resolve_report(acting_user=house.manager, report=made, to="completed", text="We win")
    for wrong in ({"to": "disputed", "text": "Hm"}, {"to": "completed", "text": ""}):
        with pytest.raises(ValidationError):
            resolve_report(acting_user=staff, report=made, **wrong)
    resolve_report(acting_user=staff, report=made, to="completed", text="Done")
    with pytest.raises(WrongState):
        resolve_report(acting_user=staff, report=made, to="completed", text="Again")


@pytest.mark.parametrize(
    ("starts", "ends", "morning"),
    [
        ("2028-03-04 21:00", "2028-03-05 00:30", "2028-03-05 10:00"),
        ("2028-03-04 15:00", "2028-03-04 17:00", "2028-03-05 10:00"),
        ("2028-03-04 23:00", "2028-03-05 11:00", "2028-03-06 10:00"),
        ("2028-03-03 12:00", "2028-03-05 23:00", "2028-03-06 10:00"),
        ("2028-03-25 22:00", "2028-03-26 04:00", "2028-03-26 10:00"),
        ("2028-10-28 22:00", "2028-10-29 04:00", "2028-10-29 10:00"),
    ],
)
def test_a_show_counts_as_played_the_morning_after_its_last_night(house, starts, ends, morning):
    starts_at, ends_at, expected = (
        dt.datetime.fromisoformat(f"{moment}:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
        for moment in (starts, ends, morning)
    )
    assert completes_at(an_open_show(house, starts_at=starts_at, ends_at=ends_at)) == expected


def test_what_was_called_off_is_reported_for_seven_days_and_stays_so(booking, house, act, staff, commit_checks):
    at = booking.spot.starts_at - 3 * DAY
    cancel_booking(acting_user=house.manager, booking=booking, at=at)
    with pytest.raises(WrongState):
        report(act.leader, booking, at=at + 7 * DAY)
    made = report(act.leader, booking, kind="dispute", at=at + 7 * DAY - HOUR)
    assert (told("reported"), told("report_filed")) == ({house.manager.pk}, {staff.pk})
    with pytest.raises(WrongState):
        resolve_report(acting_user=staff, report=made, to="completed", text="They did play.")
    settled = resolve_report(acting_user=staff, report=made, to="cancelled", text="It was theirs to do.")
    commit_checks()
    booking.refresh_from_db()
    assert (settled.resolution, booking.state) == ("It was theirs to do.", BookingState.CANCELLED)
    assert booking.cancellation.side == Side.HOST
    with pytest.raises(WrongState):
        resolve_report(acting_user=staff, report=made, to="cancelled", text="Again")


def test_what_was_called_off_is_reported_on_its_page(client, booking, house, act):
    cancel_booking(acting_user=house.manager, booking=booking)
    client.force_login(act.leader)
    path = reverse("bookings:booking_report", args=[booking.pk])
    assert path in client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
    page = client.get(path).content.decode()
    assert "It stays cancelled." in page
    assert "Not now" in page
    assert "no-show" not in page
    assert client.post(path, {"kind": "no_show", "text": "Nobody came"}).status_code == 422
    booking.refresh_from_db()
    with pytest.raises(ValidationError):
        report(act.leader, booking, at=None)
    done = client.post(path, {"kind": "dispute", "text": "They owe us"}, follow=True).content.decode()
    assert "They owe us" in done


def test_a_report_leaves_what_both_have_signed(booking, house, act):
    Booking.objects.filter(pk=booking.pk).update(fee_minor=10_000, fee_currency="EUR")
    for user, side in ((house.manager, Side.HOST), (act.leader, Side.ACT)):
        sign_settlement(acting_user=user, booking=booking, side=side, version=1, name="Me", at=AFTER)
    report(house.manager, booking, kind="dispute")
    for user in (house.manager, act.leader):
        with pytest.raises(WrongState):
            cancel_booking(acting_user=user, booking=booking, at=AFTER)
    assert Settlement.objects.get().state == "signed"
