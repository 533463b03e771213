"""How many requests a person may have open, what public calendars tell of them, what mails to strangers carry."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import create_agency, rename_party
from accounts.errors import NotApproved
from accounts.models import User
from accounts.states import Role
from bookings.actions import (
    SpotDraft,
    accept_booking,
    advance_refill,
    apply_to_spot,
    counter_booking,
    create_show,
    decline_booking,
    invite_act,
    publish_show,
    request_act,
    terms_of,
    withdraw_booking,
)
from bookings.models import Booking, Refill
from bookings.queries import public_nights, requests
from bookings.queries.requests import NEW, NEW_FOR, TAKEN_BACK, USUAL
from bookings.states import NightStatus
from departures.actions import close_party
from engagements.errors import WrongState
from holds.actions import place_hold
from holds.models import Hold
from messaging.models import Thread
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_application, an_open_show, know_all
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.holds.scenes import a_hold
from web.texts import without_links

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)
SPAM = "Win at https://spam.example/now or www.spam.example, mail win@spam.example, see spam.example/x or spam.example."


@pytest.fixture
def old_client():
    return UserFactory(date_joined=now() - 2 * NEW_FOR)


def ask(user, act, day=0, **values):
    starts_at = FAR_SATURDAY + day * DAY
    return request_act(acting_user=user, act=act.party, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, **values)


def status_of(act, day=0):
    night = FAR_SATURDAY.date() + day * DAY
    [found] = public_nights(act.party, night, night)
    return found.status


def test_a_person_has_few_open_requests_with_one_act_and_in_all_whoever_they_ask_for(old_client):
    acts = [an_act(members=1) for _ in range(4)]
    agency = create_agency(acting_user=old_client, name="Ten Percent", timezone="Europe/Berlin")
    first = [ask(old_client, acts[0], day, host=agency if day else None) for day in range(USUAL.with_one_act)]
    with pytest.raises(ValidationError, match="3 open requests with"):
        ask(old_client, acts[0], 20)
    for act in acts[1:3]:
        for day in range(USUAL.with_one_act):
            ask(old_client, act, 30 + day)
    ask(old_client, acts[3], 40)
    with pytest.raises(ValidationError, match="10 open requests"):
        ask(old_client, acts[3], 41)
    withdraw_booking(acting_user=old_client, booking=first[0])
    ask(old_client, acts[0], 20)
    with pytest.raises(ValidationError):
        ask(old_client, acts[3], 41)
    decline_booking(acting_user=acts[3].leader, booking=Booking.objects.get(act=acts[3].party))
    ask(old_client, acts[3], 41)


def test_taking_back_and_asking_again_is_no_way_around(old_client, act):
    for day in range(USUAL.with_one_act):
        withdraw_booking(acting_user=old_client, booking=ask(old_client, act, day))
    told = Notification.objects.filter(user=act.leader).count()
    with pytest.raises(ValidationError, match="withdrawn many requests"):
        ask(old_client, act, 9)
    assert Notification.objects.filter(user=act.leader).count() == told
    others = [an_act(members=1) for _ in range(3)]
    for day in range(USUAL.in_all - USUAL.with_one_act):
        withdraw_booking(acting_user=old_client, booking=ask(old_client, others[day % 3], 10 + day))
    with pytest.raises(ValidationError, match="withdrawn many requests"):
        ask(old_client, an_act(members=1), 30)
    Booking.objects.update(created_at=now() - DAY)
    ask(old_client, act, 9)


def test_asking_again_an_act_that_has_declined_is_limited_too(old_client, act):
    for day in range(USUAL.with_one_act):
        decline_booking(acting_user=act.leader, booking=ask(old_client, act, day))
    with pytest.raises(ValidationError, match="has declined several of your requests"):
        ask(old_client, act, 9)
    assert ask(old_client, an_act(members=1), 9)
    assert ask(UserFactory(), act, 10)
    with time_machine.travel(now() + DAY + HOUR):
        assert ask(old_client, act, 9)


def test_an_old_address_of_an_act_asks_for_the_same_night_and_host(old_client, act, client):
    agency = create_agency(acting_user=old_client, name="Ten Percent", timezone="Europe/Berlin")
    former, query = act.party.slug, f"host={agency.slug}&night=2028-03-20"
    party = rename_party(acting_user=act.leader, party=act.party, name="Quite Another")
    client.force_login(old_client)
    for view in ("bookings:request_new", "messaging:enquiry_new", "discovery:act"):
        answer = client.get(reverse(view, args=[former]) + f"?{query}")
        assert (answer.status_code, answer.headers["Location"]) == (301, reverse(view, args=[party.slug]) + f"?{query}")
    values = {"night": "2028-03-20", "starts": "20:00", "ends": "22:00", "host": agency.slug}
    assert client.post(reverse("bookings:request_new", args=[former]), values).status_code == 302
    assert Booking.objects.get().spot.show.owner == agency
    client.post(reverse("messaging:enquiry_new", args=[former]), {"text": "Are you free?"})
    assert (thread := Thread.objects.get()).party == party
    assert thread.messages.get().text == "Are you free?"


def test_an_old_address_of_a_venue_takes_holds(house, client):
    former, night = house.party.slug, FAR_SATURDAY.date().isoformat()
    party = rename_party(acting_user=house.manager, party=house.party, name="Quite Another")
    client.force_login(house.manager)
    values = {"holder": party.slug, "stage": house.stage.pk, "night": night, "act": "Quiz"}
    answer = client.post(reverse("holds:hold_new", args=[former]), values)
    assert (answer.status_code, Hold.objects.get().act_name) == (302, "Quiz")


def test_a_private_person_publishes_nothing_and_so_invites_nobody(old_client, act):
    show = ask(old_client, act).spot.show
    page = reverse("bookings:show_publish", args=[show.pk])
    browser = Client(headers={"host": "localhost"})
    browser.force_login(old_client)
    assert browser.post(page).status_code == 403
    with pytest.raises(NotApproved):
        publish_show(acting_user=old_client, show=show)
    with pytest.raises(NotApproved):
        create_show(
            acting_user=old_client, owner=show.owner, place="Barn", publish=True, spots=[SpotDraft()],
            starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR,
        )  # fmt: skip
    stranger, [spot] = an_act(members=1), show.spots.all()
    with pytest.raises(WrongState):
        invite_act(acting_user=old_client, spot=spot, act=stranger.party, message=SPAM)
    assert show.owner.slug not in browser.get(reverse("bookings:bill_new")).content.decode()
    assert not Notification.objects.filter(user=stranger.leader).exists()


def test_a_new_account_has_fewer_and_is_told_before_it_fills_in_a_form(act, client):
    person, other = UserFactory(date_joined=now()), an_act(members=1)
    client.force_login(person)
    page = reverse("bookings:request_new", args=[act.party.slug])
    assert 'name="night"' in client.get(page).content.decode()
    for day in range(NEW.with_one_act):
        ask(person, act, day)
    text = client.get(page).content.decode()
    assert "open requests with" in text
    assert 'name="night"' not in text
    values = {"night": "2028-03-20", "starts": "20:00", "ends": "22:00"}
    answer = client.post(page, values)
    assert (answer.status_code, "open requests with" in answer.content.decode()) == (422, True)
    api = f"/api/v1/parties/{act.party.slug}/requests"
    body = {"starts_at": "2028-03-20T20:00:00+01:00", "ends_at": "2028-03-20T22:00:00+01:00", "message": ""}
    answer = client.post(api, body, content_type="application/json")
    assert (answer.status_code, "open requests with" in str(answer.json()["errors"])) == (422, True)
    assert 'name="night"' in client.get(reverse("bookings:request_new", args=[other.party.slug])).content.decode()
    third = an_act(members=1)
    for day in range(NEW.in_all - NEW.with_one_act):
        ask(person, (other, other, third)[day], 10 + day)
    with pytest.raises(ValidationError, match="New accounts have a lower limit"):
        ask(person, third, 20)
    User.objects.filter(pk=person.pk).update(date_joined=now() - NEW_FOR)
    ask(User.objects.get(pk=person.pk), third, 20)


def test_a_request_is_pending_in_public_once_the_act_has_answered(act, old_client, client):
    know_all(*act.members)
    booking = ask(old_client, act, fee_minor=10000, fee_currency="EUR")
    version = act.party.calendar.public_version
    assert status_of(act) == NightStatus.AVAILABLE
    night = FAR_SATURDAY.date().isoformat()
    api = f"/api/v1/parties/{act.party.slug}/calendar?from={night}&to={night}"
    assert client.get(api).json()["nights"][0]["status"] == "available"
    terms = replace(terms_of(booking), fee_minor=20000, fee_currency="EUR")
    counter_booking(acting_user=act.leader, booking=booking, terms=terms)
    assert status_of(act) == NightStatus.PENDING
    assert client.get(api).json()["nights"][0]["status"] == "pending"
    act.party.calendar.refresh_from_db()
    assert act.party.calendar.public_version > version
    Booking.objects.filter(pk=booking.pk).update(answer_by=now() - HOUR)
    assert status_of(act) == NightStatus.AVAILABLE


def test_applications_and_holds_of_the_act_are_pending_and_what_lapsed_or_only_a_venue_noted_is_not(house, act):
    know_all(*act.members)
    show = an_open_show(house)
    booking = an_application(act, show)
    assert status_of(act) == NightStatus.PENDING
    [night] = public_nights(house.party, FAR_SATURDAY.date(), FAR_SATURDAY.date())
    assert night.status == NightStatus.PENDING
    Booking.objects.filter(pk=booking.pk).update(answer_by=now() - HOUR)
    [night] = public_nights(house.party, FAR_SATURDAY.date(), FAR_SATURDAY.date())
    assert (status_of(act), night.status) == (NightStatus.AVAILABLE, NightStatus.AVAILABLE)
    place_hold(
        acting_user=house.manager, holder=house.party, stage=house.stage, night=FAR_SATURDAY.date() + 7 * DAY,
        act=act.party,
    )  # fmt: skip
    assert status_of(act, 7) == NightStatus.AVAILABLE
    hold = a_hold(house, act, night=FAR_SATURDAY.date() + 14 * DAY)
    type(hold).objects.filter(pk=hold.pk).update(expires_at=None)
    assert status_of(act, 14) == NightStatus.PENDING
    type(hold).objects.filter(pk=hold.pk).update(expires_at=now() - HOUR)
    assert status_of(act, 14) == NightStatus.AVAILABLE


def test_a_mail_to_a_stranger_carries_no_link_of_the_senders(act, old_client, client):
    booking = ask(old_client, act, message=SPAM, place="Visit spam.example/place")
    [news] = Notification.objects.filter(user=act.leader, kind="bookings.requested")
    text = render(news, act.leader)
    assert "spam.example" not in text.subject + text.text
    assert "https:" not in text.text
    assert "Win at" in text.text
    client.force_login(act.leader)
    assert "https://spam.example/now" in client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
    accept_booking(acting_user=act.leader, booking=booking)
    later = ask(old_client, act, 7, message=SPAM)
    [news] = Notification.objects.filter(user=act.leader, kind="bookings.requested", data__booking=str(later.pk))
    assert "https://spam.example/now" in render(news, act.leader).text


def test_an_application_and_a_hold_of_a_stranger_carry_none_either(house, act):
    an_application(act, an_open_show(house), message=SPAM)
    [news] = Notification.objects.filter(user=house.manager, kind="bookings.applied")
    assert "spam.example" not in render(news, house.manager).text
    other = an_act(members=1)
    a_confirmed_booking(house, other, starts_at=FAR_SATURDAY + 30 * DAY)
    an_application(other, an_open_show(house, starts_at=FAR_SATURDAY + 7 * DAY), message=SPAM)
    news = Notification.objects.filter(user=house.manager, kind="bookings.applied").order_by("created_at").last()
    assert "https://spam.example/now" in render(news, house.manager).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("HTTPS://EVIL.COM", "(link removed)"),
        ("evil.com:8080/a and bücher.de/kauf", "(link removed) and (link removed)"),
        ("see evil.com.", "see evil[.]com."),
        ("z.B. um 20.30 Uhr, St. Pauli, EUR 1.000,00, R.E.M., Mr.Big", None),
    ],
)
def test_without_links(text, shown):
    assert without_links(text) == (shown or text)


def test_who_asks_and_takes_it_back_is_stopped_and_others_are_not(house):
    act, other = an_act(members=1), an_act(members=1)
    show, further = an_open_show(house, spots=2), an_open_show(house, starts_at=FAR_SATURDAY + DAY)
    begin = {
        "applied": lambda: an_application(act, show),
        "invited": lambda: invite_act(acting_user=house.manager, spot=show.spots.first(), act=act.party),
    }
    users = {"applied": (act.leader, house.manager), "invited": (house.manager, act.leader)}
    for kind, ask_again in begin.items():
        asking, asked = users[kind]
        for _time in range(TAKEN_BACK.for_one):
            withdraw_booking(acting_user=asking, booking=ask_again())
        with pytest.raises(ValidationError, match="several times today"):
            ask_again()
        assert Notification.objects.filter(user=asked, kind=f"bookings.{kind}").count() == TAKEN_BACK.for_one
    an_application(other, show)
    an_application(act, further)
    Booking.objects.filter(state="withdrawn").update(created_at=now() - DAY)
    withdraw_booking(acting_user=act.leader, booking=begin["applied"]())
    begin["invited"]()


def test_a_person_takes_back_so_much_a_day_whatever_it_is_for(house, monkeypatch):
    monkeypatch.setattr(requests, "TAKEN_BACK", TAKEN_BACK._replace(in_all=2))
    act = an_act(members=1)
    for day in range(2):
        show = an_open_show(house, starts_at=FAR_SATURDAY + day * DAY)
        withdraw_booking(acting_user=act.leader, booking=an_application(act, show))
    last = an_open_show(house, starts_at=FAR_SATURDAY + 3 * DAY)
    with pytest.raises(ValidationError, match="withdrawn too many bookings"):
        an_application(act, last)
    invite_act(acting_user=house.manager, spot=last.spots.get(), act=act.party)


def test_taking_back_is_charged_to_who_does_it_and_who_asked_and_not_to_the_other_side(house, old_client, monkeypatch):
    act, colleague = an_act(members=1), UserFactory()
    MembershipFactory(party=act.party, user=colleague, role=Role.MANAGER)
    spots = [an_open_show(house, starts_at=FAR_SATURDAY + day * DAY).spots.get() for day in range(2)]
    for _time in range(TAKEN_BACK.for_one):
        invited = invite_act(acting_user=house.manager, spot=spots[0], act=act.party)
        answer = replace(terms_of(invited), fee_minor=20000, fee_currency="EUR")
        withdraw_booking(
            acting_user=act.leader, booking=counter_booking(acting_user=act.leader, booking=invited, terms=answer)
        )
    invite_act(acting_user=house.manager, spot=spots[0], act=act.party)
    monkeypatch.setattr(requests, "TAKEN_BACK", TAKEN_BACK._replace(in_all=1))
    applied = an_application(act, spots[1].show)
    withdraw_booking(acting_user=colleague, booking=applied)
    for user in (colleague, act.leader):  # or two leaders would go on for ever, one asking, the other withdrawing
        with pytest.raises(ValidationError, match="withdrawn too many bookings"):
            apply_to_spot(acting_user=user, spot=spots[1], act=act.party)
    for day in range(USUAL.with_one_act):
        asked = ask(old_client, act, 20 + day, fee_minor=10000, fee_currency="EUR")
        answer = replace(terms_of(asked), fee_minor=20000)
        withdraw_booking(
            acting_user=act.leader, booking=counter_booking(acting_user=act.leader, booking=asked, terms=answer)
        )
    ask(old_client, act, 30)


def test_what_a_closing_party_ends_is_charged_to_nobody(old_client, act, monkeypatch):
    monkeypatch.setattr(requests, "USUAL", USUAL._replace(with_one_act=1))
    agency = create_agency(acting_user=old_client, name="Ten Percent", timezone="Europe/Berlin")
    ask(old_client, act, host=agency)
    close_party(acting_user=old_client, party=agency)
    assert Booking.objects.get().state == "withdrawn"
    assert ask(old_client, act, 7)


def test_who_looks_for_acts_again_and_again_asks_nobody_more_often(house):
    act, spot = an_act(members=1), an_open_show(house).spots.get()
    for _time in range(TAKEN_BACK.for_one):
        invited = invite_act(acting_user=house.manager, spot=spot, act=act.party)
        withdraw_booking(acting_user=house.manager, booking=invited)
    refill = Refill.objects.create(spot=spot, strategy="one_by_one", window_hours=24, started_at=now())
    step = refill.steps.create(position=1, source="match", act=act.party)
    advance_refill(refill=refill)
    step.refresh_from_db()
    assert (step.booking, step.said_skipped) == (None, "asked and withdrawn several times within a day")
