"""Who of a line-up may not be there: shown to the leaders of the act before they give its word, and to nobody else."""

import datetime as dt
import json
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import create_api_token
from accounts.actions.memberships import enter_party
from accounts.states import Role
from availability.actions import say_time
from availability.errors import Taken
from bookings.access import booking_view
from bookings.actions import (
    OfferTerms,
    SpotDraft,
    accept_booking,
    answer_move,
    apply_to_spot,
    counter_booking,
    invite_act,
    keep_promise,
    propose_move,
    set_lineup,
)
from bookings.models import Booking, HistoryEntry
from bookings.queries import open_contradictions
from bookings.states import BookingState, MoveState
from engagements.errors import LineupConflicts
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show, know_all
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)
ALL = {"Bea": "busy", "Max": "maybe", "Una": "unknown", "Ash": "asked"}


def say(user, kind="busy", starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR):
    said = {"acting_user": user, "calendar": user.calendar, "timezone": "Europe/Berlin"}
    return say_time(kind=kind, starts_at=starts_at, ends_at=ends_at, **said)


def second_step(page: str) -> str:
    """What the form sends that does it all the same."""
    [mark] = set(re.findall(r'name="despite_conflicts" value="(\w+)"', page))
    return mark


@pytest.fixture
def people():
    return {name: UserFactory(name=name) for name in (*ALL, "Fay")}


@pytest.fixture
def act(people):
    """Bea is busy, Max comes if need be, Una has said nothing, Ash is asked for each date, Fay is free."""
    act = an_act(members=list(people.values()), name="The Curious")
    know_all(*(user for name, user in people.items() if name != "Una"))
    say(people["Bea"])
    say(people["Max"], "maybe")
    act.party.memberships.filter(user=people["Ash"]).update(may_be_booked=False)
    return act


@pytest.fixture
def invitation(house, act):
    return invite_act(acting_user=house.manager, spot=an_open_show(house).spots.get(), act=act.party)


def conflicts(user, booking):
    check = booking_view(user, Booking.objects.with_show().get(pk=booking.pk)).lineup_check
    return None if check is None else {each.name: each.state for each in check.conflicts}


def told(user, kind):
    return Notification.objects.filter(user=user, kind=f"bookings.{kind}")


def test_leaders_of_the_act_read_who_may_not_be_there_and_accept_in_two_steps(house, act, people, invitation):
    assert conflicts(act.leader, invitation) == ALL
    [news] = told(act.leader, "invited")
    text = render(news, act.leader).text
    assert "Busy then: Bea." in text
    assert "Maybe: Max." in text
    assert "No answer yet: Una." in text
    before = HistoryEntry.objects.count(), Notification.objects.count()
    with pytest.raises(LineupConflicts) as refused:
        accept_booking(acting_user=act.leader, booking=invitation)
    assert {each["name"]: each["state"] for each in refused.value.extra["lineup_conflicts"]} == ALL
    assert (HistoryEntry.objects.count(), Notification.objects.count()) == before
    booking = accept_booking(acting_user=act.leader, booking=invitation, despite_conflicts=True)
    assert booking.state == BookingState.CONFIRMED
    [news] = told(people["Bea"], "booked_against")
    assert news.path == reverse("bookings:contradictions")
    text = render(news, people["Bea"])
    assert "while you’re busy" in text.subject
    assert "Play anyway, find a dep or ask to move it" in text.text
    assert not told(people["Bea"], "confirmed").exists()
    assert told(people["Fay"], "confirmed").exists()
    assert told(people["Max"], "confirmed").exists()
    assert open_contradictions(people["Bea"], now()).exists()


def test_only_busy_needs_the_second_step(house, act, people, invitation):
    booking = invitation
    set_lineup(
        acting_user=act.leader,
        booking=booking,
        lineup=[people[name].pk for name in ("Max", "Una", "Ash")],
    )
    assert conflicts(act.leader, booking) == {"Max": "maybe", "Una": "unknown", "Ash": "asked"}
    assert accept_booking(acting_user=act.leader, booking=booking).state == BookingState.CONFIRMED
    assert conflicts(act.leader, booking) == {"Max": "maybe", "Ash": "asked"}


def test_who_becomes_busy_between_page_and_press_leads_to_the_second_step(house, act, people, invitation):
    lineup = [people["Fay"].pk]
    set_lineup(acting_user=act.leader, booking=invitation, lineup=lineup)
    assert conflicts(act.leader, invitation) == {}
    say(people["Fay"])
    with pytest.raises(LineupConflicts):
        accept_booking(acting_user=act.leader, booking=invitation)


