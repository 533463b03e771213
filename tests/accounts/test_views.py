"""Pages of people, through the client."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.actions import add_membership, create_invite
from accounts.models import ApiToken, Invite, Membership, User
from accounts.queries import find_api_token
from accounts.queries.months import person_month
from accounts.states import Role
from availability.actions import say_time
from availability.models import AvailabilityRule, Feed
from bands.actions import create_band
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def band(user):
    return create_band(acting_user=user, name="Low Tide Choir", timezone="Europe/Berlin").party


def text_of(response):
    return response.content.decode()


def test_welcome_asks_what_brings_one_here(signed_in):
    page = text_of(signed_in.get(reverse("accounts:welcome")))
    assert reverse("bands:band_new") in page
    assert reverse("venues:venue_new") in page


def test_you_lists_parties_with_roles(signed_in, band):
    page = text_of(signed_in.get(reverse("accounts:you")))
    assert reverse("bands:band", args=[band.slug]) in page
    assert "Owner, Member" in page


def test_you_saves_and_the_page_speaks_the_language(signed_in, user):
    response = signed_in.post(
        reverse("accounts:you"), {"name": "Åsa", "timezone": "Europe/Lisbon", "language": "de"}, follow=True
    )
    user.refresh_from_db()
    assert (user.name, user.timezone, user.language) == ("Åsa", "Europe/Lisbon", "de")
    assert '<html lang="de"' in text_of(response)


def test_you_shows_what_is_wrong_at_the_field_and_keeps_what_was_typed(signed_in, user):
    response = signed_in.post(reverse("accounts:you"), {"name": " ", "timezone": "Mars", "language": "en"})
    assert response.status_code == 422
    assert 'id="id_name_error"' in text_of(response)
    user.refresh_from_db()
    assert user.name == "Åsa Lind"


def test_pages_follow_the_persons_language_unless_the_browser_was_told(signed_in, user):
    User.objects.update(language="de")
    assert '<html lang="de"' in text_of(signed_in.get(reverse("accounts:you")))
    signed_in.cookies["django_language"] = "en"
    assert '<html lang="en"' in text_of(signed_in.get(reverse("accounts:you")))


def test_deleting_an_account_needs_its_address(signed_in, user):
    response = signed_in.post(reverse("departures:account_delete"), {"email": "somebody@example.org"})
    assert response.status_code == 422
    assert User.objects.get().is_active


def test_deleting_an_account_signs_out(signed_in, user):
    response = signed_in.post(reverse("departures:account_delete"), {"email": user.email.upper()})
    assert response.status_code == 302
    assert not User.objects.get().is_active
    assert "_auth_user_id" not in signed_in.session


def test_the_only_owner_with_others_reads_why_they_cannot_go(signed_in, user, band):
    add_membership(acting_user=None, party=band, user=UserFactory(), role=Role.MEMBER)
    response = signed_in.post(reverse("departures:account_delete"), {"email": user.email})
    assert response.status_code == 422
    assert "Low Tide Choir" in text_of(response)


def test_a_token_is_shown_once(signed_in, user):
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = signed_in.post(reverse("accounts:tokens"), {"name": "Script", "scopes": ["read"]})
    secret = response.context["secret"]
    assert find_api_token(secret).user == user
    assert secret in text_of(response)
    assert response.headers["Cache-Control"].count("no-store")
    assert secret not in text_of(signed_in.get(reverse("accounts:tokens")))


def test_revoking_a_token_ends_it(signed_in, user):
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = signed_in.post(reverse("accounts:tokens"), {"name": "S", "scopes": ["read"]}).context["secret"]
    signed_in.post(reverse("accounts:token_revoke", args=[ApiToken.objects.get().pk]))
    assert find_api_token(secret) is None


def test_a_feed_is_shown_once_rotated_and_revoked(signed_in, user, band):
    response = signed_in.post(reverse("accounts:feed_create"), {"party": band.slug})
    feed, link = Feed.objects.get(), response.context["link"]
    assert feed.calendar == band.calendar
    assert link in text_of(response)
    assert link not in text_of(signed_in.get(reverse("accounts:feeds")))
    rotated = signed_in.post(reverse("accounts:feed_rotate", args=[feed.pk])).context["link"]
    assert rotated != link
    signed_in.post(reverse("accounts:feed_revoke", args=[feed.pk]))
    assert not Feed.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("name", ["feed_rotate", "feed_revoke"])
def test_anothers_feed_does_not_exist(signed_in, client, name):
    other = UserFactory()
    client.force_login(other)
    client.post(reverse("accounts:feed_create"))
    client.force_login(UserFactory())
    assert client.post(reverse(f"accounts:{name}", args=[Feed.objects.get().pk])).status_code == 404
    assert Feed.objects.get().revoked_at is None


def test_acting_for_a_band_is_remembered_until_one_leaves_it(signed_in, user, band):
    response = signed_in.post(reverse("accounts:acting"), {"party": str(band.pk), "next": "/you/"})
    assert response.headers["Location"] == "/you/"
    assert signed_in.get("/you/").context["acting_party"] == band
    Membership.objects.update(
        left_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), joined_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    )
    assert not signed_in.get("/you/").context["acting_party"]


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_acting_leads_nowhere_else(signed_in, address):
    assert signed_in.post(reverse("accounts:acting"), {"next": address}).headers["Location"] == "/"


def test_nobody_acts_for_a_party_of_others(signed_in):
    stranger = MembershipFactory()
    signed_in.post(reverse("accounts:acting"), {"party": str(stranger.party_id)})
    assert not signed_in.get("/you/").context["acting_party"]


class TestCalendar:
    def test_painting_says_it_of_every_marked_day(self, signed_in, user):
        days = [(localdate() + dt.timedelta(days=count)).isoformat() for count in (3, 4)]
        response = signed_in.post(
            reverse("accounts:calendar_paint"), {"days": days, "kind": "busy", "part": "day", "month": days[0][:7]}
        )
        assert response.headers["Location"] == f"/calendar/?month={days[0][:7]}"
        page = text_of(signed_in.get(response.headers["Location"]))
        assert page.count("Busy") >= 2
        assert AvailabilityRule.objects.get().kind == "busy"

    def test_painting_nothing_says_so(self, signed_in):
        response = signed_in.post(reverse("accounts:calendar_paint"), {"kind": "busy"})
        assert response.status_code == 422
        assert "Select some days first." in text_of(response)

    @pytest.mark.parametrize("day", ["yesterday", "2027-02-30", "0001-01-01", "9999-12-31", ""])
    def test_painting_what_is_no_day_is_refused(self, signed_in, day):
        response = signed_in.post(reverse("accounts:calendar_paint"), {"days": [day], "kind": "busy"})
        assert response.status_code == 422

    def test_clearing_takes_back_what_was_painted(self, signed_in):
        day = (localdate() + dt.timedelta(days=3)).isoformat()
        for kind in ("busy", "clear"):
            signed_in.post(reverse("accounts:calendar_paint"), {"days": [day], "kind": kind})
        assert not AvailabilityRule.objects.exists()

    def test_saying_hours_every_week(self, signed_in, user):
        day = localdate() + dt.timedelta(days=2)
        data = {
            "kind": "busy",
            "first": day.isoformat(),
            "from_time": "19:00",
            "to_time": "22:00",
            "is_weekly": "on",
            "until": (day + dt.timedelta(weeks=4)).isoformat(),
        }
        signed_in.post(reverse("accounts:time_say"), data)
        rule = AvailabilityRule.objects.get()
        assert rule.rrule.startswith("FREQ=WEEKLY;UNTIL=")
        assert rule.blocks.count() == 5
        assert "every" in text_of(signed_in.get(reverse("accounts:calendar")))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("first", "soon"),
            ("first", "1066-10-14"),
            ("from_time", "25:00"),
            ("kind", "claim"),
            ("until", "2001-01-01"),
        ],
    )
    def test_saying_nonsense_is_an_error_at_its_field(self, signed_in, field, value):
        good = {"kind": "busy", "first": "2027-03-06", "from_time": "19:00", "to_time": "22:00", "is_weekly": "on"}
        response = signed_in.post(reverse("accounts:time_say"), good | {field: value})
        assert response.status_code == 422
        assert f'id="id_{field}_error"' in text_of(response)
        assert not AvailabilityRule.objects.exists()

    def test_taking_back(self, signed_in):
        day = (localdate() + dt.timedelta(days=3)).isoformat()
        signed_in.post(reverse("accounts:calendar_paint"), {"days": [day], "kind": "busy"})
        signed_in.post(reverse("accounts:time_unsay", args=[AvailabilityRule.objects.get().pk]))
        assert not AvailabilityRule.objects.exists()

    def test_nobody_takes_back_what_another_said(self, signed_in, client):
        day = (localdate() + dt.timedelta(days=3)).isoformat()
        signed_in.post(reverse("accounts:calendar_paint"), {"days": [day], "kind": "busy"})
        client.force_login(UserFactory())
        rule = AvailabilityRule.objects.get()
        assert client.post(reverse("accounts:time_unsay", args=[rule.pk])).status_code == 404
        assert AvailabilityRule.objects.exists()

    def test_the_rest_is_free_until(self, signed_in, user):
        day = localdate() + dt.timedelta(days=100)
        signed_in.post(reverse("accounts:known_set"), {"until": day.isoformat()})
        user.calendar.refresh_from_db()
        assert user.calendar.known_until.date() in {day, day + dt.timedelta(days=1)}
        assert f'value="{day.isoformat()}"' in text_of(signed_in.get(reverse("accounts:calendar")))

    def test_the_rest_cannot_be_free_for_ever(self, signed_in):
        response = signed_in.post(reverse("accounts:known_set"), {"until": "2099-01-01"})
        assert response.status_code == 422
        assert 'id="known_until_error"' in text_of(response)

    def test_whole_days_stand_on_their_own_dates_alone(self, signed_in, user):
        berlin = ZoneInfo("Europe/Berlin")
        said = {"acting_user": user, "calendar": user.calendar, "kind": "busy", "timezone": "Europe/Berlin"}
        for starts_at, ends_at in (
            (dt.datetime(2028, 3, 14), dt.datetime(2028, 3, 17)),
            (dt.datetime(2028, 3, 21, 1), dt.datetime(2028, 3, 21, 4)),
            (dt.datetime(2028, 3, 28, 3), dt.datetime(2028, 3, 28, 12)),
        ):
            say_time(starts_at=starts_at.replace(tzinfo=berlin), ends_at=ends_at.replace(tzinfo=berlin), **said)
        month = person_month(user, dt.date(2028, 3, 1), dt.date(2028, 3, 1))
        cells = {cell["date"].day: cell["strips"] for week in month.weeks for cell in week["cells"] if cell["in_month"]}
        busy = {day: strip["sub"] for day, strips in cells.items() for strip in strips if strip["voice"] == "busy"}
        assert busy == {14: "", 15: "", 16: "", 20: "01:00–04:00", 28: "03:00–12:00"}

    @pytest.mark.parametrize("month", ["", "soon", "2027-13", "0000-01", "9999-12", "2027-03-01", "\x00"])
    def test_a_month_that_is_none_shows_this_one(self, signed_in, user, month):
        response = signed_in.get(reverse("accounts:calendar"), {"month": month})
        assert response.context["month"].first == localdate(timezone=ZoneInfo(user.timezone)).replace(day=1)

    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_queries_for_one_thing_said_as_for_three(self, signed_in, user, count, django_assert_num_queries):
        for number in range(count):
            day = (localdate() + dt.timedelta(days=2 * number + 2)).isoformat()
            signed_in.post(reverse("accounts:calendar_paint"), {"days": [day], "kind": "busy"})
        address = reverse("accounts:calendar")
        signed_in.get(address)
        with django_assert_num_queries(QUERIES_OF_CALENDAR):
            signed_in.get(address)


QUERIES_OF_CALENDAR = 8
"""Session, user, calendar, blocks, entries, what was said, the parties of the switcher, the unread count."""


class TestJoining:
    @pytest.fixture
    def link(self, user, band):
        _, token = create_invite(acting_user=user, party=band)
        return reverse("accounts:join", args=[token])

    def test_a_stranger_reads_who_invites_and_comes_back_after_signing_in(self, client, link):
        page = text_of(client.get(link))
        assert "Low Tide Choir" in page
        assert "Åsa Lind" in page
        assert f"{reverse('account_signup')}?next={link}" in page
        assert client.post(link).headers["Location"] == f"{reverse('account_login')}?next={link}"

    def test_looking_changes_nothing(self, client, link):
        client.force_login(UserFactory())
        client.get(link)
        client.head(link)
        assert Invite.objects.get().uses_count == 0

    def test_joining_says_what_one_plays_and_leads_to_the_band(self, client, link, band):
        newcomer = UserFactory()
        client.force_login(newcomer)
        response = client.post(link, {"instrument": "Drums"})
        assert response.headers["Location"] == reverse("bands:band", args=[band.slug])
        membership = Membership.objects.get(user=newcomer)
        assert (membership.instrument, membership.may_be_booked) == ("Drums", False)

    def test_consent_is_asked_for_with_yes_as_the_default(self, client, link):
        client.force_login(UserFactory())
        box = re.search(r'<input[^>]*name="may_be_booked"[^>]*>', text_of(client.get(link))).group()
        assert "checked" in box

    @pytest.mark.parametrize("signed", [True, False])
    def test_a_link_that_is_over_is_gone_with_a_friendly_page(self, client, link, signed):
        Invite.objects.update(uses_count=1)
        if signed:
            client.force_login(UserFactory())
        for response in (client.get(link), client.post(link, {"instrument": "Drums"})):
            assert response.status_code == 410
            assert "This link has expired" in text_of(response)
        assert not Membership.objects.filter(instrument="Drums").exists()

    def test_who_is_in_already_is_shown_the_way(self, client, link, user, band):
        Invite.objects.update(uses_count=1)
        client.force_login(user)
        response = client.get(link)
        assert response.status_code == 410
        assert reverse("bands:band", args=[band.slug]) in text_of(response)

    def test_who_has_no_name_yet_says_it_on_joining(self, client, link):
        newcomer = UserFactory(name="")
        client.force_login(newcomer)
        assert client.post(link, {"name": " ", "instrument": "Drums"}).status_code == 422
        client.post(link, {"name": "Ben Krause", "instrument": "Drums"})
        newcomer.refresh_from_db()
        assert newcomer.name == "Ben Krause"
        assert Membership.objects.get(user=newcomer).instrument == "Drums"
