"""The shapes of shows, bookings and closures in the API, to the letter, and what each call does."""

import pytest

from bookings.models import Booking
from bookings.states import BookingState
from tests.api.conftest import HOUR, ZONE, Caller, join
from tests.factories import FAR_SATURDAY

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

    def test_the_list_tells_what_it_comes_to_by_role(self, world, leader, manager):
        member = Caller(world.member)
        path = f"/bookings/{world.apply().pk}/accept"
        assert manager.post(path, {}).json()["state"] == "confirmed"
        Booking.objects.update(fee_minor=30_000, fee_currency="EUR")
        sums = [{"amount_minor": 30_000, "currency": "EUR"}]
        expected = {"total": 1, "by_state": {"confirmed": 1}, "revenue": sums}
        nothing = {"total": 0, "by_state": {}, "revenue": []}
        for caller, role in ((leader, "act"), (manager, "host")):
            assert caller.get(f"/me/bookings?role={role}").json()["stats"] == expected
            assert caller.get("/me/bookings").json()["stats"] == expected
            assert caller.get("/me/bookings?role=client").json()["stats"] == nothing
        assert manager.get("/me/bookings?role=act").json()["items"] == []
        assert member.get("/me/bookings?role=act").json()["stats"] == expected | {"revenue": []}
        assert leader.get("/me/bookings?role=boss").status_code == 422

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
