"""Taking what is taken: by page, by program, in the office of the staff, and past all of them by raw SQL."""

import re

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from playwright.sync_api import APIResponse, expect

from availability.models import TimeBlock
from bookings.models import Booking, Show
from tests.browser.people import Person

FREE_INSTEAD = "Free at the same time of day:"


def is_told_what_is_taken(person: Person, status: int, *what: str) -> None:
    """The page came with a 409, says what is in the way, and offers nights that are not."""
    assert status == 409
    refusal = person.main.locator(".refusal")
    for words in what:
        expect(refusal).to_contain_text(words)
    expect(refusal).to_contain_text(FREE_INSTEAD)
    expect(refusal).to_contain_text(re.compile(r"\b(Fri|Sat|Sun) \d+ "))


class Program:
    """A script that somebody runs with a token of their own."""

    def __init__(self, person: Person):
        person.open("/you/tokens/")
        person.fill(Purpose="a script")
        person.main.get_by_label("Write").check()
        person.press("Create token")
        self.token = person.secret()
        self.person = person

    def post(self, path: str, **data) -> APIResponse:
        return self.person.context.request.post(
            f"{self.person.site.url}/api/v1{path}", data=data, headers={"Authorization": f"Bearer {self.token}"}
        )

    def is_told_what_is_taken(self, path: str, who: str, **data) -> None:
        answer = self.post(path, **data)
        problem = answer.json()
        assert (answer.status, problem["type"].rpartition("/")[2]) == (409, "taken"), problem
        assert answer.headers["content-type"] == "application/problem+json"
        assert who in [conflict["who"] for conflict in problem["conflicts"]]
        assert problem["alternatives"]


def find_no_way_in_the_office(staff: Person, booking: Booking) -> None:
    """Staff may look and call off; nothing there makes a booking or promises time."""
    pages = ("bookings/booking", "bookings/show", "availability/timeblock")
    assert [staff.open(f"/admin/{page}/add/").status for page in pages] == [403, 403, 403]
    staff.open(f"/admin/bookings/booking/{booking.pk}/change/")
    expect(staff.page.locator("body")).to_contain_text("Pending")
    for way in ("select[name=state]", "input[name=state]", "[name=_save]"):
        expect(staff.page.locator(way)).to_have_count(0)


def is_refused_by_the_database(booking: Booking, taken_from: Show) -> None:
    """Another promise of the same stage, band or musician; and a booking that counts as confirmed without any."""
    promised = list(TimeBlock.objects.claims().filter(occasion=taken_from.pk))
    dana = booking.lineup.get(user__name="Dana").user
    assert {taken_from.claim.calendar_id, dana.calendar_id} < {block.calendar_id for block in promised}
    copy = (
        "INSERT INTO availability_timeblock (calendar_id, kind, period, occasion) "
        "SELECT calendar_id, kind, period, %s FROM availability_timeblock WHERE id = %s"
    )
    for block in promised:
        with pytest.raises(IntegrityError, match="timeblock_claims_never_overlap"), transaction.atomic():
            run(copy, [booking.spot.show_id, block.pk])
    with pytest.raises(DatabaseError, match="claim"), transaction.atomic():
        run("UPDATE bookings_booking SET state = 'confirmed', turn = '' WHERE id = %s", [booking.pk])


def run(statement: str, values: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount, "the statement meets no row: it proves nothing"
