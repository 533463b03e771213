import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Party
from accounts.states import Approval
from availability.actions import say_time
from bookings.actions import SpotDraft, invite_act
from catalogue.models import City
from discovery.queries.fits import who_cannot
from discovery.queries.search.spots.facets import spot_facets
from discovery.queries.search.spots.finder import open_spots
from discovery.queries.search.spots.wishes import SpotWish
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_application, an_open_show, know_all
from tests.bookings.set_scenes import a_set, accept
from tests.factories import FAR_SATURDAY
from venues.models import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def city(name, country):
    return City.objects.filter(name=name, country=country).order_by("-population").first()


def found(**values):
    return [item.spot for item in open_spots(**values).items]


def test_open_spots_of_published_shows_the_soonest_first(house):
    later = an_open_show(house, starts_at=FAR_SATURDAY + DAY)
    sooner = an_open_show(house)
    an_open_show(a_house(), publish=False)
    assert [spot.show for spot in found()] == [sooner, later]


def test_filled_spots_and_those_of_unapproved_houses_are_left_out(house, act):
    a_confirmed_booking(house, act)
    other = a_house()
    an_open_show(other)
    Party.objects.filter(pk=other.party.pk).update(approval=Approval.SUSPENDED)
    assert found() == []


def test_by_night_both_included(house):
    for day in range(4):
        an_open_show(house, starts_at=FAR_SATURDAY + day * DAY)
    nights = [spot.show.night for spot in found(first=dt.date(2028, 3, 5), last=dt.date(2028, 3, 6))]
    assert nights == [dt.date(2028, 3, 5), dt.date(2028, 3, 6)]


def test_by_city_and_radius():
    hamburg, bremen = city("Hamburg", "DE"), city("Bremen", "DE")
    an_open_show(a_house(city=hamburg))
    assert len(found(city=hamburg, radius_km=10)) == 1
    assert found(city=bremen, radius_km=50) == []
    assert len(found(city=bremen, radius_km=120)) == 1


def test_by_genre_with_those_below_and_those_that_want_any(house):
    wanted = an_open_show(house, spots=[SpotDraft(genres=["death-metal"])])
    anything = an_open_show(house, starts_at=FAR_SATURDAY + DAY)
    an_open_show(house, starts_at=FAR_SATURDAY + 2 * DAY, spots=[SpotDraft(genres=["jazz"])])
    assert [spot.show for spot in found(genre="rock")] == [wanted, anything]


@pytest.mark.parametrize(
    ("knows", "busy", "fits"), [(True, False, "yes"), (False, False, "unknown"), (True, True, "no")]
)
def test_fits_as_all_members_say(house, act, knows, busy, fits):
    an_open_show(house)
    know_all(*act.members[: 2 if knows else 1])
    if busy:
        say_time(
            acting_user=act.members[1], calendar=act.members[1].calendar, kind="busy", timezone="Europe/Berlin",
            starts_at=FAR_SATURDAY - 4 * HOUR, ends_at=FAR_SATURDAY - 3 * HOUR,
        )  # fmt: skip
    [item] = open_spots(band=act.party).items
    assert item.fits == fits


def test_a_band_promised_elsewhere_does_not_fit(house, act):
    know_all(*act.members)
    a_confirmed_booking(a_house(), act)
    an_open_show(house)
    [item] = open_spots(band=act.party).items
    assert item.fits == "no"


def test_an_act_on_the_bill_fits_another_spot_unless_the_sets_overlap(house, act):
    know_all(*act.members)
    show = an_open_show(house, spots=[a_set(0, 1), a_set(0.5, 1.5), a_set(1, 2)])
    _own, overlapping, following = show.spots.order_by("starts_at")
    accept(house, an_application(act, show))
    fits = {item.spot: item.fits for item in open_spots(band=act.party).items}
    assert fits == {overlapping: "no", following: "yes"}
    names = sorted(member.display_name for member in act.members)
    cannot = who_cannot([overlapping, following], act.party)
    assert {pk: sorted(busy) for pk, busy in cannot.items()} == {overlapping.pk: names, following.pk: []}
    assert found(band=act.party, only_fitting=True) == [following]


