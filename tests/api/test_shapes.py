"""The shapes of the API, to the letter, and what each call does."""

import datetime as dt

import pytest
from django.core.mail import send_mail

from accounts.actions import rename_party
from accounts.states import Approval
from availability.models import AvailabilityRule, Feed
from bookings.models import Booking
from catalogue.models import City, Genre
from tests.api.conftest import HOUR, ZONE, Caller, known_free
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def leader(world) -> Caller:
    return Caller(world.leader)


@pytest.fixture
def manager(world) -> Caller:
    return Caller(world.manager)


class TestMe:
    def test_who_i_am_and_what_i_am_in(self, world, leader):
        me = leader.get("/me").json()
        assert me["id"] == me["user"]["id"] == str(world.leader.pk)
        assert me["user"]["email"] == world.leader.email
        [party] = me["parties"]
        assert (party["slug"], party["roles"]) == ("the-anchors", ["member", "owner"])

    def test_time_said_comes_back_and_can_be_taken_back(self, leader):
        body = {
            "kind": "busy",
            "starts_at": "2028-05-02T19:00:00+02:00",
            "ends_at": "2028-05-02T23:00:00+02:00",
            "rrule": None,
            "timezone": ZONE,
        }
        made = leader.post("/me/busy", body)
        assert (made.status_code, made.json()["contradicts"]) == (201, [])
        [listed] = leader.get("/me/busy?from=2028-05-01&to=2028-05-02").json()["items"]
        assert dt.datetime.fromisoformat(listed["starts_at"]) == dt.datetime.fromisoformat(body["starts_at"])
        assert leader.delete(f"/me/busy/{listed['id']}").status_code == 204
        assert not AvailabilityRule.objects.exists()

    def test_time_said_against_a_promise_names_it(self, world, leader, manager):
        manager.post(f"/bookings/{world.apply().pk}/accept")
        span = {"starts_at": FAR_SATURDAY.isoformat(), "ends_at": (FAR_SATURDAY + HOUR).isoformat()}
        said = leader.post("/me/busy", {"kind": "busy", **span}).json()
        assert len(said["contradicts"]) == 1

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_of_time_said_takes_as_many_queries(self, world, leader, count, django_assert_num_queries):
        for hour in range(count):
            span = {"starts_at": f"2028-05-02T{10 + hour}:00:00Z", "ends_at": f"2028-05-02T{10 + hour}:30:00Z"}
            leader.post("/me/busy", {"kind": "maybe", **span})
        with django_assert_num_queries(2):
            assert len(leader.get("/me/busy").json()["items"]) == count

    def test_pages_of_a_list_follow_one_another(self, leader):
        for hour in range(5):
            span = {"starts_at": f"2028-05-02T1{hour}:00:00Z", "ends_at": f"2028-05-02T1{hour}:30:00Z"}
            leader.post("/me/busy", {"kind": "maybe", **span})
        seen, cursor = [], ""
        while cursor is not None:
            page = leader.get(f"/me/busy?limit=2&cursor={cursor}").json()
            seen += [item["starts_at"] for item in page["items"]]
            cursor = page["next"]
        assert (len(seen), seen) == (5, sorted(seen))

    def test_the_rest_is_free_until(self, world, leader):
        day = (dt.date.today() + dt.timedelta(days=90)).isoformat()  # noqa: DTZ011
        assert leader.put("/me/known", {"until": day}).json() == {"until": day}
        world.leader.calendar.refresh_from_db()
        assert world.leader.calendar.known_until is not None

    def test_a_feed_shows_its_address_once(self, leader):
        made = leader.post("/me/feeds", {"kind": "person", "party": None})
        assert made.status_code == 201
        assert made.json()["url"].endswith(".ics")
        [listed] = leader.get("/me/feeds").json()["items"]
        assert listed == made.json() | {"url": None}

    def test_a_rotated_feed_has_another_address(self, leader):
        made = leader.post("/me/feeds", {"kind": "person"}).json()
        rotated = leader.post(f"/me/feeds/{made['id']}/rotate")
        assert (rotated.status_code, rotated.json()["url"] != made["url"]) == (200, True)
        assert leader.client.get(made["url"]).status_code == 404

    def test_a_feed_of_a_band_names_it_and_ends_when_revoked(self, world, leader):
        made = leader.post("/me/feeds", {"kind": "party", "party": "the-anchors"}).json()
        assert made["party"] == "the-anchors"
        assert leader.delete(f"/me/feeds/{made['id']}").status_code == 204
        assert Feed.objects.get().revoked_at is not None

    def test_what_a_feed_tells_is_chosen_as_on_the_page(self, world, leader, manager):
        made = leader.post("/me/feeds", {"kind": "party", "party": "the-anchors", "with_open_nights": True}).json()
        path = f"/me/feeds/{made['id']}"
        assert (made["with_holds"], made["with_open_nights"], made["keeps_cancelled"]) == (True, True, True)
        chosen = leader.call("PATCH", path, {"keeps_cancelled": False}).json()
        assert chosen == made | {"keeps_cancelled": False, "url": None}
        assert leader.get("/me/feeds").json()["items"] == [chosen]
        refused = leader.call("PATCH", path, {"with_groups": True})
        assert refused.json()["errors"] == {"with_groups": ["Only your own feed can include your bands."]}
        assert manager.call("PATCH", path, {"with_holds": False}).status_code == 404
        leader.delete(path)
        assert leader.call("PATCH", path, {"with_holds": False}).status_code == 422

    def test_only_a_band_has_free_nights_to_tell_of(self, world, manager):
        for whose in ({"kind": "person"}, {"kind": "party", "party": world.venue.slug}):
            refused = manager.post("/me/feeds", whose | {"with_open_nights": True}).json()
            assert refused["errors"]["with_open_nights"] == ["Only a band’s feed can include its free nights."]
        assert not Feed.objects.exists()

    def test_news_are_listed_newest_first(self, world, manager):
        world.apply()
        newest, *_rest = manager.get("/me/notifications").json()["items"]
        assert (newest["kind"], newest["read_at"]) == ("bookings.applied", None)
        assert newest["subject"]


