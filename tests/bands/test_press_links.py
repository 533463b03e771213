import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import RequestFactory
from django.utils.timezone import now

from accounts.states import Role
from bands.actions import count_visits, create_band, create_kit_link, revoke_kit_link
from bands.models import KitLinkDay
from bands.press import visits
from bands.press.visits import count_open, count_play, note_own
from bands.queries import counted_links, find_kit_link, tonight
from tests.factories import MembershipFactory, UserFactory
from web.valkey import valkey

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PERSON = {"User-Agent": FIREFOX, "Accept-Language": "de", "Sec-Fetch-Dest": "document"}


@pytest.fixture
def leader():
    return UserFactory()


@pytest.fixture
def party(leader):
    return create_band(acting_user=leader, name="Low Tide Choir", timezone="Europe/Berlin").party


@pytest.fixture
def link(leader, party):
    expires_on = tonight(party) + dt.timedelta(days=7)
    return create_kit_link(acting_user=leader, party=party, label="Booker", expires_on=expires_on)[0]


@pytest.fixture(autouse=True)
def nothing_noted():
    yield
    for key in valkey().scan_iter("press:*"):
        valkey().delete(key)


def request_of(user=None, address="192.0.2.7", method="get", **headers):
    request = getattr(RequestFactory(headers=PERSON | headers), method)("/kits/x/", REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return request


def counted(link):
    count_visits()
    return list(KitLinkDay.objects.filter(link=link).values_list("opens", "plays"))


def test_a_link_is_found_by_its_token_and_by_nothing_that_is_stored(leader, party):
    link, token = create_kit_link(acting_user=leader, party=party, label="Booker", expires_on=tonight(party))
    assert find_kit_link(token) == link
    assert find_kit_link(link.token_hash) is None
    assert token not in str(vars(link))


def test_a_link_works_to_the_end_of_its_last_day_on_the_band_s_clock(leader, party):
    with time_machine.travel(dt.datetime(2028, 3, 4, 12, tzinfo=dt.UTC), tick=False):
        args = {"acting_user": leader, "party": party, "label": "Booker"}
        link, _token = create_kit_link(expires_on=dt.date(2028, 3, 4), **args)
    assert link.is_live(dt.datetime(2028, 3, 4, 22, 59, tzinfo=dt.UTC))
    assert not link.is_live(dt.datetime(2028, 3, 4, 23, 0, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("label", "days", "field"), [(" ", 7, "label"), ("x", -1, "expires_on"), ("x", 999, "expires_on")]
)
def test_a_link_without_a_reader_or_an_end_is_not_made(leader, party, label, days, field):
    expires_on = tonight(party) + dt.timedelta(days=days)
    with pytest.raises(ValidationError) as refusal:
        create_kit_link(acting_user=leader, party=party, label=label, expires_on=expires_on)
    assert list(refusal.value.message_dict) == [field]


def test_only_leaders_make_and_end_links(party, link):
    member = MembershipFactory(party=party, role=Role.MEMBER).user
    with pytest.raises(PermissionDenied):
        create_kit_link(acting_user=member, party=party, label="Mine", expires_on=tonight(party))
    with pytest.raises(PermissionDenied):
        revoke_kit_link(acting_user=member, link=link)


def test_each_person_counts_once_a_day(link):
    assert [count_open(link, request_of()) for _ in range(3)] == [True, False, False]
    assert count_open(link, request_of(address="192.0.2.8"))
    assert counted(link) == [(2, 0)]


def test_each_track_counts_once_a_day_for_each_person(link):
    played = [count_play(link, request_of(), sound) for sound in ("one", "one", "two")]
    assert played == [True, False, True]
    assert counted(link) == [(0, 2)]


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"Sec-Purpose": "prefetch;prerender"}),
        ("get", {"Purpose": "prefetch"}),
        ("get", {"X-Moz": "prefetch"}),
        ("get", {"Sec-Fetch-Dest": "iframe"}),
        ("get", {"Accept-Language": ""}),
        ("get", {"User-Agent": ""}),
        ("get", {"User-Agent": "curl/8.5"}),
        ("get", {"User-Agent": "WhatsApp/2.24"}),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}),
        ("get", {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) HeadlessChrome/140.0"}),
        ("get", {"User-Agent": "Mozilla/5.0 (Macintosh) BarracudaLinkScanner"}),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; facebookexternalhit/1.1)"}),
    ],
)
def test_programs_and_browsers_that_look_ahead_do_not_count(link, method, headers):
    assert not count_open(link, request_of(method=method, **headers))
    assert counted(link) == []


def test_a_telephone_whose_name_ends_like_that_of_a_robot_counts(link):
    agent = "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) Chrome/140.0 Mobile"
    assert count_open(link, request_of(**{"User-Agent": agent}))


def test_the_band_s_own_visits_do_not_count_even_when_they_sign_out(leader, party, link):
    member = MembershipFactory(party=party, role=Role.MEMBER).user
    assert not count_open(link, request_of(member))
    assert not count_open(link, request_of())
    note_own(link, request_of(address="192.0.2.9"))
    assert not count_play(link, request_of(address="192.0.2.9"), "one")
    assert counted(link) == []


def test_a_link_that_is_over_counts_nobody(leader, link):
    revoke_kit_link(acting_user=leader, link=link)
    assert not count_open(link, request_of())


def test_counting_twice_counts_nobody_twice_and_nothing_falls(link):
    count_open(link, request_of())
    assert counted(link) == counted(link) == [(1, 0)]
    KitLinkDay.objects.update(opens=5)
    assert counted(link) == [(5, 0)]


def test_days_are_summed_and_forgotten_once_they_are_over(party, link):
    with time_machine.travel(now() - dt.timedelta(days=3)):
        count_open(link, request_of())
        count_visits()
    count_open(link, request_of())
    count_visits()
    assert valkey().scard("press:visits") == 1
    assert [(each.opens, each.plays) for each in counted_links(party)] == [(2, 0)]


def test_nobody_s_address_is_noted(link):
    count_open(link, request_of())
    noted = b"".join(b"".join(valkey().smembers(key)) for key in valkey().scan_iter("press:opens:*"))
    assert noted
    assert b"192.0.2.7" not in noted


def test_a_page_is_shown_where_nothing_can_be_noted(link, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert count_open(link, request_of()) is False


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::{:x}"])
def test_one_address_that_calls_itself_many_names_is_soon_no_more_people(link, monkeypatch, address):
    monkeypatch.setattr(visits, "NEIGHBOURS_MAX", 3)
    requests = [request_of(address=address.format(n + 1), **{"User-Agent": f"{FIREFOX} {n}"}) for n in range(6)]
    assert [count_open(link, request) for request in requests] == [True] * 3 + [False] * 3
    assert count_play(link, requests[0], link.pk)
    assert count_open(link, request_of(address="198.51.100.1"))
