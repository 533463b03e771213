import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.memberships import leave_party
from accounts.errors import NotApproved
from accounts.models import Membership, Party
from accounts.states import Approval, Role
from availability.errors import Taken
from availability.models import CalendarEntry, DayMask, TimeBlock
from bookings.actions import SpotDraft, accept_booking, decline_booking, withdraw_booking
from bookings.models import Booking, HistoryEntry
from bookings.states import BookingState, Event, LineupState, ShowState, SpotState
from engagements.errors import WrongState
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def claims_of(show):
    return set(TimeBlock.objects.claims().filter(occasion=show.pk).values_list("calendar_id", flat=True))


def kinds_told(user):
    return list(Notification.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


def test_accept_claims_stage_act_and_everybody_who_plays(house, act, commit_checks):
    booking = a_confirmed_booking(house, act)
    commit_checks()
    calendars = {house.stage.calendar_id, act.party.calendar_id, *(user.calendar_id for user in act.members)}
    assert claims_of(booking.spot.show) == calendars


def test_accept_claims_from_call_to_release(house, act):
    booking = a_confirmed_booking(house, act)
    assert (booking.claim.period.lower, booking.claim.period.upper) == (booking.spot.call_at, booking.spot.released_at)


def test_accept_confirms_the_booking_fills_the_spot_and_the_show(house, act):
    booking = Booking.objects.with_show().get(pk=a_confirmed_booking(house, act).pk)
    assert (booking.state, booking.turn, booking.version) == (BookingState.CONFIRMED, "", 2)
    assert booking.spot.state == SpotState.FILLED
    assert booking.spot.show.state == ShowState.CONFIRMED


def test_accept_leaves_a_show_open_while_a_spot_is(house, act):
    show = an_open_show(house, spots=2)
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    show.refresh_from_db()
    assert show.state == ShowState.OPEN


def test_accept_declines_the_others_honestly(house, act):
    other = an_act()
    show = an_open_show(house)
    booking, rival = an_application(act, show), an_application(other, show)
    accept_booking(acting_user=house.manager, booking=booking)
    rival.refresh_from_db()
    assert rival.state == BookingState.DECLINED
    assert rival.history.last().event == Event.PASSED_OVER
    assert kinds_told(other.leader) == ["bookings.declined"]


def test_accept_tells_act_and_players_but_not_who_accepted(house, act):
    a_confirmed_booking(house, act)
    assert kinds_told(act.leader) == ["bookings.confirmed"]
    assert [kinds_told(member) for member in act.members] == [["bookings.confirmed"]] * 2
    assert kinds_told(house.manager) == ["bookings.applied"]


def test_accept_writes_an_entry_on_every_calendar_concerned(house, act):
    show = a_confirmed_booking(house, act).spot.show
    entries = CalendarEntry.objects.filter(occasion=show.pk, status="confirmed")
    calendars = {house.stage.calendar_id, house.party.calendar_id, act.party.calendar_id}
    assert set(entries.values_list("calendar_id", flat=True)) == calendars | {user.calendar_id for user in act.members}


def test_the_entry_of_a_player_says_when_and_where(house, act):
    a_confirmed_booking(house, act)
    entry = CalendarEntry.objects.get(calendar=act.members[0].calendar)
    assert entry.title == f"{act.party.name} at {house.party.name}"
    assert "Call: 17:00" in entry.text
    assert "Local time: Europe/Berlin" in entry.text
    assert house.stage.name in entry.place


def test_accept_writes_history_of_booking_and_show(house, act):
    booking = a_confirmed_booking(house, act)
    told = HistoryEntry.objects.filter(show=booking.spot.show).values_list("event", "before", "after")
    assert list(told) == [
        ("created", "", "draft"),
        ("published", "draft", "open"),
        ("applied", "", "pending"),
        ("confirmed", "pending", "confirmed"),
        ("filled", "open", "confirmed"),
    ]


def test_accept_marks_the_night_in_the_masks_of_the_players_other_band(house, act):
    other = an_act(members=[act.members[0]])
    a_confirmed_booking(house, act)
    assert DayMask.objects.filter(calendar=other.party.calendar, day=FAR_SATURDAY.date()).exists()


def test_accept_raises_the_public_versions_of_all_whose_night_changed(house, act):
    show = an_open_show(house)
    booking = an_application(act, show)
    before = {party.pk: party.calendar.public_version for party in Party.objects.select_related("calendar")}
    accept_booking(acting_user=house.manager, booking=booking)
    after = {party.pk: party.calendar.public_version for party in Party.objects.select_related("calendar")}
    assert after[act.party.pk] > before[act.party.pk]
    assert after[house.party.pk] > before[house.party.pk]


def test_accept_refuses_a_stranger_and_the_side_that_asked(house, act):
    booking = an_application(act, an_open_show(house))
    for user in (UserFactory(), act.leader, act.members[0]):
        with pytest.raises(PermissionDenied):
            accept_booking(acting_user=user, booking=booking)


def test_accept_twice_tells_the_present_state(house, act):
    booking = a_confirmed_booking(house, act)
    with pytest.raises(WrongState) as refused:
        accept_booking(acting_user=house.manager, booking=booking)
    assert refused.value.state == BookingState.CONFIRMED
    assert refused.value.extra == {"state": "confirmed"}


@pytest.mark.parametrize("end", [decline_booking, withdraw_booking])
def test_accept_refuses_what_has_ended(house, act, end):
    booking = an_application(act, an_open_show(house))
    end(acting_user=house.manager if end is decline_booking else act.leader, booking=booking)
    with pytest.raises(WrongState):
        accept_booking(acting_user=house.manager, booking=booking)


def test_accept_refuses_after_the_time_to_answer(house, act):
    booking = an_application(act, an_open_show(house))
    with pytest.raises(WrongState) as refused:
        accept_booking(acting_user=house.manager, booking=booking, at=booking.answer_by)
    assert refused.value.state == BookingState.EXPIRED


def test_accept_refuses_an_act_that_was_suspended_since(house, act):
    booking = an_application(act, an_open_show(house))
    Party.objects.filter(pk=act.party.pk).update(approval=Approval.SUSPENDED)
    with pytest.raises(NotApproved):
        accept_booking(acting_user=house.manager, booking=booking)


def test_accept_of_an_act_promised_meanwhile_names_it_and_what_is_free(house, act):
    elsewhere = a_house()
    booking = an_application(act, an_open_show(house))
    a_confirmed_booking(elsewhere, act, starts_at=FAR_SATURDAY + HOUR)
    with pytest.raises(Taken) as refused:
        accept_booking(acting_user=house.manager, booking=booking)
    assert {row["who"] for row in refused.value.extra["conflicts"]} == {act.party.slug, "a member"}
    first = dt.datetime.fromisoformat(refused.value.extra["alternatives"][0]["starts_at"])
    assert first == booking.spot.call_at + dt.timedelta(days=1)


def test_what_is_free_instead_is_free_on_the_stage_too(house, act):
    an_open_show(house, starts_at=FAR_SATURDAY + 24 * HOUR)
    booking = an_application(act, an_open_show(house))
    a_confirmed_booking(a_house(), act)
    with pytest.raises(Taken) as refused:
        accept_booking(acting_user=house.manager, booking=booking)
    nights = [dt.datetime.fromisoformat(night["starts_at"]) for night in refused.value.extra["alternatives"]]
    assert nights[0] == booking.spot.call_at - dt.timedelta(days=1)


def test_accept_of_a_drummer_promised_to_another_band_says_only_a_member(house, act):
    booking = an_application(act, an_open_show(house))
    a_confirmed_booking(a_house(), an_act(members=[act.members[0]]))
    with pytest.raises(Taken) as refused:
        accept_booking(acting_user=house.manager, booking=booking)
    assert [row["who"] for row in refused.value.extra["conflicts"]] == ["a member"]
    assert [conflict.title for conflict in refused.value.conflicts] == [""]
    booking.refresh_from_db()
    assert booking.state == BookingState.PENDING


def test_a_drummer_plays_in_two_bands_of_one_bill(house, act, commit_checks):
    other, start = an_act(members=[act.members[0]]), FAR_SATURDAY
    sets = [(start, start + HOUR), (start + HOUR, start + 2 * HOUR)]
    show = an_open_show(house, spots=[SpotDraft(starts_at=since, ends_at=until) for since, until in sets])
    for band, place in ((act, 0), (other, 1)):
        accept_booking(acting_user=house.manager, booking=an_application(band, show, place))
    commit_checks()
    assert TimeBlock.objects.claims().filter(calendar=act.members[0].calendar).count() == 2


def test_accept_does_not_claim_those_who_are_asked(house, act):
    Membership.objects.filter(user=act.members[0]).update(may_be_booked=False)
    booking = a_confirmed_booking(house, act)
    states = dict(booking.lineup.values_list("user", "state"))
    assert states == {act.members[0].pk: LineupState.ASKED, act.members[1].pk: LineupState.PLAYS}
    assert act.members[0].calendar_id not in claims_of(booking.spot.show)


def test_accept_leaves_out_who_left_the_band_since(house, act):
    booking = an_application(act, an_open_show(house))
    leave_party(party=act.party, user=act.members[0], roles=[Role.MEMBER])
    accept_booking(acting_user=house.manager, booking=booking)
    assert booking.lineup.get(user=act.members[0]).state == LineupState.DECLINED
    assert act.members[0].calendar_id not in claims_of(booking.spot.show)


def test_a_band_accepts_its_own_application_on_its_own_bill(act):
    house = a_house()
    house.manager = act.leader
    MembershipFactory(party=house.party, user=act.leader, role=Role.MANAGER)
    booking = a_confirmed_booking(house, act)
    assert booking.state == BookingState.CONFIRMED


def test_accept_with_five_players_takes_26_queries(house, django_assert_num_queries):
    booking = an_application(an_act(members=5), an_open_show(house))
    with django_assert_num_queries(26):
        accept_booking(acting_user=house.manager, booking=booking)


@pytest.mark.parametrize("rivals", [1, 3])
def test_declining_the_others_takes_three_queries_whatever_their_number(house, act, rivals, django_assert_num_queries):
    show = an_open_show(house)
    booking = an_application(act, show)
    for _number in range(rivals):
        an_application(an_act(members=1), show)
    with django_assert_num_queries(29):
        accept_booking(acting_user=house.manager, booking=booking)
    assert Notification.objects.filter(kind="bookings.declined").count() == rivals
    assert HistoryEntry.objects.filter(event=Event.PASSED_OVER).count() == rivals
