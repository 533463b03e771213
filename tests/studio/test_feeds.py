"""Sessions in the file that a calendar program reads."""

import datetime as dt

import pytest
from icalendar import Calendar

from availability.actions import make_feed
from availability.states import FeedKind
from studio.actions import update_professional
from studio.actions.sessions import cancel_session, set_call_link, tell_calendars
from tests.studio.test_sessions import book, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
CALL = ["AUDIO", "VIDEO"]
LINK = "https://meet.example/low-end"


@pytest.fixture
def read(client):
    """The events of a person's feed, once calendars have been told of a session."""

    def events(session, user, calendar, kind=FeedKind.PERSON):
        tell_calendars(session_id=session.pk)
        _feed, token = make_feed(acting_user=user, calendar=calendar, kind=kind, name="Mine")
        return Calendar.from_ical(client.get(f"/feeds/{token}.ics").content).walk("VEVENT")

    return events


def test_a_session_is_tentative_then_booked_with_its_link_then_off(read, stripe_site, opened, client_user, start, user):
    update_professional(acting_user=user, professional=opened.professional, call_link=LINK)
    opened.refresh_from_db()
    session = book(opened, client_user, start)
    [event] = read(session, client_user, client_user.calendar)
    assert (event["STATUS"], event["UID"], event["SEQUENCE"]) == ("TENTATIVE", f"session-{session.pk}@stageslot", 0)
    assert "LOCATION" not in event
    assert "CONFERENCE" not in event
    session = paid(session)
    [event] = read(session, client_user, client_user.calendar)
    assert (event["STATUS"], event["LOCATION"], event["DTSTART"].dt) == ("CONFIRMED", LINK, start)
    assert (event["CONFERENCE"], event["CONFERENCE"].params["VALUE"]) == (LINK, "URI")
    assert (event["CONFERENCE"].params["FEATURE"], event["CONFERENCE"].params["LABEL"]) == (CALL, "Join the call")
    assert event["URL"].endswith(f"/sessions/{session.pk}/")
    assert "LAST-MODIFIED" in event
    moved, before = LINK + "/2", event["SEQUENCE"]
    set_call_link(acting_user=user, session_id=session.pk, call_link=moved)
    [event] = read(session, user, user.calendar)
    assert (event["LOCATION"], event["CONFERENCE"], event["SEQUENCE"]) == (moved, moved, before + 1)
    [event] = read(session, user, opened.professional.party.calendar, FeedKind.PARTY)
    assert (str(event["SUMMARY"]), "LOCATION" in event, "CONFERENCE" in event) == (session.name, False, False)
    assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(hours=2)
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill")
    [event] = read(session, client_user, client_user.calendar)
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert str(event["SUMMARY"]).startswith("Cancelled: ")
