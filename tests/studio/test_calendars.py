"""What calendars tell of sessions: both sides, the worker and the room; and where to call."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.actions import update_party
from accounts.queries.plan import happenings
from availability.models import CalendarEntry
from availability.ranges import Period
from availability.states import EntryStatus
from engagements.errors import WrongState
from payments.actions import expire_payment
from payments.models import Payment
from studio.actions import add_room, update_professional, update_service
from studio.actions.sessions import (
    approve_session,
    cancel_session,
    decline_session,
    set_call_link,
    tell_calendars,
    withdraw_session,
)
from studio.models import Session
from studio.pages.session import seconds_left
from studio.periodic import tell_missed
from tests.studio.test_sessions import book, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)
LINK = "https://meet.example/low-end"


def told(session):
    """What the calendars tell, by calendar."""
    tell_calendars(session_id=session.pk)
    return {entry.calendar_id: entry for entry in CalendarEntry.objects.filter(occasion=session.pk)}


def test_both_sides_the_worker_and_the_room_read_of_it(stripe_site, opened, client_user, start, user):
    room = add_room(acting_user=user, professional=opened.professional, name="Live room")
    update_service(acting_user=user, service=opened, room=room)
    opened.refresh_from_db()
    session = book(opened, client_user, start)
    found = told(session)
    team = opened.professional.party.calendar_id
    assert set(found) == {client_user.calendar_id, user.calendar_id, team, room.calendar_id}
    assert {(entry.status, entry.is_hold, entry.uid) for entry in found.values()} == {
        (EntryStatus.TENTATIVE, True, f"session-{session.pk}@stageslot")
    }
    assert found[client_user.calendar_id].title == f"{session.name} with Low End"
    assert found[user.calendar_id].title == f"{session.name} for {session.client.name}"
    assert found[user.calendar_id].words["de"]["title"] == f"{session.name} für {session.client.name}"
    assert {found[each].title for each in (team, room.calendar_id)} == {session.name}
    assert (found[team].period.lower, found[team].period.upper) == (start, start + 2 * HOUR)
    session = paid(session)
    later = told(session)
    assert {(entry.status, entry.is_hold, entry.sequence) for entry in later.values()} == {
        (EntryStatus.CONFIRMED, False, 1)
    }
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill")
    assert {entry.status for entry in told(session).values()} == {EntryStatus.CANCELLED}


def test_a_request_takes_nobody_s_time_and_leaves_when_it_is_over(stripe_site, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    team = opened.professional.party.calendar_id
    assert set(told(session)) == {client_user.calendar_id, team}
    decline_session(acting_user=user, session_id=session.pk)
    assert {entry.status for entry in told(session).values()} == {EntryStatus.CANCELLED}
    other = book(opened, client_user, start)
    approve_session(acting_user=user, session_id=other.pk)
    assert user.calendar_id in told(other)
    withdraw_session(acting_user=client_user, session_id=other.pk)
    assert {(entry.status, entry.is_hold) for entry in told(other).values()} == {(EntryStatus.CANCELLED, True)}


def test_the_clock_tells_what_the_worker_has_missed_and_nothing_twice(stripe_site, opened, client_user, start, user):
    session = book(opened, client_user, start)
    Session.objects.update(told_version=0)
    CalendarEntry.objects.all().delete()
    tell_missed()
    assert CalendarEntry.objects.filter(calendar=client_user.calendar).exists()
    session.refresh_from_db()
    assert session.told_version == session.version
    assert tell_missed() == 0
    update_party(acting_user=user, party=opened.professional.party, name="High End")
    tell_missed()
    assert CalendarEntry.objects.get(calendar=client_user.calendar).title == f"{session.name} with High End"


def test_the_plans_show_it_with_a_link(stripe_site, opened, client_user, start, user):
    session = book(opened, client_user, start)
    told(session)
    period = Period(start - HOUR, start + 3 * HOUR)
    with override("en"):
        for owner in (client_user, user, opened.professional.party):
            [line] = [each for each in happenings(owner, period) if each.path]
            assert line.path == reverse("studio:session", args=[session.pk])
            assert line.label.startswith(session.name)


def test_where_to_call_is_known_once_it_is_paid(client, stripe_site, opened, client_user, start, user):
    update_professional(acting_user=user, professional=opened.professional, call_link=LINK)
    opened.refresh_from_db()
    session = book(opened, client_user, start)
    page = reverse("studio:session", args=[session.pk])
    client.force_login(client_user)
    assert LINK not in client.get(page).text
    assert LINK not in {entry.place for entry in told(session).values()}
    with pytest.raises(WrongState):
        set_call_link(acting_user=user, session_id=session.pk, call_link=LINK)
    session = paid(session)
    assert LINK in client.get(page).text
    entries = told(session)
    assert (entries[client_user.calendar_id].place, entries[user.calendar_id].place) == (LINK, LINK)
    assert entries[opened.professional.party.calendar_id].place == ""
    other = LINK + "/2"
    with pytest.raises(PermissionDenied):
        set_call_link(acting_user=client_user, session_id=session.pk, call_link=other)
    for wrong in ("http://meet.example/a", "javascript:alert(1)", "meet", "https://"):
        with pytest.raises(ValidationError) as error:
            set_call_link(acting_user=user, session_id=session.pk, call_link=wrong)
        assert "call_link" in error.value.message_dict
    client.force_login(user)
    refused = client.post(reverse("studio:session_call", args=[session.pk]), {"call_link": "http://meet.example/a"})
    assert (refused.status_code, list(refused.context["call_form"].errors)) == (422, ["call_link"])
    assert client.post(reverse("studio:session_call", args=[session.pk]), {"call_link": other}).status_code == 302
    assert told(session)[client_user.calendar_id].place == other


def test_the_time_left_to_pay_ticks_on_both_sides(client, stripe_site, opened, client_user, start, user):
    session = book(opened, client_user, start)
    page = reverse("studio:session", args=[session.pk])
    for who in (client_user, user):
        client.force_login(who)
        response = client.get(page)
        assert 880 <= response.context["page"].seconds_left <= 900
        assert 'role="timer"' in response.text
        assert 'aria-live="off"' in response.text
        assert "js/countdown" in response.text
    assert seconds_left(session, timezone.now() + HOUR) == 0
    Session.objects.update(expires_at=timezone.now() - HOUR)
    assert "We’re checking the payment" in client.get(page).text
    Payment.objects.update(expires_at=timezone.now() - HOUR)
    expire_payment(payment_id=session.payment_id)
    assert 'role="timer"' not in client.get(page).text
