"""What the headliner may say about the others on its bill: nothing, no, or who they are."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions.memberships import enter_party
from accounts.states import Role
from bookings.access import booking_view, get_booking_for, sides_of
from bookings.access.bills import bill_rights, get_bill_for
from bookings.actions import (
    accept_booking,
    cancel_booking,
    counter_booking,
    create_spot_invite,
    decline_booking,
    invite_act,
    lift_veto,
    set_headliner_says,
    use_spot_invite,
    veto_booking,
)
from bookings.actions.offers import OfferTerms
from bookings.errors import Vetoed
from bookings.states import BookingState, HeadlinerSays
from engagements.errors import WrongState
from engagements.states import Side
from messaging.actions import block_other_side, send_enquiry
from messaging.errors import EnquiriesOff
from notifications.emails import make_mail
from notifications.models import Notification
from tests.bookings.bill.scenes import headed
from tests.bookings.scenes import an_act, an_application
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

VETO, BOOKS, NOTHING = HeadlinerSays.VETO, HeadlinerSays.BOOKS, HeadlinerSays.NOTHING


@pytest.fixture
def headliner(db):
    return an_act()


def test_an_act_the_headliner_refuses_cannot_be_booked_until_it_agrees(house, headliner, act):
    booking = an_application(act, headed(house, headliner, VETO), 0)
    veto_booking(acting_user=headliner.leader, booking=booking, message="Not them again.")
    with pytest.raises(Vetoed):
        accept_booking(acting_user=house.manager, booking=booking)
    lift_veto(acting_user=headliner.leader, booking=booking)
    assert accept_booking(acting_user=house.manager, booking=booking).state == BookingState.CONFIRMED


def test_the_host_hears_of_a_veto_and_the_act_does_not(house, headliner, act):
    booking = an_application(act, headed(house, headliner, VETO), 0)
    veto_booking(acting_user=headliner.leader, booking=booking, message="Not them again.")
    assert [note.user for note in Notification.objects.filter(kind="bookings.vetoed")] == [house.manager]
    assert all("Not them" not in entry.text for entry in booking_view(act.leader, booking).history)


def test_a_veto_said_and_lifted_again_and_again_is_mailed_once_an_hour(house, headliner, act):
    booking = an_application(act, headed(house, headliner, VETO), 0)
    for time in range(3):
        veto_booking(acting_user=headliner.leader, booking=booking)
        if not time:
            Notification.objects.update(email_state=Notification.EmailState.SENT, email_sent_at=now())
        lift_veto(acting_user=headliner.leader, booking=booking)
    vetoes = Notification.objects.filter(user=house.manager, kind__startswith="bookings.veto").order_by("id")
    said, lifted = vetoes
    assert (said.kind, lifted.kind) == ("bookings.vetoed", "bookings.veto_lifted")
    assert lifted.email_next_at > said.email_sent_at
    accept_booking(acting_user=house.manager, booking=booking)
    assert [make_mail(each, house.manager.email) for each in vetoes] == [None, None]


def test_a_veto_counts_no_longer_when_the_host_takes_the_say_back(house, headliner, act):
    show = headed(house, headliner, VETO)
    booking = veto_booking(acting_user=headliner.leader, booking=an_application(act, show, 0))
    set_headliner_says(acting_user=house.manager, show=show, headliner_says=NOTHING)
    assert accept_booking(acting_user=house.manager, booking=booking).state == BookingState.CONFIRMED


def test_a_veto_comes_before_the_answer(house, headliner, act):
    booking = an_application(act, headed(house, headliner, VETO), 0)
    accept_booking(acting_user=house.manager, booking=booking)
    with pytest.raises(WrongState):
        veto_booking(acting_user=headliner.leader, booking=booking)


@pytest.mark.parametrize("says", [NOTHING, VETO])
def test_without_leave_the_headliner_answers_nobody(house, headliner, act, says):
    show = headed(house, headliner, says)
    booking = an_application(act, show, 0)
    with pytest.raises(PermissionDenied):
        accept_booking(acting_user=headliner.leader, booking=booking)
    with pytest.raises(PermissionDenied):
        invite_act(acting_user=headliner.leader, spot=show.spots.all()[1], act=an_act().party)
    if says == NOTHING:
        with pytest.raises(PermissionDenied):
            veto_booking(acting_user=headliner.leader, booking=booking)


def test_nobody_else_says_no(house, headliner, act):
    booking = an_application(act, headed(house, headliner, VETO), 0)
    for user in (act.leader, house.manager, UserFactory(), headliner.members[0]):
        with pytest.raises(PermissionDenied):
            veto_booking(acting_user=user, booking=booking)


def test_a_headliner_that_books_accepts_declines_and_invites(house, headliner, act):
    show, other, third = headed(house, headliner, BOOKS), an_act(), an_act()
    booking = an_application(act, show, 0)
    assert accept_booking(acting_user=headliner.leader, booking=booking).state == BookingState.CONFIRMED
    waiting = an_application(other, show, 1)
    assert decline_booking(acting_user=headliner.leader, booking=waiting).state == BookingState.DECLINED
    invited = invite_act(acting_user=headliner.leader, spot=show.spots.all()[1], act=third.party)
    assert (invited.state, invited.turn) == (BookingState.PENDING, Side.ACT)


def test_a_headliner_that_books_does_not_read_whom_its_host_has_blocked(house, headliner, act):
    show = headed(house, headliner, BOOKS)
    thread = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello").thread
    block_other_side(acting_user=house.manager, thread=thread)

    for begin in (invite_act, create_spot_invite):
        with pytest.raises(EnquiriesOff) as refused:
            begin(acting_user=headliner.leader, spot=show.spots.all()[1], act=act.party)
        assert "block" not in str(refused.value.detail)


def test_a_headliner_that_books_hears_of_applications_and_reads_them(house, headliner, act):
    booking = an_application(act, headed(house, headliner, BOOKS), 0, message="We would love to.")
    assert headliner.leader in {note.user for note in Notification.objects.filter(kind="bookings.applied")}
    view = booking_view(headliner.leader, get_booking_for(headliner.leader, booking.pk))
    assert (view.side, view.message) == (Side.HOST, "We would love to.")
    assert {"accept", "decline"} <= view.allowed


@pytest.mark.parametrize("says", HeadlinerSays.values)
def test_a_headliner_hears_of_applications_once_as_far_as_it_has_a_say(says, house, headliner, act):
    show = headed(house, headliner, says)
    Notification.objects.all().delete()
    an_application(act, show, 0)
    told = {note.kind: note.path for note in Notification.objects.filter(user=headliner.leader)}
    bill = {"bookings.applied_on_bill": reverse("bookings:bill", args=[show.pk])}
    assert told == bill if says == VETO else "bookings.applied_on_bill" not in told
    assert ("bookings.applied" in told) == (says == BOOKS)
    assert Notification.objects.filter(user=house.manager).count() == 1


def test_who_books_for_host_and_headliner_alike_hears_of_an_application_once(house, act):
    ours = an_act()
    enter_party(party=ours.party, user=house.manager, role=Role.MANAGER)
    show = headed(house, ours, VETO)
    Notification.objects.all().delete()
    an_application(act, show, 0)
    assert list(Notification.objects.filter(user=house.manager).values_list("kind", flat=True)) == ["bookings.applied"]


def test_what_is_booked_is_the_hosts_again(house, headliner, act):
    booking = an_application(act, headed(house, headliner, BOOKS), 0, message="Just for you.")
    accept_booking(acting_user=headliner.leader, booking=booking)
    booking.refresh_from_db()
    assert sides_of(headliner.leader, booking) == frozenset()
    view = booking_view(headliner.leader, get_booking_for(headliner.leader, booking.pk))
    assert (view.side, view.fee, view.message, view.history) == (None, None, "", ())
    with pytest.raises(PermissionDenied):
        cancel_booking(acting_user=headliner.leader, booking=booking)


def test_who_plays_in_the_headliner_reads_no_applications(house, headliner, act):
    booking = an_application(act, headed(house, headliner, BOOKS), 0)
    with pytest.raises(Http404):
        get_booking_for(headliner.members[0], booking.pk)


def test_the_bill_is_for_its_host_and_its_headliner(house, headliner, act):
    show = headed(house, headliner, VETO)
    an_application(act, show, 0)
    assert bill_rights(house.manager, show).plans
    assert bill_rights(house.manager, show).answers
    _show, rights = get_bill_for(headliner.leader, show.pk)
    assert (rights.plans, rights.applicants, rights.answers, rights.vetoes) == (False, True, False, True)
    with pytest.raises(PermissionDenied):
        get_bill_for(act.leader, show.pk)


def test_only_the_host_gives_the_headliner_a_say(house, headliner):
    show = headed(house, headliner)
    with pytest.raises(PermissionDenied):
        set_headliner_says(acting_user=headliner.leader, show=show, headliner_says=BOOKS)
    with pytest.raises(ValidationError):
        set_headliner_says(acting_user=house.manager, show=show, headliner_says="everything")


def test_a_headliner_that_books_gives_away_none_of_the_hosts_money(house, headliner, act):
    booking = an_application(act, headed(house, headliner, BOOKS), 0)
    terms = OfferTerms(fee_minor=100_000, fee_currency="EUR")
    with pytest.raises(WrongState):
        counter_booking(acting_user=headliner.leader, booking=booking, terms=terms)
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(fee_minor=5_000, fee_currency="EUR"))
    asked = counter_booking(acting_user=act.leader, booking=booking, terms=terms)
    with pytest.raises(WrongState):
        accept_booking(acting_user=headliner.leader, booking=asked)
    assert accept_booking(acting_user=house.manager, booking=asked).fee_minor == 100_000


def test_a_headliners_link_ends_with_its_right_to_book_and_the_hosts_own_does_not(client, house, headliner, act):
    show = headed(house, headliner, BOOKS)
    spot = show.spots.all()[0]
    links = [create_spot_invite(acting_user=user, spot=spot) for user in (headliner.leader, house.manager)]
    set_headliner_says(acting_user=house.manager, show=show, headliner_says=VETO)
    with pytest.raises(WrongState) as refused:
        use_spot_invite(acting_user=act.leader, invite=links[0][0], act=act.party)
    assert "no longer books" in str(refused.value.detail)
    page = client.get(reverse("bookings:spot_link", args=[links[0][1]]))
    assert (page.status_code, "The person who made this link no longer books this bill." in page.content.decode()) == (
        409,
        True,
    )
    client.force_login(house.manager)
    assert client.get(reverse("bookings:spot_invite", args=[spot.pk])).context["invites"] == [links[1][0]]
    assert use_spot_invite(acting_user=act.leader, invite=links[1][0], act=act.party)


@pytest.mark.parametrize("invite", [invite_act, create_spot_invite])
def test_a_headliner_that_books_invites_for_the_fee_of_the_spot(invite, house, headliner, act):
    spot = headed(house, headliner, BOOKS).spots.all()[0]
    with pytest.raises(ValidationError) as refused:
        invite(acting_user=headliner.leader, spot=spot, act=act.party, fee_minor=100_000, fee_currency="EUR")
    assert "fee_minor" in refused.value.message_dict
    assert invite(acting_user=headliner.leader, spot=spot, act=act.party)
