"""Searches that somebody keeps: saved by a page, looked through by the clock, told once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import approve_party
from accounts.models import Party
from accounts.states import Approval
from discovery.actions import change_search, look_again, save_search
from discovery.models import SavedSearch, SearchKind
from discovery.periodic import look_again_at_due
from notifications.kinds import registry
from notifications.models import Notification
from tests.bookings.scenes import an_open_show
from tests.factories import FAR_SATURDAY, BandFactory, UserFactory
from tests.studio.finding import a_professional, offer

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def a_search(user, query="q=tide", kind=SearchKind.ACTS, often="at_once"):
    return save_search(acting_user=user, kind=kind, name="Tides", query=query, often=often)


def look(search, later=2 * HOUR):
    return look_again(search_id=search.pk, at=now() + later)


def told(user):
    return [text.text for text in registry.render_all(list(Notification.objects.filter(user=user)), user) if text]


def test_what_is_there_already_is_no_news():
    BandFactory(party__name="Low Tide")
    search = a_search(UserFactory())
    assert look(search) == 0
    assert not Notification.objects.exists()


def test_newly_approved_act_is_told_once():
    user = UserFactory()
    search = a_search(user)
    band = BandFactory(party__name="Low Tide", party__approval=Approval.DRAFT)
    assert look(search) == 0
    Party.objects.filter(pk=band.party.pk).update(approval=Approval.APPROVED)
    assert look(search, 4 * HOUR) == 1
    assert look(search, 9 * HOUR) == 0
    assert told(user) == ["Low Tide"]
    assert Notification.objects.get().kind == "discovery.new_acts"


def test_new_professional_is_told(client):
    user = UserFactory()
    client.force_login(user)
    address = reverse("discovery:search_new", args=["professionals"])
    asked = {"name": "Mixers", "often": "at_once"}
    assert client.post(f"{address}?discipline=mixing&rate_max=60", asked).status_code == 302
    search = SavedSearch.objects.get(user=user)
    assert look(search) == 0
    offer(a_professional("Low End"), 5_000)
    offer(a_professional("Dear"), 9_000)
    assert look(search, 4 * HOUR) == 1
    assert told(user) == ["Low End"]
    assert Notification.objects.get().kind == "discovery.new_professionals"


def test_told_no_oftener_than_every_hour_and_daily_ones_every_day():
    search, daily = a_search(UserFactory()), a_search(UserFactory(), often="daily")
    BandFactory(party__name="Low Tide")
    assert look(search) == 1
    BandFactory(party__name="High Tide")
    assert look(search, 2 * HOUR + HOUR / 2) is None
    assert look(search, 3 * HOUR + HOUR / 60) == 1
    assert look(daily, DAY / 2) is None
    assert look(daily, DAY + HOUR) == 2


def test_new_open_spot_is_told(house):
    user = UserFactory()
    search = a_search(user, query="first=2028-03-01&last=2028-03-31", kind=SearchKind.NIGHTS)
    an_open_show(house)
    an_open_show(house, starts_at=FAR_SATURDAY + 60 * DAY)
    assert look(search) == 1
    [text] = told(user)
    assert "4 Mar" in text
    assert house.party.name in text


def test_whoever_vanished_is_not_told_of():
    user = UserFactory()
    search = a_search(user)
    band = BandFactory(party__name="Low Tide")
    assert look(search) == 1
    Party.objects.filter(pk=band.party.pk).update(approval=Approval.SUSPENDED)
    assert told(user) == []


def test_paused_search_tells_nothing_and_nothing_of_the_meantime():
    user = UserFactory()
    search = a_search(user)
    change_search(acting_user=user, search=search, name="Tides", often="at_once", is_paused=True)
    BandFactory(party__name="Low Tide")
    assert look(search) is None
    change_search(acting_user=user, search=search, name="Tides", often="at_once", is_paused=False)
    assert look(search, DAY) == 0


def test_search_whose_night_has_passed_ends():
    search = a_search(UserFactory(), query="night=2020-01-01")
    assert look(search) == 0
    search.refresh_from_db()
    assert search.look_at is None


@pytest.fixture
def small_steps(monkeypatch):
    """Two hits a page, a step and while one waits."""
    for name in ("subjects.saved.LIMIT_MAX", "subjects.saved.STEP", "actions.saved.LOOKED_AT_ONCE"):
        monkeypatch.setattr(f"discovery.{name}", 2)


def some_bands(count):
    """The last one joined last."""
    begin = now() - DAY
    return [
        BandFactory(party__name=f"Tide {number}", party__created_at=begin + number * HOUR) for number in range(count)
    ]


def look_through(search, later=2 * HOUR):
    """All steps of one round, and how many were told at its end."""
    steps = [look(search, later)]
    while look(search, later) is not None:
        steps.append(0)
        assert len(steps) < 20
    return Notification.objects.filter(user=search.user).count()


@pytest.mark.usefixtures("small_steps")
def test_wide_search_misses_nobody_and_tells_nobody_twice():
    some_bands(7)
    late = BandFactory(party__name="Last Tide", party__approval=Approval.DRAFT, party__created_at=now() - 9 * DAY)
    search = a_search(UserFactory())
    assert look_through(search) == 0
    Party.objects.filter(pk=late.party.pk).update(approval=Approval.APPROVED)
    BandFactory(party__name="Newest Tide")
    assert look_through(search, 4 * HOUR) == 1
    assert Notification.objects.get().data["count"] == 2
    assert look_through(search, 9 * HOUR) == 1


@pytest.mark.usefixtures("small_steps")
def test_whoever_is_approved_during_the_first_round_is_news():
    some_bands(6)
    late = BandFactory(party__name="Last Tide", party__approval=Approval.DRAFT, party__created_at=now() - 9 * DAY)
    search = a_search(UserFactory())
    approve_party(acting_user=UserFactory(is_staff=True), party=late.party)
    look_through(search)
    assert Notification.objects.get().data["found"] == [str(late.party.pk)]


@pytest.mark.usefixtures("small_steps")
def test_round_goes_on_where_its_last_step_ended_and_begins_anew_where_it_cannot():
    some_bands(5)
    search = a_search(UserFactory())
    assert len(search.found) == 2
    look(search)
    search.refresh_from_db()
    assert len(search.found) == 4
    SavedSearch.objects.update(cursor="of another order")
    assert look_through(search) == 0
    search.refresh_from_db()
    assert (len(search.seen), search.found, search.cursor) == (5, [], "")


@pytest.mark.usefixtures("small_steps")
def test_who_only_moves_up_or_is_near_a_genre_is_no_news():
    bands = some_bands(5)
    for number, band in enumerate(bands):
        band.party.genres.set(["doom-metal" if number else "black-metal"])
    search = a_search(UserFactory(), query="genre=doom-metal")
    assert look_through(search) == 0
    search.refresh_from_db()
    assert set(search.seen) == {band.party.pk for band in bands[1:]}
    Party.objects.filter(pk=bands[4].party.pk).update(approval=Approval.SUSPENDED)
    assert look_through(search, 4 * HOUR) == 0
    BandFactory(party__name="Newest Tide").party.genres.set(["doom-metal"])
    assert look_through(search, 9 * HOUR) == 1


@pytest.mark.parametrize(
    ("kind", "query"), [(SearchKind.VENUES, ""), (SearchKind.NIGHTS, "first=2028-03-01&last=2028-03-31")]
)
def test_suspended_venue_is_in_no_mail(kind, query, house):
    user = UserFactory()
    search = a_search(user, query=query, kind=kind)
    Party.objects.filter(pk=house.party.pk).update(created_at=now() + HOUR)
    an_open_show(house)
    SavedSearch.objects.update(seen=[])
    assert look(search) == 1
    assert house.party.name in told(user)[0]
    Party.objects.filter(pk=house.party.pk).update(approval=Approval.SUSPENDED)
    assert told(user) == []


def test_clock_looks_through_what_is_due():
    search = a_search(UserFactory())
    a_search(UserFactory(), often="daily")
    BandFactory(party__name="Low Tide")
    assert look_again_at_due(now() + HOUR) == 1
    assert Notification.objects.get().data["search"] == str(search.pk)


def test_nonsense_is_not_kept():
    for query in ("genre=nope", "near=x", "night=rubbish"):
        with pytest.raises(ValidationError):
            a_search(UserFactory(), query=query)
    assert not SavedSearch.objects.exists()


def test_search_is_kept_listed_changed_and_dropped_by_pages(client):
    user = UserFactory()
    client.force_login(user)
    address = reverse("discovery:search_new", args=["acts"]) + "?q=tide&genre=doom-metal"
    page = client.get(address).content.decode()
    assert "Doom metal" in page
    assert 'value="Acts: tide, Doom metal"' in page
    client.post(address, {"name": "Tides <b>", "often": "daily"})
    search = SavedSearch.objects.get()
    assert (search.query, search.user) == ("q=tide&genre=doom-metal", user)
    assert "Tides &lt;b&gt;" in client.get(reverse("discovery:searches")).content.decode()
    opened = client.get(reverse("discovery:search_open", args=[search.pk]))
    assert opened["Location"] == "/acts/?q=tide&genre=doom-metal"
    client.post(reverse("discovery:search_edit", args=[search.pk]), {"name": "Ebb", "often": "at_once"})
    search.refresh_from_db()
    assert (search.name, search.often) == ("Ebb", "at_once")
    client.post(reverse("discovery:search_drop", args=[search.pk]))
    assert not SavedSearch.objects.exists()


def test_search_of_another_is_not_found(client):
    search = a_search(UserFactory())
    client.force_login(UserFactory())
    for name in ("search_open", "search_edit"):
        assert client.get(reverse(f"discovery:{name}", args=[search.pk])).status_code == 404
