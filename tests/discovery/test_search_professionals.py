"""Searching professionals: what may be asked, in which order they stand, and what each of them shows."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Party
from availability.actions import say_time
from catalogue.actions import save_rate
from catalogue.models import ExchangeRate
from discovery.actions import refresh_listings
from discovery.models import Listing
from discovery.queries.checking import search_differences
from discovery.queries.search import Wish, search_parties
from discovery.queries.search.parties.facets import facets
from discovery.queries.search.parties.statistics import professional_statistics
from discovery.queries.search.professionals import search_professionals
from studio.actions import add_credit, retire_service, update_professional, verify_professional
from studio.models import Professional, Service
from tests.factories import BandFactory, UserFactory
from tests.studio.finding import a_professional, city, in_days, offer, open_on, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}


def find(sort=None, **asked):
    return search_professionals(None, Wish(kind="professional", **asked), sort=sort).items


def names(sort=None, **asked):
    return [found.hit.party.name for found in find(sort, **asked)]


def test_only_professionals_stand_there_and_nowhere_else():
    BandFactory()
    a_professional("Low End")
    assert names() == ["Low End"]
    assert "Low End" not in [hit.party.name for hit in search_parties(None).items]


def test_disciplines_languages_and_remote_work_are_filters():
    a_professional("Mixer", languages=["de", "en"])
    a_professional("Room", disciplines=["room", "recording"], languages=["fr"], is_remote=False)
    assert names(discipline="recording") == ["Room"]
    assert names(discipline="mixing", language="en") == ["Mixer"]
    assert names(language="fr") == ["Room"]
    assert names(is_remote=True) == ["Mixer"]
    assert names(discipline="mastering") == []


def test_rates_are_met_in_any_currency_by_the_hour_or_day():
    offer(a_professional("Hamburg", town="Hamburg"), 6_000)
    pounds = a_professional("London", zone="Europe/London")
    offer(pounds, 5_000, currency="GBP")
    offer(pounds, 30_000, currency="GBP", kind="day")
    a_professional("Silent")
    save_rate(ExchangeRate(currency_id="GBP", per_euro="0.5", as_of=dt.date(2027, 1, 1)))
    refresh_listings()
    assert names(rate_max=6_000, currency="EUR") == ["Hamburg"]
    assert names("rate", rate_max=10_000, currency="EUR") == ["Hamburg", "London"]
    assert names("rate", rate_max=5_000, currency="GBP") == ["Hamburg", "London"]
    assert names(rate_max=60_000, currency="EUR", rate_kind="day") == ["London"]
    assert names(rate_max=59_999, currency="EUR", rate_kind="day") == []


def test_lowest_rate_stands_first_and_who_names_none_last():
    for name, amount in [("Dear", 9_000), ("Cheap", 3_000)]:
        offer(a_professional(name), amount)
    by_day = a_professional("By day")
    offer(by_day, 20_000, kind="day")
    assert names("rate") == ["Cheap", "Dear", "By day"]
    assert names("rate", rate_kind="day")[0] == "By day"


def test_pages_by_rate_show_each_once():
    for amount in (3_000, 3_000, 4_000, 5_000):
        offer(a_professional(f"At {amount}"), amount)
    a_professional("Silent")
    seen, cursor = [], None
    while True:
        page = search_professionals(None, Wish(kind="professional"), sort="rate", cursor=cursor, limit=2)
        seen += [found.hit.party.pk for found in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5


def test_acts_have_no_rate_to_sort_by():
    with pytest.raises(ValidationError) as raised:
        search_parties(None, Wish(kind="band"), sort="rate")
    assert set(raised.value.message_dict) == {"sort"}


def test_a_day_finds_who_has_a_free_slot_on_it():
    day = in_days(5)
    free, other, full, closed = (a_professional(name) for name in ("Free", "Other day", "Full", "Nothing offered"))
    for one in (free, other, full):
        offer(one, 6_000)
    for one in (free, full, closed):
        open_on(one, day)
    open_on(other, day + dt.timedelta(days=1))
    busy = open_on(free, day, hour=20, length=1)
    say_time(
        acting_user=owner_of(full),
        calendar=owner_of(full).calendar,
        kind="busy",
        timezone="Europe/Berlin",
        starts_at=busy.starts_at - dt.timedelta(hours=12),
        ends_at=busy.ends_at,
    )
    assert names(nights=(day,), city=city("Hamburg")) == ["Free"]
    assert set(names(nights=(day, day + dt.timedelta(days=1)), any_night=True)) == {"Free", "Other day"}
    assert names(nights=(day, day + dt.timedelta(days=1))) == []


def test_a_time_finds_who_has_a_slot_between():
    day = in_days(5)
    early, late = a_professional("Early"), a_professional("Late")
    for one, hour in ((early, 8), (late, 18)):
        offer(one, 6_000)
        open_on(one, day, hour=hour, length=4)
    asked = {"nights": (day,), "city": city("Hamburg")}
    assert names(**asked, from_time=dt.time(9), to_time=dt.time(12)) == ["Early"]
    assert names(**asked, from_time=dt.time(17)) == ["Late"]
    assert names(**asked, from_time=dt.time(12), to_time=dt.time(18)) == []


def test_a_day_with_a_discipline_is_about_its_slots():
    day = in_days(5)
    both = a_professional("Both", disciplines=["mixing", "recording"])
    open_on(both, day)
    offer(both, 6_000)
    asked = {"nights": (day,), "city": city("Hamburg")}
    assert names(**asked, discipline="mixing") == ["Both"]
    assert names(**asked, discipline="recording") == []


def test_each_shows_lowest_rate_languages_and_the_next_three_slots():
    one = a_professional("Low End", languages=["en", "de"])
    offer(one, 9_000)
    offer(one, 6_000, name="Quick mix")
    offer(one, 100, kind="fixed", name="Test")
    open_on(one, in_days(1), rrule="FREQ=DAILY")
    with override("en"):
        [found] = find()
    assert (found.lowest.name, found.rate, found.languages) == ("Quick mix", "from €60 an hour", ["English", "German"])
    assert [slot.starts_at.astimezone().date() for slot in found.next_slots] == [in_days(1), in_days(2), in_days(3)]


def test_rate_in_another_currency_is_told_roughly_in_mine():
    offer(a_professional("London"), 5_000, currency="GBP")
    save_rate(ExchangeRate(currency_id="GBP", per_euro="0.5", as_of=dt.date(2027, 1, 1)))
    refresh_listings()
    with override("en"):
        [found] = find(rate_max=20_000, currency="EUR")
    assert found.rate == "from £50 an hour, about €100"


def rated(name, average, count, **more):
    one = a_professional(name, **more)
    Party.objects.filter(pk=one.pk).update(rating_average=average, rating_count=count)
    return one


def credited(name, *roles, **more):
    one = a_professional(name, **more)
    for role in roles:
        add_credit(acting_user=owner_of(one), professional=one, artist="Salz", title="Rain", role=role)
    return one


def verified(name, **more):
    one = a_professional(name, **more)
    verify_professional(acting_user=UserFactory(is_staff=True), professional=one, is_verified=True)
    return one


def test_best_rated_are_those_of_whom_many_say_so():
    rated("One five", 5, 1)
    rated("Forty", "4.9", 40)
    rated("Three", "4.9", 3)
    rated("Bad", 2, 10)
    a_professional("Nobody said")
    assert names("rating") == ["Forty", "Three", "One five", "Bad", "Nobody said"]
    assert names() == names("rating")
    assert names("rating", city=city("Hamburg")) == names("rating")
    assert names("rating", q="f") == ["Forty", "One five"]


def test_pages_by_rating_show_each_once():
    for number in range(5):
        rated(f"Number {number}", "4.5", 2 + number // 2)
    seen, cursor = [], None
    while not seen or cursor:
        page = search_professionals(None, Wish(kind="professional"), sort="rating", cursor=cursor, limit=2)
        seen += [found.hit.party.rating_count for found in page.items]
        cursor = page.next
    assert seen == [4, 3, 3, 2, 2]


def test_rating_verified_and_role_are_filters():
    rated("Good", "4.6", 9)
    rated("Fair", "3.2", 9)
    verified("Checked")
    credited("Drummer", "  Drums ", "Mixing  engineer")
    credited("Singer", "Lead vocals")
    assert names(rating_min=4.5) == ["Good"]
    assert set(names(rating_min=3)) == {"Good", "Fair"}
    assert names(is_verified=True) == ["Checked"]
    assert names(roles=("drums",)) == names(roles=("MIXING Engineer",)) == ["Drummer"]
    assert set(names(roles=("drums", "lead vocals"))) == {"Drummer", "Singer"}
    assert names(roles=("drum",)) == names(roles=("' OR true",)) == []
    assert names(roles=("drums",), rating_min=3) == []


def test_a_circle_may_be_asked_for_in_miles(client):
    a_professional("Near", town="Hamburg")
    a_professional("Far", town="Bremen")  # 95 km, 59 miles
    asked = {"city": "Hamburg, Germany", "city-id": str(city("Hamburg").pk), "radius_km": "50"}
    with override("en"):
        found = client.get("/professionals/", asked).context
        assert [each.hit.party.name for each in found["found"].items] == ["Near"]
        page = client.get("/professionals/", asked | {"radius_km": "100", "radius_unit": "mi"}).context["page"]
    assert [chip.label for chip in page.chips] == ["within 100 miles of Hamburg"]
    assert [each.hit.party.name for each in page.found.items] == ["Near", "Far"]
    assert [each.hit.reasons for each in page.found.items] == [["In Hamburg"], ["59 mi from Hamburg"]]
    assert "radius_unit=mi" in page.query
    assert "radius" not in page.chips[0].href
    assert "radius_unit" not in client.get("/professionals/", {"radius_unit": "mi"}).context["page"].query


def test_rows_follow_ratings_credits_and_what_staff_checked():
    one = credited("Low End", "Bass", "bass", "")
    credit = one.credits.all()[0]
    row = Listing.objects.get(party=one.pk)
    assert (row.standing, row.is_verified, row.roles) == (0, False, ["bass"])
    Party.objects.filter(pk=one.pk).update(rating_average=5, rating_count=1)
    Party.objects.filter(pk=one.pk).update(rating_count=5)
    verify_professional(acting_user=UserFactory(is_staff=True), professional=one, is_verified=True)
    one.credits.exclude(pk=credit.pk).delete()
    one.credits.filter(pk=credit.pk).update(role="\u0130stanbul  Mix" * 4)
    row.refresh_from_db()
    assert (row.standing, row.is_verified, len(row.roles)) == (450, True, 1)
    one.credits.update(role="Drums")
    assert search_differences() == []
    band = BandFactory()
    assert Listing.objects.filter(party=band.party).values_list("standing", "is_verified", "roles")[0] == (
        0,
        None,
        None,
    )


def test_facets_of_a_day_count_who_offers_time_on_it():
    day = in_days(5)
    both = {"disciplines": ["mixing", "mastering"]}
    free, fixed, closed = (a_professional(name, **both) for name in ("Free", "Fixed price", "Nothing offered"))
    offer(free, 6_000)
    offer(fixed, 9_000, kind="fixed")
    for one in (free, fixed, closed):
        open_on(one, day)
    asked = Wish(kind="professional", nights=(day,), city=city("Hamburg"))
    assert [each.count for each in facets(None, asked)["discipline"] if each.value == "mixing"] == [1]
    assert professional_statistics(None, replace(asked, discipline="mastering")).total == 0


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_1_as_for_3(count, django_assert_num_queries):
    for number in range(count):
        one = a_professional(f"Number {number}")
        offer(one, 6_000)
        open_on(one, in_days(1), rrule="FREQ=DAILY")
    with django_assert_num_queries(12):
        assert len(find()) == count
    with django_assert_num_queries(19):
        assert len(find(nights=(in_days(2),), city=city("Hamburg"))) == count


def test_facets_count_what_can_be_asked():
    one = a_professional("Mixer", languages=["de"])
    offer(one, 2_500)
    a_professional("Room", disciplines=["room"], is_remote=False)
    counted = facets(None, Wish(kind="professional"))
    told = {name: {each.value: each.count for each in counted[name]} for name in counted}
    assert {value for value, count in told["discipline"].items() if count} == {"mixing", "room"}
    assert (told["remote"], told["language"]["de"]) == ({"1": 1}, 1)
    assert told["rate"] == {"3000": 1, "6000": 1, "12000": 1}
    verified("Checked")
    rated("Good", "4.2", 3)
    counted = facets(None, Wish(kind="professional", rating_min=3))
    told = {name: {each.value: each.count for each in counted[name]} for name in counted}
    assert (told["rating"], told["verified"]) == ({"3": 1, "4": 1, "4.5": 0}, {"1": 0})
    assert facets(None, Wish(kind="professional"))["verified"][0].count == 1


def test_rows_follow_professionals_and_services():
    one = a_professional("Low End")
    offer(one, 9_000)
    service = offer(one, 6_000)
    row = Listing.objects.get(party=one.pk)
    assert (row.hour_rate, row.day_rate, row.disciplines) == (60, float("inf"), ["mixing"])
    retire_service(acting_user=owner_of(one), service=service)
    update_professional(acting_user=owner_of(one), professional=one, disciplines=["mastering"], languages=["de"])
    row.refresh_from_db()
    assert (row.hour_rate, row.disciplines, row.languages) == (90, ["mastering"], ["de"])
    Service.objects.all().delete()
    assert search_differences() == []
    Professional.objects.all().delete()
    assert search_differences() == []


def test_page_shows_cards_with_a_map_and_counts(client):
    one = a_professional("Low End", languages=["de"])
    offer(one, 6_000)
    open_on(one, in_days(1), rrule="FREQ=DAILY")
    text = client.get("/professionals/").text
    for words in ("1 professional", "Low End", "from €60 an hour", "10:00", "German", "Mixing", "map-data"):
        assert words in text
    assert "<html" not in client.get("/professionals/", headers=HTMX).text


def test_filters_stand_in_the_address_and_come_back_as_chips(client):
    offer(a_professional("Low End", languages=["de"]), 50_000, kind="day")
    asked = {"rate_max": "600", "rate_kind": "day", "discipline": "mixing", "language": "de", "is_remote": "on"}
    asked |= {"rating_min": "4", "role": "drums", "is_verified": "on"}
    one = Party.objects.get(name="Low End")
    Party.objects.filter(pk=one.pk).update(rating_average=4, rating_count=8)
    add_credit(
        acting_user=owner_of(one.professional), professional=one.professional, artist="S", title="R", role="Drums"
    )
    verify_professional(acting_user=UserFactory(is_staff=True), professional=one.professional, is_verified=True)
    response = client.get("/professionals/", asked)
    assert [chip.label for chip in response.context["page"].chips] == [
        "Mixing", "up to €600 a day", "German", "★ 4 or more", "drums", "verified", "works remotely",
    ]  # fmt: skip
    assert "rate_kind=day" in response.context["page"].query
    assert "rate_kind" not in client.get("/professionals/", {"rate_kind": "day"}).context["page"].query
    assert [each.hit.party.name for each in response.context["found"].items] == ["Low End"]


def test_nobody_says_what_there_would_be_with_less(client):
    a_professional("Low End")
    text = client.get("/professionals/", {"discipline": "vocals"}).text
    assert "No matches" in text
    assert "without “Session vocals”" in text


@pytest.mark.parametrize(
    "query",
    [{"discipline": "nope"}, {"language": "xx"}, {"rate_max": "much"}, {"rate_kind": "week"}, {"rating_min": "9"},
     {"sort": "fee"}, {"radius_unit": "leagues"}, {"role": "x" * 81},
     {"night": "9999-12-31"}, {"cursor": "rubbish"}, {"radius_km": "1e9"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_at_its_field(client, query):
    assert client.get("/professionals/", query).status_code == 422


def test_the_entry_stands_in_the_navigation(client):
    assert f'href="{reverse("discovery:professionals")}"' in client.get("/venues/").text
