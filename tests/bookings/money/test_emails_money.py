"""What people are told of money, as long as it is theirs to know."""

import pytest
from django.urls import reverse

from accounts.actions import end_membership
from accounts.states import Role
from bookings.actions.contracts import make_contract
from bookings.actions.settlements import LineDraft, change_settlement
from bookings.actions.shares import ShareDraft, share_settlement
from bookings.emails.money import NEWS, render_all
from engagements.states import LineKind
from notifications.models import Notification
from tests.bookings.money.scenes import a_coming_booking, a_played_booking
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def news_of(user, kind):
    """The notification of this kind, and its words for its reader now."""
    notification = Notification.objects.get(user=user, kind=f"bookings.{kind}")
    return notification, *render_all([notification], user)


def test_settlement_changed_says_what_the_act_gets_and_leads_there(house, act):
    booking = a_played_booking(house, act)
    lines = [LineDraft(LineKind.TAKINGS, "Tickets", 1000_00)]
    change_settlement(acting_user=house.manager, booking=booking, version=1, lines=lines)

    notification, text = news_of(act.leader, "settlement_changed")

    assert notification.path == reverse("bookings:settlement", args=[booking.pk])
    assert act.party.name in text.subject
    assert "Artist payout: €700" in text.text


def test_who_leads_no_more_reads_nothing_of_it(house, act):
    make_contract(acting_user=house.manager, booking=a_coming_booking(house, act), language="en")
    MembershipFactory(party=act.party, role=Role.OWNER)
    end_membership(acting_user=act.leader, party=act.party, user=act.leader)

    _notification, text = news_of(act.leader, "contract_made")

    assert text is None


def test_player_reads_their_own_amount(house, act):
    booking = a_played_booking(house, act)
    first, second = booking.lineup.all()
    drafts = [ShareDraft("Kim", first.pk, 2), ShareDraft("Jo", second.pk, 1)]
    share_settlement(acting_user=act.leader, booking=booking, shares=drafts)

    _notification, text = news_of(act.members[0], "share_set")

    assert text.text == "You get €200."


def test_every_kind_can_be_said(house, act, django_assert_num_queries):
    booking = a_played_booking(house, act)
    share_settlement(acting_user=act.leader, booking=booking, shares=[ShareDraft("Kim", booking.lineup.first().pk)])
    sent = [Notification(user=act.leader, kind=kind, data={"booking": str(booking.pk)}) for kind in NEWS]

    with django_assert_num_queries(4):
        texts = render_all(sent, act.leader)

    assert [text is None for text in texts] == [kind == "bookings.share_set" for kind in NEWS]
