"""After a session that is done each side says what it thinks of the other, by the rules of gigs."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval, Role
from engagements.errors import WrongState
from notifications.models import Notification
from reviews.actions import reveal_reviews, write_review
from reviews.emails import render_all
from reviews.errors import Revealed, TooLate
from reviews.models import Review
from reviews.periodic import reveal_due
from reviews.queries import reviews_due, reviews_of
from reviews.rules.occasions import SESSIONS, open_until
from studio.actions import update_service
from studio.actions.sessions import approve_session, book_session
from studio.models import Session, SessionEvent
from studio.states import SessionState
from tests.factories import BandFactory, MembershipFactory, UserFactory
from tests.studio.test_sessions import book

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


def completed(session, *, at=None, event="completed"):
    """The same session, done, whatever became of its time and money."""
    for state in (SessionState.CONFIRMED, SessionState.IN_PROGRESS, SessionState.COMPLETED):
        Session.objects.filter(pk=session.pk).update(state=state)
    SessionEvent.objects.create(session=session, channel="clock", event=event, at=at or now())
    return Session.objects.select_related("professional", "client").get(pk=session.pk)


@pytest.fixture
def asked(opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    return book(opened, client_user, start)


@pytest.fixture
def done(asked, client_user, user):
    return completed(approve_session(acting_user=user, session_id=asked.pk))


def address(session):
    return reverse("reviews:session_review", args=[session.pk])


def page(session):
    return reverse("studio:session", args=[session.pk])


def test_what_one_side_says_is_hidden_until_the_time_is_over(done, client_user):
    write_review(acting_user=client_user, occasion=done, rating=4, text="Warm and clear")
    reveal_reviews(occasion=done, at=open_until(done) - SECOND)
    assert (done.professional.rating_count, reviews_of(done.professional)) == (0, [])
    assert reveal_due(open_until(done)) == 1
    party = Party.objects.get(pk=done.professional_id)
    assert (party.rating_average, party.rating_count, party.version) == (4, 1, done.professional.version + 1)
    [said] = reviews_of(party)
    assert (said.text, said.author_name) == ("Warm and clear", "A client")
    assert reveal_due(open_until(done)) == 0


def test_both_are_revealed_with_the_second_and_both_sides_are_told(done, client_user, user):
    write_review(acting_user=client_user, occasion=done, rating=4)
    assert not Notification.objects.filter(kind="reviews.revealed").exists()
    write_review(acting_user=user, occasion=done, rating=2)
    assert not Review.objects.hidden().exists()
    told = Notification.objects.filter(kind="reviews.revealed")
    assert {one.user for one in told} == {client_user, user}
    assert {one.path for one in told} == {page(done)}
    for reader in (client_user, user):
        [text] = render_all(list(told.filter(user=reader)), reader)
        assert "has reviewed" in text.subject
    assert render_all(list(told), UserFactory()) == [None, None]
    with pytest.raises(Revealed):
        write_review(acting_user=user, occasion=done, rating=5)


@pytest.mark.parametrize("event", ["completed", "settled"])
def test_the_time_counts_from_when_it_was_done(asked, client_user, user, event):
    approve_session(acting_user=user, session_id=asked.pk)
    at = now() - 20 * DAY
    session = completed(asked, at=at, event=event)
    assert open_until(session) == at + 14 * DAY
    for moment, due in ((at + 14 * DAY - SECOND, [session]), (at + 14 * DAY, [])):
        assert list(reviews_due(SESSIONS, client_user, moment)) == due
    with pytest.raises(TooLate):
        write_review(acting_user=user, occasion=session, rating=5)
    write_review(acting_user=user, occasion=session, rating=5, at=at + 14 * DAY - SECOND)


def test_nobody_learns_whether_the_other_side_has_written(client, done, client_user, user):
    def seen():
        texts = [client.get(url).text for url in (page(done), address(done))]
        return [text.split("<main")[1].split("</main>")[0].count("eview") for text in texts]

    client.force_login(client_user)
    before = seen()
    write_review(acting_user=user, occasion=done, rating=2, text="Late stems")
    assert seen() == before
    assert "Late stems" not in client.get(page(done)).text


def test_nobody_reviews_what_is_not_done(client, asked, client_user):
    assert open_until(asked) is None
    with pytest.raises(WrongState):
        write_review(acting_user=client_user, occasion=asked, rating=5)
    client.force_login(client_user)
    assert "Not done yet" in client.get(address(asked)).text
    assert client.post(address(asked), {"rating": "5"}).status_code == 409


def test_others_cannot_review_and_have_no_page(client, done, professional):
    member = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    for other in (UserFactory(), member, UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            write_review(acting_user=other, occasion=done, rating=5)
        client.force_login(other)
        answer = client.post(address(done), {"rating": "1"})
        assert answer.status_code == (403 if other.is_staff else 404)
    assert client.get(reverse("reviews:session_review", args=[professional.pk])).status_code == 404
    assert not Review.objects.exists()


def test_whoever_leads_both_sides_praises_neither(done, client_user, professional):
    MembershipFactory(party=professional.party, role=Role.MANAGER, user=client_user)
    assert list(reviews_due(SESSIONS, client_user, now())) == []
    with pytest.raises(PermissionDenied):
        write_review(acting_user=client_user, occasion=done, rating=5)


def test_a_suspended_professional_may_still_be_reviewed_and_its_page_is_gone(client, done, client_user):
    Party.objects.filter(pk=done.professional_id).update(approval=Approval.SUSPENDED)
    write_review(acting_user=client_user, occasion=done, rating=1)
    assert reveal_due(open_until(done)) == 1
    assert client.get(reverse("discovery:professional", args=["low-end"])).status_code == 404


def test_it_is_written_on_its_page_read_on_the_professional_s_and_answered(client, done, client_user, user):
    client.force_login(client_user)
    assert "Review Low End" in client.get(page(done)).text
    assert f'href="{address(done)}"' in client.get("/").text
    assert "How was it with Low End?" in client.get(address(done)).text
    assert client.post(address(done), {"rating": "9"}).status_code == 422
    assert client.post(address(done), {"rating": "4", "text": "Warm <b>and</b> clear"})["Location"] == page(done)
    assert "It appears once" in client.get(page(done)).text
    assert f'href="{address(done)}"' not in client.get("/").text
    public = reverse("discovery:professional", args=["low-end"])
    assert "Warm" not in client.get(public).text
    assert "AggregateRating" not in client.get(public).text
    reveal_reviews(occasion=done, at=open_until(done))
    text = client.get(public).text
    assert "Warm &lt;b&gt;and&lt;/b&gt; clear" in text
    assert "★ 4.0 · 1 review" in text
    assert '"AggregateRating"' in text
    client.force_login(user)
    answer = reverse("reviews:reply", args=[Review.objects.get().pk])
    assert answer in client.get(page(done)).text
    assert client.get(answer).status_code == 200
    assert client.post(answer, {"text": "Come back soon"})["Location"] == page(done)
    assert "Come back soon" in client.get(public).text


def test_a_band_that_was_a_client_shows_what_the_professional_says(client, opened, start, user):
    band = BandFactory(party__approval=Approval.APPROVED)
    leader = MembershipFactory(party=band.party, role=Role.OWNER).user
    update_service(acting_user=user, service=opened, mode="request")
    told = {"starts_at": start, "minutes": 120, "is_remote": True, "expected_price": 12_000}
    session = book_session(acting_user=leader, service=opened, client=band.party, **told)
    done = completed(approve_session(acting_user=user, session_id=session.pk))
    write_review(acting_user=user, occasion=done, rating=5, text="Knew their songs")
    reveal_reviews(occasion=done, at=open_until(done))
    text = client.get(reverse("discovery:act", args=[band.party.slug])).text
    assert "Knew their songs" in text
    assert "Low End" in text


def test_a_professional_reads_how_others_rate_a_client_before_the_answer(client, asked, client_user, user):
    Party.objects.filter(pk=asked.client_id).update(rating_average="4.25", rating_count=8)
    client.force_login(user)
    assert "★ 4.3 · 8 reviews" in client.get(page(asked)).text
    client.force_login(client_user)
    assert "8 reviews" not in client.get(page(asked)).text


def test_the_database_keeps_each_review_to_one_occasion(done, client_user):
    review = write_review(acting_user=client_user, occasion=done, rating=4)
    both = {"author": review.author, "subject": review.subject, "rating": 3}
    for wrong in ({}, {"session": done}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(**both, **wrong)


def test_reviews_of_a_party_are_one_query(done, client_user, user):
    write_review(acting_user=client_user, occasion=done, rating=4)
    write_review(acting_user=user, occasion=done, rating=4)
    with CaptureQueriesContext(connection) as queries:
        assert len(reviews_of(done.professional)) == 1
    assert len(queries) == 1
