"""What a show tells its audience: tickets and poster, on its page, and to programs as a MusicEvent."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Approval, Role
from availability.models import CalendarEntry
from bookings.actions import cancel_show, remove_poster, set_announcement, set_poster, set_tickets, update_show
from bookings.actions.rescheduling import answer_move, propose_move
from bookings.models import Show
from bookings.states import MoveState
from engagements.errors import WrongState
from media.models import Picture
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory
from tests.heads import read_head
from tests.matrix.uploads import SVG, picture
from tests.vocabulary import misspelt
from web.texts import balanced, isolated

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)


@pytest.fixture
def house():
    return a_house(name="Harbour Cellar")


@pytest.fixture
def booking(house):
    return a_confirmed_booking(house, an_act(name="Northlight"), title="Northern Static")


@pytest.fixture
def show(booking):
    return booking.spot.show


def page(show):
    return reverse("bookings:show", args=[show.pk])


def facts_of(client, show):
    facts = read_head(client.get(page(show))).facts
    assert facts is not None
    assert misspelt(facts) == []
    return facts


def a_poster():
    return SimpleUploadedFile("poster.png", picture(300, 420))


def test_tickets_are_typed_on_the_clock_of_the_place(client, house, show):
    client.force_login(house.manager)
    typed = {"ticket_url": "https://tix.example/1", "provider": "Tixbase", "lowest": "12.50", "highest": "15"}
    response = client.post(
        reverse("bookings:show_tickets", args=[show.pk]), typed | {"currency": "EUR", "on_sale": "2028-01-10T10:00"}
    )
    assert response.status_code == 302
    show.refresh_from_db()
    assert (show.ticket_min_minor, show.ticket_max_minor, show.ticket_currency_id) == (1250, 1500, "EUR")
    assert show.on_sale_at == dt.datetime(2028, 1, 10, 9, tzinfo=dt.UTC)
    text = client.get(page(show)).content.decode()
    assert "Tickets: Tixbase" in text
    assert "€12.50 – €15" in text
    form = client.get(reverse("bookings:show_publicity", args=[show.pk])).content.decode()
    assert 'value="2028-01-10T10:00"' in form


def test_one_price_is_both_ends_and_nothing_is_free_entry(client, house, show):
    set_tickets(acting_user=house.manager, show=show, lowest_minor=0, currency="EUR")
    show.refresh_from_db()
    assert (show.ticket_min_minor, show.ticket_max_minor) == (0, 0)
    assert "Free entry" in client.get(page(show)).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"lowest": "12,5x", "currency": "EUR"}, "lowest"),
        ({"lowest": "15", "highest": "12", "currency": "EUR"}, "highest"),
        ({"lowest": "15"}, "currency"),
        ({"ticket_url": "javascript:alert(1)"}, "ticket_url"),
        ({"on_sale": "2028-03-09T10:00"}, "on_sale"),
        ({"on_sale": "9999-12-31T23:59"}, "on_sale"),
        ({"provider": "x" * 81}, "provider"),
    ],
)
def test_tickets_that_cannot_be_are_errors_at_their_field(client, house, show, typed, field):
    client.force_login(house.manager)
    response = client.post(reverse("bookings:show_tickets", args=[show.pk]), typed)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Show.objects.get(pk=show.pk).ticket_url == ""


@pytest.mark.parametrize("half", [{"ticket_min_minor": 5}, {"ticket_max_minor": 5, "ticket_currency_id": "EUR"}])
def test_the_database_knows_whole_prices_only(show, half):
    with pytest.raises(IntegrityError, match="show_ticket_prices_in_order"), transaction.atomic():
        Show.objects.filter(pk=show.pk).update(**half)


def test_poster_is_hung_changed_and_taken_down_for_good(client, house, show):
    client.force_login(house.manager)
    for alt in ("Waves", "Waves at night"):
        client.post(reverse("bookings:poster_add", args=[show.pk]), {"file": a_poster(), "alt": alt})
    show.refresh_from_db()
    assert [each.alt for each in Picture.objects.all()] == ["Waves at night"]
    client.post(reverse("bookings:poster_remove", args=[show.pk]))
    show.refresh_from_db()
    assert show.poster is None
    assert not Picture.objects.exists()


def test_poster_that_is_no_picture_is_an_error_at_its_field(client, house, show):
    client.force_login(house.manager)
    sent = {"file": SimpleUploadedFile("poster.png", SVG), "alt": "Waves"}
    response = client.post(reverse("bookings:poster_add", args=[show.pk]), sent)
    assert response.status_code == 422
    assert 'id="id_file_error"' in response.content.decode()


def test_publicity_is_the_hosts_and_ends_with_the_show(house, show):
    for action in (
        lambda user: set_tickets(acting_user=user, show=show, provider="Me"),
        lambda user: set_poster(acting_user=user, show=show, file=a_poster(), alt="Mine"),
        lambda user: remove_poster(acting_user=user, show=show),
    ):
        with pytest.raises(PermissionDenied):
            action(UserFactory())
    cancel_show(acting_user=house.manager, show=show, reason="Flood")
    with pytest.raises(WrongState):
        set_tickets(acting_user=house.manager, show=show, provider="Me")


def test_tickets_let_go_of_every_picture_of_the_show(house, show, booking):
    calendars = (house.stage.calendar, booking.act.calendar)
    before = [calendar.public_version for calendar in calendars]
    set_tickets(acting_user=house.manager, show=show, provider="Tixbase")
    for calendar, version in zip(calendars, before, strict=True):
        calendar.refresh_from_db()
        assert calendar.public_version > version


def test_tickets_disturb_no_proposal_of_another_time(house, show, booking):
    times = {"starts_at": FAR_SATURDAY + DAY, "ends_at": FAR_SATURDAY + DAY + dt.timedelta(hours=3)}
    move = propose_move(acting_user=house.manager, show=show, party=house.party, **times)
    set_tickets(acting_user=house.manager, show=show, provider="Tixbase")
    leader = booking.act.memberships.get(role=Role.MANAGER).user
    assert answer_move(acting_user=leader, move=move, agrees=True, booking=booking).state == MoveState.AGREED


def test_event_says_who_where_when_and_for_how_much(client, house, show):
    venue = house.stage.venue
    venue.address, venue.latitude, venue.longitude = "Am Kai 1", 53.54, 9.98
    venue.save()
    set_tickets(
        acting_user=house.manager, show=show, ticket_url="https://tix.example/1", provider="Tixbase",
        lowest_minor=1250, highest_minor=1500, currency="EUR", on_sale_at=now() - DAY,
    )  # fmt: skip
    facts = facts_of(client, show)
    assert facts["@type"] == "MusicEvent"
    assert facts["name"] == "Northern Static"
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"
    assert facts["startDate"] == "2028-03-04T21:00:00+01:00"
    assert [act["name"] for act in facts["performer"]] == ["Northlight"]
    assert facts["location"]["name"] == "Harbour Cellar"
    assert facts["location"]["address"]["streetAddress"] == "Am Kai 1"
    assert facts["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 53.54, "longitude": 9.98}
    offer = facts["offers"]
    assert (offer["lowPrice"], offer["highPrice"], offer["priceCurrency"]) == ("12.50", "15", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"


def test_event_that_is_called_off_stays_known_as_such(client, house, show):
    cancel_show(acting_user=house.manager, show=show, reason="A private matter")
    response = client.get(page(show))
    facts = facts_of(client, show)
    assert facts["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in facts
    assert "A private matter" not in response.content.decode()


def test_event_that_moved_says_since_when(client, house):
    show = an_open_show(house, title="Northern Static")
    propose_move(
        acting_user=house.manager, show=show, party=house.party, starts_at=FAR_SATURDAY + DAY,
        ends_at=FAR_SATURDAY + DAY + dt.timedelta(hours=3),
    )  # fmt: skip
    facts = facts_of(client, show)
    assert facts["eventStatus"] == "https://schema.org/EventRescheduled"
    assert facts["previousStartDate"] == "2028-03-04T21:00:00+01:00"
    assert facts["startDate"] == "2028-03-05T21:00:00+01:00"


def test_who_is_suspended_is_named_nowhere_on_the_page(client, show, booking):
    type(booking.act).objects.filter(pk=booking.act_id).update(approval=Approval.SUSPENDED)
    assert "performer" not in facts_of(client, show)
    assert "Northlight" not in client.get(page(show)).content.decode()


def test_page_of_what_is_not_announced_tells_programs_nothing(client, house):
    show = an_open_show(house, title="Secret", announce_at=FAR_SATURDAY - DAY)
    assert client.get(page(show)).status_code == 404
    client.force_login(house.manager)
    head = read_head(client.get(page(show)))
    assert head.facts is None
    assert head.meta["robots"] == "noindex"
    assert "og:image" not in head.meta


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "\u202egnik", "🎸" * 60, '"><b x="'])
def test_hostile_titles_are_only_text_in_the_head(client, house, name):
    show = an_open_show(house, title=name, description=name)
    head = read_head(client.get(page(show)))
    told = name.replace("\u202e", "")
    assert head.facts["name"] == head.meta["og:title"] == balanced(told)
    assert head.title == f"{isolated(told)} · StageSlot"


def test_price_without_a_known_currency_is_refused(house, show):
    with pytest.raises(ValidationError) as refusal:
        set_tickets(acting_user=house.manager, show=show, lowest_minor=5, currency="XXY")
    assert list(refusal.value.message_dict) == ["lowest_minor"]


@pytest.mark.parametrize("spots", [1, 3])
def test_page_of_a_show_needs_the_same_queries_for_1_and_3(client, house, spots, django_assert_num_queries):
    show = an_open_show(house, spots=spots)
    set_poster(acting_user=house.manager, show=show, file=a_poster(), alt="Waves")
    with django_assert_num_queries(QUERIES_OF_A_SHOW):
        client.get(page(show))


QUERIES_OF_A_SHOW = 3
"""The show with its place and its poster, its spots, whether it moved."""


def test_stranger_reads_the_clock_of_the_place_and_who_is_elsewhere_is_told_so(client, show):
    assert "21:00" in (text := client.get(page(show)).content.decode())
    assert "Berlin time" not in text
    client.force_login(UserFactory(timezone="America/New_York"))
    assert "21:00 (Berlin time)" in client.get(page(show)).content.decode()


def test_announcement_of_a_confirmed_show_reaches_every_calendar(show, booking):
    manager = show.created_by
    set_announcement(acting_user=manager, show=show, announce_at=show.starts_at - DAY)
    told = CalendarEntry.objects.filter(occasion=show.pk).values_list("announce_at", flat=True)
    assert set(told) == {show.starts_at - DAY}
    assert booking.act.calendar_id in CalendarEntry.objects.filter(occasion=show.pk).values_list("calendar", flat=True)


def test_announcement_after_the_start_is_refused(show):
    with pytest.raises(ValidationError) as refused:
        set_announcement(acting_user=show.created_by, show=show, announce_at=show.starts_at + DAY)
    assert "announce_at" in refused.value.message_dict
    show.refresh_from_db()
    assert show.announce_at is None


def test_announcement_is_set_on_its_page_and_hides_the_name(client, show):
    client.force_login(show.created_by)
    day = (show.starts_at - DAY).date()
    answer = client.post(reverse("bookings:show_announcement", args=[show.pk]), {"announce_on": day.isoformat()})
    assert answer.status_code == 302
    show.refresh_from_db()
    assert show.announce_at.date() in (day, day - DAY)
    client.logout()
    assert show.title not in client.get(reverse("bookings:show", args=[show.pk])).content.decode()


def test_texts_of_an_open_show_reach_the_acts_that_are_booked(house):
    booking = a_confirmed_booking(house, an_act(), title="Before", spots=2)
    show = booking.spot.show
    update_show(acting_user=show.created_by, show=show, title="After")
    texts = CalendarEntry.objects.filter(calendar=booking.act.calendar_id).values_list("text", flat=True)
    assert "After" in " ".join(texts)