class TestBands:
    def test_a_band_is_made_with_its_maker_in_it(self, world):
        city = City.objects.get(name="Hamburg", country="DE")
        genre = Genre.objects.first()
        caller = Caller(world.stranger)
        body = {"name": "Neue Band", "timezone": ZONE, "city": str(city.pk), "genres": [genre.slug], "quorum": None}
        made = caller.post("/bands", body)
        assert made.status_code == 201
        band = made.json()
        assert (band["slug"], band["kind"], band["genres"]) == ("neue-band", "band", [genre.slug])
        assert caller.get("/parties/neue-band").json() == band
        [member] = caller.get("/bands/neue-band/members").json()["items"]
        assert (member["user"], member["roles"]) == (str(world.stranger.pk), ["member", "owner"])

    def test_a_band_nobody_approved_is_not_there_for_others(self, world, anybody):
        Caller(world.stranger).post("/bands", {"name": "Neue Band", "timezone": ZONE})
        assert anybody.get("/parties/neue-band").status_code == 404

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": None}, "name"),
            ({"name": "a\0b"}, "name"),
            ({"timezone": "Mars/Olympus"}, "timezone"),
            ({"city": "2f7e9f0e-5e9e-4a39-8e4e-6d1d8c1b0000"}, "city"),
            ({"city": 5}, "city"),
            ({"genres": ["no-such-genre"]}, "genres"),
            ({"quorum": 10**30}, "quorum"),
            ({"quorum": 0}, "quorum"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, leader, wrong, field):
        response = leader.post("/bands", {"name": "X", "timezone": ZONE, **wrong})
        assert response.status_code == 422
        assert list(response.json()["errors"]) == [field]

    def test_an_invite_is_made_and_accepted_once(self, world, leader):
        made = leader.post("/bands/the-anchors/invites", {"role": "member", "uses": 1, "expires_in_days": 14})
        assert made.status_code == 201
        invite = made.json()
        assert invite["url"].endswith(f"/join/{invite['token']}/")
        stranger = Caller(world.stranger)
        path, body = f"/invites/{invite['token']}/accept", {"instrument": "Drums", "may_be_booked": False}
        joined = stranger.post(path, body)
        assert (joined.status_code, joined.json()) == (200, {"party": "the-anchors", "role": "member", **body})
        gone = Caller(UserFactory()).post(path, body)
        assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (410, "gone")

    def test_who_leaves_is_a_member_no_more(self, world):
        member = Caller(world.member)
        assert member.delete(f"/bands/the-anchors/members/{world.member.pk}").status_code == 204
        assert member.get("/bands/the-anchors/members").status_code == 403

    def test_the_only_owner_cannot_leave(self, world, leader):
        assert leader.delete(f"/bands/the-anchors/members/{world.leader.pk}").status_code == 409

    def test_the_green_zone_says_who_can_when(self, world, leader):
        first = dt.date.today() + dt.timedelta(days=30)  # noqa: DTZ011
        known_free(world.leader)
        zone = leader.get(f"/bands/the-anchors/green-zone?from={first}&to={first}").json()
        [night] = zone["nights"]
        assert (zone["timezone"], zone["ranges"], night["state"]) == (ZONE, [], "unknown")
        assert {each["name"]: each["state"] for each in night["members"]} == {"leader": "free", "member": "unknown"}
        known_free(world.member)
        zone = leader.get(f"/bands/the-anchors/green-zone?from={first}&to={first}").json()
        assert (zone["nights"][0]["state"], len(zone["ranges"])) == ("green", 1)

    @pytest.mark.parametrize("query", ["from=2028-02-01&to=2028-01-01", "from=2028-01-01&to=2038-01-01", "from=x"])
    def test_a_senseless_span_of_nights_is_refused(self, leader, query):
        assert leader.get(f"/bands/the-anchors/green-zone?{query}").status_code == 422