def test_who_is_promised_elsewhere_is_busy_and_cannot_be_overruled(house, act, people, invitation):
    set_lineup(acting_user=act.leader, booking=invitation, lineup=[people["Fay"].pk])
    a_confirmed_booking(a_house(), an_act(members=[people["Fay"]]))
    assert conflicts(act.leader, invitation) == {"Fay": "busy"}
    for despite in (False, True):
        with pytest.raises(Taken):
            accept_booking(acting_user=act.leader, booking=invitation, despite_conflicts=despite)


def test_another_band_of_the_same_bill_is_no_conflict(house, act, people):
    hours = [(0, 1), (2, 3)]
    spots = [SpotDraft(starts_at=FAR_SATURDAY + a * HOUR, ends_at=FAR_SATURDAY + b * HOUR) for a, b in hours]
    show = an_open_show(house, spots=spots)
    other = an_act(members=[people["Fay"]])
    accept_booking(acting_user=house.manager, booking=an_application(other, show, 0))
    mine = an_application(act, show, 1, lineup=[people["Fay"].pk])
    assert conflicts(act.leader, mine) == {}


def test_an_application_takes_the_second_step_and_the_host_accepts_without_learning(house, act, people):
    show = an_open_show(house)
    with pytest.raises(LineupConflicts):
        an_application(act, show)
    assert not Booking.objects.exists()
    assert an_application(act, show, lineup=[people["Fay"].pk]).pk
    say(people["Fay"])
    booking = accept_booking(acting_user=house.manager, booking=Booking.objects.get())
    assert booking.state == BookingState.CONFIRMED
    assert told(people["Fay"], "booked_against").count() == 1
    [news] = told(act.leader, "confirmed")
    assert "Busy then: Fay." in render(news, act.leader).text


def test_a_counter_offer_is_read_at_its_own_times(house, act, people, invitation):
    later = OfferTerms(
        starts_at=FAR_SATURDAY + 1.5 * HOUR, ends_at=FAR_SATURDAY + 2 * HOUR, call_at=FAR_SATURDAY + HOUR
    )
    booking = counter_booking(acting_user=act.leader, booking=invitation, terms=later)
    assert conflicts(act.leader, booking) == {"Una": "unknown", "Ash": "asked"}
    again = OfferTerms(starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + 2 * HOUR, call_at=FAR_SATURDAY)
    booking = counter_booking(acting_user=house.manager, booking=booking, terms=again)
    assert conflicts(act.leader, booking) == ALL
    [news] = told(act.leader, "countered")
    assert "Busy then: Bea." in render(news, act.leader).text
    with pytest.raises(LineupConflicts):
        accept_booking(acting_user=act.leader, booking=booking)
    dearer = OfferTerms(fee_minor=50_000, fee_currency="EUR")
    with pytest.raises(LineupConflicts):
        counter_booking(acting_user=act.leader, booking=booking, terms=dearer)
    booking = counter_booking(acting_user=act.leader, booking=booking, terms=dearer, despite_conflicts=True)
    assert accept_booking(acting_user=house.manager, booking=booking).state == BookingState.CONFIRMED
    assert told(people["Bea"], "booked_against").exists()


def test_a_move_asks_for_the_second_step_at_the_new_time(house, act, people):
    booking = a_confirmed_booking(
        house, an_act(members=[people["Fay"], people["Bea"]]), starts_at=FAR_SATURDAY + 7 * DAY
    )
    leader = booking.act.memberships.get(role="manager").user
    keep_promise(acting_user=people["Bea"], entry=booking.lineup.get(user=people["Bea"]))
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 3 * HOUR}
    move = propose_move(acting_user=house.manager, show=booking.spot.show, party=house.party, **times)
    [news] = told(leader, "move_proposed")
    assert "Busy then: Bea." in render(news, leader).text
    assert not told(people["Bea"], "booked_against").exists()
    answer = {"acting_user": leader, "move": move, "agrees": True, "booking": booking}
    with pytest.raises(LineupConflicts):
        answer_move(**answer)
    move.refresh_from_db()
    assert move.state == MoveState.PROPOSED
    assert answer_move(**answer, despite_conflicts=True).state == MoveState.AGREED
    [news] = told(people["Bea"], "booked_against")
    assert "The show has a new time." in render(news, people["Bea"]).text
    assert not told(people["Bea"], "moved").exists()
    assert told(people["Fay"], "moved").count() == 1


