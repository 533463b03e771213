"""Applying for a spot, and a client's request."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import approve_party
from accounts.errors import NotApproved
from accounts.states import Approval, Role
from availability.models import TimeBlock
from bookings.actions import cancel_show, invite_act, request_act
from bookings.actions.kept_applications import discard_application, keep_application
from bookings.models import ApplicationDraft, Booking, Show
from bookings.states import BookingState, InitiatedBy
from catalogue.models import City
from engagements.states import Side
from notifications.kinds import registry
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show, know_all
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def leader(client, act):
    know_all(*act.members)
    client.force_login(act.leader)
    return act.leader


def apply_address(show):
    return reverse("bookings:spot_apply", args=[show.spots.get().pk])


def test_apply_with_message_and_line_up(client, house, act, leader):
    show = an_open_show(house)
    drummer = str(act.members[0].pk)
    assert "everyone’s free" in client.get(apply_address(show)).content.decode()
    sent = {"act": act.party.slug, "message": "We would love to", "lineup": [drummer]}
    response = client.post(apply_address(show), sent)
    booking = Booking.objects.get()
    assert response["Location"] == reverse("bookings:booking", args=[booking.pk])
    assert (booking.state, booking.turn, booking.message) == (BookingState.PENDING, Side.HOST, "We would love to")
    assert [str(entry.user_id) for entry in booking.lineup.all()] == [drummer]


def test_apply_begins_with_the_members_and_says_who_is_asked_first(client, house, act, leader):
    dep = MembershipFactory(party=act.party, role=Role.DEP).user
    asked = request_act(
        acting_user=UserFactory(), act=act.party, place="Boathouse",
        starts_at=FAR_SATURDAY + 30 * HOUR, ends_at=FAR_SATURDAY + 31 * HOUR,
    )  # fmt: skip
    for address in (apply_address(an_open_show(house)), reverse("bookings:booking", args=[asked.pk])):
        text = client.get(address).content.decode()
        ticked = {box for box in re.findall(r"<input[^>]*name=\"lineup\"[^>]*>", text) if "checked" in box}
        assert len(ticked) == len(act.members), address
        assert not [box for box in ticked if str(dep.pk) in box]
        assert str(dep.pk) in text
    assert "say yes first" in client.get(apply_address(an_open_show(a_house()))).content.decode()


def test_apply_says_once_whose_clock_it_is(client, house, act, leader):
    address = apply_address(an_open_show(house))
    assert "(Berlin time)" not in client.get(address).content.decode()
    leader.timezone = "America/New_York"
    leader.save()
    text = client.get(address).content.decode()
    assert "17:00" in text
    assert text.count("(Berlin time)") == 1


def test_apply_twice_with_one_form_is_one_application(client, house, act, leader):
    sent = {"act": act.party.slug, "once_token": str(uuid4()), "lineup": [str(act.members[0].pk)]}
    show = an_open_show(house)
    first, second = client.post(apply_address(show), sent), client.post(apply_address(show), sent)
    assert Booking.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_apply_again_says_that_one_waits_already(client, house, act, leader):
    show = an_open_show(house)
    an_application(act, show)
    response = client.post(apply_address(show), {"act": act.party.slug})
    assert (response.status_code, Booking.objects.count()) == (409, 1)
    assert "already applied for this slot" in response.content.decode()


def test_apply_shows_what_waits_already_instead_of_the_form(client, house, act, leader):
    show = an_open_show(house)
    address = apply_address(show)
    assert 'name="message"' in client.get(address).text
    other = an_act()
    MembershipFactory(user=act.leader, party=other.party, role=Role.OWNER)
    booking = an_application(act, show)
    page = client.get(address, {"act": act.party.slug}).text
    assert f"Waiting for {house.party.name}" in page
    assert f"{house.party.name} has until" in page
    assert reverse("bookings:booking", args=[booking.pk]) in page
    assert 'name="message"' not in page
    assert 'name="message"' in client.get(address, {"act": other.party.slug}).text
    booking.spot.refresh_from_db()
    invited = invite_act(acting_user=house.manager, spot=booking.spot, act=other.party)
    page = client.get(address, {"act": other.party.slug}).text
    assert "Your turn to reply" in page
    assert reverse("bookings:booking", args=[invited.pk]) in page


def test_apply_of_a_promised_band_offers_free_nights(client, house, act, leader):
    a_confirmed_booking(a_house(), act)
    response = client.post(apply_address(an_open_show(house)), {"act": act.party.slug})
    assert (response.status_code, Booking.objects.count()) == (409, 1)
    assert "Free at the same time of day" in response.content.decode()


def test_apply_with_another_s_band_is_refused(client, house, leader):
    response = client.post(apply_address(an_open_show(house)), {"act": an_act().party.slug})
    assert (response.status_code, Booking.objects.exists()) == (422, False)


def test_apply_of_a_player_who_leads_nothing_offers_to_start_a_band(client, house, act):
    client.force_login(act.members[0])
    assert "You don’t lead an act yet" in client.get(apply_address(an_open_show(house))).content.decode()


def test_apply_with_the_other_of_two_bands(client, house, act, leader):
    other = an_act()
    MembershipFactory(party=other.party, user=leader, role=Role.MANAGER)
    text = client.get(apply_address(an_open_show(house)), {"act": other.party.slug}).content.decode()
    assert f"Apply with {other.party.name}" in text
    assert f"?act={act.party.slug}" in text


def test_apply_to_a_draft_is_not_found(client, house, leader):
    assert client.get(apply_address(an_open_show(house, publish=False))).status_code == 404


def wish(**values):
    return {
        "night": "2028-03-04",
        "starts": "20:00",
        "ends": "00:30",
        "place": "Elbstrasse 9",
        "fee": "800",
        "fee_currency": "EUR",
        "message": "My sister's birthday",
    } | values


def request_address(act):
    return reverse("bookings:request_new", args=[act.party.slug])


def test_request_asks_to_join_and_comes_back(client, act):
    response = client.get(request_address(act))
    assert response["Location"] == f"{reverse('account_signup')}?next={request_address(act)}"


def test_request_of_a_client_waits_for_the_act(client, act):
    user = UserFactory()
    client.force_login(user)
    response = client.post(request_address(act), wish())
    booking = Booking.objects.with_show().get()
    assert response["Location"] == reverse("bookings:booking", args=[booking.pk])
    assert (booking.initiated_by, booking.turn, booking.fee_minor) == (InitiatedBy.REQUEST, Side.ACT, 80000)
    assert booking.spot.starts_at == dt.datetime(2028, 3, 4, 19, tzinfo=dt.UTC)
    assert booking.spot.ends_at == dt.datetime(2028, 3, 4, 23, 30, tzinfo=dt.UTC)
    assert booking.cancellation_tiers == [[30, 25], [14, 50], [2, 100]]


def test_request_says_what_cancelling_costs(client, act):
    client.force_login(UserFactory())
    assert "30: 25 %" in client.get(request_address(act)).content.decode()
    assert client.post(request_address(act), wish(tiers="tomorrow")).status_code == 422
    client.post(request_address(act), wish(tiers="48 h: 100 %"))
    assert Booking.objects.get().cancellation_tiers == [[48, 100, "hours"]]


def test_request_is_on_the_clock_of_its_city(client, act):
    client.force_login(UserFactory())
    lisbon = City.objects.get(name="Lisbon", country="PT")
    client.post(request_address(act), wish(city=str(lisbon.pk)))
    assert Show.objects.get().starts_at == dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)


def test_request_of_a_promised_act_offers_free_dates(client, house, act):
    a_confirmed_booking(house, act)
    client.force_login(UserFactory())
    response = client.post(request_address(act), wish())
    assert (response.status_code, Booking.objects.count()) == (409, 1)
    assert 'name="night" value="2028-03-' in response.content.decode()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"night": "2020-01-01"}, "This date has passed."),
        ({"night": "9999-12-31"}, "Choose another date."),
        ({"place": "x" * 301}, "at most 300 characters"),
        ({"fee": "-3"}, "Enter an amount"),
        ({"fee_currency": "XXZ"}, "Select a valid choice."),
        ({"city": "Nowhereton"}, "We can’t find this town."),
        ({"message": "x" * 4001}, "at most 4000 characters"),
        ({"guests": "none"}, "Enter a whole number."),
        ({"setting": "moon"}, "Select a valid choice."),
        ({"set_up_minutes": "5000"}, "less than or equal to 1440"),
    ],
)
def test_request_tells_what_is_wrong(client, act, values, text):
    client.force_login(UserFactory())
    response = client.post(request_address(act), wish(**values))
    assert (response.status_code, Booking.objects.exists()) == (422, False)
    assert text in response.content.decode()
    if "place" not in values:
        assert 'value="Elbstrasse 9"' in response.content.decode()


EVENT = {"guests": "120", "setting": "covered", "power": "sockets", "set_up_minutes": "90"}


def test_request_says_what_the_act_has_to_know_of_the_event(client, act):
    client.force_login(UserFactory(name="Ada Client"))
    client.post(request_address(act), wish(**EVENT))
    booking = Booking.objects.get()
    client.force_login(act.leader)
    page = client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
    for said in ("120", "Outdoors, under a roof", "Normal sockets", "90 minutes"):
        assert f"<bdi>{said}</bdi>" in page


def test_request_of_a_client_has_no_headliner_and_is_for_the_client(client, act):
    user = UserFactory(name="Ada Client")
    client.force_login(user)
    client.post(request_address(act), wish(place=""))
    address = reverse("bookings:booking", args=[Booking.objects.get().pk])
    for reader in (user, act.leader):
        client.force_login(reader)
        for page in (address, reverse("bookings:shows") + "?show=pending", reverse("discovery:today")):
            text = client.get(page).content.decode()
            assert "Headliner" not in text, page
            assert "at Ada Client" not in text, page
    assert f"{act.party.name} for Ada Client" in client.get(address).content.decode()


def test_request_to_an_unapproved_act_is_not_found(client, act):
    act.party.__class__.objects.filter(pk=act.party.pk).update(is_listed=False)
    client.force_login(UserFactory())
    assert client.get(request_address(act)).status_code == 404


def test_client_withdraws_and_act_accepts(client, act):
    client.force_login(UserFactory())
    client.post(request_address(act), wish())
    booking = Booking.objects.get()
    assert reverse("bookings:booking_withdraw", args=[booking.pk]) in client.get(
        reverse("bookings:booking", args=[booking.pk])
    ).content.decode()  # fmt: skip
    client.force_login(act.leader)
    client.post(reverse("bookings:booking_accept", args=[booking.pk]))
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert TimeBlock.objects.claims().filter(calendar=act.party.calendar).exists()


def test_an_act_that_waits_for_approval_keeps_its_application_and_sends_it_later(client, house):
    staff = UserFactory(is_staff=True)
    band = an_act(approval=Approval.DRAFT)
    show = an_open_show(house)
    client.force_login(band.leader)
    page = client.get(apply_address(show)).content.decode()
    assert page.index("We’re reviewing") < page.index('<form class="form"')
    sent = {"act": band.party.slug, "message": "We know this room.", "lineup": [str(band.members[0].pk)]}
    for _again in range(2):
        assert client.post(apply_address(show), sent).status_code == 302
    draft = ApplicationDraft.objects.get()
    assert (draft.message, draft.lineup, Booking.objects.count()) == ("We know this room.", [band.members[0].pk], 0)
    [told] = staff.notifications.all()
    assert registry.render(told, staff).subject == f"{band.party.name} needs approval"
    assert "Drafts" in client.get(reverse("bookings:shows"), {"scope": "pending"}).content.decode()
    assert "We know this room." in client.get(apply_address(show)).content.decode()
    cancel_show(acting_user=house.manager, show=show, reason="Burst pipe.")
    assert "Drafts" not in client.get(reverse("bookings:shows"), {"scope": "pending"}).content.decode()


def test_an_act_that_was_approved_sends_what_it_kept(client, house):
    staff = UserFactory(is_staff=True)
    band = an_act(approval=Approval.DRAFT)
    show = an_open_show(house)
    client.force_login(band.leader)
    sent = {"act": band.party.slug, "message": "We know this room.", "lineup": [str(band.members[0].pk)]}
    client.post(apply_address(show), sent)
    [told] = staff.notifications.all()
    approve_party(acting_user=staff, party=band.party)
    assert registry.render(told, staff) is None
    assert client.post(apply_address(show), sent).status_code == 302
    assert (ApplicationDraft.objects.count(), Booking.objects.count()) == (0, 1)


def test_nobody_keeps_an_application_for_an_act_of_others(house):
    band = an_act(approval=Approval.DRAFT)
    with pytest.raises(PermissionDenied):
        keep_application(acting_user=an_act().leader, spot=an_open_show(house).spots.get(), act=band.party)


def test_an_approved_act_keeps_an_application_finds_it_and_throws_it_away(client, house, act, leader):
    show = an_open_show(house)
    staff = UserFactory(is_staff=True)
    assert 'name="discard"' not in client.get(apply_address(show)).content.decode()
    sent = {"act": act.party.slug, "message": "We know this room.", "lineup": [str(act.members[0].pk)]}
    kept = client.post(apply_address(show), sent | {"keep": "yes"}, follow=True).content.decode()
    assert "Saved as a draft. Only your team sees it" in kept
    assert "We know this room." in kept
    assert 'name="discard"' in kept
    assert not Booking.objects.exists()
    assert not staff.notifications.exists()
    assert f"{apply_address(show)}?act={act.party.slug}" in client.get("/").content.decode()
    nights = reverse("discovery:open_nights")
    asked = {"band": act.party.slug, "first": show.night.isoformat(), "last": show.night.isoformat()}
    assert "Continue draft" in client.get(nights, asked).content.decode()
    client.force_login(act.members[0])
    assert "Continue draft" not in client.get(nights, asked).content.decode()
    client.post(apply_address(show), {"act": act.party.slug, "discard": "yes"})
    assert ApplicationDraft.objects.exists()
    client.force_login(leader)
    for _again in range(2):
        gone = client.post(f"{apply_address(show)}?next={nights}", {"act": act.party.slug, "discard": "yes"})
        assert gone["Location"] == nights
    assert not ApplicationDraft.objects.exists()
    assert "Continue draft" not in client.get(nights, asked).content.decode()
    with pytest.raises(PermissionDenied):
        discard_application(acting_user=act.members[0], spot=show.spots.get(), act=act.party)


def test_an_act_that_is_closed_keeps_nothing(house):
    band = an_act(approval=Approval.SUSPENDED)
    with pytest.raises(NotApproved):
        keep_application(acting_user=band.leader, spot=an_open_show(house).spots.get(), act=band.party)


def test_the_page_of_a_show_leads_who_may_to_applying(client, house, act, leader):
    show = an_open_show(house, title="Tide")
    address = reverse("bookings:show", args=[show.pk])
    assert apply_address(show) in client.get(address).content.decode()
    for other in (act.members[0], house.manager, UserFactory()):
        client.force_login(other)
        assert apply_address(show) not in client.get(address).content.decode()
    client.logout()
    assert apply_address(show) not in client.get(address).content.decode()
    client.force_login(leader)
    an_application(act, show)
    assert apply_address(show) not in client.get(address).content.decode()


def test_a_second_application_says_whom_the_act_waits_for_that_evening(client, house, act, leader):
    other = a_house(name="The Second Room")
    early = an_open_show(house, starts_at=FAR_SATURDAY)
    an_application(act, early)
    also = "You’re also waiting for"
    assert also not in client.get(apply_address(early)).content.decode()
    same, later = an_open_show(other, starts_at=FAR_SATURDAY), an_open_show(other, starts_at=FAR_SATURDAY + 48 * HOUR)
    assert f"{also} {house.party.name} that evening" in client.get(apply_address(same)).content.decode()
    assert also not in client.get(apply_address(later)).content.decode()
    sent = {"act": act.party.slug, "lineup": [str(act.members[0].pk)]}
    assert client.post(apply_address(same), sent).status_code == 302