def test_only_fitting_leaves_out_what_is_taken_and_keeps_the_unknown(house, act):
    shows = [an_open_show(house, starts_at=FAR_SATURDAY + day * DAY) for day in range(4)]
    member = act.members[0]
    for day in (1, 2):
        say_time(
            acting_user=member, calendar=member.calendar, kind="busy", timezone="Europe/Berlin",
            starts_at=FAR_SATURDAY + day * DAY, ends_at=FAR_SATURDAY + day * DAY + HOUR,
        )  # fmt: skip
    items = open_spots(band=act.party, only_fitting=True).items
    assert [(item.spot.show, item.fits) for item in items] == [(shows[0], "unknown"), (shows[3], "unknown")]
    assert len(open_spots(only_fitting=True).items) == 4


def test_only_fitting_is_rechecked_to_the_minute_and_fills_the_page(house, act):
    know_all(*act.members)
    for day in range(4):
        an_open_show(house, starts_at=FAR_SATURDAY + day * DAY)
        begin = FAR_SATURDAY + day * DAY - 4 * HOUR - (5 if day % 2 else 15) * MINUTE
        say_time(
            acting_user=act.leader, calendar=act.members[0].calendar, kind="busy", timezone="Europe/Berlin",
            starts_at=begin, ends_at=begin + 10 * MINUTE,
        )  # fmt: skip
    first = open_spots(band=act.party, only_fitting=True, limit=1)
    second = open_spots(band=act.party, only_fitting=True, limit=1, cursor=first.next)
    assert [page.items[0].spot.show.night.day for page in (first, second)] == [4, 6]


def test_says_where_the_band_has_applied(house, act):
    show = an_open_show(house, spots=2)
    an_application(act, show)
    asked = an_open_show(house, starts_at=FAR_SATURDAY + 14 * DAY).spots.get()
    invite_act(acting_user=house.manager, spot=asked, act=act.party)
    items = {item.spot.pk: item for item in open_spots(band=act.party).items}
    assert sorted(item.has_applied for item in items.values()) == [False, False, True]
    assert [item.spot.pk for item in items.values() if item.is_invited] == [asked.pk]


def test_before_the_announcement_a_show_has_no_name(house):
    an_open_show(house, announce_at=FAR_SATURDAY - DAY)
    [item] = open_spots().items
    assert not item.is_named


