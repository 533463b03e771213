"""Making, publishing, changing and cancelling shows, and the page of one, through the client."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Party
from accounts.states import Approval, Role
from availability.models import TimeBlock
from bookings.actions import SpotDraft
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState, SpotRole
from catalogue.models import City
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def manager(client, house):
    client.force_login(house.manager)
    return house.manager


def form(house, **values):
    return {
        "title": "Tide and Iron",
        "stage": str(house.stage.pk),
        "night": "2028-03-04",
        "load_in": "17:00",
        "starts": "21:00",
        "ends": "00:30",
        "spots-TOTAL_FORMS": "1",
        "spots-INITIAL_FORMS": "0",
        "spots-0-role": "headliner",
        "spots-0-fee": "450",
        "spots-0-fee_currency": "EUR",
    } | values


def new(house):
    return reverse("bookings:show_new", args=[house.party.slug])


def test_show_is_published_across_midnight(client, house, manager):
    response = client.post(new(house), form(house, publish="yes"))
    show = Show.objects.get()
    assert response["Location"] == reverse("bookings:show", args=[show.pk])
    assert (show.state, show.night) == (ShowState.OPEN, dt.date(2028, 3, 4))
    assert show.load_in_at == FAR_SATURDAY - dt.timedelta(hours=4)
    assert show.ends_at == FAR_SATURDAY + dt.timedelta(hours=3, minutes=30)
    spot = show.spots.get()
    assert (spot.role, spot.fee_minor, spot.fee_currency_id) == (SpotRole.HEADLINER, 45000, "EUR")
    assert TimeBlock.objects.filter(calendar=house.stage.calendar, occasion=show.pk).exists()


def test_show_is_kept_as_a_draft(client, house, manager):
    client.post(new(house), form(house))
    assert Show.objects.get().state == ShowState.DRAFT
    assert not TimeBlock.objects.filter(calendar=house.stage.calendar).exists()


def test_show_sent_twice_is_one_show(client, house, manager):
    sent = form(house, publish="yes", once_token=str(uuid4()))
    first, second = client.post(new(house), sent), client.post(new(house), sent)
    assert Show.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_show_on_a_taken_night_says_so_and_offers_free_ones(client, house, manager):
    an_open_show(house)
    response = client.post(new(house), form(house, publish="yes"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Another show is on this stage" in text
    assert 'name="night" value="2028-03-' in text
    assert 'value="Tide and Iron"' in text
    assert Show.objects.count() == 1


def test_free_night_of_a_refusal_wins_over_the_one_typed(client, house, manager):
    client.post(new(house), form(house, publish="yes") | {"night": ["2028-03-04", "2028-03-05"]})
    assert Show.objects.get().night == dt.date(2028, 3, 5)


def test_show_with_a_set_of_its_own_time(client, house, manager):
    client.post(new(house), form(house, **{"spots-0-starts": "22:30", "spots-0-ends": "00:15"}))
    spot = Show.objects.get().spots.get()
    assert spot.starts_at == FAR_SATURDAY + dt.timedelta(hours=1, minutes=30)
    assert spot.ends_at == FAR_SATURDAY + dt.timedelta(hours=3, minutes=15)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"night": ""}, "This field is required."),
        ({"night": "2020-03-04"}, "This night has passed."),
        ({"night": "9999-12-31"}, "Choose another date."),
        ({"starts": "25:00"}, "Enter a valid time."),
        ({"stage": str(uuid4())}, "Select a valid choice."),
        ({"ticket_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"curfew": "23:00"}, "ends before the curfew"),
        ({"spots-0-fee": "-1"}, "Enter an amount"),
        ({"spots-0-fee": "a lot"}, "Enter an amount"),
        ({"spots-0-role": "singer"}, "Select a valid choice."),
        ({"spots-0-starts": "22:00", "spots-0-ends": "02:00"}, "The set must be within the show."),
        ({"spots-0-starts": "22:00"}, "Enter a start and an end for the set"),
        ({"spots-TOTAL_FORMS": "0"}, "A show needs at least one slot."),
        ({"spots-TOTAL_FORMS": "rubbish"}, "A show needs at least one slot."),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"title": "a\x00b"}, "Null characters"),
    ],
)
def test_bad_input_is_told_at_its_field(client, house, manager, values, text):
    response = client.post(new(house), form(house, publish="yes", **values))
    assert (response.status_code, Show.objects.count()) == (422, 0)
    assert text in response.content.decode()


def test_skipped_hour_of_spring_is_moved_and_told(client, house, manager):
    sent = form(house, night="2028-03-25", starts="02:30", ends="05:00", load_in="22:00")
    response = client.post(new(house), sent, follow=True)
    show = Show.objects.get()
    assert show.starts_at == dt.datetime(2028, 3, 26, 1, 30, tzinfo=dt.UTC)
    assert show.night == dt.date(2028, 3, 25)
    assert "clocks skip 02:30; it became 03:30" in response.content.decode()


def test_another_spot_needs_no_script_and_keeps_what_was_typed(client, house, manager):
    address = reverse("bookings:show_new_spot", args=[house.party.slug])
    response = client.post(address, form(house, **{"spots-0-role": "dj"}))
    text = response.content.decode()
    assert response.status_code == 200
    assert 'name="spots-1-role"' in text
    assert 'value="Tide and Iron"' in text
    assert '<option value="dj" selected>' in text
    assert not Show.objects.exists()


def test_a_bill_of_two_is_published_where_its_own_form_says(client, house, manager):
    page = client.post(reverse("bookings:show_new_spot", args=[house.party.slug]), form(house)).content.decode()
    start = page[page.index('id="show-form"') :]
    action = start[: start.index(">")].partition('action="')[2].partition('"')[0]
    second = {"spots-TOTAL_FORMS": "2", "spots-1-role": "support", "spots-1-fee_currency": "EUR"}
    client.post(action, form(house, publish="yes", **second))
    assert (Show.objects.get().state, Show.objects.get().spots.count()) == (ShowState.OPEN, 2)


def test_a_show_of_a_name_bills_it(client, house, manager):
    show = an_open_show(house, spots=[], title="The Unknowns")
    text = client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    assert "No acts yet" not in text
    assert text.partition('<ol class="bill">')[2].partition("</ol>")[0].count("The Unknowns") == 1


def test_two_spots_are_stored_and_a_removed_one_is_not(client, house, manager):
    second = {
        "spots-1-role": "support",
        "spots-1-fee_currency": "EUR",
        "spots-2-role": "opener",
        "spots-2-DELETE": "on",
    }
    client.post(new(house), form(house, **{"spots-TOTAL_FORMS": "3"} | second))
    assert set(Show.objects.get().spots.values_list("role", flat=True)) == {"headliner", "support"}


def test_show_is_made_by_leaders_only(client, house):
    assert client.get(new(house))["Location"].startswith(reverse("account_login"))
    client.force_login(UserFactory())
    assert client.get(new(house)).status_code == 403
    client.force_login(MembershipFactory(party=house.party, role=Role.STAFF).user)
    assert client.post(new(house), form(house)).status_code == 403
    assert not Show.objects.exists()


def test_unapproved_venue_keeps_drafts_but_does_not_publish(client):
    house = a_house(approval=Approval.DRAFT)
    client.force_login(house.manager)
    page = client.get(new(house)).text
    assert f"We’re reviewing {house.party.name}." in page
    assert 'name="publish"' not in page
    assert client.post(new(house), form(house, publish="yes")).status_code == 403
    assert not Show.objects.exists()
    client.post(new(house), form(house))
    assert Show.objects.get().state == ShowState.DRAFT


def test_suspended_venue_makes_no_show(client, house, manager):
    Party.objects.filter(pk=house.party.pk).update(approval=Approval.SUSPENDED)
    response = client.post(new(house), form(house, publish="yes"))
    assert (response.status_code, Show.objects.count()) == (403, 0)
    text = response.content.decode()
    assert f"{house.party.name} is suspended" in text
    assert text.index("is suspended") < text.index('name="title"')
    assert client.post(new(house), form(house)).status_code == 403


def test_draft_is_published_from_its_page(client, house, manager):
    show = an_open_show(house, publish=False)
    address = reverse("bookings:show", args=[show.pk])
    assert "Ready to publish?" in client.get(address).content.decode()
    assert client.post(reverse("bookings:show_publish", args=[show.pk]))["Location"] == address
    show.refresh_from_db()
    assert show.state == ShowState.OPEN


def test_publishing_a_taken_night_is_refused_on_the_page(client, house, manager):
    draft = an_open_show(house, publish=False)
    an_open_show(house)
    response = client.post(reverse("bookings:show_publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert (response.status_code, draft.state) == (409, ShowState.DRAFT)
    assert "Another show is on this stage" in response.content.decode()


def test_show_is_changed_in_texts_and_times(client, house, manager):
    show = an_open_show(house)
    address = reverse("bookings:show_edit", args=[show.pk])
    assert 'value="21:00"' in client.get(address).content.decode()
    client.post(address, form(house, title="Another name", starts="22:00"))
    show.refresh_from_db()
    assert (show.title, show.starts_at) == ("Another name", FAR_SATURDAY + dt.timedelta(hours=1))


def test_times_stand_while_somebody_waits(client, house, manager):
    show = an_open_show(house)
    an_application(an_act(), show)
    response = client.post(reverse("bookings:show_edit", args=[show.pk]), form(house, starts="22:00"))
    show.refresh_from_db()
    assert (response.status_code, show.starts_at) == (409, FAR_SATURDAY)


def test_cancelling_asks_for_a_reason_and_frees_everybody(client, house, act, manager):
    booking = a_confirmed_booking(house, act)
    show, address = booking.spot.show, reverse("bookings:show_cancel", args=[booking.spot.show_id])
    assert f"{act.party.name} is booked and will be notified" in client.get(
        reverse("bookings:show", args=[show.pk])
    ).content.decode()  # fmt: skip
    assert client.post(address, {"message": " "}).status_code == 422
    assert client.post(address, {"message": "The roof leaks"}).status_code == 302
    show.refresh_from_db()
    assert show.state == ShowState.CANCELLED
    assert Booking.objects.get(pk=booking.pk).state == BookingState.CANCELLED
    assert not TimeBlock.objects.claims().filter(occasion=show.pk).exists()


@pytest.mark.parametrize("name", ["show_publish", "show_cancel"])
def test_moves_of_a_show_are_posts(client, house, manager, name):
    show = an_open_show(house, publish=False)
    assert client.get(reverse(f"bookings:{name}", args=[show.pk])).status_code == 405


def test_a_spot_that_is_added_is_a_support_in_the_currency_of_the_show(client, house, manager):
    address = reverse("bookings:show_new_spot", args=[house.party.slug])
    row = {"spots-0-role": "headliner", "spots-0-fee_currency": "NOK"}
    spots = client.post(address, form(house, **row)).context["spots"].forms
    assert [(spot["role"].value(), spot["fee_currency"].value()) for spot in spots] == [
        ("headliner", "NOK"), ("support", "NOK"),
    ]  # fmt: skip


def test_menus_of_currencies_begin_with_those_of_the_place_and_name_them(client, house, manager):
    house.party.city = City.objects.filter(country="CH").first()
    house.party.save()
    client.cookies["django_language"] = "de"
    first = client.get(new(house)).context["spots"].forms[0]["fee_currency"]
    likely, others = first.field.choices
    assert [code for code, _name in likely[1]] == ["CHF", "EUR", "USD", "GBP"]
    assert first.value() == "CHF"
    assert ("AED", "VAE-Dirham (AED)") in others[1]
    show = an_open_show(house, spots=[SpotDraft(fee_minor=100, fee_currency="PLN")])
    wanted = client.get(reverse("bookings:bill", args=[show.pk])).context["wanted"]["fee_currency"]
    assert wanted.value() == "PLN"
    assert '<option value="PLN" selected>Polnischer Złoty (PLN)</option>' in str(wanted)


def test_a_row_taken_off_the_bill_stays_off_while_another_is_added(client, house, manager):
    address = reverse("bookings:show_new_spot", args=[house.party.slug])
    rows = {"spots-TOTAL_FORMS": "2", "spots-1-role": "support", "spots-1-DELETE": "on"}
    spots = client.post(address, form(house, **rows)).context["spots"].forms
    assert [bool(spot["DELETE"].value()) for spot in spots] == [False, True, False]


@pytest.mark.parametrize("field", ["night", "announce_on"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_refused_at_their_field(client, house, manager, field, day):
    said = form(house, **{field: day, "spots-0-starts": "01:00", "spots-0-ends": "02:00"})
    response = client.post(new(house), said)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_confirmed_show_changes_its_texts_doors_and_curfew_and_none_of_the_times_agreed(client, house, act, manager):
    show = a_confirmed_booking(house, act).spot.show
    edit = reverse("bookings:show_edit", args=[show.pk])
    page = client.get(edit)
    fields = page.context["form"].fields
    assert [name for name in fields if fields[name].disabled] == [
        "stage", "night", "load_in", "starts", "ends", "out",
    ]  # fmt: skip
    assert edit in client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    sent = {"title": "At last", "doors": "20:30", "curfew": "01:00", "starts": "19:00", "description": "Bring a coat"}
    assert client.post(edit, sent).status_code == 302
    after = Show.objects.get(pk=show.pk)
    assert (after.title, after.description, after.starts_at) == ("At last", "Bring a coat", show.starts_at)
    assert (after.doors_at, after.claim_id) == (show.starts_at - dt.timedelta(minutes=30), show.claim_id)
    assert after.curfew_at is not None
    Show.objects.filter(pk=show.pk).update(state=ShowState.PLAYED)
    assert "over or cancelled and can’t be changed" in client.get(edit, follow=True).content.decode()
