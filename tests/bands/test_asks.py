"""Asking about nights, answering with and without signing in, and what came of it."""

import datetime as dt
import re

import pytest
from django.core import mail, signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.actions import end_membership
from accounts.states import Role
from availability.models import AvailabilityRule, CalendarEntry, TimeBlock
from availability.queries.manager import AvailabilityManager
from availability.states import MemberState, NightState
from bands.access import ANSWER_SALT, answer_token
from bands.actions import ASKS_A_DAY, NIGHTS_MAX, answer_ask, ask_members, close_ask, update_band
from bands.errors import AlreadyAsked, AskedTooOften, NobodyToAsk
from bands.models import Ask, AskedMember
from bands.queries import asks_waiting_for, evening_of, results
from notifications.actions import deliver_mail
from notifications.models import Notification
from tests.bands.conftest import SATURDAY, SUNDAY, knows, plays, says
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

DAY = dt.timedelta(days=1)


@pytest.fixture
def ben(trio):
    return plays(trio, "Ben", "Drums")


@pytest.fixture
def ask(trio, asa, ben):
    return ask_members(acting_user=asa, party=trio, nights=[SUNDAY, SATURDAY])


@pytest.fixture
def path(ask, ben):
    return reverse("bands:ask_answer", args=[answer_token(ask.asked.get(user=ben))])


def state_of(user, party, night=SATURDAY):
    period = evening_of(party.band, night)
    return AvailabilityManager.states(calendar_ids=[user.calendar_id], period=period)[user.calendar_id]


def test_those_are_asked_who_have_not_said_or_only_if_need_be(trio, asa, ben):
    says(knows(plays(trio, "Kim")), "maybe")
    knows(plays(trio, "Lou"))
    says(knows(plays(trio, "Max")), "busy")
    update_band(acting_user=asa, band=trio.band, quorum=2)
    ask = ask_members(acting_user=asa, party=trio, nights=[SATURDAY])
    assert {asked.user.name for asked in ask.asked.all()} == {"Ben", "Kim"}
    assert {told.user.name for told in Notification.objects.filter(kind="bands.asked")} == {"Ben", "Kim"}


def test_a_poll_goes_to_everybody_who_plays_and_no_mail_to_who_asks(trio, asa, ben):
    plays(trio, "Dep", role=Role.DEP)
    ask = ask_members(acting_user=asa, party=trio, nights=[SATURDAY], is_poll=True)
    assert {asked.user for asked in ask.asked.all()} == {asa, ben}
    assert Notification.objects.get(kind="bands.asked").user == ben


def test_nobody_is_asked_again_about_the_same_nights_within_a_day(ask, trio, asa, january):
    with pytest.raises(AlreadyAsked):
        ask_members(acting_user=asa, party=trio, nights=[SATURDAY])
    assert ask_members(acting_user=asa, party=trio, nights=[SATURDAY, SATURDAY + 7 * DAY])
    january.shift(DAY + dt.timedelta(minutes=1))
    assert ask_members(acting_user=asa, party=trio, nights=[SATURDAY])


def test_where_all_have_said_there_is_nobody_to_ask(trio, asa, ben):
    knows(ben)
    with pytest.raises(NobodyToAsk):
        ask_members(acting_user=asa, party=trio, nights=[SATURDAY])


def test_a_band_asks_only_so_often_a_day(trio, asa, ben):
    for count in range(ASKS_A_DAY):
        ask_members(acting_user=asa, party=trio, nights=[SATURDAY + count * DAY])
    with pytest.raises(AskedTooOften):
        ask_members(acting_user=asa, party=trio, nights=[SATURDAY - DAY])


@pytest.mark.parametrize(
    "nights",
    [
        [],
        [dt.date(2028, 1, 14)],
        [dt.date(1, 1, 1), SATURDAY],
        [dt.date(9999, 12, 31)],
        [dt.date(2029, 12, 1)],
        [SATURDAY + count * DAY for count in range(NIGHTS_MAX + 1)],
    ],
)
def test_nights_that_cannot_be_asked_about_are_an_error_at_the_nights(trio, asa, ben, nights):
    with pytest.raises(ValidationError) as refusal:
        ask_members(acting_user=asa, party=trio, nights=nights)
    assert list(refusal.value.message_dict) == ["nights"]
    assert not Ask.objects.exists()


