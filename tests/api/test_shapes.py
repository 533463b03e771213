"""The shapes of the API, to the letter, and what each call does."""

import datetime as dt

import pytest
from django.core.mail import send_mail

from accounts.actions import rename_party
from accounts.states import Approval
from availability.models import AvailabilityRule, Feed
from bookings.models import Booking
from bookings.states import BookingState
from catalogue.models import City, Genre
from tests.api.conftest import HOUR, ZONE, Caller, join, known_free
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

SHOW = {"id", "state", "version", "venue", "stage", "title", "night", "timezone", "load_in_at", "doors_at", "starts_at"}
SHOW |= {"ends_at", "out_at", "spots"}
SPOT = {"id", "role", "call_at", "starts_at", "ends_at", "released_at", "state", "fee"}
BOOKING = {"id", "state", "version", "turn", "answer_by", "show", "spot", "act", "host", "fee", "lineup", "history"}


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
        assert refused.json()["errors"] == {
            "with_groups": ["Only the feed of your own calendar can tell of your bands."]
        }
        assert manager.call("PATCH", path, {"with_holds": False}).status_code == 404
        leader.delete(path)
        assert leader.call("PATCH", path, {"with_holds": False}).status_code == 422

    def test_only_a_band_has_free_nights_to_tell_of(self, world, manager):
        for whose in ({"kind": "person"}, {"kind": "party", "party": world.venue.slug}):
            refused = manager.post("/me/feeds", whose | {"with_open_nights": True}).json()
            assert refused["errors"]["with_open_nights"] == ["Only the feed of a band can tell of its free nights."]
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
        }
        made = Caller(world.stranger).post("/parties/the-anchors/requests", body)
        assert made.status_code == 201
        booking = made.json()
        assert (booking["state"], booking["turn"], booking["act"]) == ("pending", "act", "the-anchors")
        assert booking["fee"] == body["fee"]
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


class TestShows:
    def test_a_show_is_published_with_its_bill(self, world, manager):
        body = {
            "stage": str(world.stage.pk),
            "title": "Spring",
            "starts_at": "2028-04-01T21:00:00+02:00",
            "ends_at": "2028-04-02T00:30:00+02:00",
            "publish": True,
            "announce_at": None,
            "spots": [{"role": "support", "fee": {"amount_minor": 10000, "currency": "EUR"}}, {"role": "headliner"}],
        }
        made = manager.post("/venues/harbour-hall/shows", body)
        assert made.status_code == 201
        show = made.json()
        assert show.keys() >= SHOW
        assert (show["state"], show["night"], show["venue"]) == ("open", "2028-04-01", "harbour-hall")
        assert show["load_in_at"] == "2028-04-01T19:00:00+02:00"
        assert all(spot.keys() >= SPOT for spot in show["spots"])
        assert manager.get(f"/shows/{show['id']}").json() == show

    def test_a_stage_that_is_taken_is_409_with_what_is_free(self, world, manager):
        span = {"starts_at": FAR_SATURDAY.isoformat(), "ends_at": (FAR_SATURDAY + HOUR).isoformat()}
        response = manager.post("/venues/harbour-hall/shows", {"stage": str(world.stage.pk), "publish": True, **span})
        problem = response.json()
        assert (response.status_code, problem["type"].rpartition("/")[2]) == (409, "taken")
        assert problem["conflicts"][0].keys() == {"who", "starts_at", "ends_at"}
        assert problem["conflicts"][0]["who"] == "a stage"
        assert problem["alternatives"][0].keys() == {"starts_at", "ends_at"}

    def test_a_stage_of_another_venue_is_refused_at_its_field(self, world):
        body = {"stage": str(world.stage.pk), "starts_at": "2028-04-01T21:00:00Z", "ends_at": "2028-04-01T23:00:00Z"}
        response = Caller(world.other_manager).post("/venues/elsewhere/shows", body)
        assert list(response.json()["errors"]) == ["stage"]

    def test_a_venue_nobody_approved_does_not_publish(self, world):
        caller = Caller(world.other_manager)
        stage = caller.post("/venues/elsewhere/stages", {"name": "Back room", "capacity": 80}).json()
        body = {"stage": stage["id"], "starts_at": "2028-04-01T21:00:00Z", "ends_at": "2028-04-01T23:00:00Z"}
        response = caller.post("/venues/elsewhere/shows", {**body, "publish": True})
        assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (403, "not-approved")

    def test_an_instant_without_its_offset_is_refused(self, world, manager):
        body = {"stage": str(world.stage.pk), "starts_at": "2028-04-01T21:00:00", "ends_at": 1837900000}
        response = manager.post("/venues/harbour-hall/shows", body)
        assert set(response.json()["errors"]) == {"starts_at", "ends_at"}

    def test_open_spots_tell_whether_they_fit(self, world, leader, anybody):
        [spot] = anybody.get("/events/open?from=2028-03-01&to=2028-03-31").json()["items"]
        assert spot.keys() >= SPOT | {"show", "fits"}
        assert (spot["show"]["title"], spot["fits"]) == ("Saturday", None)
        [spot] = leader.get("/events/open?band=the-anchors").json()["items"]
        assert spot["fits"] == "unknown"

    def test_cancelling_a_show_frees_its_stage(self, world, manager, anybody):
        assert manager.post(f"/shows/{world.show.pk}/cancel", {"message": "Flooded"}).json()["state"] == "cancelled"
        calendar = anybody.get("/parties/harbour-hall/calendar?from=2028-03-04&to=2028-03-04").json()
        assert calendar["nights"] == [{"night": "2028-03-04", "status": "available"}]


