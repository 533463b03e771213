"""Whoever works in a session without leading it: what they read, and who takes over when they leave."""

import datetime as dt

import pytest
from django.urls import reverse

from availability.models import AvailabilityRule, CalendarEntry
from availability.states import EditScope, EntryStatus
from departures.actions.leaving import leave_team
from studio.actions import change_hours
from studio.actions.changes import (
    propose_extension,
)
from studio.actions.sessions import (
    begin_session,
    report_problem,
    settle_dispute,
)
from studio.actions.sessions.entries import session_uid, tell_calendars
from studio.queries.waiting import sessions_to_come, sessions_waiting_for
from studio.states import SessionState
from tests.factories import UserFactory
from tests.studio.changes.scenes import pay_for, the_change
from tests.studio.test_sessions import book, paid
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def test_whoever_only_works_in_a_session_does_not_read_how_staff_shared_the_price(
    client, stripe_site, opened, client_user, start, user, professional, two
):
    service = a_stored_service(user, professional, workers=two)
    session = paid(book(service, client_user, start))
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums")
    staff = UserFactory(is_staff=True)
    settle_dispute(acting_user=staff, session_id=session.pk, back_minor=3_217, text="Half-heard")
    for who, reads in ((session.worker, False), (user, True), (client_user, True)):
        client.force_login(who)
        for address in ("studio:session", "messaging:thread"):
            text = client.get(reverse(address, args=[session.pk])).text
            assert "Half-heard" in text
            assert ("32.17" in text) is reads


def test_who_is_free_takes_over_what_was_extended_beyond_what_the_service_offers(
    stripe_site, opened, client_user, start, user, professional, two
):
    service = a_stored_service(user, professional, workers=two, max_minutes=120)
    session = paid(book(service, client_user, start))
    leaver = session.worker
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=60)
    session = pay_for(the_change(session), client_user)
    assert session.minutes == 180
    leave_team(acting_user=leaver, party=professional.party, leaver=leaver)
    session.refresh_from_db()
    assert session.state == SessionState.CONFIRMED
    assert session.worker_id == next(each.pk for each in two if each != leaver)


@pytest.mark.parametrize("is_begun", [False, True])
def test_who_works_by_the_day_leaves_though_the_hours_are_others_by_now(
    stripe_site, opened, client_user, start, user, professional, two, is_begun
):
    service = a_stored_service(user, professional, workers=two, rate_kind="day", min_minutes=1440, max_minutes=1440)
    session = paid(book(service, client_user, start, minutes=1_440, expected_price=6_000))
    leaver = session.worker
    if is_begun:
        begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    rule = AvailabilityRule.objects.get(calendar=professional.party.calendar_id)
    change_hours(
        acting_user=user, professional=professional, rule=rule, scope=EditScope.ALL, ends_at=rule.ends_at - HOUR
    )
    leave_team(acting_user=leaver, party=professional.party, leaver=leaver)
    session.refresh_from_db()
    assert session.worker_id == next(each.pk for each in two if each != leaver)
    assert session.state == (SessionState.IN_PROGRESS if is_begun else SessionState.CONFIRMED)


def test_whoever_has_left_hears_no_more_of_what_goes_on_in_their_name(
    stripe_site, opened, client_user, start, user, professional, two
):
    service = a_stored_service(user, professional, workers=two[:1], delivery_days=3)
    session = paid(book(service, client_user, start))
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    leaver = session.worker
    tell_calendars(session_id=session.pk)
    leave_team(acting_user=leaver, party=professional.party, leaver=leaver)
    session.refresh_from_db()
    assert (session.state, session.worker) == (SessionState.IN_PROGRESS, leaver)
    assert not sessions_waiting_for(leaver)
    assert not sessions_to_come(leaver, start)
    tell_calendars(session_id=session.pk)
    told = CalendarEntry.objects.get(calendar=leaver.calendar_id, uid=session_uid(session))
    assert told.status == EntryStatus.CANCELLED