def test_pages_follow_one_another(house):
    shows = [an_open_show(house, starts_at=FAR_SATURDAY + day * DAY, spots=2) for day in range(2)]
    seen, cursor = [], ""
    while cursor is not None:
        page = open_spots(limit=3, cursor=cursor)
        seen += [item.spot for item in page.items]
        cursor = page.next
    assert seen == sorted(seen, key=lambda spot: (spot.starts_at, spot.pk))
    assert len(seen) == 4
    assert {spot.show for spot in seen} == set(shows)


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "MjAyOCB4", "====="])
def test_a_cursor_of_ones_own_making_is_refused_at_its_field(cursor):
    with pytest.raises(ValidationError) as refused:
        open_spots(cursor=cursor)
    assert set(refused.value.message_dict) == {"cursor"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_finder_takes_four_queries(house, act, count, django_assert_num_queries):
    for day in range(count):
        an_open_show(house, starts_at=FAR_SATURDAY + day * DAY)
    with django_assert_num_queries(4):
        items = open_spots(band=act.party, city=None).items
        assert [item.spot.show.owner.name for item in items] == [house.party.name] * count


def a_paid_show(house, day, fee, currency="EUR", **values):
    spot = SpotDraft(fee_minor=fee, fee_currency=currency)
    return an_open_show(house, starts_at=FAR_SATURDAY + day * DAY, spots=[spot], **values)


def test_by_words_of_host_town_and_announced_title_with_typing_mistakes(house):
    show = an_open_show(house, title="Harbour Noise")
    hidden = an_open_show(house, starts_at=FAR_SATURDAY + DAY, title="Secret Noise", announce_at=FAR_SATURDAY - 3 * DAY)
    assert [spot.show for spot in found(q="harbuor noise")] == [show]
    assert found(q="secret") == []
    assert {spot.show for spot in found(q=house.party.name)} == {show, hidden}


def test_by_fee_in_whatever_currency(house):
    euros, pounds = a_paid_show(house, 0, 30000), a_paid_show(house, 1, 30000, "GBP")
    an_open_show(house, starts_at=FAR_SATURDAY + 2 * DAY)
    assert [spot.show for spot in found(fee_min=30000, currency="EUR")] == [euros, pounds]
    assert [spot.show for spot in found(fee_min=30000, currency="GBP")] == [pounds]
    [item] = open_spots(fee_min=31000, currency="EUR").items
    assert "about €" in item.reasons[0]


def test_by_room(house):
    an_open_show(house)
    Stage.objects.update(capacity=200)
    assert len(found(capacity_min=200)) == 1
    assert found(capacity_min=201) == []


def test_by_rating_of_the_host_and_by_what_the_act_draws(house):
    good = an_open_show(a_house(rating_average="4.50"))
    an_open_show(house).spots.update(draw_wanted=101)
    good.spots.update(draw_wanted=100)
    assert [spot.show for spot in found(rating_min=4.5)] == [spot.show for spot in found(draw=100)] == [good]
    assert found(rating_min=4.6) == found(draw=99) == []
    [item] = open_spots(rating_min=4).items
    assert item.reasons == ["★ 4.5"]


def test_the_best_rated_hosts_and_the_newest_spots_come_first(house):
    old = an_open_show(a_house(rating_average="4.50"), starts_at=FAR_SATURDAY + DAY)
    new = an_open_show(house)
    assert [spot.show for spot in found(sort="rating")] == [old, new]
    assert [spot.show for spot in found(sort="newest")] == [new, old]


@pytest.mark.parametrize("sort", ["fee", "distance", "fit", "soonest", "rating", "newest"])
def test_every_order_goes_on_behind_its_place(act, sort):
    for day, town in enumerate(("Hamburg", "Bremen", "Hamburg", "Bremen")):
        a_paid_show(a_house(city=city(town, "DE")), day, 10000 * (day % 3 + 1))
    asked = {"sort": sort, "city": city("Hamburg", "DE"), "radius_km": 200, "band": act.party}
    whole = [item.spot for item in open_spots(**asked).items]
    seen, cursor = [], ""
    while cursor is not None:
        page = open_spots(**asked, limit=1, cursor=cursor)
        seen += [item.spot for item in page.items]
        cursor = page.next
    assert seen == whole
    assert len(seen) == 4


def test_best_fit_puts_what_the_band_plays_first(house, act):
    act.party.genres.set(["doom-metal"])
    an_open_show(house, spots=[SpotDraft(genres=["jazz"])])
    metal = an_open_show(house, starts_at=FAR_SATURDAY + DAY, spots=[SpotDraft(genres=["heavy-metal"])])
    assert found(sort="fit", band=act.party)[0].show == metal


def test_facets_count_each_without_its_own_filter(house):
    an_open_show(house, spots=[SpotDraft(genres=["doom-metal"])])
    a_paid_show(house, 1, 30000)
    told = spot_facets(SpotWish(fee_min=20000, currency="EUR"))
    assert {facet.value: facet.count for facet in told["fee"]} == {"10000": 1, "25000": 1, "50000": 0, "100000": 0}
    assert told["genre"] == []
    assert [facet.label for facet in spot_facets(SpotWish())["genre"]] == ["Doom metal"]


@pytest.mark.parametrize("asked", [{"sort": "distance"}, {"sort": "luck"}, {"fee_min": 1}, {"near": (91, 0)}])
def test_what_cannot_be_asked_is_refused(asked):
    with pytest.raises(ValidationError):
        open_spots(**asked)
