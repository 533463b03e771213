"""Who works in a session: whom the leaders choose, and who takes over from somebody who leaves the team."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from departures.actions import close_account, leave_team
from engagements.errors import WrongState
from payments.models import Refund
from studio.actions import update_service
from studio.actions.changes import agree_change, propose_extension
from studio.actions.sessions import begin_session, choose_worker
from studio.models import Session
from studio.states import SessionState
from tests.factories import MembershipFactory, UserFactory
from tests.studio.changes.scenes import pay_for, the_change
from tests.studio.test_sessions import book, claims, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def mate(professional):
    """Somebody else of the team who may be booked."""
    return MembershipFactory(party=professional.party, role="member", may_be_booked=True).user


@pytest.fixture
def booked(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))


def test_the_leaders_choose_who_works(booked, mate, user, start):
    assert booked.worker == user
    session = choose_worker(acting_user=user, session_id=booked.pk, worker_id=mate.pk)
    assert session.worker == mate
    [claim] = claims(session)
    assert (claim.calendar_id, claim.expires_at) == (mate.calendar_id, None)
    assert session.events.last().event == "worker"


def test_whoever_is_not_free_or_not_of_the_team_is_not_chosen(booked, opened, mate, user, client_user, start):
    other = paid(book(opened, UserFactory(), start))
    assert other.worker == mate
    for wrong in (mate, client_user):
        with pytest.raises(ValidationError):
            choose_worker(acting_user=user, session_id=booked.pk, worker_id=wrong.pk)
    with pytest.raises(PermissionDenied):
        choose_worker(acting_user=mate, session_id=booked.pk, worker_id=mate.pk)
    assert claims(booked).get().calendar_id == user.calendar_id


def test_what_has_begun_stays_with_whoever_began_it(booked, mate, user, start):
    begin_session(acting_user=None, session_id=booked.pk, at=start)
    with pytest.raises(WrongState):
        choose_worker(acting_user=user, session_id=booked.pk, worker_id=mate.pk)


@pytest.mark.parametrize("leave", ["team", "site"])
def test_others_take_over_from_whoever_leaves(booked, mate, user, professional, leave):
    session = choose_worker(acting_user=user, session_id=booked.pk, worker_id=mate.pk)
    if leave == "team":
        leave_team(acting_user=mate, party=professional.party, leaver=mate)
    else:
        close_account(acting_user=mate)
    session = Session.objects.get(pk=session.pk)
    assert (session.state, session.worker) == (SessionState.CONFIRMED, user)
    assert claims(session).get().calendar_id == user.calendar_id


def test_what_nobody_can_take_over_is_called_off_with_all_money_back(booked, opened, mate, user, professional, start):
    other = paid(book(opened, UserFactory(), start))
    assert other.worker == mate
    leave_team(acting_user=mate, party=professional.party, leaver=mate)
    other.refresh_from_db()
    assert (other.state, claims(other).exists()) == (SessionState.CANCELLED, False)
    assert Refund.objects.get().amount_minor == 12_000
    booked.refresh_from_db()
    assert booked.state == SessionState.CONFIRMED


def test_what_has_begun_goes_on_with_whoever_is_free(booked, mate, user, professional, start):
    choose_worker(acting_user=user, session_id=booked.pk, worker_id=mate.pk)
    begin_session(acting_user=None, session_id=booked.pk, at=start)
    leave_team(acting_user=mate, party=professional.party, leaver=mate)
    session = Session.objects.get(pk=booked.pk)
    assert (session.state, session.worker) == (SessionState.IN_PROGRESS, user)
    assert claims(session).get().calendar_id == user.calendar_id


def test_what_has_begun_stays_booked_where_nobody_is_free(booked, opened, mate, user, professional, start):
    other = paid(book(opened, UserFactory(), start))
    begin_session(acting_user=None, session_id=other.pk, at=start)
    leave_team(acting_user=mate, party=professional.party, leaver=mate)
    session = Session.objects.get(pk=other.pk)
    assert (session.state, claims(session).exists()) == (SessionState.IN_PROGRESS, True)
    assert session.events.last().event == "worker_left"


def test_the_page_says_what_is_lost_and_lets_leaders_choose(client, booked, mate, user, professional):
    client.force_login(user)
    page = client.get(f"/sessions/{booked.pk}/").content.decode()
    assert mate.display_name in page
    answer = client.post(f"/sessions/{booked.pk}/worker/", {"worker": str(mate.pk)})
    assert answer.status_code == 302
    booked.refresh_from_db()
    assert booked.worker == mate
    client.force_login(mate)
    answer = client.get(f"/parties/{professional.party.slug}/team/{mate.pk}/remove/")
    assert answer.context["sessions"] == [booked]
    assert booked.name in answer.content.decode()


def test_more_time_outside_the_hours_is_taken_over_too(
    stripe_site, opened, client_user, mate, user, professional, start
):
    """The studio closes at its end; what was agreed on beyond that is booked all the same."""
    update_service(acting_user=user, service=opened, max_minutes=120)
    session = paid(book(opened, client_user, start + 6 * HOUR))
    choose_worker(acting_user=user, session_id=session.pk, worker_id=mate.pk)
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=60)
    agree_change(acting_user=user, change_id=the_change(session).pk)
    pay_for(the_change(session), client_user)
    leave_team(acting_user=mate, party=professional.party, leaver=mate)
    session = Session.objects.get(pk=session.pk)
    assert (session.state, session.worker) == (SessionState.CONFIRMED, user)
    [claim] = claims(session)
    assert (claim.calendar_id, claim.period.lower, claim.period.upper) == (
        user.calendar_id, start + 6 * HOUR, start + 9 * HOUR
    )  # fmt: skip
