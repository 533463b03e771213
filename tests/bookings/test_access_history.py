"""What was before and after, in words, and whom each viewer reads of."""

import pytest

from accounts.states import Role
from bookings.access import booking_view
from bookings.access.history import change_views
from bookings.actions import OfferTerms, SpotDraft, counter_booking, set_lineup
from engagements.deals import Deal
from engagements.states import DealKind
from tests.bookings.scenes import an_application, an_open_show
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def booking(house, act):
    spots = [SpotDraft(fee_minor=35000, fee_currency="EUR")]
    return an_application(act, an_open_show(house, spots=spots))


def told(user, booking):
    booking.refresh_from_db()
    return [(entry.actor, entry.channel_label, entry.changes) for entry in booking_view(user, booking).history]


def test_a_counter_offer_is_told_with_what_it_changed(house, act, booking):
    deal = Deal(DealKind.DOOR_SPLIT, percent_bp=7000)
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(deal=deal, fee_currency="EUR"))
    actor, channel, [change] = told(act.leader, booking)[-1]
    assert (actor, channel) == (house.party.name, "Website")
    assert (change.label, change.before, change.after) == ("Fee", "€350", "70% of the door")


def test_a_changed_lineup_names_its_people(house, act, booking):
    dep = MembershipFactory(party=act.party, role=Role.DEP, user=UserFactory(name="Kim Dep")).user
    set_lineup(acting_user=act.leader, booking=booking, lineup=[dep.pk])
    [change] = told(house.manager, booking)[-1][2]
    assert change.after == "Kim Dep"
    assert all(member.display_name in change.before for member in act.members)


def test_who_only_plays_reads_no_history(act, booking):
    assert told(act.members[0], booking) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("starts_at", "2028-03-04T20:00:00+00:00", "Sat 4 Mar 2028, 21:00 (Berlin time)"),
        ("fee", {"amount_minor": 0, "currency": "JPY"}, "¥0"),
        ("cancellation_tiers", [[30, 25]], "from 30 days before: 25% of the fee"),
        ("cancellation_tiers", [], ""),
        ("stage", "Cellar", "Cellar"),
        ("lineup", ["01234567-89ab-7def-8123-456789abcdef"], "someone"),
        ("doors_at", None, ""),
        ("contract", 2, "Version 2"),
    ],
)
def test_every_kind_of_value_has_words(booking, field, value, words):
    [change] = change_views({field: [None, value]}, booking, {})
    assert (change.before, change.after) == ("", words)


def test_what_has_no_label_is_not_told(booking):
    assert list(change_views({"secret_at": [None, "soon"]}, booking, {})) == []
