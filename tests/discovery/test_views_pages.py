"""The home page and the public pages of acts and venues."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import PartyLink, SlugRedirect
from accounts.states import Approval, Role
from bookings.actions import OfferTerms, accept_booking, counter_booking, request_act
from holds.actions import challenge_hold, place_hold
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_application, an_open_show, know_all
from tests.discovery.kits import write_everything
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, StageFactory, UserFactory, VenueFactory
from tests.holds.scenes import NIGHT, PLACED, a_hold, a_ladder

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)


def text_of(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def test_landing_says_what_this_is_for_whom(client):
    text = text_of(client, "/")
    for words in ("For bands", "For venues", "For engineers and deps", "Who’s free?", "Coming up"):
        assert words in text


def test_landing_shows_what_is_on_soon_but_no_secret(client, house):
    an_open_show(house, title="Northern Static")
    an_open_show(house, starts_at=FAR_SATURDAY + WEEK, title="Secret", announce_at=FAR_SATURDAY)
    text = text_of(client, "/")
    assert "Northern Static" in text
    assert "Secret" not in text


def test_today_begins_with_what_waits(client, house, act):
    booking = an_application(act, an_open_show(house), message="We would love to")
    client.force_login(house.manager)
    text = text_of(client, "/")
    assert "1 to answer" in text
    assert reverse("bookings:booking_accept", args=[booking.pk]) in text


def test_today_puts_the_applications_for_one_spot_together(client, house):
    show, other = an_open_show(house), an_open_show(house, starts_at=FAR_SATURDAY + WEEK)
    acts = [an_act(members=1) for _each in range(3)]
    for act in acts:
        an_application(act, show)
    an_application(acts[0], other)
    client.force_login(house.manager)
    response = client.get("/")
    slots = [card.names["slot"] for card in response.context["today"].cards]
    assert [(len(slot.applications), slot.spot.show) for slot in slots] == [(3, show), (1, other)]
    text = response.content.decode()
    assert "3 applications" in text
    for act in acts:
        assert f'href="{reverse("discovery:act", args=[act.party.slug])}#listen"' in text


def test_a_counter_offer_stands_by_itself(client, house, act):
    booking = an_application(act, an_open_show(house))
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(20000, "EUR"))
    booking.refresh_from_db()
    counter_booking(acting_user=act.leader, booking=booking, terms=OfferTerms(30000, "EUR"))
    client.force_login(house.manager)
    assert [card.template for card in client.get("/").context["today"].cards] == ["bookings/_waiting_card.html"]


@pytest.mark.parametrize("rows", [1, 3])
def test_today_names_what_an_act_has_applied_for(client, house, act, rows):
    booked = [an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + week * WEEK)) for week in range(rows)]
    client.force_login(act.leader)
    text = text_of(client, "/")
    assert "Waiting for others" in text
    assert all(reverse("bookings:booking", args=[each.pk]) in text for each in booked)
    client.force_login(house.manager)
    assert "Waiting for others" not in text_of(client, "/")


def test_today_counts_everything_that_waits_and_leads_to_all_of_it(client, house):
    show = an_open_show(house, spots=9)
    waiting = [an_application(an_act(members=1), show, place) for place in range(9)]
    client.force_login(house.manager)
    for address, shown, heading in (("/", 8, "Show 1 more"), ("/?show=all", 9, "")):
        text = text_of(client, address)
        assert "9 to answer" in text
        assert heading in text
        assert sum(reverse("bookings:booking_accept", args=[each.pk]) in text for each in waiting) == shown
    desk = text_of(client, reverse("holds:desk", args=[house.party.slug]))
    assert "9 to answer" in desk
    assert 'href="/?show=all"' in desk


def test_today_asks_a_venue_too_whose_own_hold_is_challenged(client, house, act):
    own = place_hold(
        acting_user=house.manager, holder=house.party, stage=house.stage, night=NIGHT, at=PLACED
    )  # fmt: skip
    theirs = a_hold(house, act)
    challenge_hold(acting_user=act.leader, hold=theirs, at=now())
    client.force_login(house.manager)
    assert reverse("holds:hold", args=[own.pk]) in text_of(client, "/")


def test_today_says_what_is_next_with_call_and_address(client, house, act):
    house.stage.venue.address = "Am Kai 1"
    house.stage.venue.save()
    a_confirmed_booking(house, act)
    client.force_login(act.members[0])
    text = text_of(client, "/")
    assert "call 17:00" in text
    assert "Am Kai 1" in text


def test_today_asks_whether_one_plays(client, house, act):
    act.members[0].memberships.update(may_be_booked=False)
    booking = an_application(act, an_open_show(house))
    client.force_login(act.members[0])
    assert reverse("bookings:lineup_answer", args=[booking.pk]) in text_of(client, "/")


def test_today_asks_whom_a_challenge_waits_for(client, house):
    acts, holds = a_ladder(house, 2)
    challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=now())
    for act, hold, waits in ((acts[0], holds[0], True), (acts[1], holds[1], False)):
        client.force_login(act.leader)
        text = text_of(client, "/")
        assert ("Challenged: propose the night to the venue or release it by" in text) == waits
        assert (reverse("holds:hold", args=[hold.pk]) in text) == waits


def test_today_tells_what_changed(client, house, act):
    accept_booking(acting_user=house.manager, booking=an_application(act, an_open_show(house)))
    client.force_login(act.leader)
    text = text_of(client, "/")
    assert "Latest" in text
    assert f"Booked: {act.party.name}" in text


def test_today_of_a_newcomer_has_one_next_step(client):
    client.force_login(UserFactory())
    text = text_of(client, "/")
    assert "Start a band" in text
    assert "Add your venue" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_today_needs_the_same_queries_for_1_and_3(client, house, rows, django_assert_num_queries):
    for week in range(rows):
        an_application(an_act(), an_open_show(house, starts_at=FAR_SATURDAY + week * WEEK))
    house.manager.notifications.all().delete()
    client.force_login(house.manager)
    with django_assert_num_queries(33):  # one for the press kits of the acts, one for the first steps of the venue
        assert text_of(client, "/").count("answer by") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_what_changed_needs_the_same_queries_for_1_and_3(client, house, act, rows, django_assert_num_queries):
    for week in range(rows):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * WEEK)
    client.force_login(act.leader)
    with django_assert_num_queries(39):  # one for the first steps of the act
        assert text_of(client, "/").count("Booked: ") == rows


def test_today_names_what_a_client_has_asked_for_until_it_is_answered(client, act):
    asking = UserFactory()
    terms = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 2 * HOUR, "place": "Our barn"}
    booking = request_act(acting_user=asking, act=act.party, **terms)
    client.force_login(asking)
    text = text_of(client, "/")
    assert "Waiting for others" in text
    assert act.party.name in text
    assert reverse("bookings:booking", args=[booking.pk]) in text
    accept_booking(acting_user=act.leader, booking=booking)
    assert "Waiting for others" not in text_of(client, "/")


def test_press_kit_says_who_where_when_and_for_how_much(client, act):
    know_all(*act.members)
    act.party.fee_min_minor, act.party.fee_max_minor, act.party.fee_currency_id = 35000, 60000, "EUR"
    act.party.tagline = "Slow, loud and patient"
    act.party.save()
    PartyLink.objects.create(party=act.party, label="Our records", url="https://example.org/")
    text = text_of(client, reverse("discovery:act", args=[act.party.slug]), month="2028-03")
    for words in ("Slow, loud and patient", "€350 – €600", "2 people", "March 2028", "Our records"):
        assert words in text
    assert "Next Saturdays" not in text
    assert reverse("bookings:request_new", args=[act.party.slug]) in text
    assert f'data-live="c.{act.party.calendar.public_id}"' in text
    assert "Next Saturdays" in text_of(client, reverse("discovery:act", args=[act.party.slug]))


def test_calendar_of_an_act_opens_at_the_night_that_was_searched_for(client, act):
    address = reverse("discovery:act", args=[act.party.slug])
    assert "March 2028" in text_of(client, address, night="2028-03-04")
    assert client.get(address, {"night": "4 March"}).status_code == 404


def test_press_kit_says_its_tagline_once_and_sounds_before_its_nights(client, act):
    write_everything(act)
    act.party.tagline = "Slow, loud and patient"
    act.party.save()
    text = text_of(client, reverse("discovery:act", args=[act.party.slug]))
    assert text.index('id="listen"') < text.index("public-saturdays-")
    assert '<p class="lede">Slow, loud and patient' in text


def test_press_kit_lists_announced_shows(client, house, act):
    a_confirmed_booking(house, act, title="Northern Static")
    text = text_of(client, reverse("discovery:act", args=[act.party.slug]))
    assert house.party.name in text
    assert "Northern Static" in text


def test_venue_page_offers_its_open_spots_by_stage(client, house):
    show = an_open_show(house, spots=2)
    StageFactory(venue=house.stage.venue, name="Bar stage")
    text = text_of(client, reverse("discovery:venue", args=[house.party.slug]))
    for spot in show.spots.all():
        assert reverse("bookings:spot_apply", args=[spot.pk]) in text
    assert text.count('class="public-calendar"') == 1


def test_venue_page_has_one_calendar_of_all_stages_or_of_the_one_in_the_address(client, house):
    bar = StageFactory(venue=house.stage.venue, name="Bar stage")
    here, there = (an_open_show(replace(house, stage=stage)) for stage in (house.stage, bar))
    address = reverse("discovery:venue", args=[house.party.slug])
    for query, shown, tab in (({}, (here, there), ""), ({"stage": bar.pk}, (there,), f"&amp;stage={bar.pk}")):
        text = text_of(client, address, month="2028-03", **query)
        assert text.count("<h3>March 2028</h3>") == 1
        assert [reverse("bookings:spot_apply", args=[show.spots.get().pk]) in text for show in (here, there)] == [
            show in shown for show in (here, there)
        ]
        assert f'hx-get="?month=2028-03{tab}"' in text.split('aria-current="true"><bdi>')[0].rpartition("<a id=")[2]


def test_calendar_of_a_venue_begins_with_this_week(client, house):
    address = reverse("discovery:venue", args=[house.party.slug])
    with time_machine.travel(dt.datetime(2028, 3, 23, 12, tzinfo=dt.UTC), tick=False):
        text = text_of(client, address)
    assert "20 Mar – 23 Apr 2028" in text
    assert 'data-date="2028-03-20"' in text
    assert 'data-date="2028-03-19"' not in text
    assert 'href="/venues/' + house.party.slug + "/?view=weeks&amp;from=2028-04-24" in text


@pytest.mark.parametrize(("factory", "name"), [(BandFactory, "act"), (VenueFactory, "venue")])
def test_page_of_an_unapproved_party_is_for_its_team(client, factory, name):
    party = factory(party__approval=Approval.DRAFT).party
    address = reverse(f"discovery:{name}", args=[party.slug])
    assert client.get(address).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(MembershipFactory(party=party, role=Role.MEMBER).user)
    assert "We’re reviewing this page." in text_of(client, address)


@pytest.mark.parametrize(("factory", "name"), [(BandFactory, "act"), (VenueFactory, "venue")])
def test_old_slug_leads_to_the_new_one_for_good(client, factory, name):
    party = factory().party
    SlugRedirect.objects.create(slug="once-was", party=party)
    response = client.get(reverse(f"discovery:{name}", args=["once-was"]))
    assert (response.status_code, response["Location"]) == (301, reverse(f"discovery:{name}", args=[party.slug]))


def test_venue_is_no_act(client, house):
    assert client.get(reverse("discovery:act", args=[house.party.slug])).status_code == 404


@pytest.mark.parametrize("shows", [1, 3])
def test_press_kit_needs_the_same_queries_for_1_and_3(client, house, act, shows, django_assert_num_queries):
    for week in range(shows):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * WEEK)
    with django_assert_num_queries(7):
        text_of(client, reverse("discovery:act", args=[act.party.slug]))


@pytest.mark.parametrize("stages", [1, 3])
def test_venue_page_needs_no_more_queries_for_3_stages_than_for_their_one_calendar(
    client, house, stages, django_assert_num_queries
):
    for _ in range(stages - 1):
        StageFactory(venue=house.stage.venue)
    address = reverse("discovery:venue", args=[house.party.slug])
    drawn = 7 if stages > 1 else 5
    with django_assert_num_queries(13 + drawn):
        text_of(client, address)
    with django_assert_num_queries(13):
        text_of(client, address)


HOSTILE = ["<script>alert(1)</script>", "\u202egnik\u202c", "x" * 300, "🎸" * 60, "{{ 7|add:7 }}", "a\nb&amp;<"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_and_texts_are_only_text(client, house, name):
    act = an_act(name=name, tagline=name[:200], bio=name)
    accept_booking(acting_user=house.manager, booking=an_application(act, an_open_show(house, title=name[:200])))
    for address in ("/", "/acts/", reverse("discovery:act", args=[act.party.slug])):
        text = text_of(client, address)
        assert "<script>alert" not in text
        assert "14" not in text or "{{" not in name or "{{ 7|add:7 }}" in text


def test_who_applies_is_heard_on_today(client, house, act, files_here):
    write_everything(act)
    an_application(act, an_open_show(house))
    client.force_login(house.manager)
    text = text_of(client, "/")
    assert "data-player" in text
    assert f'href="{reverse("discovery:act", args=[act.party.slug])}"' in text