def test_only_leaders_ask_and_close(trio, ask, ben):
    with pytest.raises(PermissionDenied):
        ask_members(acting_user=ben, party=trio, nights=[SATURDAY])
    with pytest.raises(PermissionDenied):
        close_ask(acting_user=ben, ask=ask)


def test_an_answer_is_painted_on_the_own_calendar_for_the_evening(trio, ask, ben):
    answer_ask(acting_user=ben, ask=ask, answers={SATURDAY: "free", SUNDAY: "maybe"})
    assert (state_of(ben, trio), state_of(ben, trio, SUNDAY)) == (MemberState.FREE, MemberState.MAYBE)
    answer_ask(acting_user=ben, ask=ask, answers={SATURDAY: "busy"})
    assert (state_of(ben, trio), state_of(ben, trio, SUNDAY)) == (MemberState.BUSY, MemberState.MAYBE)
    assert ask.asked.get().answered_at


def test_an_answer_says_what_promise_it_contradicts_and_the_promise_stands(trio, ask, ben):
    period = evening_of(trio.band, SATURDAY)
    TimeBlock.objects.create(
        calendar=ben.calendar, kind="claim", occasion=ben.pk, period=(period.starts_at, period.ends_at)
    )
    said = answer_ask(acting_user=ben, ask=ask, answers=dict.fromkeys([SATURDAY, SUNDAY], "busy"))
    assert [claim.occasion for claim in said.contradicts] == [ben.pk]
    assert TimeBlock.objects.claims().count() == 1


@pytest.mark.parametrize("answers", [{}, {SATURDAY: "perhaps"}, {SATURDAY + 7 * DAY: "free"}])
def test_an_answer_that_makes_no_sense_paints_nothing(ask, ben, answers):
    with pytest.raises(ValidationError) as refusal:
        answer_ask(acting_user=ben, ask=ask, answers=answers)
    assert list(refusal.value.message_dict) == ["answers"]
    assert not AvailabilityRule.objects.exists()


def test_who_is_not_asked_cannot_answer(trio, ask, asa):
    for user in (asa, UserFactory()):
        with pytest.raises(PermissionDenied):
            answer_ask(acting_user=user, ask=ask, answers={SATURDAY: "free"})


def test_who_asked_is_told_once_when_all_have_answered(ask, trio, asa, ben):
    for kind in ("free", "busy"):
        answer_ask(acting_user=ben, ask=ask, answers={SATURDAY: kind})
    told = Notification.objects.get(kind="bands.answered")
    assert (told.user, told.path) == (asa, reverse("bands:ask", args=[trio.slug, ask.pk]))


def test_the_best_nights_come_first(trio, ask, asa, ben):
    knows(asa)
    answer_ask(acting_user=ben, ask=ask, answers={SATURDAY: "maybe", SUNDAY: "free"})
    found = [(night.night, night.state) for night in results(ask)]
    assert found == [(SUNDAY, NightState.GREEN), (SATURDAY, NightState.AMBER)]


def mail_to(user, kind="bands.asked"):
    deliver_mail(notification_id=Notification.objects.get(user=user, kind=kind).pk)
    return mail.outbox[-1]


def test_the_mail_names_band_and_nights_and_leads_to_the_answers(settings, ask, ben, path):
    sent = mail_to(ben)
    [(html, _type)] = sent.alternatives
    assert sent.subject == "Noon: when can you play? 2 nights"
    for text in (sent.body, html):
        assert "Sat 4 Mar" in text
        assert settings.SITE_URL + path in text
    assert "answers" not in Notification.objects.get(user=ben).path


def test_who_left_the_band_gets_no_mail_of_its_questions(ask, trio, asa, ben):
    end_membership(acting_user=asa, party=trio, user=ben)
    deliver_mail(notification_id=Notification.objects.get(user=ben, kind="bands.asked").pk)
    assert not [sent for sent in mail.outbox if "when can you play" in sent.subject]


def test_looking_at_the_link_changes_nothing(client, path, ben):
    for look in (client.get, client.head):
        response = look(path)
        assert response.status_code == 200
    assert not AvailabilityRule.objects.exists()
    assert AskedMember.objects.get().answered_at is None
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "no-store" in response.headers["Cache-Control"]


def test_a_button_answers_without_signing_in(path, trio, ben):
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(path, {"answer": "2028-03-04:free"}, headers={"Origin": "null"})
    assert response.status_code == 200
    assert "Saved, thanks" in response.content.decode()
    assert (state_of(ben, trio), state_of(ben, trio, SUNDAY)) == (MemberState.FREE, MemberState.UNKNOWN)