class TestBookings:
    def test_an_application_is_a_pending_booking(self, world, leader):
        body = {"band": "the-anchors", "message": "Hello", "lineup": None}
        made = leader.post(f"/spots/{world.spot().pk}/applications", body)
        assert made.status_code == 201
        booking = made.json()
        assert booking.keys() >= BOOKING
        assert (booking["state"], booking["turn"]) == ("pending", "host")
        assert {entry["user"] for entry in booking["lineup"]} == {str(world.leader.pk), str(world.member.pk)}
        assert {entry["state"] for entry in booking["lineup"]} == {"plays"}
        assert leader.get(f"/bookings/{booking['id']}").json() == booking
        assert leader.get("/me/bookings?state=pending").json()["items"] == [booking]

    def test_a_lineup_of_strangers_is_refused(self, world, leader):
        body = {"band": "the-anchors", "lineup": [str(world.stranger.pk)]}
        response = leader.post(f"/spots/{world.spot().pk}/applications", body)
        assert (response.status_code, list(response.json()["errors"])) == (422, ["lineup"])

    def test_accepting_confirms_and_accepting_again_says_the_state(self, world, manager):
        path = f"/bookings/{world.apply().pk}/accept"
        accepted = manager.post(path, {"message": "See you"})
        assert (accepted.status_code, accepted.json()["state"]) == (200, "confirmed")
        again = manager.post(path)
        assert (again.status_code, again.json()["state"]) == (409, "confirmed")
        assert again.json()["type"].endswith("/wrong-state")

    @pytest.mark.parametrize(
        ("who", "verb", "state"), [("manager", "decline", "declined"), ("leader", "withdraw", "withdrawn")]
    )
    def test_the_other_answers(self, world, who, verb, state):
        booking = world.apply()
        answer = Caller(getattr(world, who)).call("POST", f"/bookings/{booking.pk}/{verb}")
        assert (answer.status_code, answer.json()["state"]) == (200, state)

    def test_cancelling_gives_everybody_their_time_back(self, world, leader, manager):
        booking = world.apply()
        manager.post(f"/bookings/{booking.pk}/accept")
        assert leader.post(f"/bookings/{booking.pk}/cancel", {"message": "Ill"}).json()["state"] == "cancelled"
        assert world.apply().state == BookingState.PENDING

    def test_a_drummer_promised_elsewhere_is_a_member_without_name(self, world, manager):
        manager.post(f"/bookings/{world.apply().pk}/accept")
        caller = Caller(world.stranger)
        band = caller.post("/bands", {"name": "Second", "timezone": ZONE}).json()
        from accounts.actions import approve_party
        from accounts.models import Party

        second = Party.objects.get(slug=band["slug"])
        approve_party(acting_user=world.staff, party=second)
        join(world.stranger, second, world.member)
        other = Caller(world.other_manager)
        approve_party(acting_user=world.staff, party=Party.objects.get(slug="elsewhere"))
        stage = other.post("/venues/elsewhere/stages", {"name": "Back"}).json()["id"]
        span = {"starts_at": FAR_SATURDAY.isoformat(), "ends_at": (FAR_SATURDAY + HOUR).isoformat()}
        show = other.post("/venues/elsewhere/shows", {"stage": stage, "publish": True, **span}).json()
        refused = caller.post(f"/spots/{show['spots'][0]['id']}/applications", {"band": "second"})
        assert refused.status_code == 409
        assert {each["who"] for each in refused.json()["conflicts"]} == {"a member"}
        assert Booking.objects.filter(act=second).count() == 0

    def test_a_lineup_is_set(self, world, leader):
        booking = world.apply()
        answer = leader.post(f"/bookings/{booking.pk}/lineup", {"lineup": [str(world.leader.pk)]}).json()
        assert [entry["user"] for entry in answer["lineup"]] == [str(world.leader.pk)]


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


class TestClosures:
    def test_a_stage_is_closed_and_opened_and_a_mistaken_one_removed(self, world, manager):
        stage = f"/stages/{world.stage.pk}"
        nights = {"from": "2028-06-03", "to": "2028-06-04", "reason": "Holidays"}
        made = manager.post(f"{stage}/closures", nights)
        assert (made.status_code, made.json()) == (201, {"id": made.json()["id"]} | nights)
        assert manager.get(f"{stage}/closures").json()["items"] == [made.json()]
        refused = manager.post(f"{stage}/closures", nights | {"from": "2020-01-01", "to": "2020-01-02"})
        assert (refused.status_code, [*refused.json()["errors"]]) == (422, ["from"])
        calendar = manager.get("/parties/harbour-hall/calendar?from=2028-06-03&to=2028-06-05").json()
        assert [each["status"] for each in calendar["nights"]] == ["unavailable", "unavailable", "available"]
        body = {"stage": str(world.stage.pk), "starts_at": "2028-06-03T21:00:00+02:00", "publish": True}
        refused = manager.post("/venues/harbour-hall/shows", body | {"ends_at": "2028-06-04T00:00:00+02:00"})
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "stage-closed")
        assert manager.call("DELETE", f"{stage}/closures/{made.json()['id']}").status_code == 204
        assert manager.call("DELETE", f"{stage}/closures/{made.json()['id']}").status_code == 404
        other = manager.post("/venues/harbour-hall/stages", {"name": "Mistake"}).json()["id"]
        assert manager.call("DELETE", f"/stages/{other}").status_code == 204
        assert manager.call("DELETE", stage).status_code == 409
