"""The page of a show for its host, its crew and its audience, and the lists of shows."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Party
from accounts.states import Approval, Role
from bookings.actions import SpotDraft, accept_booking, cancel_booking, decline_booking, expire_booking, invite_act
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
MY_SHOWS_QUERIES = 12  # two for the totals of each of three roles


@pytest.fixture
def manager(client, house):
    client.force_login(house.manager)
    return house.manager


def test_sets_that_nobody_has_timed_are_told_to_fans_as_the_times_of_the_night(client, house, manager, act):
    two = [SpotDraft(role="support"), SpotDraft()]
    show, one = an_open_show(house, spots=two), an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(days=1))
    page, other = (reverse("bookings:show", args=[each.pk]) for each in (show, one))
    assert reverse("bookings:bill", args=[show.pk]) in client.get(page).content.decode()
    assert "Plan the running order" in client.get(page).content.decode()
    assert "Plan the running order" not in client.get(other).content.decode()
    client.logout()
    bills = [
        client.get(each).content.decode().partition('<ol class="bill">')[2].partition("</ol>")[0]
        for each in (page, other)
    ]
    assert ["21:00" in each for each in bills] == [False, True]


def test_a_show_of_a_suspended_or_closed_house_keeps_its_night_and_state_for_fans(client, house):
    confirmed = an_open_show(house, spots=[], title="Tide and Iron")
    later = FAR_SATURDAY + dt.timedelta(days=1)
    secret = an_open_show(house, starts_at=later, title="Secret", announce_at=later - dt.timedelta(hours=1))
    draft = an_open_show(house, publish=False)
    Party.objects.filter(pk=house.party.pk).update(approval=Approval.SUSPENDED)
    answers = [client.get(reverse("bookings:show", args=[show.pk])) for show in (confirmed, secret, draft)]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    text = answers[0].content.decode()
    assert "4 March" in text
    assert house.party.name not in text
    assert "Tide and Iron" not in text
    assert "Booked:" not in answers[1].content.decode()


def test_page_of_a_show_is_public_without_its_applications(client, house, act):
    booking = an_application(act, an_open_show(house, title="Tide"), message="We bring everybody")
    text = client.get(reverse("bookings:show", args=[booking.spot.show_id])).content.decode()
    assert "Tide" in text
    assert "We bring everybody" not in text
    assert act.party.name not in text


def test_host_reads_applications_on_the_show(client, house, act, manager):
    booking = an_application(act, an_open_show(house), message="We bring everybody")
    text = client.get(reverse("bookings:show", args=[booking.spot.show_id])).content.decode()
    assert "We bring everybody" in text
    assert reverse("bookings:booking_accept", args=[booking.pk]) in text


def test_invitation_is_not_counted_as_an_application(client, house, act, manager):
    show = an_open_show(house)
    invite_act(acting_user=manager, spot=show.spots.get(), act=act.party)
    text = client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    assert "1 act invited" in text
    assert "1 application" not in text
    assert "1 invitation ends" in text


def test_crew_of_the_house_finds_the_run_of_show(client, house):
    show = an_open_show(house)
    crew = UserFactory()
    MembershipFactory(party=house.party, user=crew, role=Role.STAFF)
    run = reverse("bookings:show_run", args=[show.pk])
    for user, finds in ((crew, True), (UserFactory(), False)):
        client.force_login(user)
        page = client.get(reverse("bookings:show", args=[show.pk])).content.decode()
        assert (run in page) == finds


def test_draft_is_nobody_elses(client, house):
    show = an_open_show(house, publish=False)
    assert client.get(reverse("bookings:show", args=[show.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_my_shows_need_the_same_queries_for_1_and_3(client, house, act, rows, django_assert_num_queries):
    for week in range(rows):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + dt.timedelta(weeks=week))
    client.force_login(act.leader)
    with django_assert_num_queries(MY_SHOWS_QUERIES):
        response = client.get(reverse("bookings:shows"))
    assert response.content.decode().count("</svg>Confirmed<") == rows


def test_what_came_to_nothing_is_in_the_lists_of_both_sides(client, house, act):
    show = an_open_show(house)
    declined = decline_booking(acting_user=house.manager, booking=an_application(act, show))
    lapsed = an_application(an_act(), show)
    expire_booking(booking=lapsed, at=lapsed.answer_by)
    called_off = a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + dt.timedelta(days=7))
    cancel_booking(acting_user=act.leader, booking=called_off)
    for user, seen in ((act.leader, [declined, called_off]), (house.manager, [declined, lapsed, called_off])):
        client.force_login(user)
        page = client.get(reverse("bookings:shows"), {"scope": "off"}).content.decode()
        links = [reverse("bookings:booking", args=[each.pk]) in page for each in (declined, lapsed, called_off)]
        assert links == [each in seen for each in (declined, lapsed, called_off)]
    assert act.party.name in client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    assert "Expired" in client.get(reverse("bookings:show", args=[show.pk])).content.decode()


@pytest.mark.parametrize(
    ("scope", "seen"), [("upcoming", False), ("pending", True), ("past", False), ("rubbish", False)]
)
def test_my_shows_by_scope(client, house, act, scope, seen):
    booking = an_application(act, an_open_show(house))
    client.force_login(act.leader)
    response = client.get(reverse("bookings:shows"), {"scope": scope})
    assert (reverse("bookings:booking", args=[booking.pk]) in response.content.decode()) is seen


def test_the_public_page_of_a_show_names_the_acts_first_and_offers_its_audience_nothing(client, house, act):
    drafts = [
        SpotDraft(role="opener", fee_minor=12300, fee_currency="EUR"),
        SpotDraft(fee_minor=45600, fee_currency="EUR"),
    ]
    show = an_open_show(house, spots=drafts)
    accept_booking(acting_user=house.manager, booking=an_application(act, show, 1))
    page = client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert main.index(act.party.name) < main.index("To be announced")
    for word in ("€123", "€456", "Apply", "Open slot", ">Open<", "pill"):
        assert word not in main, word
    client.force_login(UserFactory())
    assert "Apply" not in client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    client.force_login(an_act().leader)
    leaders = client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    assert ">Apply<" in leaders
    assert "€123" not in leaders
    client.force_login(house.manager)
    assert "€123" in client.get(reverse("bookings:show", args=[show.pk])).content.decode()


def test_fans_read_at_the_top_who_plays_and_neither_state_nor_a_way_to_apply(client, house, act):
    show = an_open_show(house, title="Tide and Iron", spots=2)
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    text = client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    hero = text.partition('class="hero showing"')[2].partition("</section>")[0]
    assert act.party.name in hero
    assert "status" not in hero
    for address in ("spot_apply", "spot_invite"):
        assert all(reverse(f"bookings:{address}", args=[spot.pk]) not in text for spot in show.spots.all())
    assert reverse("bookings:show_ics", args=[show.pk]) in hero


def test_calendar_file_of_a_show_says_when_where_and_who_plays(client, house, act):
    house.stage.venue.address = "Am Kai 1"
    house.stage.venue.save()
    show = an_open_show(house, title="Tide and Iron")
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    response = client.get(reverse("bookings:show_ics", args=[show.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    text = response.content.decode().replace("\r\n ", "")
    for words in ("SUMMARY:Tide and Iron", "20280304T200000Z", "Am Kai 1", act.party.name, f"show-{show.pk}@stageslot"):
        assert words in text
    Party.objects.filter(pk=act.party.pk).update(is_listed=False)
    assert act.party.name not in client.get(reverse("bookings:show_ics", args=[show.pk])).content.decode()
