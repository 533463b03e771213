"""A band's links: who makes them, what they show of a night, and what an address of a site may be."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actions import add_membership
from accounts.states import Role
from availability.actions import say_time, set_known_until
from availability.ranges import DAY, evening
from bands.actions import create_band, create_share, revoke_share, rotate_share
from bands.actions.shares import checked_origin
from bands.models import Share
from bands.queries import find_share, is_share_live, nights_of, shared_nights, tonight
from bands.states import ShareStatus
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ZONE = "Europe/Berlin"
OPEN, ASK, SHUT = ShareStatus.AVAILABLE, ShareStatus.ON_REQUEST, ShareStatus.NOT_AVAILABLE


@pytest.fixture
def leader():
    return UserFactory(name="Åsa Lind")


@pytest.fixture
def party(leader):
    return create_band(acting_user=leader, name="Low Tide Choir", timezone=ZONE).party


@pytest.fixture
def today(party):
    return tonight(party)


def share_of(leader, party, **fields):
    """A link to the coming ten nights, and its token."""
    today = tonight(party)
    given = {"name": "Agency Nord", "first": today, "last": today + 9 * DAY, "expires_on": today + 30 * DAY}
    return create_share(acting_user=leader, party=party, **given | fields)


def say(user, day, kind):
    period = evening(day, dt.time(19), dt.time(0), ZONE)
    say_time(
        acting_user=user, calendar=user.calendar, kind=kind, timezone=ZONE,
        starts_at=period.starts_at, ends_at=period.ends_at,
    )  # fmt: skip


def test_a_link_says_what_strangers_may_know(leader, party, today):
    other = UserFactory()
    add_membership(acting_user=None, party=party, user=other, role=Role.MEMBER)
    for user in (leader, other):
        set_known_until(acting_user=user, calendar=user.calendar, until=today + 3 * DAY, timezone=ZONE)
    say(other, today + DAY, "maybe")
    say(other, today + 2 * DAY, "busy")
    share, _token = share_of(leader, party, first=today - DAY, last=today + 4 * DAY)
    shown = [(night.night - today, night.status) for night in shared_nights(share).nights]
    assert shown == [(0 * DAY, OPEN), (DAY, ASK), (2 * DAY, SHUT), (3 * DAY, OPEN), (4 * DAY, ASK)]


def _midnight(day):
    return dt.datetime.combine(day, dt.time(), ZoneInfo(ZONE))


def test_nights_of_a_period_fall_on_its_weekdays(leader, party, today):
    share, _token = share_of(leader, party, weekdays=[4, 5], last=today + 27 * DAY)
    nights = nights_of(share)
    assert len(nights) == 8
    assert {night.weekday() for night in nights} == {4, 5}


def test_marked_nights_are_shown_alone(leader, party, today):
    chosen = [today + 50 * DAY, today + DAY]
    share, _token = share_of(leader, party, nights=chosen, weekdays=[0])
    assert nights_of(share) == sorted(chosen)
    assert (share.first, share.last, share.weekdays) == (today + DAY, today + 50 * DAY, [])


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_shown_takes_three_queries_for_any_number_of_members(
    leader, party, today, count, django_assert_num_queries
):
    for _ in range(count):
        add_membership(acting_user=None, party=party, user=UserFactory(), role=Role.MEMBER)
    _share, token = share_of(leader, party, last=today + 399 * DAY)
    with django_assert_num_queries(3):
        assert len(shared_nights(find_share(token)).nights) == 400


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " \n"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"first": None}, "first"),
        ({"last": None}, "last"),
        ({"last": dt.date(2020, 1, 1)}, "last"),
        ({"first": dt.date(2020, 1, 1), "last": dt.date(2020, 1, 2)}, "last"),
        ({"last": dt.date(2100, 1, 1)}, "last"),
        ({"nights": [dt.date(2020, 1, 1)]}, "nights"),
        ({"nights": [dt.date(2030, 1, 1), dt.date(2040, 1, 1)]}, "nights"),
        ({"first": dt.date(9999, 12, 1), "last": dt.date.max}, "last"),
        ({"nights": [dt.date.max]}, "nights"),
        ({"weekdays": [7]}, "weekdays"),
        ({"expires_on": dt.date(2020, 1, 1)}, "expires_on"),
        ({"expires_on": dt.date(2100, 1, 1)}, "expires_on"),
        ({"embed_origins": ["https://*.example.org"]}, "embed_origins"),
        ({"embed_origins": [f"https://{number}.example.org" for number in range(11)]}, "embed_origins"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused_at_its_field(leader, party, fields, field):
    with pytest.raises(ValidationError) as refused:
        share_of(leader, party, **fields)
    assert refused.value.message_dict.keys() == {field}
    assert not Share.objects.exists()


def test_a_band_has_so_many_live_links(leader, party, monkeypatch):
    monkeypatch.setattr("bands.actions.shares.LIVE_MAX", 2)
    first, _token = share_of(leader, party)
    share_of(leader, party)
    with pytest.raises(ValidationError):
        share_of(leader, party)
    revoke_share(acting_user=leader, share=first)
    share_of(leader, party)


def test_only_leaders_have_a_hand_in_links(leader, party):
    member = UserFactory()
    add_membership(acting_user=None, party=party, user=member, role=Role.MEMBER)
    share, _token = share_of(leader, party)
    for act in (lambda: share_of(member, party), lambda: revoke_share(acting_user=member, share=share)):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(PermissionDenied):
        rotate_share(acting_user=member, share=share)


def test_a_new_address_ends_the_old_one(leader, party, today):
    share, token = share_of(leader, party, weekdays=[5], embed_origins=["https://example.org"])
    renewed, new_token = rotate_share(acting_user=leader, share=share)
    assert find_share(token).revoked_at
    assert find_share(new_token) == renewed
    for field in ("name", "first", "last", "weekdays", "nights", "embed_origins", "expires_at"):
        assert getattr(renewed, field) == getattr(share, field)
    with pytest.raises(ValidationError):
        rotate_share(acting_user=leader, share=share)


def test_a_link_works_to_the_end_of_its_last_day_where_the_band_is_at_home(leader, party, today):
    share, token = share_of(leader, party, expires_on=today)
    assert share.expires_at == _midnight(today + DAY)
    assert is_share_live(find_share(token), share.expires_at - dt.timedelta(seconds=1))
    assert not is_share_live(find_share(token), share.expires_at)


def test_of_an_address_only_the_hash_is_kept(leader, party):
    share, token = share_of(leader, party)
    assert len(token) >= 43
    assert token not in str(Share.objects.filter(pk=share.pk).values().get())


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://example.org", "https://example.org"),
        (" HTTPS://Example.ORG/ ", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_the_address_of_a_site_is_brought_into_one_form(typed, origin):
    assert checked_origin(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "", "*", "https:", "https://", "https://*", "https://*.example.org", "http://example.org", "example.org",
        "https://example.org/path", "https://example.org?x", "https://example.org/#x", "https://u:p@example.org",
        "https://@example.org", "https://example.org;script-src", "https://example.org 'self'", "'self'", "data:",
        "javascript:alert(1)", "https://exa mple.org", "https://example.org:0", "https://example.org:99999",
        "https://example..org", "https://-example.org", "https://[::1]", "https://[", "http://localhost:3000",
        "https://" + "a." * 120 + "org", "https://example.org\r\nX: y", "https://exämple.org:x", "https://a\0b.org",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_of_a_site_is_refused(typed, settings):
    settings.IS_LOOPBACK = False
    with pytest.raises(ValidationError):
        checked_origin(typed)


def test_this_machine_may_embed_without_encryption_a_site_that_runs_on_it(settings):
    settings.IS_LOOPBACK = True
    assert checked_origin("http://localhost:3000") == "http://localhost:3000"
    with pytest.raises(ValidationError):
        checked_origin("http://example.org")
