"""The page of contradicted promises and the notes that lead to it, with and without htmx."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from availability.actions import say_time
from bookings.states import Event, LineupState
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}
PAGE = "/calendar/contradictions/"
DAY = dt.timedelta(days=1)


def say_busy(user, kind="busy"):
    said = {"acting_user": user, "calendar": user.calendar, "kind": kind, "timezone": "Europe/Berlin"}
    say_time(starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + 30 * DAY, **said)


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def member(client, act, booking):
    """Signed in, and busy when they are promised."""
    member = act.members[0]
    say_busy(member)
    client.force_login(member)
    return member


def settle(client, booking, way, **values):
    address = reverse("bookings:contradiction_settle", args=[booking.pk])
    return client.post(address, {"way": way, **values})


def text_of(response):
    return response.content.decode()


def test_a_time_that_goes_if_need_be_is_not_called_busy(client, act, booking):
    member = act.members[0]
    say_busy(member, kind="maybe")
    client.force_login(member)
    text = text_of(client.get(PAGE))
    assert "your calendar doesn’t show you as free" in text
    assert "Maybe" in text
    assert "busy" not in text[text.index("<main") : text.index("</main")].lower()


def test_the_page_names_band_venue_night_and_the_ways_out(client, member, booking, house, act):
    text = text_of(client.get(PAGE))
    for words in (
        act.party.name,
        house.party.name,
        "4 Mar",
        "I play",
        "I can’t make it",
        "Ask to move it",
        "you entered",
    ):
        assert words in text


def test_the_page_of_others_is_empty(client, member, act):
    for user in (act.members[1], act.leader, UserFactory()):
        client.force_login(user)
        assert "No clashes" in text_of(client.get(PAGE))


def test_keeping_it(client, member, booking):
    text = text_of(
        client.post(reverse("bookings:contradiction_settle", args=[booking.pk]), {"way": "keep"}, follow=True)
    )
    assert "You’re playing anyway" in text
    assert "We won’t ask about this gig again." in text
    entry = booking.lineup.get(user=member)
    assert entry.kept_at
    assert entry.claim


def test_asking_for_a_dep(client, member, booking):
    assert settle(client, booking, "dep").headers["Location"] == PAGE
    assert booking.lineup.get(user=member).state == LineupState.DECLINED
    assert "No clashes" in text_of(client.get(PAGE))


def test_a_dep_is_asked_for_only_by_opening_what_it_does(client, member, booking):
    before, button, _rest = text_of(client.get(PAGE)).partition('value="dep"')
    assert button
    assert "Your time is free again" in before[before.rindex("<details") :]


def test_the_page_of_the_booking_leads_to_deciding(client, member, booking, act):
    page = reverse("bookings:booking", args=[booking.pk])
    assert PAGE in text_of(client.get(page))
    settle(client, booking, "keep")
    assert PAGE not in text_of(client.get(page))
    client.force_login(act.leader)
    assert PAGE not in text_of(client.get(page))


def test_asking_to_move_it(client, member, booking):
    assert settle(client, booking, "move", message="Sunday?").headers["Location"] == PAGE
    assert booking.history.get(event=Event.MOVE_ASKED).text == "Sunday?"
    assert "You’ve asked to move these" in text_of(client.get(PAGE))


def test_asking_twice_is_refused_and_says_so(client, member, booking):
    settle(client, booking, "move")
    again = settle(client, booking, "move")
    assert again.status_code == 409
    assert "You already asked today" in text_of(again)


def test_a_long_word_is_refused_and_kept_in_the_field(client, member, booking):
    answer = settle(client, booking, "move", message="x" * 4001)
    assert answer.status_code == 422
    assert "x" * 4001 in text_of(answer)
    assert not booking.history.filter(event=Event.MOVE_ASKED).exists()


def test_a_no_that_is_refused_is_kept_in_its_own_field(client, member, booking, act):
    settle(client, booking, "move")
    asked = booking.history.get(event=Event.MOVE_ASKED)
    client.force_login(act.leader)
    address = reverse("bookings:move_refuse", args=[booking.pk])
    long = client.post(address, {"message": "x" * 4001, "asked": asked.pk})
    late = client.post(address, {"message": "x" * 3999, "asked": asked.pk - 1})
    for answer, status, errors in ((long, 422, 1), (late, 409, 0)):
        field = text_of(answer).partition(f'id="stays-{asked.pk}"')[2].partition("</form>")[0]
        assert (answer.status_code, "x" * 3999 in field, field.count('class="error"')) == (status, True, errors)
        assert text_of(answer).count("x" * 3999) == 1
        assert text_of(answer).count('<details class="more" open>') == 1
        assert '<details class="more card" open>' not in text_of(answer)
    assert client.post(address, {"asked": "none"}).status_code == 422
    assert not booking.history.filter(event=Event.MOVE_REFUSED).exists()
    page = text_of(client.get(reverse("bookings:booking", args=[booking.pk])))
    assert "plays unless they find a dep" in page
    assert '<details class="more" open>' not in page


def test_an_unknown_way_is_a_bad_request(client, member, booking):
    assert settle(client, booking, "burn it").status_code == 400


def test_a_booking_of_others_does_not_exist(client, member, house):
    other = a_confirmed_booking(house, an_act(), starts_at=FAR_SATURDAY + 7 * DAY)
    assert settle(client, other, "keep").status_code == 404
    assert client.post(reverse("bookings:contradiction_settle", args=[uuid4()]), {"way": "keep"}).status_code == 404


def test_today_and_the_calendar_lead_there(client, member, booking):
    assert PAGE in text_of(client.get("/"))
    assert reverse("bookings:contradictions_note") in text_of(client.get("/calendar/"))
    assert PAGE in text_of(client.get(reverse("bookings:contradictions_note"), headers=HTMX))
    settle(client, booking, "keep")
    assert PAGE not in text_of(client.get("/"))
    assert PAGE + '"' not in text_of(client.get(reverse("bookings:contradictions_note"), headers=HTMX))


def test_who_paints_over_a_promise_is_told_which(client, act, booking, house):
    client.force_login(act.members[0])
    data = {"days": ["2028-03-04"], "kind": "busy", "part": "day"}
    text = text_of(client.post(reverse("accounts:calendar_paint"), data, follow=True))
    assert f"{act.party.name} at {house.party.name}" in text
    assert f'<a href="{PAGE}">' in text


def test_hostile_names_in_a_warning_are_only_text(client, house):
    act = an_act(name="<script>alert(1)</script>")
    a_confirmed_booking(house, act)
    client.force_login(act.members[0])
    data = {"days": ["2028-03-04"], "kind": "busy", "part": "day"}
    text = text_of(client.post(reverse("accounts:calendar_paint"), data, follow=True))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("gigs", [1, 3])
def test_the_page_needs_the_same_queries_for_1_and_3(client, house, act, gigs, django_assert_num_queries):
    for week in range(gigs):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * 7 * DAY)
    say_busy(act.members[0])
    client.force_login(act.members[0])
    with django_assert_num_queries(6):
        assert text_of(client.get(PAGE)).count("<article") == gigs


def test_an_hour_is_shown_within_the_promise_only(client, act, booking):
    member = act.members[0]
    said = {"acting_user": member, "calendar": member.calendar, "kind": "maybe", "timezone": "Europe/Berlin"}
    say_time(starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR, **said)
    client.force_login(member)
    assert "21:00 – 22:00" in text_of(client.get(PAGE))
