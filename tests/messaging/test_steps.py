"""Steps of bookings and shows between messages."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils.timezone import now

from bookings.actions import accept_booking, cancel_booking, cancel_show, decline_booking
from bookings.models import HistoryEntry
from bookings.states import Event
from engagements.states import Channel
from messaging.access import get_thread_for, steps_of
from messaging.models import Message, Thread
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from web.streams import signed_topics

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(client):
    """What the page of a thread shows, a word for each line: texts of messages, names of steps."""

    def look(user, pk, **query):
        client.force_login(user)
        shown = client.get(reverse("messaging:thread", args=[pk]), query).context
        return [entry.step.label if entry.step else entry.line.message.text for entry in shown["talk"]]

    return look


def labels(user, pk):
    return [step.label for step in steps_of(user, get_thread_for(user, pk))]


def note(booking, at, label=Event.UPDATED):
    HistoryEntry.objects.create(show=booking.spot.show, booking=booking, at=at, event=label, channel=Channel.PAGE)


def test_steps_stand_between_messages_by_time(house, act, booking, say, talk):
    before = talk(act.leader, booking.pk)
    assert before[-1] == "Confirmed"
    say(act.leader, booking.pk, "The amp is broken")
    cancel_booking(acting_user=house.manager, booking=booking, message="The roof leaks")
    say(house.manager, booking.pk, "Sorry")
    assert talk(act.leader, booking.pk) == [*before, "The amp is broken", "Cancelled", "Sorry"]


def test_a_thread_reads_the_steps_that_the_page_of_the_booking_tells_its_reader(client, house, act, booking):
    cancel_booking(acting_user=act.leader, booking=booking, message="Flu")
    for user in (house.manager, act.leader):
        client.force_login(user)
        told = client.get(reverse("bookings:booking", args=[booking.pk])).context["booking"].history
        steps = steps_of(user, get_thread_for(user, booking.pk))
        assert [(step.label, step.who, step.text) for step in steps] == [
            (entry.label, entry.actor, entry.text) for entry in told
        ]
    html = client.get(reverse("messaging:thread", args=[booking.pk])).content.decode()
    assert "Flu" in html
    client.force_login(house.manager)
    other = client.get(reverse("messaging:thread", args=[booking.pk])).content.decode()
    assert act.party.name in other
    assert act.leader.display_name not in other


def test_everybody_on_the_bill_reads_the_same_steps_and_nothing_of_money_or_of_others_talks(house, act, booking, talk):
    show = booking.spot.show
    for event in (Event.COUNTERED, Event.SETTLEMENT_SIGNED, Event.LINEUP_DECLINED, Event.APPLIED):
        note(booking, now(), event)
    HistoryEntry.objects.create(
        show=show, at=now(), event=Event.MOVED, text="Nobody bought a ticket", channel=Channel.PAGE,
        changes={"night": ["2030-03-06", "2030-03-08"]},
    )  # fmt: skip
    seen = [steps_of(user, get_thread_for(user, show.pk)) for user in (house.manager, act.leader, act.members[0])]
    assert seen[0] == seen[1] == seen[2]
    assert {step.label for step in seen[0]} <= {"Published", "Confirmed", "Bill complete", "Moved"}
    assert [step.who for step in seen[0] if step.label == "Confirmed"] == [act.party.name]
    assert seen[0][-1].text == "Fri 8 Mar 2030"


def test_an_act_that_only_applied_is_not_named_to_others_on_the_bill(house, act):
    show = an_open_show(house, spots=2)
    waiting, declined = (an_application(an_act(), show) for _ in range(2))
    accept_booking(acting_user=house.manager, booking=an_application(act, show, place=1))
    decline_booking(acting_user=house.manager, booking=declined)
    named = {entry.booking.act for entry in HistoryEntry.objects.filter(show=show).exclude(booking=None)}
    assert named == {act.party, waiting.act, declined.act}
    for user in (house.manager, act.leader, act.members[0]):
        assert {step.who for step in steps_of(user, get_thread_for(user, show.pk))} - {""} == {act.party.name}


def test_an_act_that_is_off_was_booked_and_called_off_for_all_who_still_read_and_nobody_reads_why(house, act, booking):
    other, starts_at = an_act(), booking.spot.show.starts_at + dt.timedelta(days=7)
    show = an_open_show(house, spots=2, starts_at=starts_at)
    booking, _other = (
        accept_booking(acting_user=house.manager, booking=an_application(each, show, place))
        for place, each in enumerate((act, other))
    )
    cancel_booking(acting_user=act.leader, booking=booking, message="Flu")
    for user in (house.manager, other.leader):
        steps = steps_of(user, get_thread_for(user, show.pk))
        of_acts = [(step.label, step.who, step.text) for step in steps if step.who]
        name = act.party.name
        assert of_acts == [("Confirmed", name, ""), ("Confirmed", other.party.name, ""), ("Cancelled", name, "")]


def test_why_a_show_was_called_off_is_read_by_its_host(house, act, booking):
    show = booking.spot.show
    cancel_show(acting_user=house.manager, show=show, reason="Flood")
    steps = steps_of(house.manager, get_thread_for(house.manager, show.pk))
    assert (steps[-1].label, steps[-1].text) == ("Cancelled", "Flood")
    assert [step.label for step in steps if step.who == act.party.name] == ["Confirmed"]


def test_each_step_is_on_exactly_one_of_the_pages_that_follow_one_another(house, act, booking, say, talk):
    first = say(act.leader, booking.pk, "1")
    start = first.sent_at
    Message.objects.bulk_create(
        Message(
            thread=first.thread, number=number, author=act.leader, text=str(number), key=uuid.uuid4(),
            sent_at=start + dt.timedelta(minutes=number),
        )
        for number in range(2, 251)
    )  # fmt: skip
    Thread.objects.update(last_number=250)
    for number in (1, 90, 91, 180, 250):
        note(booking, start + dt.timedelta(minutes=number, seconds=30))
    pages = [talk(act.leader, booking.pk, at=at) for at in (31, 121, 211)]
    following = {"1": "2", "90": None, "91": "92", "180": None, "250": None}
    shown = [list(zip(page, [*page[1:], None], strict=True)) for page in pages]
    steps = [(pair[0], page[index + 1][1]) for page in shown for index, pair in enumerate(page) if pair[1] == "Changed"]
    assert dict(steps) == following
    assert len(steps) == 5


def test_steps_ask_as_much_for_a_long_history_as_for_a_short_one(
    client, house, act, booking, say, django_assert_num_queries
):
    say(act.leader, booking.pk)
    client.force_login(house.manager)
    for count in (1, 30):
        for _ in range(count):
            note(booking, now())
        with django_assert_num_queries(24):
            client.get(reverse("messaging:thread", args=[booking.pk]))
        with django_assert_num_queries(23):
            client.get(reverse("messaging:thread", args=[booking.spot.show_id]))


def test_open_pages_hear_of_new_steps(client, house, act, booking, monkeypatch, django_capture_on_commit_callbacks):
    show = booking.spot.show
    expected = {act.members[0]: (show.pk, f"s.{show.pk}"), house.manager: (booking.pk, f"b.{booking.pk}")}
    for user, (pk, topic) in expected.items():
        client.force_login(user)
        page = client.get(reverse("messaging:thread", args=[pk])).context
        assert page["topics"] == [f"m.{user.pk}", topic]
        token = client.get(reverse("messaging:thread_token", args=[pk])).content.decode()
        assert signed_topics(token) == signed_topics(page["token"]) == {f"m.{user.pk}", topic}
    before = {topic: client.get(reverse("messaging:thread", args=[pk])).context["versions"][1]
              for pk, topic in [(show.pk, f"s.{show.pk}"), (booking.pk, f"b.{booking.pk}")]}  # fmt: skip
    announced = {}
    monkeypatch.setattr("web.announce.announce", announced.update)
    with django_capture_on_commit_callbacks(execute=True):
        cancel_booking(acting_user=house.manager, booking=booking, message="The roof leaks")
    for topic, version in before.items():
        assert announced[topic] > version
    client.force_login(act.members[0])
    assert client.get(reverse("messaging:thread_token", args=[show.pk])).status_code == 404


def test_acts_of_another_show_of_the_house_are_not_named(house, act, booking):
    show = booking.spot.show
    other = a_confirmed_booking(house, an_act(), starts_at=show.starts_at + dt.timedelta(days=1))
    assert other.act.name not in {step.who for step in steps_of(act.leader, get_thread_for(act.leader, show.pk))}
