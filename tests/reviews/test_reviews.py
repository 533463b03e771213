"""After a completed booking each side says what it thinks of the other, and neither sees the other's words first."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils.timezone import now

from bookings.actions import complete_show
from bookings.models import Booking
from bookings.queries.changes import completes_at
from bookings.states import BookingState
from engagements.errors import WrongState
from notifications.models import Notification
from reviews.actions import reply_to_review, reveal_reviews, write_review
from reviews.emails import render_all
from reviews.errors import AlreadyReplied, Revealed, TooLate
from reviews.models import Review
from reviews.periodic import reveal_due
from reviews.queries import reviews_of
from reviews.rules.occasions import open_until
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act
from tests.factories import UserFactory

WORDS = re.compile(r"<[^>]*>")
SECOND = dt.timedelta(seconds=1)
pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def act(db):
    return an_act()


@pytest.fixture
def confirmed(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def played(confirmed):
    show = confirmed.spot.show
    complete_show(show=show, at=completes_at(show))
    return Booking.objects.with_show().get(pk=confirmed.pk)


def address(booking):
    return reverse("reviews:review_new", args=[booking.pk])


def revealed(booking):
    reveal_reviews(occasion=booking, at=open_until(booking))


def test_what_one_side_says_is_hidden_until_the_time_is_over(house, act, played):
    write_review(acting_user=house.manager, occasion=played, rating=4, text=" Loud and kind ")
    reveal_reviews(occasion=played, at=open_until(played) - SECOND)
    act.party.refresh_from_db()
    version = act.party.version
    assert (act.party.rating_count, reviews_of(act.party)) == (0, [])
    assert reveal_due(open_until(played)) == 1
    act.party.refresh_from_db()
    review = Review.objects.get()
    assert (review.author, review.subject, review.text) == (house.party, act.party, "Loud and kind")
    assert review.revealed_at == open_until(played)
    assert (act.party.rating_average, act.party.rating_count, act.party.version) == (4, 1, version + 1)
    assert [said.text for said in reviews_of(act.party)] == ["Loud and kind"]
    assert reveal_due(open_until(played)) == 0


def test_both_are_revealed_with_the_second_and_both_sides_are_told(house, act, played):
    write_review(acting_user=house.manager, occasion=played, rating=4)
    assert not Notification.objects.filter(kind="reviews.revealed").exists()
    write_review(acting_user=act.leader, occasion=played, rating=2)
    assert not Review.objects.hidden().exists()
    told = Notification.objects.filter(kind="reviews.revealed")
    assert {one.user for one in told} == {house.manager, act.leader}
    for user, name in ((house.manager, act.party.name), (act.leader, house.party.name)):
        [text] = render_all(list(told.filter(user=user)), user)
        assert name in text.subject
    assert render_all(list(told), UserFactory()) == [None, None]


def test_nobody_learns_whether_the_other_side_has_written(client, house, act, played):
    client.force_login(house.manager)
    pages = (reverse("bookings:booking", args=[played.pk]), address(played), reverse("discovery:today"))
    with time_machine.travel(now(), tick=False):  # pages say how long ago something was
        before = [WORDS.sub("", client.get(page).text) for page in pages]
        write_review(acting_user=act.leader, occasion=played, rating=2, text="Late and loud")
        assert [WORDS.sub("", client.get(page).text) for page in pages] == before


def test_it_can_be_changed_until_it_is_revealed(house, act, played):
    write_review(acting_user=house.manager, occasion=played, rating=5)
    write_review(acting_user=house.manager, occasion=played, rating=1, text="On reflection")
    review = Review.objects.get()
    assert (review.rating, review.text) == (1, "On reflection")
    revealed(played)
    with pytest.raises(Revealed):
        write_review(acting_user=house.manager, occasion=played, rating=5)


@pytest.mark.parametrize("change", [{"rating": 1}, {"text": "x"}, {"revealed_at": None}])
def test_the_database_keeps_what_was_revealed(house, played, change):
    write_review(acting_user=house.manager, occasion=played, rating=5)
    revealed(played)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Review.objects.update(**change)


def test_it_is_written_in_time_or_not_at_all(house, played):
    with pytest.raises(TooLate):
        write_review(acting_user=house.manager, occasion=played, rating=5, at=open_until(played))
    write_review(acting_user=house.manager, occasion=played, rating=5, at=open_until(played) - SECOND)


def test_average_is_of_all_revealed_reviews(house, act, played):
    write_review(acting_user=house.manager, occasion=played, rating=5)
    revealed(played)
    other = a_house()
    second = a_confirmed_booking(other, act, starts_at=played.spot.starts_at + 200 * HOUR)
    complete_show(show=second.spot.show, at=completes_at(second.spot.show))
    second = Booking.objects.with_show().get(pk=second.pk)
    write_review(acting_user=other.manager, occasion=second, rating=2)
    revealed(second)
    act.party.refresh_from_db()
    assert (act.party.rating_average, act.party.rating_count) == (3.5, 2)


def test_the_side_reviewed_answers_once(house, act, played):
    write_review(acting_user=house.manager, occasion=played, rating=2, text="Too loud")
    review = Review.objects.get()
    with pytest.raises(PermissionDenied):
        reply_to_review(acting_user=act.leader, review_id=review.pk, text="It was a small room")
    revealed(played)
    for user in (house.manager, act.members[0], UserFactory()):
        with pytest.raises(PermissionDenied):
            reply_to_review(acting_user=user, review_id=review.pk, text="It was a small room")
    for text in ("  ", "x" * 2001, "a\x00b"):
        with pytest.raises(ValidationError):
            reply_to_review(acting_user=act.leader, review_id=review.pk, text=text)
    reply_to_review(acting_user=act.leader, review_id=review.pk, text=" It was a small room ")
    assert [said.reply for said in reviews_of(act.party)] == ["It was a small room"]
    with pytest.raises(AlreadyReplied):
        reply_to_review(acting_user=act.leader, review_id=review.pk, text="And another thing")


def test_nobody_reviews_before_the_show_is_played(house, confirmed):
    with pytest.raises(WrongState):
        write_review(acting_user=house.manager, occasion=confirmed, rating=5)


def test_only_leaders_of_a_side_review(act, played):
    for user in (UserFactory(), act.members[0]):
        with pytest.raises(PermissionDenied):
            write_review(acting_user=user, occasion=played, rating=5)


@pytest.mark.parametrize(("rating", "text"), [(0, ""), (6, ""), (-1, ""), (5, "x" * 4001), (5, "a\x00b")])
def test_bad_reviews_are_refused(house, played, rating, text):
    with pytest.raises(ValidationError):
        write_review(acting_user=house.manager, occasion=played, rating=rating, text=text)
    assert not Review.objects.exists()


def test_review_is_written_on_its_page_and_read_on_the_act_s(client, house, act, played):
    client.force_login(house.manager)
    assert f"How was it with {act.party.name}?" in client.get(address(played)).content.decode()
    response = client.post(address(played), {"rating": "4", "text": "Loud <b>and</b> kind"})
    assert response["Location"] == reverse("bookings:booking", args=[played.pk])
    assert "It appears once" in client.get(response["Location"]).text
    assert "Loud" not in client.get(reverse("discovery:act", args=[act.party.slug])).text
    revealed(played)
    client.force_login(act.leader)
    answer = reverse("reviews:reply", args=[Review.objects.get().pk])
    assert answer in client.get(response["Location"]).text
    assert client.post(answer, {"text": ""}).status_code == 422
    assert client.post(answer, {"text": "A <i>small</i> room"})["Location"] == response["Location"]
    text = client.get(reverse("discovery:act", args=[act.party.slug])).content.decode()
    assert "A &lt;i&gt;small&lt;/i&gt; room" in text
    assert "Loud &lt;b&gt;and&lt;/b&gt; kind" in text
    assert house.party.name in text
    assert "★ 4.0 · 1 review" in text


@pytest.mark.parametrize("sent", [{}, {"rating": "9"}, {"rating": "x"}, {"rating": "5", "text": "x" * 4001}])
def test_review_form_tells_what_is_wrong(client, house, played, sent):
    client.force_login(house.manager)
    response = client.post(address(played), sent)
    assert (response.status_code, Review.objects.exists()) == (422, False)
    assert "Please check these fields" in response.content.decode()


def test_what_is_public_cannot_be_changed_on_the_page(client, house, played):
    write_review(acting_user=house.manager, occasion=played, rating=5)
    revealed(played)
    client.force_login(house.manager)
    assert "Your review is public" in client.get(address(played)).text
    response = client.post(address(played), {"rating": "1"})
    assert (response.status_code, Review.objects.get().rating) == (409, 5)


@pytest.mark.parametrize("who", ["stranger", "member", "author"])
def test_only_those_who_lead_the_side_reviewed_see_the_page_of_the_answer(client, house, act, played, who):
    write_review(acting_user=house.manager, occasion=played, rating=5)
    answer = reverse("reviews:reply", args=[Review.objects.get().pk])
    client.force_login(act.leader)
    assert client.get(answer).status_code == 404
    revealed(played)
    assert client.get(answer).status_code == 200
    client.force_login({"stranger": UserFactory(), "member": act.members[0], "author": house.manager}[who])
    assert (client.get(answer).status_code, client.post(answer, {"text": "x"}).status_code) == (404, 404)


def test_review_page_is_for_the_two_sides(client, act, played):
    assert client.get(address(played)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address(played)).status_code == 404
    client.force_login(act.members[0])
    assert client.get(address(played)).status_code == 403


def test_review_before_the_show_says_so(client, house, confirmed):
    client.force_login(house.manager)
    assert "Not played yet" in client.get(address(confirmed)).content.decode()
    assert client.post(address(confirmed), {"rating": "5"}).status_code == 409


def test_what_is_disputed_is_not_reviewed_in_public(house, played):
    write_review(acting_user=house.manager, occasion=played, rating=1)
    Booking.objects.filter(pk=played.pk).update(state=BookingState.DISPUTED)
    assert reveal_due(open_until(played)) == 0
    revealed(Booking.objects.with_show().get(pk=played.pk))
    assert not Review.objects.revealed().exists()


def test_an_answer_of_nothing_visible_is_none(house, act, played):
    write_review(acting_user=house.manager, occasion=played, rating=1)
    revealed(played)
    with pytest.raises(ValidationError):
        reply_to_review(acting_user=act.leader, review_id=Review.objects.get().pk, text="\u200b\u200b")
