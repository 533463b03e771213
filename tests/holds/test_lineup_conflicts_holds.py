"""Who of an act may not be there on a held night: shown to its leaders, who confirm or agree in two steps."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from availability.actions import say_time
from bookings.states import BookingState
from engagements.errors import LineupConflicts
from holds.access.lineups import lineup_check_for
from holds.actions import agree_to_hold, challenge_hold, confirm_hold
from notifications.kinds.registry import render_all
from notifications.models import Notification
from tests.bookings.scenes import an_act
from tests.holds.scenes import PLACED, SET, a_hold

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def busy(act):
    member = act.members[0]
    said = {"acting_user": member, "calendar": member.calendar, "timezone": "Europe/Berlin"}
    say_time(kind="busy", starts_at=SET["starts_at"], ends_at=SET["ends_at"], **said)
    return member


def test_the_act_agrees_and_confirms_in_two_steps(house, act, busy, client):
    hold = a_hold(house, act, **SET)
    assert [each.name for each in lineup_check_for(act.leader, hold).busy] == [busy.display_name]
    assert lineup_check_for(house.manager, hold) is None
    client.force_login(act.leader)
    page = client.get(reverse("holds:hold", args=[hold.pk])).content.decode()
    assert "Only the leaders of the act see this." in page
    client.force_login(house.manager)
    page = client.get(reverse("holds:hold", args=[hold.pk])).content.decode()
    assert busy.display_name not in page
    agree_to_hold(acting_user=house.manager, hold=hold, at=PLACED)
    with pytest.raises(LineupConflicts):
        confirm_hold(acting_user=act.leader, hold=hold, at=PLACED)
    hold.refresh_from_db()
    assert hold.state == "standing"


def test_the_api_proposes_in_two_steps(house, act, busy, client):
    hold = a_hold(house, act, at=now(), **SET)
    client.force_login(act.leader)
    url = f"/api/v1/holds/{hold.pk}/confirm"
    refused = client.post(url, {}, content_type="application/json")
    assert refused.status_code == 409
    assert refused.json()["lineup_conflicts"][0] == {"name": busy.display_name, "state": "busy"}
    done = client.post(url, {"despite_conflicts": True}, content_type="application/json")
    assert done.status_code == 200
    assert done.json()["proposal"]["state"] == "waiting"


def test_the_venue_books_what_the_act_has_agreed_to_and_the_member_is_told(house, act, busy):
    hold = a_hold(house, act, **SET)
    confirm_hold(acting_user=house.manager, hold=hold, others="release", at=PLACED)
    hold.refresh_from_db()
    assert hold.booking.state == BookingState.CONFIRMED
    assert Notification.objects.filter(user=busy, kind="bookings.booked_against").count() == 1
    assert not Notification.objects.filter(user=house.manager, kind="bookings.booked_against").exists()


def test_mail_and_today_of_a_challenged_hold_name_who_is_busy_to_the_act_alone(house, act, busy, client):
    hold = a_hold(house, act, at=now(), **SET)
    second = an_act(members=1)
    challenge_hold(acting_user=second.leader, hold=a_hold(house, second, at=now(), **SET))
    notice = Notification(kind="holds.hold_challenged", data={"hold": str(hold.pk)}, created_at=now())
    [told, hosts] = [render_all([notice], user)[0].text for user in (act.leader, house.manager)]
    assert busy.display_name in told
    assert busy.display_name not in hosts
    client.force_login(act.leader)
    assert busy.display_name in client.get("/").content.decode()
    client.force_login(house.manager)
    assert busy.display_name not in client.get("/").content.decode()


def test_the_api_tells_conflicts_of_a_hold_to_the_leaders_of_its_act_alone(house, act, busy, client):
    hold = a_hold(house, act, at=now(), **SET)
    client.force_login(act.leader)
    for url in (f"/api/v1/holds/{hold.pk}", "/api/v1/me/holds"):
        said = client.get(url).json()
        [found] = said.get("items", [said])
        assert {"name": busy.display_name, "state": "busy"} in found["lineup_conflicts"]
    client.force_login(house.manager)
    assert "lineup_conflicts" not in client.get(f"/api/v1/holds/{hold.pk}").json()
