"""What gigs come to: states, hours and fees, on the list and as CSV; fees are for leaders."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from accounts.states import Role
from bookings.actions import cancel_booking
from bookings.models import Booking
from bookings.pages.totals import gig_totals
from tests.bookings.scenes import a_confirmed_booking, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)


def table(client, role):
    response = client.get(reverse("bookings:gigs_csv"), {"role": role})
    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def gigs(house, act):
    """Two that stand, one that was called off, one that waits."""
    found = [a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * WEEK) for week in range(3)]
    cancel_booking(acting_user=act.leader, booking=found[2])
    found.append(an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + 4 * WEEK)))
    return [Booking.objects.select_related("spot").get(pk=each.pk) for each in found]


@pytest.mark.parametrize(("role", "who"), [("act", "act"), ("host", "house")])
def test_both_sides_read_states_hours_and_fees(client, house, act, gigs, role, who):
    user = act.leader if who == "act" else house.manager
    client.force_login(user)
    [told] = gig_totals(user)
    standing = gigs[:2]
    assert told.role == role
    assert dict(told.states) == {"Confirmed": 2, "Pending": 1, "Cancelled": 1}
    length = sum(((each.spot.ends_at - each.spot.starts_at) for each in standing), dt.timedelta())
    assert float(told.hours) == round(length.total_seconds() / 3600, 2)
    fees = [each.fee_minor for each in standing if each.fee_minor]
    assert told.money == ([(sum(fees), standing[0].fee_currency_id)] if fees else [])
    assert "In numbers" in client.get(reverse("bookings:shows")).content.decode()
    rows = table(client, role)
    assert [row["booking"] for row in rows] == [str(each.pk) for each in gigs]
    assert {row["act"] for row in rows} == {act.party.name}


def test_who_only_plays_reads_no_fees(client, house, act, gigs):
    Booking.objects.filter(pk=gigs[0].pk).update(fee_minor=30_000, fee_currency="EUR")
    client.force_login(act.leader)
    assert table(client, "act")[0]["fee"] == "300.00"
    player = UserFactory()
    MembershipFactory(user=player, party=act.party, role=Role.MEMBER)
    client.force_login(player)
    assert {row["fee"] for row in table(client, "act")} <= {""}
    assert [told.money for told in gig_totals(player)] in ([], [[]])


def test_no_gigs_no_numbers(client):
    client.force_login(UserFactory())
    assert "In numbers" not in client.get(reverse("bookings:shows")).content.decode()
    assert table(client, "act") == table(client, "rubbish") == []
