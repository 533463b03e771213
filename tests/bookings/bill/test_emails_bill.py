"""What acts read of a new running order, and hosts of a veto."""

import pytest

from bookings.actions import decline_booking, invite_act, lift_veto, plan_bill, veto_booking
from bookings.emails.bills import BILLS
from bookings.states import HeadlinerSays
from notifications.kinds import registry
from tests.bookings.bill.scenes import FAR_SATURDAY, MINUTE, USUAL, a_night, book, headed, plan_of
from tests.bookings.scenes import a_house, an_act, an_application
from tests.bookings.test_emails import read

pytestmark = pytest.mark.django_db


def test_every_kind_has_a_label():
    assert BILLS.keys() <= {kind.name for kind in registry.kinds()}


def test_an_act_reads_what_was_and_what_is(house, act):
    show = a_night(house)
    book(house, act, show, 0)
    plan_bill(
        acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, first_at=FAR_SATURDAY + 10 * MINUTE)
    )  # fmt: skip
    for reader in (act.leader, act.members[0]):
        news = read(reader)
        assert news.subject.startswith(f"New times: {act.party.name}")
        assert "Soundcheck: not set → 19:40" in news.text
        assert "Set starts: 21:00 → 21:10" in news.text
        assert "Doors" not in news.text


def test_a_host_reads_the_veto_with_its_words_and_that_it_is_taken_back(house, act):
    head = an_act()
    booking = an_application(act, headed(house, head, HeadlinerSays.VETO), 0)
    veto_booking(acting_user=head.leader, booking=booking, message="Not them again.")
    assert "“Not them again.”" in read(house.manager).text
    lift_veto(acting_user=head.leader, booking=booking)
    assert f"Veto lifted: {act.party.name}" in read(house.manager).subject


def test_a_headliner_that_books_no_longer_hears_once_it_is_answered(house, act):
    head = an_act()
    booking = an_application(act, headed(house, head, HeadlinerSays.BOOKS), 0)
    assert read(head.leader).subject.startswith(act.party.name)
    decline_booking(acting_user=house.manager, booking=booking)
    assert read(head.leader) is None


def test_a_headliner_with_a_veto_reads_who_applies_as_long_as_it_may_say_no(house, act):
    head = an_act()
    booking = an_application(act, headed(house, head, HeadlinerSays.VETO), 0, message="For the host alone.")
    news = read(head.leader)
    assert news.subject.startswith(f"{act.party.name} applied for your bill")
    assert "For the host alone." not in news.text
    decline_booking(acting_user=house.manager, booking=booking)
    assert read(head.leader) is None


def test_who_only_waits_is_promised_nothing_and_reads_no_link_of_a_stranger(act):
    house = a_house(name="win-money.example")
    show = a_night(house, title="win-money.example")
    invite_act(acting_user=house.manager, spot=show.spots.first(), act=act.party)
    plan = plan_of(show, *USUAL, first_at=FAR_SATURDAY + 10 * MINUTE)
    plan_bill(acting_user=house.manager, show=show, plan=plan)
    news = read(act.leader)
    assert "Nothing is booked yet" in news.text
    assert "Your call time and release stay the same" not in news.text
    assert "Set starts: 21:00 → 21:10" in news.text
    assert "win-money.example" not in news.subject + news.text
    assert "win-money[.]example" in news.subject
