"""Somebody leaves a team, or closes an account."""

import datetime as dt

import pytest
from django.core.management import call_command

from accounts.actions import end_membership
from accounts.models import User
from accounts.states import Role
from departures.actions.leaving import close_account, leave_team, shut_out
from notifications.models import Notification
from payments.models import Refund
from studio.access import side_in
from studio.actions.sessions import begin_session, complete_session, deliver_session
from studio.models import Session
from studio.periodic import follow_the_clock
from studio.queries.waiting import sessions_to_come, sessions_waiting_for
from studio.states import SessionState
from tests.factories import MembershipFactory, UserFactory
from tests.studio.attacks.scenes import state_of
from tests.studio.attacks.test_evidence import stems
from tests.studio.test_sessions import book, claims, paid
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
DAY = dt.timedelta(days=1)


def test_who_has_left_the_team_hears_no_more(stripe_site, opened, client_user, start, user, professional, sent):
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    service = a_stored_service(user, professional, workers=[worker])
    session = paid(book(service, client_user, start))
    assert session.worker == worker
    end_membership(acting_user=user, party=professional.party, user=worker)
    Notification.objects.all().delete()
    stems(client_user, session, sent)
    assert set(Notification.objects.filter(kind="studio.files").values_list("user", flat=True)) == {user.pk}


@pytest.fixture
def worked(stripe_site, opened, client_user, start, user, professional):
    """A session that is booked, and a member of the team who works in it."""
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    service = a_stored_service(user, professional, workers=[worker])
    return paid(book(service, client_user, start))


@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize("how", ["left", "deleted", "shut out"])
def test_what_only_the_leaver_could_do_is_called_off_and_what_has_begun_is_the_leaders(
    worked, user, client_user, professional, how, is_begun
):
    worker = User.objects.get(pk=worked.worker_id)
    if is_begun:
        begin_session(acting_user=user, session_id=worked.pk, at=worked.starts_at)
    if how == "left":
        leave_team(acting_user=worker, party=professional.party, leaver=worker)
    elif how == "deleted":
        close_account(acting_user=worker)
    else:
        shut_out(acting_user=UserFactory(is_staff=True, is_superuser=True), user=worker, reason="Fraud")
    session = Session.objects.get(pk=worked.pk)
    assert session.state == (SessionState.IN_PROGRESS if is_begun else SessionState.CANCELLED)
    call_command("check_claims")
    assert side_in(User.objects.get(pk=worker.pk), session) is None
    if not is_begun:
        assert (claims(session).exists(), Refund.objects.get().amount_minor) == (False, session.price_minor)
        return
    deliver_session(acting_user=user, session_id=session.pk, text="I did it myself")
    complete_session(acting_user=client_user, session_id=session.pk)


def test_who_has_left_is_not_told_on_today_of_the_work_that_goes_on(worked, user, professional):
    worker = User.objects.get(pk=worked.worker_id)
    begin_session(acting_user=user, session_id=worked.pk, at=worked.starts_at)
    Session.objects.filter(pk=worked.pk).update(revisions_used=1)  # so that something is to be delivered
    assert (sessions_waiting_for(worker).count(), sessions_to_come(worker, worked.starts_at).count()) == (1, 1)
    leave_team(acting_user=worker, party=professional.party, leaver=worker)
    assert (sessions_waiting_for(worker).count(), sessions_to_come(worker, worked.starts_at).count()) == (0, 0)


@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize("who", ["client", "professional"])
def test_an_account_ends_with_what_was_booked_and_not_begun(session, user, client_user, who, is_begun):
    if is_begun:
        begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    leaver = client_user if who == "client" else user
    closing = [session.professional_id] if who == "professional" else []
    close_account(acting_user=leaver, closing=closing)
    assert state_of(session) == (SessionState.IN_PROGRESS if is_begun else SessionState.CANCELLED)
    assert [each.amount_minor for each in Refund.objects.all()] == ([] if is_begun else [12_000])
    call_command("check_claims")
    follow_the_clock(session.ends_at + 2 * DAY)
    assert state_of(session) == (SessionState.COMPLETED if is_begun else SessionState.CANCELLED)
