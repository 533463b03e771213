import datetime as dt

import pytest
from django.urls import reverse

from accounts.actions.memberships import leave_party
from accounts.models import Membership
from accounts.states import Role
from bookings.actions import (
    OfferTerms,
    SpotDraft,
    accept_booking,
    answer_lineup,
    cancel_booking,
    cancel_show,
    counter_booking,
    decline_booking,
    expire_booking,
    invite_act,
    release_own_claim,
    request_act,
    withdraw_booking,
)
from bookings.emails.bookings import NEWS
from bookings.models import Show
from engagements.deals import Deal
from engagements.states import DealKind
from notifications.emails import as_read_by
from notifications.kinds import registry
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def read(user):
    """The last news of a user, as they read it."""
    notification = Notification.objects.filter(user=user).latest("id")
    with as_read_by(user):
        return registry.render(notification, user)


def test_every_kind_is_registered_with_a_label():
    registered = {kind.name: str(kind.label) for kind in registry.kinds()}
    assert NEWS.keys() <= registered.keys()
    assert all(registered[name] for name in NEWS)


def test_names_that_read_from_right_to_left_turn_nothing_around_them(client, house):
    act = an_act(name="להקה \u202bרועשת")
    an_application(act, an_open_show(house))
    name = "\u2068להקה \u202bרועשת\u202c\u2069"
    assert read(house.manager).subject == f"{name} applied for Sat 4 Mar 2028"
    client.force_login(house.manager)
    page = client.get(f"/acts/{act.party.slug}/").content.decode()
    assert f"<bdi>{act.party.name}</bdi></h1>" in page


def test_an_application_reads_with_its_message_time_and_fee(house, act):
    show = an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])
    an_application(act, show, message="We know this room.")
    text = read(house.manager)
    assert text.subject == f"{act.party.name} applied for Sat 4 Mar 2028"
    assert "“We know this room.”" in text.text
    assert "Call: 17:00" in text.text
    assert "Fee: €350" in text.text


@pytest.mark.parametrize(
    ("deal", "words"),
    [
        (Deal(DealKind.VERSUS, guarantee_minor=32000, percent_bp=7000), "€320 or 70% of the door, whichever is more"),
        (Deal(DealKind.DOOR_SPLIT, percent_bp=7000), "70% of the door"),
    ],
)
def test_a_share_of_the_door_is_told_whole_once_it_is_booked(client, house, act, deal, words):
    booking = an_application(act, an_open_show(house))
    booking = counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(None, "EUR", deal))
    accept_booking(acting_user=act.leader, booking=booking)
    assert f"Fee: {words}\n" in read(house.manager).text + "\n"
    client.force_login(act.leader)
    assert f"· {words}\n" in client.get(f"/bookings/{booking.pk}/").content.decode()
    assert "of the door" not in read(act.members[0]).text


def test_times_are_those_of_the_show_with_its_place_for_who_lives_elsewhere(house, act):
    act.leader.timezone = "America/New_York"
    act.leader.save()
    a_confirmed_booking(house, act)
    assert "17:00 (Berlin time)" in read(act.leader).text


def test_who_was_passed_over_reads_so(house, act):
    other = an_act()
    show = an_open_show(house)
    an_application(other, show)
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    assert "Another act got the slot. Thanks for applying" in read(other.leader).text


def test_who_was_only_invited_is_not_thanked_for_applying(house, act, client):
    other, show = an_act(), an_open_show(house)
    invited = invite_act(acting_user=house.manager, spot=show.spots.get(), act=other.party)
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    text = read(other.leader).text
    assert "Another act got the slot before you agreed" in text
    assert "applying" not in text
    client.force_login(other.leader)
    page = client.get(reverse("bookings:booking", args=[invited.pk])).content.decode()
    assert "Another act got the slot." in page


def test_players_read_no_fee(house, act):
    show = an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    assert "Fee" not in read(act.members[0]).text
    assert "Fee: €350" in read(act.leader).text


def test_every_other_news_reads(house, act):
    client = UserFactory(name="Ada Client")
    request = request_act(
        acting_user=client, act=act.party, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR, place="Boathouse"
    )
    assert read(act.leader).subject == f"Ada Client wants to book {act.party.name} on Sat 4 Mar 2028"
    Show.objects.filter(pk=request.spot.show_id).update(place="", city=None)
    withdraw_booking(acting_user=client, booking=request, message="It rains.")
    assert " at  on" not in read(act.leader).subject
    assert "“It rains.”" in read(act.leader).text
    booking = an_application(act, an_open_show(house))
    decline_booking(acting_user=house.manager, booking=booking, message="Next year?")
    assert "“Next year?”" in read(act.leader).text
    booking = an_application(act, booking.spot.show)
    expire_booking(booking=booking, at=booking.answer_by)
    assert read(act.leader).subject.startswith("Expired")
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, booking.spot.show))
    release_own_claim(acting_user=act.members[0], entry=booking.lineup.get(user=act.members[0]))
    assert read(house.manager).subject == f"{act.members[0].name} can’t play on Sat 4 Mar 2028"
    cancel_booking(acting_user=house.manager, booking=booking, message="Flooded")
    for user in (act.leader, *act.members):
        assert "“Flooded”" in read(user).text
    an_application(act, booking.spot.show)
    cancel_show(acting_user=house.manager, show=booking.spot.show, reason="Still wet")
    assert "“Still wet”" in read(act.members[1]).text
    assert read(act.leader).subject == f"Cancelled: the show at {house.party.name} on Sat 4 Mar 2028"


def test_an_old_invitation_says_that_its_terms_are_those_of_now(house, act):
    show = an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])
    booking = invite_act(acting_user=house.manager, spot=show.spots.get(), act=act.party)
    assert "\nFee: €350" in read(act.leader).text
    invitation = Notification.objects.filter(user=act.leader).latest("id")
    more = OfferTerms(fee_minor=40000, fee_currency="EUR")
    counter_booking(acting_user=act.leader, booking=booking, terms=more)
    accept_booking(acting_user=house.manager, booking=booking)
    text = registry.render(invitation, act.leader).text
    assert "\nFee now: €400" in text
    assert text.startswith(f"{house.party.name} would like")
    assert "When: " in text


def test_who_is_asked_reads_what_for(house, act):
    Membership.objects.filter(user=act.members[0]).update(may_be_booked=False)
    booking = an_application(act, an_open_show(house))
    assert read(act.members[0]).subject == f"Can you play with {act.party.name} on Sat 4 Mar 2028?"
    answer_lineup(acting_user=act.members[0], entry=booking.lineup.get(user=act.members[0]), plays=False)
    assert read(act.leader).subject == f"{act.members[0].name} can’t play on Sat 4 Mar 2028"


def test_who_leads_no_longer_reads_nothing(house, act):
    booking = an_application(act, an_open_show(house))
    accept_booking(acting_user=house.manager, booking=booking)
    leave_party(party=act.party, user=act.leader, roles=[Role.MANAGER])
    assert read(act.leader) is None


def test_late_at_night_the_night_is_the_one_before(house, act):
    start = FAR_SATURDAY + dt.timedelta(hours=4)
    an_application(act, an_open_show(house, starts_at=start))
    assert read(house.manager).subject == f"{act.party.name} applied for Night of Sat 4 Mar 2028"
