"""Holding nights on pages: by the venue, by bands and agencies, and what each of them reads."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.states import PartyKind, Role
from bookings.actions import cancel_booking, cancel_show, publish_show
from bookings.models import Booking, Show
from holds.actions import confirm_hold, place_hold
from holds.emails.holds import render_all
from holds.models import Hold, HoldOffer
from notifications.models import Notification
from tests.bookings.scenes import an_act, an_open_show
from tests.factories import MembershipFactory, PartyFactory, StageFactory, UserFactory
from tests.holds.desk.pages import HTMX, form, held, new, of
from tests.holds.scenes import NIGHT, SET, a_hold, house_rules, known, ranks, told
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_band_holds_a_night_with_terms(client, house, act, leader):
    sent = form(house, act.party, starts="21:00", ends="00:30", fee="450", note="Record release")
    response = client.post(new(house), sent)
    hold = Hold.objects.get()
    assert response["Location"] == of(hold)
    assert (hold.holder, hold.act, hold.night, hold.starts_at) == (act.party, act.party, NIGHT, SET["starts_at"])
    assert (hold.fee_minor, hold.agreed_by_act, hold.agreed_by_host) == (45000, True, False)
    assert "You’re 1st in line" in client.get(of(hold)).content.decode()


def test_a_hold_without_times_says_what_is_missing(client, house, act, leader):
    client.post(new(house), form(house, act.party, fee="450"))
    hold = Hold.objects.get()
    text = client.get(of(hold)).content.decode()
    assert "Add set times, then propose the night." in text
    assert "hasn’t agreed yet" not in text
    client.force_login(house.manager)
    text = client.get(of(hold)).content.decode()
    assert "The other holds on this night" not in text
    assert "Add them to agree on terms." in text
    held(house, an_act(name="Iron Weather"))
    assert "The other holds on this night" in client.get(of(hold)).content.decode()


def test_who_has_no_hold_left_reads_it_above_the_form(client, house, act, leader):
    house_rules(house, most_holds=1)
    assert "the limit for this venue" not in client.get(new(house)).content.decode()
    held(house, act)
    text = client.get(new(house)).content.decode()
    assert "the limit for this venue" in text
    assert f'href="{reverse("holds:holds")}"' in text.partition("the limit for this venue")[2].partition("<form")[0]
    client.force_login(house.manager)
    assert "the limit for this venue" not in client.get(new(house)).content.decode()


def test_several_nights_become_one_offer(client, house, act, leader):
    client.post(new(house), form(house, act.party, night_2="2028-03-11", night_4="2028-03-12", title="Tour stop"))
    holds = Hold.objects.order_by("night")
    assert [hold.night.day for hold in holds] == [4, 11, 12]
    assert {hold.offer.title for hold in holds} == {"Tour stop"}
    assert of(holds[2]) in client.get(of(holds[0])).content.decode()


def test_venue_holds_for_a_name_and_for_an_act_of_that_name(client, house, act):
    client.force_login(house.manager)
    client.post(new(house), form(house, house.party, act="Somebody from the phone book"))
    client.post(new(house), form(house, house.party, act=act.party.name.upper()))
    assert [(hold.act, hold.act_name) for hold in Hold.objects.order_by("created_at")] == [
        (None, "Somebody from the phone book"),
        (act.party, ""),
    ]


def test_agency_holds_for_a_band_that_it_leads(client, house, act, leader):
    agency = MembershipFactory(user=leader, role=Role.OWNER, party=PartyFactory(kind=PartyKind.AGENCY)).party
    client.post(new(house), form(house, agency, act=act.party.name))
    assert Hold.objects.get().act == act.party


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"night": "2020-01-01"}, "Choose a future night"),
        ({"night": "9999-12-31", "starts": "21:00", "ends": "01:00"}, "Choose another date."),
        ({"starts": "21:00"}, "Enter both the start and the end of the set"),
        ({"fee": "much"}, "Enter an amount"),
        ({"holder": "nobody"}, "Select a valid choice."),
        ({"stage": str(uuid4())}, "Select a valid choice."),
        ({"night_2": "soon"}, "Enter a valid date."),
    ],
)
def test_bad_input_is_told_at_its_field(client, house, act, leader, values, text):
    response = client.post(new(house), form(house, act.party) | values)
    assert (response.status_code, Hold.objects.count()) == (422, 0)
    assert text in response.content.decode()


def test_house_that_holds_for_itself_says_so(client, house, act, leader):
    house_rules(house, may_hold=[])
    assert "places holds itself" in client.get(new(house)).content.decode()
    assert client.post(new(house), form(house, act.party)).status_code == 422


def test_second_hold_of_an_act_on_one_night_is_refused(client, house, act, leader):
    held(house, act)
    response = client.post(new(house), form(house, act.party))
    assert response.status_code == 409
    assert "already holds this night" in response.content.decode()


def test_holder_reads_their_rank_and_never_who_is_above(client, house, ladder, leader):
    for page in (of(ladder[1]), reverse("holds:holds")):
        text = client.get(page).content.decode()
        assert "You’re 2nd in line" in text
        assert "Iron Weather" not in text
    assert client.get(of(ladder[0])).status_code == 404


def test_venue_reads_the_whole_ladder_of_a_night(client, house, act, ladder):
    client.force_login(house.manager)
    text = client.get(reverse("holds:stage_night", args=[house.stage.pk, "2028-03-04"])).content.decode()
    assert text.index("Iron Weather") < text.index(act.party.name)


def test_venue_reorders_a_ladder_from_its_night(client, house, ladder):
    client.force_login(house.manager)
    response = client.post(of(ladder[1], "hold_rank"), {"rank": "1", "back": "night"})
    assert response["Location"] == reverse("holds:stage_night", args=[house.stage.pk, "2028-03-04"])
    assert ranks(house, *ladder) == [2, 1]


def test_rank_is_the_venues_to_give(client, house, ladder, leader):
    assert client.post(of(ladder[1], "hold_rank"), {"rank": "1"}).status_code == 403
    client.force_login(house.manager)
    assert client.post(of(ladder[1], "hold_rank"), {"rank": "0"}).status_code == 422


def test_draft_is_published_over_the_holds_that_its_host_names(client, house, ladder):
    client.force_login(house.manager)
    draft = an_open_show(house, publish=False)
    page, publish = (reverse(f"bookings:{name}", args=[draft.pk]) for name in ("show", "show_publish"))
    text = client.get(page).content.decode()
    assert [f'value="{hold.pk}"' in text for hold in ladder] == [True, True]
    assert client.post(publish, {"release": [str(ladder[0].pk), "rubbish"]}).status_code == 409
    assert ranks(house, *ladder) == [1, 2]
    assert client.post(publish, {"release": [str(hold.pk) for hold in ladder]}).status_code == 302
    assert ranks(house, *ladder) == [None, None]


def test_cancelled_show_offers_to_restore_its_ladder(client, house, ladder):
    client.force_login(house.manager)
    client.post(of(ladder[0], "hold_confirm"), {"starts": "21:00", "ends": "00:30", "others": OtherHolds.RELEASE})
    show = Show.objects.get()
    cancel_show(acting_user=house.manager, show=show, reason="The roof leaks.")
    restore = reverse("holds:ladder_restore", args=[show.pk])
    assert restore in client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    client.post(restore)
    assert ranks(house, ladder[1]) == [1]


def test_whoever_held_a_cancelled_night_is_told_and_reads_it_on_the_hold(client, house, act):
    agency = PartyFactory(kind=PartyKind.AGENCY)
    MembershipFactory(user=act.leader, party=agency, role=Role.OWNER)
    known(house, agency)
    place = {"stage": house.stage, "night": NIGHT, "act_name": "The Unknowns"}
    hold = place_hold(acting_user=act.leader, holder=agency, **place, **SET)
    show = confirm_hold(acting_user=house.manager, hold=hold).show
    cancel_show(acting_user=house.manager, show=show, reason="The roof leaks.")
    assert told(act.leader)[-1] == "hold_show_cancelled"
    [text] = render_all([Notification.objects.filter(user=act.leader).latest("id")], act.leader)
    assert "Cancelled" in text.subject
    assert "The roof leaks." in text.text
    client.force_login(act.leader)
    for page in (of(hold), reverse("holds:holds") + "?scope=past"):
        answer = client.get(page).content.decode()
        assert "The show was cancelled" in answer
        assert "</svg>Confirmed" not in answer


def test_a_booked_act_hears_of_a_cancelled_show_once_and_by_its_booking(house, act):
    hold = a_hold(house, act, **SET)
    show = confirm_hold(acting_user=house.manager, hold=hold).show
    cancel_show(acting_user=house.manager, show=show)
    assert told(act.leader)[-1] == "show_cancelled"
    assert "hold_show_cancelled" not in told(act.leader)


def test_a_hold_that_is_saved_unchanged_says_so(client, house, act, leader):
    hold = held(house, act, **SET)
    shown = client.get(of(hold, "hold_change")).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    for values, words in ((sent, "Nothing has changed."), (sent | {"fee": "300", "fee_currency": "EUR"}, "Saved.")):
        answer = client.post(of(hold, "hold_change"), values, follow=True).content.decode()
        assert words in answer
        assert ("We’ve told the other side" in answer) is (words == "Saved.")


def test_panel_is_told_of_alone_and_the_page_without_htmx(client, house, act, leader):
    hold = held(house, act)
    assert "<html" not in client.get(of(hold, "hold_panel"), headers=HTMX).content.decode()
    assert client.get(of(hold, "hold_panel"))["Location"] == of(hold)
    client.force_login(UserFactory())
    assert client.get(of(hold, "hold_panel"), headers=HTMX).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_holds_take_the_same_queries_for_1_and_3(client, house, act, leader, count, django_assert_num_queries):
    for number in range(count):
        stage = StageFactory(venue=house.stage.venue, position=number)
        place_hold(acting_user=leader, holder=act.party, stage=stage, night=NIGHT)
    with django_assert_num_queries(12):
        assert client.get(reverse("holds:holds")).content.decode().count("You’re 1st in line") == count


def test_nights_of_one_offer_stand_together(client, house, act, leader):
    offer = HoldOffer.objects.create(title="Record release")
    alone, *offered = (
        place_hold(acting_user=leader, holder=act.party, stage=house.stage, night=NIGHT + dt.timedelta(days=days))
        for days in (1, 0, 2)
    )
    Hold.objects.filter(pk__in=[hold.pk for hold in offered]).update(offer=offer)
    page = client.get(reverse("holds:holds")).content.decode()
    group = page.partition('<li class="offer">')[2]
    assert page.count('class="offer"') == 1
    assert "Record release" in group
    places = [group.index(of(hold)) for hold in (*offered, alone)]
    assert places == sorted(places)


def test_ended_hold_says_that_its_booking_was_cancelled(client, house, act, leader):
    hold = a_hold(house, act, **SET)
    confirmed = confirm_hold(acting_user=house.manager, hold=hold)
    booking = Booking.objects.get(pk=confirmed.booking_id)
    cancel_booking(acting_user=act.leader, booking=booking, message="Ill.")
    page = client.get(reverse("holds:holds") + "?scope=past").content.decode()
    assert "pill gone" in page
    assert "The booking was cancelled" in page
    assert "</svg>Confirmed" not in page


def test_a_hold_on_a_booked_night_is_called_a_backup_wherever_it_is_told(client, house, act):
    def told(act, hold):
        pages = [(act.leader, of(hold)), (act.leader, reverse("holds:holds")), (house.manager, of(hold))]
        pages += [(house.manager, reverse("holds:stage_night", args=[house.stage.pk, "2028-03-04"]))]
        pages += [(house.manager, reverse("holds:desk", args=[house.party.slug]) + "?from=2028-03-01")]
        for user, address in pages:
            client.force_login(user)
            page = client.get(address).content.decode()
            yield "Booked. You’re 1st backup" in page or "Booked. 1st backup" in page or "<small>backup" in page

    before = held(house, act)
    assert list(told(act, before)) == [False] * 5
    show = an_open_show(house, publish=False)
    assert list(told(act, before)) == [False] * 5
    publish_show(acting_user=house.manager, show=show, release_holds=[before.pk])
    other = an_act()
    assert list(told(other, held(house, other))) == [True] * 5


def test_a_backup_is_offered_to_be_proposed_only_at_times_at_which_the_stage_is_free(client, house, act, leader):
    first = held(house, an_act(), **SET)
    backup = held(house, act, **SET)
    confirm_hold(acting_user=house.manager, hold=first, others=OtherHolds.KEEP)
    address = of(backup)
    page = client.get(address).text
    assert "Another show has the stage at these times." in page
    assert "Propose to the venue" not in page
    cancel_show(acting_user=house.manager, show=Show.objects.get(), reason="Rain")
    page = client.get(address).text
    assert "Another show has the stage" not in page
    assert "Propose to the venue" in page


def test_a_manager_finds_the_nights_that_the_venue_holds_itself(client, house):
    hold = place_hold(acting_user=house.manager, holder=house.party, stage=house.stage, night=NIGHT)
    client.force_login(house.manager)
    assert of(hold) in client.get(reverse("holds:holds")).content.decode()
    assert f"{house.party.name} at {house.party.name}" not in client.get(of(hold)).content.decode()
