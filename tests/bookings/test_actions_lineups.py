import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Membership
from accounts.states import Role
from availability.errors import Taken
from availability.models import CalendarEntry, TimeBlock
from bookings.actions import answer_lineup, cancel_booking, release_own_claim, set_lineup
from bookings.emails.bookings import render_all
from bookings.states import LineupState
from engagements.errors import WrongState
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def dep(act):
    return MembershipFactory(party=act.party, role=Role.DEP, instrument="drums").user


def promised(user):
    return TimeBlock.objects.claims().filter(calendar=user.calendar).exists()


def told(user, kind):
    return Notification.objects.filter(user=user, kind=kind).exists()


def entry_of(booking, user):
    return booking.lineup.get(user=user)


def test_who_is_taken_out_is_free_again_and_who_comes_in_is_claimed(booking, act, commit_checks):
    newcomer = MembershipFactory(party=act.party).user
    set_lineup(acting_user=act.leader, booking=booking, lineup=[act.members[0].pk, newcomer.pk])
    commit_checks()
    assert promised(act.members[0])
    assert promised(newcomer)
    assert not promised(act.members[1])
    assert CalendarEntry.objects.get(calendar=act.members[1].calendar).status == "cancelled"


def test_a_dep_is_asked_and_claimed_on_saying_yes(booking, act, dep, commit_checks):
    set_lineup(acting_user=act.leader, booking=booking, lineup=[act.members[0].pk, dep.pk])
    assert told(dep, "bookings.lineup_asked")
    assert not promised(dep)
    answer_lineup(acting_user=dep, entry=entry_of(booking, dep), plays=True)
    commit_checks()
    assert promised(dep)
    assert CalendarEntry.objects.get(calendar=dep.calendar).status == "confirmed"


def test_who_is_taken_out_and_who_is_promised_at_once_hear_of_it_once(booking, act):
    newcomer = MembershipFactory(party=act.party).user
    Notification.objects.all().delete()
    set_lineup(acting_user=act.leader, booking=booking, lineup=[act.members[0].pk, newcomer.pk])
    heard = set(Notification.objects.values_list("user", "kind"))
    assert heard == {(act.members[1].pk, "bookings.taken_off"), (newcomer.pk, "bookings.confirmed")}
    news = Notification.objects.get(user=act.members[1])
    (text,) = render_all([news], act.members[1])
    assert "You’re free on" in text.subject


def test_who_was_taken_out_and_is_named_again_is_asked_and_not_promised(booking, act, commit_checks):
    gone, stays = act.members
    set_lineup(acting_user=act.leader, booking=booking, lineup=[stays.pk])
    assert entry_of(booking, gone).state == LineupState.DECLINED
    set_lineup(acting_user=act.leader, booking=booking, lineup=[stays.pk, gone.pk])
    commit_checks()
    assert entry_of(booking, gone).state == LineupState.ASKED
    assert told(gone, "bookings.lineup_asked")
    assert not promised(gone)


def test_who_stays_keeps_their_answer(house, act):
    Membership.objects.filter(user=act.members[0]).update(may_be_booked=False)
    booking = an_application(act, an_open_show(house))
    answer_lineup(acting_user=act.members[0], entry=entry_of(booking, act.members[0]), plays=True)
    set_lineup(acting_user=act.leader, booking=booking, lineup=[act.members[0].pk])
    assert entry_of(booking, act.members[0]).state == LineupState.PLAYS


def test_set_lineup_is_for_the_acts_leaders(booking, act, house):
    for user in (house.manager, act.members[0], UserFactory()):
        with pytest.raises(PermissionDenied):
            set_lineup(acting_user=user, booking=booking, lineup=[])


def test_set_lineup_refuses_outsiders_at_the_field(booking, act):
    with pytest.raises(ValidationError) as refused:
        set_lineup(acting_user=act.leader, booking=booking, lineup=[UserFactory().pk])
    assert set(refused.value.message_dict) == {"lineup"}


def test_set_lineup_with_somebody_promised_elsewhere_changes_nothing(booking, act):
    newcomer = MembershipFactory(party=act.party).user
    a_confirmed_booking(a_house(), an_act(members=[newcomer]))
    with pytest.raises(Taken):
        set_lineup(acting_user=act.leader, booking=booking, lineup=[newcomer.pk])
    assert set(booking.lineup.values_list("user", flat=True)) == {member.pk for member in act.members}


def test_answers_before_the_booking_is_settled_claim_nothing(house, act):
    booking = an_application(act, an_open_show(house))
    mine = entry_of(booking, act.members[0])
    assert answer_lineup(acting_user=act.members[0], entry=mine, plays=False).state == LineupState.DECLINED
    assert answer_lineup(acting_user=act.members[0], entry=mine, plays=True).state == LineupState.PLAYS
    assert not promised(act.members[0])


def test_nobody_answers_for_another(booking, act):
    for user in (act.leader, act.members[1]):
        with pytest.raises(PermissionDenied):
            answer_lineup(acting_user=user, entry=entry_of(booking, act.members[0]), plays=False)


def test_release_frees_oneself_and_tells_both_sides(booking, act, house, commit_checks):
    member = act.members[0]
    entry = release_own_claim(acting_user=member, entry=entry_of(booking, member))
    commit_checks()
    assert (entry.state, entry.claim) == (LineupState.DECLINED, None)
    assert not promised(member)
    assert promised(act.members[1])
    assert told(act.leader, "bookings.dep_wanted")
    assert told(house.manager, "bookings.dep_wanted")
    assert CalendarEntry.objects.get(calendar=member.calendar).status == "cancelled"


def test_release_is_for_oneself_and_for_what_is_promised(booking, act, house):
    with pytest.raises(PermissionDenied):
        release_own_claim(acting_user=act.leader, entry=entry_of(booking, act.members[0]))
    mine = entry_of(booking, act.members[0])
    release_own_claim(acting_user=act.members[0], entry=mine)
    with pytest.raises(WrongState):
        release_own_claim(acting_user=act.members[0], entry=mine)


def test_after_the_end_of_a_booking_nobody_answers(booking, act, house):
    mine = entry_of(booking, act.members[0])
    cancel_booking(acting_user=house.manager, booking=booking)
    with pytest.raises(WrongState):
        answer_lineup(acting_user=act.members[0], entry=mine, plays=False)
