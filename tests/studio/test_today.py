"""Sessions on Today: what waits for each side, and what comes next."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.actions import update_service
from studio.actions.sessions import approve_session, ask_for_revision, deliver_session, set_call_link
from studio.models import Session
from studio.pages.today import delivery_due
from studio.states import SessionState
from tests.factories import UserFactory
from tests.studio.test_sessions import book, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
DAY = dt.timedelta(days=1)


@pytest.fixture
def today(client):
    def shown(user):
        client.force_login(user)
        return client.get("/").context["today"]

    return shown


def waiting(today):
    return [errand.title for errand in today.sessions]


def test_a_request_waits_for_the_professional_and_its_price_for_the_client(
    client, today, stripe_site, opened, client_user, start, user
):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    assert waiting(today(user)) == ["Session request"]
    assert "1 to answer" in client.get("/").text
    assert reverse("studio:session", args=[session.pk]) in client.get("/").text
    assert [card.until for card in today(user).cards] == [session.answer_by]
    assert waiting(today(client_user)) == waiting(today(UserFactory())) == []
    approve_session(acting_user=user, session_id=session.pk)
    assert waiting(today(user)) == []
    assert waiting(today(client_user)) == ["To be paid: €120"]
    assert today(client_user).next == []


def test_what_is_booked_comes_next_for_both_sides(client, today, stripe_site, opened, client_user, start, user):
    session = paid(book(opened, client_user, start))
    for who, title in ((user, f"Mixing for {session.client.name}"), (client_user, "Mixing with Low End")):
        [line] = today(who).next
        assert (line.at, line.href, line.title) == (start, reverse("studio:session", args=[session.pk]), title)
        assert line.text.endswith("Remotely")
        assert line.address == "", "nobody needs the way to there"
        assert "Join the call" not in client.get("/").text
    set_call_link(acting_user=user, session_id=session.pk, call_link="https://meet.example/low-end")
    assert 'href="https://meet.example/low-end"' in (today(client_user) and client.get("/").text)
    assert today(UserFactory()).next == []


def test_work_waits_to_be_delivered_accepted_and_revised(today, stripe_site, opened, client_user, start, user):
    session = paid(book(opened, client_user, start))
    Session.objects.filter(pk=session.pk).update(state=SessionState.IN_PROGRESS, delivery_days=3, revisions=1)
    session.refresh_from_db()
    assert delivery_due(session) == session.ends_at + 3 * DAY
    assert waiting(today(user)) == ["To be delivered"]
    deliver_session(acting_user=user, session_id=session.pk, text="https://example.org/mix")
    assert waiting(today(user)) == []
    [errand] = today(client_user).sessions
    assert errand.title == "Delivered"
    assert errand.deadline > timezone.now() + 2 * DAY
    ask_for_revision(acting_user=client_user, session_id=session.pk, text="More bass")
    assert waiting(today(user)) == ["Revision requested"]
    assert waiting(today(client_user)) == []