class TestParties:
    def test_parties_are_found_and_told_why(self, world, anybody):
        [found] = anybody.get("/parties?q=Anchors").json()["items"]
        assert (found["slug"], found["kind"]) == ("the-anchors", "band")
        assert anybody.get("/parties?kind=venue").json()["items"][0]["slug"] == "harbour-hall"

    def test_a_fee_needs_its_currency(self, anybody, db):
        assert anybody.get("/parties?fee_max=100").status_code == 422

    def test_an_old_slug_leads_to_the_present_one(self, world, anybody):
        rename_party(acting_user=world.leader, party=world.band, name="The Buoys")
        response = anybody.get("/parties/the-anchors")
        assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/parties/the-buoys")

    def test_the_calendar_of_a_venue_tells_its_stages(self, world, anybody):
        world.apply()
        calendar = anybody.get("/parties/harbour-hall/calendar?from=2028-03-03&to=2028-03-05").json()
        nights = [{"night": f"2028-03-0{day}", "status": "available"} for day in (3, 4, 5)]
        nights[1]["status"] = "pending"
        assert calendar == {
            "timezone": ZONE,
            "nights": nights,
            "stages": [{"id": str(world.stage.pk), "name": "Main", "nights": nights}],
        }

    def test_the_calendar_of_a_band_has_no_stages(self, world, anybody):
        calendar = anybody.get("/parties/the-anchors/calendar?from=2028-03-03&to=2028-03-03").json()
        assert calendar["nights"] == [{"night": "2028-03-03", "status": "on_request"}]
        assert calendar["stages"] is None

    def test_staff_approve_and_suspend(self, world):
        staff = Caller(world.staff)
        assert staff.post("/parties/the-anchors/suspend", {"reason": "spam"}).json()["approval"] == Approval.SUSPENDED
        assert staff.call("POST", "/parties/the-anchors/approve").json()["approval"] == Approval.APPROVED

    def test_a_client_requests_an_act(self, world):
        body = {
            "starts_at": "2028-06-03T20:00:00+02:00",
            "ends_at": "2028-06-03T23:00:00+02:00",
            "place": "Town hall",
            "city": None,
            "fee": {"amount_minor": 35000, "currency": "EUR"},
            "message": "Our wedding",
            "guests": 80,
            "power": "none",
        }
        made = Caller(world.stranger).post("/parties/the-anchors/requests", body)
        assert made.status_code == 201
        booking = made.json()
        assert (booking["state"], booking["turn"], booking["act"]) == ("pending", "act", "the-anchors")
        assert booking["fee"] == body["fee"]
        said = {"guests": 80, "setting": None, "power": "none", "set_up_minutes": None}
        assert booking["show"]["needs"] == said
        assert Booking.objects.get(pk=booking["id"]).cancellation_tiers == [[30, 25], [14, 50], [2, 100]]
        senseless = body | {"cancellation_tiers": [[48, 101, "hours"]], "starts_at": "2028-06-05T20:00:00+02:00",
                            "ends_at": "2028-06-05T23:00:00+02:00"}  # fmt: skip
        refused = Caller(world.stranger).post("/parties/the-anchors/requests", senseless)
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["cancellation_tiers"])
        own = {"cancellation_tiers": [[48, 100, "hours"]], "starts_at": "2028-06-04T20:00:00+02:00",
               "ends_at": "2028-06-04T23:00:00+02:00"}  # fmt: skip
        made = Caller(world.stranger).post("/parties/the-anchors/requests", body | own).json()
        assert Booking.objects.get(pk=made["id"]).cancellation_tiers == [[48, 100, "hours"]]

    def test_towns_and_genres(self, anybody, db):
        hamburg = anybody.get("/cities?q=Hamburg").json()["items"][0]
        assert (hamburg["name"], hamburg["country"], hamburg["timezone"]) == ("Hamburg", "DE", ZONE)
        assert {"slug", "name", "parent"} == set(anybody.get("/genres").json()["items"][0])


class TestMailbox:
    def test_mails_are_read_newest_first(self, db, anybody, settings):
        settings.MAILBOX_OPEN, settings.EMAIL_BACKEND = True, "notifications.delivery.mailbox.MailboxBackend"
        for subject in ("first", "second"):
            send_mail(subject, "text", None, ["a@example.org"])
        send_mail("other", "text", None, ["b@example.org"])
        items = anybody.get("/dev/mail?to=a@example.org").json()["items"]
        assert [item["subject"] for item in items] == ["second", "first"]
        assert items[0].keys() == {"to", "subject", "text", "at"}

    def test_in_production_there_is_none(self, db, anybody, settings):
        settings.MAILBOX_OPEN = False
        assert anybody.get("/dev/mail?to=a@example.org").status_code == 404
