"""Streams on the running live server end as soon as somebody loses the right to hear them."""

import pytest
from django.db import transaction
from django.test import Client

from accounts.actions import end_membership
from accounts.actions.memberships import enter_party
from accounts.states import Role
from bookings.actions import answer_lineup, cancel_booking, set_lineup
from departures.actions import close_account, shut_out
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.factories import MembershipFactory, UserFactory

from .conftest import Page

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.slow]


def token_page(user, path):
    client = Client()
    client.force_login(user)
    return client.get(path)


def check_lost(live, user, topic, path, lose, *, stays=None):
    """Only who stays gets another token, and nobody can go on with the one from before."""
    token = token_page(user, path).content.decode()
    with Page(live, topic, tokens=[token]) as page:
        assert page.response.status_code == 200
        lose()
        assert "renew" in page.rest()
    with Page(live, topic, tokens=[token]) as page:
        assert page.rest() == ["renew"]
    assert token_page(user, path).status_code in (302, 403, 404)
    if stays:
        with Page(live, topic, tokens=[token_page(stays, path).content.decode()]) as page:
            assert page.response.status_code == 200


def test_whoever_loses_a_role_loses_the_streams_of_bookings_shows_and_bands(live):
    house, act = a_house(), an_act()
    booking = a_confirmed_booking(house, act)
    show = booking.spot.show
    of_booking, of_show = f"/messages/{booking.pk}/token/", f"/messages/{show.pk}/token/"

    manager = MembershipFactory(party=act.party, role=Role.MANAGER).user
    check_lost(
        live, manager, booking.topic, of_booking,
        lambda: end_membership(acting_user=manager, party=act.party, user=manager, role=Role.MANAGER),
        stays=house.manager,
    )  # fmt: skip

    leaver = MembershipFactory(party=act.party, role=Role.MEMBER).user
    topic = f"p.{act.party.calendar.public_id}"
    check_lost(
        live, leaver, topic, f"/bands/{act.party.slug}/stream-token/",
        lambda: end_membership(acting_user=leaver, party=act.party, user=leaver),
        stays=act.leader,
    )  # fmt: skip

    dep = UserFactory()
    with transaction.atomic():
        enter_party(party=act.party, user=dep, role=Role.DEP)
    players = [each.pk for each in act.members]
    set_lineup(acting_user=act.leader, booking=booking, lineup=[dep.pk, *players])
    answer_lineup(acting_user=dep, entry=booking.lineup.get(user=dep), plays=True)
    check_lost(
        live, dep, show.topic, of_show,
        lambda: set_lineup(acting_user=act.leader, booking=booking, lineup=players),
        stays=act.members[0],
    )  # fmt: skip

    closing = MembershipFactory(party=act.party, role=Role.MEMBER).user
    check_lost(live, closing, show.topic, of_show, lambda: close_account(acting_user=closing))

    out, staff = MembershipFactory(party=act.party).user, UserFactory(is_staff=True, is_superuser=True)
    check_lost(live, out, show.topic, of_show, lambda: shut_out(acting_user=staff, user=out, reason="x"))

    check_lost(
        live, act.members[0], show.topic, of_show,
        lambda: cancel_booking(acting_user=house.manager, booking=booking, message="Sorry"),
        stays=house.manager,
    )  # fmt: skip
