"""Challenges, proposals and permissions on pages, as each side reads and answers them."""

import pytest
from django.urls import reverse

from bookings.models import Show
from bookings.states import BookingState
from holds.actions import challenge_hold
from holds.models import Challenge, Hold, HoldPermission
from holds.states import HoldState
from tests.bookings.scenes import an_act
from tests.holds.desk.pages import HTMX, form, held, new, of
from tests.holds.scenes import SET
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_challenge_is_answered_by_letting_go(client, house, act, ladder):
    first, second = ladder
    client.force_login(act.leader)
    assert "Waiting on holds ahead of you" in client.post(of(second, "hold_challenge"), headers=HTMX).content.decode()
    client.force_login(first.created_by)
    assert (
        "Challenged: propose the night to the venue or release it by"
        in client.get(reverse("holds:holds")).content.decode()
    )
    client.post(of(first, "hold_release"), {"message": "Not for us."})
    client.force_login(act.leader)
    assert "Holds ahead passed: propose the night by" in client.get(of(second)).content.decode()


def test_proposal_says_on_both_pages_that_nothing_is_promised(client, house, act, leader):
    hold = held(house, act, **SET)
    assert "Propose to the venue" in client.get(of(hold)).content.decode()
    response = client.post(of(hold, "hold_confirm"), {"read": hold.terms_mark}, follow=True)
    text = response.content.decode()
    assert "Proposed to the venue: it has until" in text
    assert "Confirmed." not in text
    assert not Show.objects.exists()
    client.force_login(house.manager)
    for page in (of(hold), reverse("discovery:landing"), reverse("holds:desk", args=[house.party.slug])):
        assert "Proposed to you: agree or decline by" in client.get(page).content.decode(), page
    text = client.post(of(hold, "hold_decline"), {"message": "No."}, headers=HTMX).content.decode()
    assert "Declined. We’ve told the other side." in text
    assert client.post(of(hold, "hold_decline")).status_code == 409
    client.force_login(leader)
    text = client.get(of(hold)).content.decode()
    assert "The venue declined the last proposal." in text
    assert "has agreed" not in text
    assert "agreed yet" not in text


def test_venue_agrees_to_the_proposal_that_it_has_read_and_no_other(client, house, act, leader):
    hold = held(house, act, **SET)
    client.post(of(hold, "hold_confirm"))
    sent = {"proposal": str(hold.proposals.get().pk), "others": "release"}
    client.post(of(hold, "hold_proposal_withdraw"))
    client.force_login(house.manager)
    assert client.post(of(hold, "hold_confirm"), sent).status_code == 409
    client.force_login(leader)
    client.post(of(hold, "hold_confirm"))
    client.force_login(house.manager)
    sent["proposal"] = str(hold.proposals.last().pk)
    assert client.post(of(hold, "hold_confirm"), sent)["Location"] == reverse(
        "bookings:show", args=[Show.objects.get().pk]
    )


def test_an_old_page_declines_and_withdraws_no_later_proposal(client, house, act, leader):
    hold = held(house, act, **SET)
    client.post(of(hold, "hold_confirm"))
    old = {"proposal": str(hold.proposals.get().pk)}
    assert f'name="proposal" value="{old["proposal"]}"' in client.get(of(hold)).content.decode()
    client.post(of(hold, "hold_proposal_withdraw"), old)
    client.post(of(hold, "hold_confirm"))
    assert client.post(of(hold, "hold_proposal_withdraw"), old, headers=HTMX).status_code == 409
    assert client.post(of(hold, "hold_proposal_withdraw"), {"proposal": "nonsense"}, headers=HTMX).status_code == 422
    client.force_login(house.manager)
    assert client.get(of(hold)).content.decode().count('name="proposal"') == 2
    assert client.post(of(hold, "hold_decline"), old, headers=HTMX).status_code == 409
    assert hold.proposals.last().state == "waiting"
    new = {"proposal": str(hold.proposals.last().pk)}
    assert client.post(of(hold, "hold_decline"), new, headers=HTMX).status_code == 200
    assert hold.proposals.last().state == "declined"


