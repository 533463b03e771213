"""After a completed booking each side says what it thinks of the other, once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from bookings.actions import complete_show
from bookings.models import Booking
from bookings.queries.changes import completes_at
from engagements.errors import WrongState
from reviews.actions import write_review
from reviews.errors import AlreadyReviewed
from reviews.models import Review
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act
from tests.factories import UserFactory

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


def test_host_reviews_the_act_and_its_average_follows(house, act, played):
    act.party.refresh_from_db()
    version = act.party.version
    write_review(acting_user=house.manager, booking=played, rating=4, text=" Loud and kind ")
    act.party.refresh_from_db()
    review = Review.objects.get()
    assert (review.author, review.subject, review.text) == (house.party, act.party, "Loud and kind")
    assert (act.party.rating_average, act.party.rating_count, act.party.version) == (4, 1, version + 1)


def test_average_is_of_all_reviews(house, act, played):
    write_review(acting_user=house.manager, booking=played, rating=5)
    other = a_house()
    second = a_confirmed_booking(other, act, starts_at=played.spot.starts_at + 200 * HOUR)
    complete_show(show=second.spot.show, at=completes_at(second.spot.show))
    write_review(acting_user=other.manager, booking=Booking.objects.get(pk=second.pk), rating=2)
    act.party.refresh_from_db()
    assert (act.party.rating_average, act.party.rating_count) == (3.5, 2)


def test_each_side_reviews_once(house, act, played):
    write_review(acting_user=house.manager, booking=played, rating=5)
    write_review(acting_user=act.leader, booking=played, rating=3)
    with pytest.raises(AlreadyReviewed):
        write_review(acting_user=house.manager, booking=played, rating=1)
    assert set(Review.objects.values_list("rating", flat=True)) == {5, 3}


def test_nobody_reviews_before_the_show_is_played(house, confirmed):
    with pytest.raises(WrongState):
        write_review(acting_user=house.manager, booking=confirmed, rating=5)


def test_only_leaders_of_a_side_review(act, played):
    for user in (UserFactory(), act.members[0]):
        with pytest.raises(PermissionDenied):
            write_review(acting_user=user, booking=played, rating=5)


@pytest.mark.parametrize(("rating", "text"), [(0, ""), (6, ""), (-1, ""), (5, "x" * 4001), (5, "a\x00b")])
def test_bad_reviews_are_refused(house, played, rating, text):
    with pytest.raises(ValidationError):
        write_review(acting_user=house.manager, booking=played, rating=rating, text=text)
    assert not Review.objects.exists()


def test_review_is_written_on_its_page_and_read_on_the_act_s(client, house, act, played):
    client.force_login(house.manager)
    assert f"How was it with {act.party.name}?" in client.get(address(played)).content.decode()
    response = client.post(address(played), {"rating": "4", "text": "Loud <b>and</b> kind"})
    assert response["Location"] == reverse("bookings:booking", args=[played.pk])
    text = client.get(reverse("discovery:act", args=[act.party.slug])).content.decode()
    assert "Loud &lt;b&gt;and&lt;/b&gt; kind" in text
    assert house.party.name in text
    assert "★ 4.0 · 1 review" in text


@pytest.mark.parametrize("sent", [{}, {"rating": "9"}, {"rating": "x"}, {"rating": "5", "text": "x" * 4001}])
def test_review_form_tells_what_is_wrong(client, house, played, sent):
    client.force_login(house.manager)
    response = client.post(address(played), sent)
    assert (response.status_code, Review.objects.exists()) == (422, False)
    assert "Please look at this again" in response.content.decode()


def test_second_review_is_refused_on_the_page(client, house, played):
    write_review(acting_user=house.manager, booking=played, rating=5)
    client.force_login(house.manager)
    response = client.post(address(played), {"rating": "1"})
    assert (response.status_code, Review.objects.count()) == (409, 1)


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
