"""Real calendar clients: vdirsyncer fetches a feed over HTTP, khal shows it on the clocks of its reader."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from availability.actions import cancel_entry, make_feed, write_entry
from availability.states import EntryStatus, FeedKind
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SATURDAY_21_IN_BERLIN = dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)
TOOLS = Path(sys.executable).parent

VDIRSYNCER = """
[general]
status_path = "{home}/status/"
[pair gigs]
a = "site"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage site]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{home}/gigs/"
fileext = ".ics"
"""

KHAL = """
[calendars]
[[gigs]]
path = {home}/gigs/
[locale]
local_timezone = {timezone}
default_timezone = {timezone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {home}/khal-{place}.db
[default]
default_calendar = gigs
"""


class Reader:
    """Somebody whose calendar client subscribes to one address."""

    def __init__(self, home: Path, url: str):
        self.home = home
        (home / "gigs").mkdir()
        (home / "vdirsyncer.conf").write_text(VDIRSYNCER.format(home=home, url=url))

    def run(self, tool: str, *arguments: str, answers: str = "") -> str:
        environment = os.environ | {"HOME": str(self.home), "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(self.home)}
        done = subprocess.run(
            [TOOLS / tool, *arguments], input=answers, env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def synchronise(self) -> None:
        config = str(self.home / "vdirsyncer.conf")
        self.run("vdirsyncer", "-c", config, "discover", answers="y\ny\n")
        self.run("vdirsyncer", "-c", config, "sync")

    def agenda(self, timezone: str) -> list[str]:
        """What khal lists for March 2028: start, end, title, place, description."""
        place = timezone.replace("/", "-")
        config = self.home / f"khal-{place}.conf"
        config.write_text(KHAL.format(home=self.home, timezone=timezone, place=place))
        shape = "{start}|{end}|{title}|{location}|{status}|{description}"
        listing = self.run(
            "khal", "-c", str(config), "list", "--format", shape, "--day-format", "", "2028-03-01", "31d"
        )
        return [line for line in listing.splitlines() if line.strip()]


@pytest.fixture
def reader(tmp_path, live_server):
    user = UserFactory()
    _feed, token = make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name="Gigs")
    reader = Reader(tmp_path, live_server.url + reverse("availability:feed", args=[token]))
    reader.calendar = user.calendar
    return reader


def write_gig(calendar, **more):
    values = {
        "uid": "gig@stageslot", "occasion": uuid4(), "status": EntryStatus.CONFIRMED, "timezone": "Europe/Berlin",
        "starts_at": SATURDAY_21_IN_BERLIN, "ends_at": SATURDAY_21_IN_BERLIN + dt.timedelta(hours=3, minutes=30),
        "title": "The Foxes, at the Cellar", "place": "Cellar, Gartenstr. 1", "text": "Call 17:00 (Berlin time)",
        "path": "/shows/1/",
    } | more  # fmt: skip
    return write_entry(calendar=calendar, **values)


@pytest.mark.parametrize(
    ("timezone", "start", "end"),
    [
        ("Europe/Berlin", "2028-03-04 21:00", "2028-03-05 00:30"),
        ("America/New_York", "2028-03-04 15:00", "2028-03-04 18:30"),
    ],
)
def test_a_gig_arrives_on_the_clocks_of_its_reader(reader, timezone, start, end):
    write_gig(reader.calendar)
    reader.synchronise()
    (line,) = reader.agenda(timezone)[:1]
    assert line.startswith(f"{start}|{end}|The Foxes, at the Cellar|Cellar, Gartenstr. 1|")
    assert "Call 17:00 (Berlin time)" in line


def test_a_move_and_a_cancellation_arrive_with_the_next_synchronisation(reader):
    write_gig(reader.calendar)
    reader.synchronise()
    write_gig(reader.calendar, starts_at=SATURDAY_21_IN_BERLIN - dt.timedelta(hours=1))
    reader.synchronise()
    assert reader.agenda("Europe/Berlin")[0].startswith("2028-03-04 20:00|")
    cancel_entry(calendar=reader.calendar, uid="gig@stageslot")
    reader.synchronise()
    assert "CANCELLED" in reader.agenda("Europe/Berlin")[0].upper()