def test_the_last_to_agree_to_a_move_reads_of_all_who_may_not_be_there(house, act):
    """Also of Una, whose calendar says nothing: the claims by which her time would be known come afterwards."""
    booking = a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + 7 * DAY)
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 3 * HOUR}
    move = propose_move(acting_user=house.manager, show=booking.spot.show, party=house.party, **times)
    with pytest.raises(LineupConflicts) as refused:
        answer_move(acting_user=act.leader, move=move, agrees=True, booking=booking)
    assert {each["name"]: each["state"] for each in refused.value.extra["lineup_conflicts"]} == ALL
    move.refresh_from_db()
    assert move.state == MoveState.PROPOSED


def test_the_page_on_which_an_act_proposes_a_move_names_all_who_may_not_be_there(client, house, act):
    booking = a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + 7 * DAY)
    client.force_login(act.leader)
    path = reverse("bookings:show_move", args=[booking.spot.show_id])
    sent = {"party": act.party.slug, "night": f"{FAR_SATURDAY:%Y-%m-%d}", "starts": "21:00", "ends": "23:30"}
    sent["stage"] = booking.spot.show.stage_id
    page = client.post(path, sent)
    assert page.status_code == 409
    assert all(f"<p>{name}</p>" in page.content.decode() for name in ALL)
    sent["despite_conflicts"] = second_step(page.content.decode())
    assert client.post(path, sent).status_code == 302


def test_an_act_that_proposes_a_move_reads_its_own_conflicts_first(house, people, act):
    booking = a_confirmed_booking(house, an_act(members=[people["Bea"]]), starts_at=FAR_SATURDAY + 7 * DAY)
    leader = booking.act.memberships.get(role="manager").user
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 3 * HOUR}
    proposal = {"acting_user": leader, "show": booking.spot.show, "party": booking.act, **times}
    with pytest.raises(LineupConflicts):
        propose_move(**proposal)
    assert propose_move(**proposal, despite_conflicts=True).state == MoveState.PROPOSED


def test_it_is_said_where_nobody_has_agreed_yet(house, act, people):
    act.party.memberships.update(may_be_booked=False)
    booking = an_application(act, an_open_show(house), lineup=[people["Fay"].pk, people["Ash"].pk])
    view = booking_view(act.leader, Booking.objects.with_show().get(pk=booking.pk))
    assert view.lineup_check.nobody_agreed
    accept_booking(acting_user=house.manager, booking=booking)
    [news] = told(act.leader, "confirmed")
    assert "Nobody in the line-up has agreed to play yet." in render(news, act.leader).text


def test_somebody_put_into_a_booked_line_up_against_their_calendar_is_told_so(house, act, people):
    mine = an_application(act, an_open_show(house), lineup=[people["Fay"].pk])
    booked = accept_booking(acting_user=house.manager, booking=mine)
    set_lineup(acting_user=act.leader, booking=booked, lineup=[people["Fay"].pk, people["Bea"].pk])
    assert told(people["Bea"], "booked_against").exists()


def seen_by(client, user, booking):
    """All that a host can read of a booking: page, panel, bill, API with its ETag, inbox, mails."""
    client.force_login(user)
    _token, secret = create_api_token(acting_user=user, name="Tests", scopes=["read", "write"])
    token = {"Authorization": f"Bearer {secret}"}
    show = booking.spot.show_id
    pages = [
        reverse("bookings:booking", args=[booking.pk]),
        reverse("bookings:bill", args=[show]),
        reverse("bookings:show", args=[show]),
        reverse("bookings:spot_invite", args=[booking.spot_id]) + "?act=" + booking.act.slug,
        "/",
    ]
    answers = [client.get(address) for address in pages]
    calls = [
        client.get(f"/api/v1/bookings/{booking.pk}", headers=token),
        client.get("/api/v1/me/bookings", headers=token),
    ]
    return answers, calls