def test_one_button_answers_for_all_nights(client, path, trio, ben):
    client.post(path, {"answer": "all:maybe"})
    assert {state_of(ben, trio, night) for night in (SATURDAY, SUNDAY)} == {MemberState.MAYBE}


def test_the_page_names_the_promised_gig_that_an_answer_contradicts(client, path, trio, ben):
    period = evening_of(trio.band, SATURDAY)
    times = (period.starts_at, period.ends_at)
    TimeBlock.objects.create(calendar=ben.calendar, kind="claim", occasion=ben.pk, period=times)
    CalendarEntry.objects.create(
        calendar=ben.calendar, uid="1", status="confirmed", occasion=ben.pk, timezone="UTC", title="Pier Night",
        period=times,
    )  # fmt: skip
    assert "you’re booked then: Pier Night" in client.post(path, {"answer": "all:busy"}).content.decode()


def test_the_link_is_its_readers_whoever_is_signed_in(client, path, trio, asa, ben):
    client.force_login(asa)
    assert "You’re answering as Ben" in client.get(path).content.decode()
    client.post(path, {"answer": "2028-03-04:busy"})
    assert (state_of(ben, trio), state_of(asa, trio)) == (MemberState.BUSY, MemberState.UNKNOWN)


@pytest.mark.parametrize("answer", ["", "x", "2028-03-04", "2028-03-04:claim", "2028-03-11:free", "all:"])
def test_a_button_that_does_not_exist_is_an_error(client, path, answer):
    assert client.post(path, {"answer": answer}).status_code == 422
    assert not AvailabilityRule.objects.exists()


def test_a_link_that_was_tampered_with_is_not_found(client, path, ask):
    asked = ask.asked.get()
    others = [
        signing.dumps(asked.pk, salt="another"),
        signing.dumps(asked.pk, salt=ANSWER_SALT)[:-1],
        "x",
        str(asked.pk),
    ]
    for token in others:
        for send in (client.get, client.post):
            assert send(reverse("bands:ask_answer", args=[token]), {"answer": "all:free"}).status_code == 404
    assert not AvailabilityRule.objects.exists()


def closed(ask, trio, asa, ben, january):
    close_ask(acting_user=asa, ask=ask)


def left(ask, trio, asa, ben, january):
    end_membership(acting_user=asa, party=trio, user=ben)


def passed(ask, trio, asa, ben, january):
    january.move_to(dt.datetime(2028, 3, 5, 23, 0, 1, tzinfo=dt.UTC))


def gone(ask, trio, asa, ben, january):
    ben.is_active = False
    ben.save(update_fields=["is_active"])


@pytest.mark.parametrize("ending", [closed, left, passed, gone])
def test_a_link_dies_with_its_question(client, path, ask, trio, asa, ben, january, ending):
    ending(ask, trio, asa, ben, january)
    for send in (client.get, client.post):
        response = send(path, {"answer": "all:free"})
        assert response.status_code == 410
        assert "Noon" not in response.content.decode()
        assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not AvailabilityRule.objects.exists()


def test_the_link_lives_until_the_last_night_is_over(client, path, january):
    january.move_to(dt.datetime(2028, 3, 5, 22, 59, tzinfo=dt.UTC))
    text = client.get(path).content.decode()
    assert "Sun 5 Mar" in text
    assert "Sat 4 Mar" not in text


@pytest.fixture
def signed_in(client, asa):
    client.force_login(asa)
    return client


def test_one_tap_asks_about_all_unknown_nights_of_the_weeks(signed_in, trio, asa, ben):
    knows(asa)
    first = dt.date(2028, 1, 15)
    answered = [first, first + 3 * DAY]
    for night in answered:
        says(ben, "free", night)
    signed_in.post(reverse("bands:nights_ask", args=[trio.slug]))
    assert Ask.objects.get().nights == [
        first + count * DAY for count in range(56) if first + count * DAY not in answered
    ]


def test_one_tap_where_nothing_is_unknown_asks_nothing(signed_in, trio, asa, ben):
    knows(asa)
    knows(ben)
    response = signed_in.post(reverse("bands:nights_ask", args=[trio.slug]))
    assert response.headers["Location"] == reverse("bands:band", args=[trio.slug])
    assert not Ask.objects.exists()


