"""The run of show: what happens when, told in calendars, on a page and on paper."""

import datetime as dt

import pytest
from django.http import Http404

from availability.models import CalendarEntry
from bookings.access.bills import get_run_for
from bookings.actions import plan_bill
from bookings.bill.run_of_show import run_of_show
from tests.bookings.bill.scenes import FAR_SATURDAY, MINUTE, USUAL, a_night, book, plan_of
from tests.bookings.scenes import an_act
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def night(house):
    show = a_night(house)
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL))
    show.refresh_from_db()
    return show


def test_everything_stands_in_the_order_in_which_it_happens(night):
    opener, support, headliner = night.spots.all()
    acts = {opener.pk: "Opener", support.pk: "Support", headliner.pk: "Headliner"}
    run = run_of_show(night, [headliner, support, opener], acts, mine=[support.pk])
    assert [(moment.clock(night.timezone), moment.what, moment.who) for moment in run] == [
        ("17:00", "Load-in", ""),
        ("18:10 – 19:10", "Soundcheck", "Headliner"),
        ("19:10 – 19:40", "Soundcheck", "Support"),
        ("19:40 – 20:00", "Soundcheck", "Opener"),
        ("20:00", "Doors", ""),
        ("21:00 – 21:30", "Set", "Opener"),
        ("21:30 – 21:50", "Changeover", ""),
        ("21:50 – 22:35", "Set", "Support"),
        ("22:35 – 23:05", "Changeover", ""),
        ("23:05 – 00:20", "Set", "Headliner"),
        ("00:30", "Curfew", ""),
        ("01:00", "Venue clear", ""),
    ]
    assert {moment.who for moment in run if moment.is_mine} == {"Support"}


def test_an_act_that_is_called_later_than_load_in_has_a_line_of_its_own(night):
    spot = night.spots.first()
    spot.call_at = FAR_SATURDAY - 90 * MINUTE
    run = run_of_show(night, [spot], {spot.pk: "Opener"})
    assert [(moment.what, moment.who) for moment in run][:2] == [("Load-in", ""), ("Call", "Opener")]


def test_calendars_of_the_house_tell_the_run_of_show(house, act, night):
    book(house, act, night, 0)
    text = CalendarEntry.objects.get(calendar=house.stage.calendar_id).text
    assert f"21:00 – 21:30 Set: {act.party.name}" in text
    assert "18:10 – 19:10 Soundcheck: Headliner, to be announced" in text


def test_calendars_of_an_act_tell_call_load_in_soundcheck_set_and_address(house, act, night):
    book(house, act, night, 0)
    text = CalendarEntry.objects.get(calendar=act.members[0].calendar_id).text
    for line in ("Call: 17:00", "Load-in: 17:00", "Soundcheck: 19:40", "Set starts: 21:00", "Curfew: 00:30"):
        assert line in text
    assert house.party.name in text


def test_the_night_on_which_clocks_go_back_tells_both_hours(house):
    autumn = dt.datetime(2028, 10, 28, 22, 0, tzinfo=dt.UTC)
    show = a_night(house, starts_at=FAR_SATURDAY)
    show.load_in_at, show.doors_at, show.curfew_at = autumn, None, None
    show.out_at = autumn + dt.timedelta(hours=6)
    spot = show.spots.first()
    spot.call_at, spot.starts_at = autumn, autumn + dt.timedelta(hours=2, minutes=30)
    spot.ends_at = spot.starts_at + dt.timedelta(hours=1)
    clocks = [moment.clock(show.timezone) for moment in run_of_show(show, [spot], {})]
    assert clocks == ["00:00", "02:30 CEST – 02:30 CET", "05:00"]


def test_the_run_is_read_by_those_who_work_the_night(house, act, night):
    booking = book(house, act, night, 0)
    for user in (house.manager, UserFactory(is_staff=True)):
        assert get_run_for(user, night.pk)[1] == frozenset()
    for user in (act.leader, act.members[0]):
        assert get_run_for(user, night.pk)[1] == {booking.spot_id}


def test_nobody_else_reads_the_run(client, night):
    client.force_login(UserFactory())
    assert client.get(f"/shows/{night.pk}/run-of-show/").status_code == 403
    night.announce_at = FAR_SATURDAY
    night.save(update_fields=["announce_at"])
    with pytest.raises(Http404):
        get_run_for(an_act().leader, night.pk)


def test_the_page_and_the_pdf_tell_the_same(client, house, act, night):
    book(house, act, night, 0)
    client.force_login(act.members[0])
    page = client.get(f"/shows/{night.pk}/run-of-show/")
    assert "19:40 – 20:00" in page.content.decode()
    assert act.party.name in page.content.decode()
    paper = client.get(f"/shows/{night.pk}/run-of-show.pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_name_is_never_read_as_markup_on_paper(client, house, night):
    night.title = "#panic() *bold* $x$ \\ " + "W" * 150
    night.save(update_fields=["title"])
    client.force_login(house.manager)
    assert client.get(f"/shows/{night.pk}/run-of-show.pdf").content[:5] == b"%PDF-"