def test_a_host_that_invites_hour_by_hour_learns_nothing(client, house, act, people, settings):
    """The same act twice, once with everybody free and once busy: no answer of any kind differs."""
    settings.RATE_LIMITS = False
    free = an_act(members=[UserFactory(name=name) for name in people], name="The Curious")
    know_all(*free.members)
    free.party.memberships.filter(user=free.members[3]).update(may_be_booked=False)
    seen = []
    for invited in (act, free):
        place = a_house(name="Harbour")
        show = an_open_show(place)
        booking = invite_act(acting_user=place.manager, spot=show.spots.get(), act=invited.party)
        assert conflicts(place.manager, booking) is None
        if invited is act:
            with pytest.raises(LineupConflicts):
                accept_booking(acting_user=invited.leader, booking=booking)
        pages, calls = seen_by(client, place.manager, booking)
        assert {page.status_code for page in [*pages, *calls]} == {200}
        body = calls[0].json()
        assert "lineup_conflicts" not in body
        assert all("lineup_conflicts" not in item for item in calls[1].json()["items"])
        text = "\n".join(page.content.decode() for page in pages)
        words = (
            "cannot",
            "Waiting on someone",
            "Everyone’s free",
            "Busy",
            "Maybe",
            "No answer",
            "line-up at that time",
        )
        seen.append(([word for word in words if word in text], body["version"], body["state"], len(body["history"])))
        accepted = accept_booking(acting_user=invited.leader, booking=booking, despite_conflicts=True)
        after = client.get(f"/api/v1/bookings/{booking.pk}").json()
        news = Notification.objects.filter(user=place.manager).order_by("id")
        seen[-1] += (
            after["version"],
            [entry["event"] for entry in after["history"]],
            [(each.kind, render(each, place.manager).text.count("\n")) for each in news],
        )
        assert "lineup_conflicts" not in after
        assert accepted.state == BookingState.CONFIRMED
    assert seen[0] == seen[1]
    assert not mail.outbox or "Bea" not in json.dumps([each.body for each in mail.outbox])


def test_page_and_api_lead_through_the_second_step(client, act, people, invitation):
    client.force_login(act.leader)
    page = reverse("bookings:booking", args=[invitation.pk])
    text = client.get(page).content.decode()
    assert "Only the leaders of the act see this." in text
    assert "Bea" in text
    assert "Accept anyway" not in text
    url = reverse("bookings:booking_accept", args=[invitation.pk])
    response = client.post(url, {"offer": 1, "message": "With joy"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "Accept anyway" in text
    assert text.index("Not sent yet") < text.index("Busy then: Bea.")
    assert "With joy" in text
    _token, secret = create_api_token(acting_user=act.leader, name="Tests", scopes=["read", "write"])
    token = {"Authorization": f"Bearer {secret}"}
    api = f"/api/v1/bookings/{invitation.pk}"
    read = client.get(api, headers=token).json()
    assert {each["name"]: each["state"] for each in read["lineup_conflicts"]} == ALL
    refused = client.post(f"{api}/accept", {}, content_type="application/json", headers=token)
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/lineup-conflicts")
    client.post(url, {"offer": 1, "message": "With joy", "despite_conflicts": second_step(text)})
    invitation.refresh_from_db()
    assert invitation.state == BookingState.CONFIRMED
    again = client.post(f"{api}/accept", {"despite_conflicts": True}, content_type="application/json", headers=token)
    assert again.json()["type"].endswith("/wrong-state")


def test_the_page_to_apply_names_them_and_takes_the_second_step(client, house, act, people):
    spot = an_open_show(house).spots.get()
    client.force_login(act.leader)
    url = reverse("bookings:spot_apply", args=[spot.pk])
    assert "Bea" in client.get(url).content.decode()
    sent = {"act": act.party.slug, "message": "Us!", "lineup": [str(user.pk) for user in people.values()]}
    refused = client.post(url, sent)
    assert refused.status_code == 409
    assert "Apply anyway" in refused.content.decode()
    despite = {"despite_conflicts": second_step(refused.content.decode())}
    say(people["Fay"])
    again = client.post(url, sent | despite)
    assert again.status_code == 409, "nobody has read that Fay is busy too"
    assert "Busy then: Bea, Fay." in again.content.decode()
    assert client.post(url, sent | {"despite_conflicts": second_step(again.content.decode())}).status_code == 302
    assert Booking.objects.filter(act=act.party).count() == 1
    with pytest.raises(LineupConflicts):
        apply_to_spot(acting_user=act.leader, spot=an_open_show(a_house()).spots.get(), act=act.party)


def test_leaders_read_where_a_new_member_is_busy_on_booked_dates(house, people, act):
    band = an_act(members=[people["Fay"]], name="Late Joiners")
    booking = a_confirmed_booking(house, band)
    a_confirmed_booking(house, band, starts_at=FAR_SATURDAY + 7 * DAY)
    for name in ("Bea", "Max"):
        enter_party(party=band.party, user=people[name], role=Role.MEMBER)
    [news] = told(band.leader, "newcomer_busy")
    text = render(news, band.leader)
    assert text.subject == "Bea has joined Late Joiners and is busy on 1 booked date"
    assert text.text.count(house.party.name) == 1
    assert conflicts(band.leader, booking) == {"Bea": "busy"}
    assert conflicts(house.manager, booking) is None
    assert not booking.lineup.filter(user=people["Bea"]).exists()
    assert not Notification.objects.filter(kind="bookings.newcomer_busy").exclude(user=band.leader).exists()
    assert render(news, house.manager) is None