def test_asking_twice_says_so(signed_in, trio, ben):
    address = reverse("bands:nights_ask", args=[trio.slug])
    assert signed_in.post(address, {"nights": "2028-03-04"}).status_code == 302
    response = signed_in.post(address, {"nights": "2028-03-04"})
    assert response.status_code == 409
    assert "already asked" in response.content.decode()


def test_a_poll_is_made_of_ticked_nights_and_a_title(signed_in, trio, ben):
    sent = {"nights": ["2028-03-05", "2028-03-04"], "title": "Before the tour"}
    signed_in.post(reverse("bands:ask_new", args=[trio.slug]), sent)
    ask = Ask.objects.get()
    assert (ask.title, ask.nights, ask.is_poll) == ("Before the tour", [SATURDAY, SUNDAY], True)


def test_turning_the_months_keeps_what_is_ticked(signed_in, trio):
    address = reverse("bands:ask_new", args=[trio.slug])
    text = signed_in.post(address, {"nights": ["2028-03-04"], "title": "Tour", "month": "2028-05"}).content.decode()
    assert 'id="also-2028-03-04"' in text
    assert 'value="Tour"' in text
    assert 'id="nights-2028-06-30"' in text
    assert not Ask.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"nights": ["2020-01-01"]}, {"nights": ["soon"]}])
def test_a_poll_without_good_nights_is_not_made(signed_in, trio, sent):
    response = signed_in.post(reverse("bands:ask_new", args=[trio.slug]), sent)
    assert response.status_code == 422
    assert 'id="id_nights_error"' in response.content.decode()
    assert not Ask.objects.exists()


def test_members_answer_signed_in_and_see_the_table(client, ask, trio, ben):
    client.force_login(ben)
    address = reverse("bands:ask", args=[trio.slug, ask.pk])
    response = client.post(reverse("bands:ask_reply", args=[trio.slug, ask.pk]), {"answer": "all:free"})
    assert response.headers["Location"] == address
    text = client.get(address).content.decode()
    pressed = re.findall(r'value="(2028[^"]*)"\s+aria-pressed="true"', text)
    assert pressed == ["2028-03-04:free", "2028-03-05:free"]
    assert f'data-live="p.{trio.calendar.public_id}"' in text


def test_a_closed_question_shows_what_came_of_it_and_takes_no_answers(client, ask, trio, asa, ben):
    close_ask(acting_user=asa, ask=ask)
    client.force_login(ben)
    assert 'id="my-answers"' not in client.get(reverse("bands:ask", args=[trio.slug, ask.pk])).content.decode()
    response = client.post(reverse("bands:ask_reply", args=[trio.slug, ask.pk]), {"answer": "all:free"})
    assert response.status_code == 410
    assert not AvailabilityRule.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_as_many_queries_for_one_question_as_for_three(
    signed_in, trio, asa, ben, count, django_assert_num_queries
):
    for number in range(count):
        plays(trio, f"Member {number}")
        ask_members(acting_user=asa, party=trio, nights=[SATURDAY + number * DAY], is_poll=True)
    address = reverse("bands:asks", args=[trio.slug])
    signed_in.get(address)
    with django_assert_num_queries(QUERIES_OF_LIST):
        signed_in.get(address)
    with django_assert_num_queries(QUERIES_OF_ASK):
        signed_in.get(reverse("bands:ask", args=[trio.slug, Ask.objects.first().pk]))


QUERIES_OF_LIST, QUERIES_OF_ASK = 11, 14


def test_today_shows_a_question_until_it_is_answered(client, ask, trio, ben):
    client.force_login(ben)
    address = reverse("bands:ask", args=[trio.slug, ask.pk])
    assert address in client.get("/").content.decode()
    answer_ask(acting_user=ben, ask=ask, answers={SATURDAY: "busy"})
    assert asks_waiting_for(ben, at=ask.created_at) == []


def test_a_question_that_is_over_waits_for_nobody(ask, trio, asa, ben, january):
    close_ask(acting_user=asa, ask=ask_members(acting_user=asa, party=trio, nights=[SUNDAY + DAY]))
    assert [asked.ask for asked in asks_waiting_for(ben, at=ask.created_at)] == [ask]
    assert asks_waiting_for(ben, at=ask.created_at + 60 * DAY) == []


def test_a_link_posted_without_an_answer_is_no_answer(path, ask, client):
    response = client.post(path)
    assert response.status_code == 422
    assert not ask.asked.exclude(answered_at=None).exists()
