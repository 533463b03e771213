"""After a name or an address has changed, calendars and feeds tell the new one."""

import pytest
from django.urls import reverse
from icalendar import Calendar as ICalendar

from accounts.actions import rename_party
from accounts.actions.feeds import create_feed
from availability.errors import Busy
from availability.models import CalendarEntry
from bookings import tasks as shows
from engagements.periodic import every
from holds import tasks as holds
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.holds.scenes import DAY, NIGHT, a_hold
from venues.actions import update_stage, update_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house(name="Harbour Cellar")


@pytest.fixture
def act():
    return an_act(name="Northlight", members=1)


@pytest.fixture
def rewritten(queued, django_capture_on_commit_callbacks):
    """A function that makes a change and then does what it queued; returns how many tasks these were."""

    def run(party, change) -> int:
        before = len(queued())
        with django_capture_on_commit_callbacks(execute=True):
            change()
        asked = [arguments for arguments in queued()[: len(queued()) - before] if arguments == f"['{party.pk}']"]
        shows.rewrite_entries(str(party.pk))
        holds.rewrite_entries(str(party.pk))
        return len(asked)

    return run


def told() -> str:
    entries = CalendarEntry.objects.values_list("title", "text", "place", "words")
    return repr(list(entries))


def test_entries_of_shows_and_holds_follow_names_and_addresses(house, act, rewritten):
    a_confirmed_booking(house, act)
    a_hold(house, act, night=NIGHT + 7 * DAY)
    venue, owner, party = house.stage.venue, house.manager, house.stage.venue.party
    assert rewritten(party, lambda: rename_party(acting_user=owner, party=party, name="Old Brewery")) == 2
    assert "Old Brewery" in told()
    assert "Harbour Cellar" not in told()
    assert rewritten(party, lambda: update_venue(acting_user=owner, venue=venue, address="Neue Gasse 9")) == 2
    assert "Neue Gasse 9" in told()
    assert rewritten(party, lambda: update_stage(acting_user=owner, stage=house.stage, name="Vault")) == 2
    assert "Vault" in told()
    leader = act.leader
    assert rewritten(act.party, lambda: rename_party(acting_user=leader, party=act.party, name="Southlight")) == 2
    assert "Southlight" in told()
    assert "Northlight" not in told()
    assert min(CalendarEntry.objects.values_list("sequence", flat=True)) > 0, "a new place is to be acted upon"


def test_saving_a_venue_as_it_is_rewrites_nothing(house, act, rewritten):
    a_confirmed_booking(house, act)
    before = told()
    venue = house.stage.venue
    assert (
        rewritten(venue.party, lambda: update_venue(acting_user=house.manager, venue=venue, house_rules="Be kind")) == 0
    )
    assert told() == before


def test_party_feed_is_in_the_language_of_its_reader(client, house, act):
    booking = a_confirmed_booking(house, act)
    a_hold(house, act, night=NIGHT + 7 * DAY)
    type(act.leader).objects.filter(pk=act.leader.pk).update(language="de")
    act.leader.refresh_from_db()
    _feed, token = create_feed(acting_user=act.leader, kind="party", party=act.party)
    content = client.get(reverse("availability:feed", args=[token])).content
    events = {str(event["UID"]): event for event in ICalendar.from_ical(content).walk("VEVENT")}
    assert "Ortszeit" in str(events[f"booking-{booking.pk}@stageslot"]["DESCRIPTION"])
    [hold] = [event for uid, event in events.items() if uid.startswith("hold-")]
    assert "Option" in str(hold["SUMMARY"])


class Rows(list):
    def iterator(self):
        return iter(self)


def test_what_somebody_else_was_writing_to_is_rewritten_later():
    tried: list[int] = []

    def write(row: int) -> None:
        tried.append(row)
        if row == 1:
            raise Busy

    with pytest.raises(Busy):
        every(Rows(range(600)), write)
    assert len(tried) == 600, "however many there are"
    every(Rows([2, 3]), write)