def test_stranger_asks_to_be_allowed_and_is_with_one_press(client, house, act):
    client.force_login(act.leader)
    text = client.get(new(house)).content.decode()
    assert f"Ask for {act.party.name}" in text
    assert client.post(new(house), form(house, act.party)).status_code == 422
    ask = reverse("holds:hold_ask", args=[house.party.slug])
    for _time in range(2):
        client.post(ask, {"holder": act.party.slug, "message": "We fill rooms."})
    assert f"{act.party.name} has asked." in client.get(new(house)).content.decode()
    client.force_login(house.manager)
    for page in ("discovery:landing", "holds:desk", "holds:policy_edit"):
        address = reverse(page, args=[] if page == "discovery:landing" else [house.party.slug])
        assert "We fill rooms." in client.get(address).content.decode(), page
    answer = reverse("holds:permission_answer", args=[HoldPermission.objects.get().pk])
    client.post(answer, {"may": "yes"})
    client.force_login(act.leader)
    assert client.post(answer, {"may": "no"}).status_code == 404
    assert client.post(new(house), form(house, act.party)).status_code == 302


def test_challenge_is_withdrawn(client, ladder, leader):
    client.post(of(ladder[1], "hold_challenge"))
    client.post(of(ladder[1], "hold_challenge_withdraw"))
    assert Challenge.objects.get().state == "withdrawn"
    assert client.post(of(ladder[1], "hold_challenge_withdraw")).status_code == 409


def test_withdrawing_what_never_was_is_not_found(client, ladder, leader):
    assert client.post(of(ladder[1], "hold_challenge_withdraw")).status_code == 404


def test_venue_confirms_and_says_what_becomes_of_the_others(client, house, act, ladder):
    client.force_login(house.manager)
    sent = {"starts": "21:00", "ends": "00:30", "others": OtherHolds.KEEP}
    response = client.post(of(ladder[1], "hold_confirm"), sent)
    show = Show.objects.get()
    assert response["Location"] == reverse("bookings:show", args=[show.pk])
    assert show.starts_at == SET["starts_at"]
    assert Hold.objects.get(pk=ladder[0].pk).state == HoldState.STANDING
    assert show.spots.get().bookings.get().act == act.party


def test_hold_that_both_agreed_to_books_its_act_at_once(client, house, act, leader):
    hold = held(house, act, **SET)
    client.force_login(house.manager)
    client.post(of(hold, "hold_agree"))
    client.post(of(hold, "hold_confirm"), {"others": OtherHolds.RELEASE})
    hold.refresh_from_db()
    assert (hold.state, hold.booking.state) == (HoldState.CONFIRMED, BookingState.CONFIRMED)


def test_confirming_without_times_asks_for_them(client, house, act, leader):
    hold = held(house, act)
    response = client.post(of(hold, "hold_confirm"))
    assert (response.status_code, Show.objects.count()) == (422, 0)
    assert "This field is required." in response.content.decode()


def test_second_cannot_confirm(client, ladder, leader):
    response = client.post(of(ladder[1], "hold_confirm"), {"starts": "21:00", "ends": "23:00"})
    assert (response.status_code, Show.objects.count()) == (409, 0)


def test_changed_terms_are_to_be_agreed_to_anew(client, house, act, leader):
    hold = held(house, act, **SET)
    client.force_login(house.manager)
    client.post(of(hold, "hold_agree"))
    page = client.get(of(hold, "hold_change")).content.decode()
    assert 'value="21:00"' in page
    client.post(of(hold, "hold_change"), {"starts": "22:00", "ends": "00:30", "fee": "300", "fee_currency": "EUR"})
    hold.refresh_from_db()
    assert (hold.fee_minor, hold.agreed_by_host, hold.agreed_by_act) == (30000, True, False)


def test_a_challenge_says_to_the_venue_who_has_to_answer(client, house, act):
    first, second = held(house, agency := an_act(name="Iron Weather")), held(house, act)
    challenge_hold(acting_user=act.leader, hold=second, message="We have a date.")
    client.force_login(house.manager)
    words = client.get(of(first)).content.decode()
    assert f"Challenged: {agency.party.name} has until" in words
    assert "confirm or release by" not in words
    assert "Message from the challenger:" in client.get(of(second)).content.decode()
    client.force_login(agency.leader)
    assert "propose the night to the venue or release it by" in client.get(of(first)).content.decode()
