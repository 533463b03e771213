"""Pages hold names without a space, of any length that a form takes, on a narrow phone."""

import pytest

from accounts.states import Role
from bookings.actions import SpotDraft, accept_booking, release_own_claim, set_lineup
from bookings.states import LineupState
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.browser.looking import width_needed
from tests.browser.test_accessibility import EVENING, sign_in
from tests.factories import MembershipFactory, UserFactory
from tests.holds.scenes import NIGHT, SET, a_hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 320, "height": 720}


def test_long_names_stay_on_the_page_and_menus_within_the_phone(site, new_context):
    house = a_house(name="V" * 200, slug="long-house")
    players = [UserFactory(name=letter * 120) for letter in "LD"]
    act = an_act(members=players, name="A" * 200, slug="long-act")
    act.party.memberships.update(instrument="k" * 80)
    MembershipFactory(party=act.party, user=act.leader, role=Role.MEMBER)
    show = an_open_show(house, starts_at=EVENING, spots=[SpotDraft(), SpotDraft()], title="T" * 200)
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show))
    set_lineup(acting_user=act.leader, booking=booking, lineup=[player.pk for player in players])
    release_own_claim(acting_user=players[0], entry=booking.lineup.get(user=players[0], state=LineupState.PLAYS))
    hold = a_hold(house, act, night=NIGHT, note="N" * 200, **SET)
    leader, manager = sign_in(new_context(), site, act.leader), sign_in(new_context(), site, house.manager)
    spare = show.spots.get(position=1)
    visits = [(leader, path) for path in (
        "/", "/shows/", "/holds/", f"/bookings/{booking.pk}/", f"/shows/{show.pk}/", f"/holds/{hold.pk}/",
        f"/spots/{spare.pk}/apply/", "/bands/long-act/", "/bands/long-act/edit/", "/venues/long-house/",
        f"/parties/long-act/team/{players[0].pk}/remove/", "/messages/", f"/messages/{booking.pk}/",
        f"/messages/{show.pk}/",
    )] + [(manager, path) for path in (
        "/", f"/bookings/{booking.pk}/", f"/shows/{show.pk}/bill/", f"/stages/{house.stage.pk}/nights/{NIGHT}/",
        "/venues/long-house/rules/", "/parties/long-house/close/",
    )]  # fmt: skip
    found = []
    for page, path in visits:
        page.set_viewport_size(PHONE)
        assert page.goto(site.url + path).status == 200, path
        if (needed := width_needed(page, PHONE["width"])) > PHONE["width"]:
            found.append((path, needed))
    assert found == []
    leader.locator(".bar .menu.start > summary").click()
    assert width_needed(leader, PHONE["width"]) <= PHONE["width"]
    box = leader.locator(".bar .menu.start > .sheet").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    leader.locator(".bar .menu.start button", has_text="AAAA").click()
    leader.wait_for_load_state()
    assert leader.locator(".acting-name").inner_text().startswith("AAAA")
    assert width_needed(leader, PHONE["width"]) <= PHONE["width"]
    ends = leader.locator(".bar .ends").bounding_box()
    assert ends["x"] + ends["width"] <= PHONE["width"]
