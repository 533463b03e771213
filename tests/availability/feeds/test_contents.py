"""What a calendar client gets: words of RFC 5545, names, and numbers of changes."""

from uuid import uuid4

import pytest
from django.conf import settings
from icalendar import Calendar as ICalendar

from availability.actions import cancel_entry, rename_feeds
from availability.models import CalendarEntry
from availability.states import EntryStatus, FeedKind
from tests.availability.feeds.writing import DAY, HOUR, NOW, START, events, write
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db


def test_a_feed_says_it_in_the_words_of_rfc_5545(client, user, address):
    write(
        user.calendar, text="Call 17:00\nSet 21:00 – 00:30 (Berlin time)", place="Cellar, Gartenstr. 1; Berlin",
        path="/shows/1/",
    )  # fmt: skip
    response = client.get(address)
    calendar = ICalendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["X-WR-CALNAME"] == "Ada’s gigs"
    assert calendar["X-PUBLISHED-TTL"] == "PT15M"
    assert {name: str(event[name]) for name in ("UID", "SUMMARY", "STATUS", "TRANSP", "LOCATION", "URL")} == {
        "UID": "show@stageslot",
        "SUMMARY": "The Foxes at the Cellar",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "LOCATION": "Cellar, Gartenstr. 1; Berlin",
        "URL": f"{settings.SITE_URL}/shows/1/",
    }
    assert event["DESCRIPTION"] == "Call 17:00\nSet 21:00 – 00:30 (Berlin time)"
    assert (event.start, event.end) == (START, START + 4 * HOUR)
    assert (event["SEQUENCE"], event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (0, NOW, NOW)
    assert "CATEGORIES" not in event
    assert response.content.count(b"\n") == response.content.count(b"\r\n")


@pytest.mark.parametrize(
    "title",
    [
        "a" * 300,
        "ä" * 300,
        "🎸" * 300,
        "Line one\r\nLine two\nBEGIN:VEVENT\nSUMMARY:smuggled",
        "back\\slash; semi, comma: colon \\n \\,",
        "حفلة موسيقية ‏في برلين",
        "  spaces  around  ",
        "null\x00bell\x07tab\tend",
    ],
)
def test_hostile_titles_come_back_as_they_were(client, user, address, title):
    write(
        user.calendar, title=title.replace("\x00", ""), text=title.replace("\x00", ""), place=title.replace("\x00", "")
    )
    response = client.get(address)
    (event,) = events(response)
    told = title.replace("\r\n", "\n").replace("\x00", "").replace("\x07", "")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"]), str(event["LOCATION"])) == (told, told, told)
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    response.content.decode()


def test_every_folded_line_is_text_by_itself(client, user, address):
    write(user.calendar, title="ab" + "🎸" * 200)
    lines = [line.decode() for line in client.get(address).content.split(b"\r\n")]
    assert "".join(line.removeprefix(" ") for line in lines).count("🎸") == 200


def test_an_address_cannot_smuggle_properties(client, user, address):
    write(user.calendar, path="/x/\r\nATTENDEE:mailto:x@example.org")
    (event,) = events(client.get(address))
    assert "ATTENDEE" not in event


def test_sequence_rises_with_time_place_and_status_only(user):
    occasion = uuid4()
    first = {"occasion": occasion}
    for changes, sequence in [
        ({}, 0),
        ({"title": "Another title"}, 0),
        ({"text": "Bring a DI box"}, 0),
        ({"place": "The Cellar"}, 1),
        ({"starts_at": START + HOUR}, 2),
        ({"status": EntryStatus.TENTATIVE}, 3),
        ({"timezone": "Europe/London"}, 4),
    ]:
        first |= changes
        assert write(user.calendar, **first).sequence == sequence
    assert CalendarEntry.objects.count() == 1


def test_writing_the_same_again_changes_nothing(user, clock):
    occasion = uuid4()
    entry = write(user.calendar, occasion=occasion)
    clock.shift(HOUR)
    user.calendar.refresh_from_db()
    version = user.calendar.version
    assert write(user.calendar, occasion=occasion).modified_at == entry.modified_at
    user.calendar.refresh_from_db()
    assert user.calendar.version == version


def test_what_is_off_is_told_for_30_days(client, user, address, clock):
    write(user.calendar)
    clock.shift(HOUR)
    cancel_entry(calendar=user.calendar, uid="show@stageslot")
    (event,) = events(client.get(address))
    assert (event["STATUS"], event["SEQUENCE"], event["LAST-MODIFIED"].dt) == ("CANCELLED", 1, NOW + HOUR)
    assert (event["SUMMARY"], event["TRANSP"]) == ("Cancelled: The Foxes at the Cellar", "TRANSPARENT")
    clock.move_to(NOW + 30 * DAY)
    assert len(events(client.get(address))) == 1
    clock.move_to(NOW + 32 * DAY)
    assert events(client.get(address)) == []


def test_what_was_off_may_be_on_again(user):
    write(user.calendar)
    cancel_entry(calendar=user.calendar, uid="show@stageslot")
    entry = write(user.calendar)
    assert (entry.status, entry.sequence, entry.cancelled_at) == ("confirmed", 2, None)
    assert cancel_entry(calendar=user.calendar, uid="unknown") is None


def test_other_calendars_are_not_told(client, user, address):
    write(CalendarFactory())
    assert events(client.get(address)) == []


def test_events_of_long_ago_are_left_out(client, user, address):
    write(user.calendar, starts_at=NOW - 402 * DAY, ends_at=NOW - 402 * DAY + HOUR)
    assert events(client.get(address)) == []


def test_feed_is_in_the_language_of_its_reader_and_has_no_method(client, user, address):
    words = {"de": {"title": "Die Füchse im Keller", "text": "", "place": ""}}
    write(user.calendar, words=words)
    write(user.calendar, uid="off@stageslot", words=words, starts_at=START + HOUR)
    cancel_entry(calendar=user.calendar, uid="off@stageslot")
    assert b"METHOD" not in client.get(address).content
    etag = client.get(address)["ETag"]
    type(user).objects.filter(pk=user.pk).update(language="de")
    response = client.get(address, headers={"If-None-Match": etag})
    assert [str(event["SUMMARY"]) for event in events(response)] == [
        "Die Füchse im Keller", "Abgesagt: Die Füchse im Keller",
    ]  # fmt: skip


def test_feed_is_called_as_its_owner_is_called_now(client, user, feed_and_token, address):
    etag = client.get(address)["ETag"]
    assert rename_feeds(calendar=user.calendar, name="Ada L.", kind=FeedKind.PERSON) == 1
    response = client.get(address, headers={"If-None-Match": etag})
    assert ICalendar.from_ical(response.content)["X-WR-CALNAME"] == "Ada L."
    assert rename_feeds(calendar=user.calendar, name="Ada", kind=FeedKind.PARTY) == 0
