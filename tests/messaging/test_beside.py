"""The thread beside an offer, and the number of unread messages on pages that lead to them."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts.actions import suspend_party
from messaging.models import Message, Seat
from tests.bookings.scenes import an_application, an_open_show
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(house, act):
    return an_application(act, an_open_show(house))


@pytest.fixture
def page(client):
    def look(user, pk):
        client.force_login(user)
        return client.get(reverse("bookings:booking", args=[pk])).content.decode()

    return look


def test_one_asks_beside_the_offer_and_comes_back_to_it(client, house, act, offer, say, page):
    say(act.leader, offer.pk, "Is there <b>a piano</b>?")
    html = page(house.manager, offer.pk)
    beside = html[html.index('id="beside"') :]
    assert "Is there &lt;b&gt;a piano&lt;/b&gt;?" in beside
    assert "Accept" in html
    answer = client.post(
        reverse("messaging:thread", args=[offer.pk]), {"text": "A grand", "key": uuid.uuid4(), "from": "beside"}
    )
    assert answer["Location"] == f"/bookings/{offer.pk}/#beside"
    assert "A grand" in page(act.leader, offer.pk)


def test_who_writes_other_terms_reads_beside_them_and_has_no_form_that_would_empty_theirs(
    client, house, act, offer, say
):
    say(act.leader, offer.pk, "Is there a piano?")
    client.force_login(house.manager)
    html = client.get(reverse("bookings:booking_counter", args=[offer.pk])).content.decode()
    assert "Is there a piano?" in html
    assert "beside_text" not in html


def test_beside_shows_the_last_messages_only_and_no_more_than_asked_for(client, act, offer, say, page):
    for number in range(6):
        say(act.leader, offer.pk, f"Word {number} " + "x" * 9000)
    html = page(act.leader, offer.pk)
    assert [f"Word {number}" in html for number in range(6)] == [False, False, False, True, True, True]
    assert "x" * 300 not in html
    part = client.get(reverse("messaging:thread_beside", args=[offer.pk])).content.decode()
    assert part.count("<li class=") == 3


@pytest.mark.parametrize(("read", "seen", "then"), [(0, "0", 0), (1, "4", 5), (4, "4", 5)])
def test_writing_beside_marks_as_read_only_what_was_shown(client, house, act, offer, say, page, read, seen, then):
    for number in range(4):
        say(act.leader, offer.pk, f"Word {number}")
    seats = Seat.objects.filter(user=house.manager)
    seats.update(read_number=read)
    html = page(house.manager, offer.pk)
    assert re.search(r'name="seen"\s+value="(\d+)"', html)[1] == seen
    client.post(reverse("messaging:thread", args=[offer.pk]), {"text": "A grand", "seen": seen, "from": "beside"})
    assert seats.get().read_number == then


def test_an_empty_question_is_refused_on_the_page_of_the_thread(client, act, offer):
    client.force_login(act.leader)
    said = {"text": " ", "key": uuid.uuid4(), "from": "beside"}
    answer = client.post(reverse("messaging:thread", args=[offer.pk]), said)
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert not Message.objects.exists()


def test_who_reads_no_thread_sees_none_and_nobody_writes_to_the_suspended(client, house, act, booking, say, page):
    say(act.leader, booking.pk, "My fee")
    player = page(act.members[0], booking.pk)
    assert 'id="beside"' not in player
    assert "My fee" not in player
    assert "#beside" not in player
    suspend_party(acting_user=UserFactory(is_staff=True), party=act.party, reason="Spam")
    html = page(house.manager, booking.pk)
    assert "My fee" in html
    assert "beside_text" not in html


def test_shows_and_bands_say_how_many_messages_wait(client, house, act, booking, say):
    show = booking.spot.show
    say(house.manager, show.pk)
    say(house.manager, show.pk)
    say(act.leader, act.party.pk)
    client.force_login(act.members[0])
    for path in (reverse("bookings:show", args=[show.pk]), reverse("bands:band", args=[act.party.slug])):
        html = client.get(path).content.decode()
        button = html[html.index(f'href="/messages/{show.pk if "shows" in path else act.party.pk}/"') :]
        assert f'<span class="count">{2 if "shows" in path else 1}<' in button[: button.index("</a>")]
