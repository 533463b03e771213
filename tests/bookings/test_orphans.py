"""Claims that no show explains are found, and none that one does."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from availability.actions import Wanted, claim
from availability.queries.orphans import orphaned_claims
from bookings.actions import cancel_show
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_open_show
from tests.factories import FAR_SATURDAY, CalendarFactory

pytestmark = pytest.mark.django_db


def promised(calendar_id, **more):
    end = FAR_SATURDAY + HOUR
    [block] = claim(wanted=[Wanted(calendar_id, FAR_SATURDAY, end, more.pop("occasion", uuid4()), **more)])
    return block


def test_claims_of_shows_acts_and_players_are_explained(house, act, capsys):
    a_confirmed_booking(house, act)
    assert not orphaned_claims().exists()
    call_command("check_claims")
    assert "Every claim" in capsys.readouterr().out


def test_claim_of_no_show_is_listed_and_fails(capsys):
    block = promised(CalendarFactory().pk)
    with pytest.raises(CommandError):
        call_command("check_claims")
    said = capsys.readouterr().out
    assert f"claim {block.pk} on calendar {block.calendar_id}, 2028-03-04 20:00 to 2028-03-04 21:00 UTC" in said


def test_claim_beside_those_of_its_show_is_an_orphan(house, act):
    booking = a_confirmed_booking(house, act)
    beside = promised(CalendarFactory().pk, occasion=booking.spot.show_id)
    assert list(orphaned_claims()) == [beside]


def test_a_cancelled_show_leaves_no_claim_behind(house):
    show = an_open_show(house)
    cancel_show(acting_user=house.manager, show=show)
    assert not orphaned_claims().exists()


def test_claim_that_runs_out_by_itself_is_left_to_the_sweep():
    promised(CalendarFactory().pk, expires_at=FAR_SATURDAY)
    assert not orphaned_claims().exists()
