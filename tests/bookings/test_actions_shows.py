import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now

from accounts.errors import NotApproved
from accounts.states import Approval, Role
from availability.errors import Taken
from availability.models import CalendarEntry, TimeBlock
from bookings.actions import SpotDraft, cancel_show, create_show, publish_show, update_show
from bookings.models import Show
from bookings.states import BookingState, Event, ShowState, SpotRole
from catalogue.models import City
from engagements.errors import WrongState
from engagements.states import Channel
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, StageFactory, UserFactory

pytestmark = pytest.mark.django_db

TIMES = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 3 * HOUR}


def make(house, **values):
    return create_show(acting_user=house.manager, owner=house.party, **{"stage": house.stage, **TIMES, **values})


def refused_at(house, **values):
    with pytest.raises(ValidationError) as refused:
        make(house, **values)
    return set(refused.value.message_dict)


def test_create_show_is_a_draft_without_claims(house):
    show = make(house)
    assert show.state == ShowState.DRAFT
    assert show.claim is None
    assert not TimeBlock.objects.exists()


def test_create_show_fills_in_load_in_out_and_one_headliner(house):
    show = make(house)
    assert (show.load_in_at, show.out_at) == (FAR_SATURDAY - 2 * HOUR, FAR_SATURDAY + 3 * HOUR)
    spot = show.spots.get()
    assert (spot.role, spot.call_at, spot.released_at) == (SpotRole.HEADLINER, show.load_in_at, show.ends_at)


def test_create_show_releases_an_act_after_its_set(house):
    show = make(house, spots=[SpotDraft(role="opener", ends_at=FAR_SATURDAY + HOUR)])
    assert show.spots.get().released_at == FAR_SATURDAY + HOUR


@pytest.mark.parametrize(
    ("zone", "roll", "starts", "night"),
    [
        ("Europe/Berlin", dt.time(6), dt.datetime(2028, 3, 5, 0, 30, tzinfo=dt.UTC), dt.date(2028, 3, 4)),
        ("Europe/Berlin", dt.time(1), dt.datetime(2028, 3, 5, 0, 30, tzinfo=dt.UTC), dt.date(2028, 3, 5)),
        ("Asia/Tokyo", dt.time(6), dt.datetime(2028, 3, 4, 22, 0, tzinfo=dt.UTC), dt.date(2028, 3, 5)),
        ("America/New_York", dt.time(6), dt.datetime(2028, 3, 5, 1, 0, tzinfo=dt.UTC), dt.date(2028, 3, 4)),
    ],
)
def test_the_night_is_that_of_the_venues_clock_and_day_roll(zone, roll, starts, night):
    house = a_house(timezone=zone)
    house.stage.venue.day_starts_at = roll
    house.stage.venue.save()
    show = make(house, starts_at=starts, ends_at=starts + HOUR)
    assert (show.night, show.timezone) == (night, zone)


def test_a_show_at_an_address_takes_the_zone_of_its_city(act):
    lisbon = City.objects.get(name="Lisbon", country="PT")
    show = create_show(acting_user=act.leader, owner=act.party, place="Rua Augusta 1", city=lisbon, **TIMES)
    assert show.timezone == "Europe/Lisbon"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at": FAR_SATURDAY}, "ends_at"),
        ({"load_in_at": FAR_SATURDAY + HOUR}, "load_in_at"),
        ({"doors_at": FAR_SATURDAY + HOUR}, "doors_at"),
        ({"out_at": FAR_SATURDAY + HOUR}, "out_at"),
        ({"curfew_at": FAR_SATURDAY + HOUR}, "curfew_at"),
        ({"out_at": FAR_SATURDAY + 24 * 8 * HOUR}, "out_at"),
        ({"starts_at": FAR_SATURDAY.replace(tzinfo=None)}, "starts_at"),
        ({"starts_at": dt.datetime.max.replace(tzinfo=dt.UTC)}, "starts_at"),
        ({"starts_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "starts_at"),
        ({"title": "x" * 201}, "title"),
        ({"description": "nul\x00"}, "description"),
        ({"ticket_url": "javascript:alert(1)"}, "ticket_url"),
        ({"stage": None}, "place"),
        ({"spots": [SpotDraft(role="juggler")]}, "spots.0.role"),
        ({"spots": [SpotDraft(), SpotDraft(ends_at=FAR_SATURDAY - HOUR)]}, "spots.1.ends_at"),
        ({"spots": [SpotDraft(call_at=FAR_SATURDAY - 9 * HOUR)]}, "spots.0.call_at"),
        ({"spots": [SpotDraft(released_at=FAR_SATURDAY + 9 * HOUR)]}, "spots.0.released_at"),
        ({"spots": [SpotDraft(fee_minor=-1, fee_currency="EUR")]}, "spots.0.fee"),
        ({"spots": [SpotDraft(fee_minor=100)]}, "spots.0.fee"),
        ({"spots": [SpotDraft(fee_minor=100, fee_currency="XXQ")]}, "spots.0.fee"),
        ({"spots": [SpotDraft(genres=["no-such-genre"])]}, "spots.0.genres"),
    ],
)
def test_create_show_names_the_field_that_is_wrong(house, values, field):
    assert refused_at(house, **values) == {field}
    assert not Show.objects.exists()


def test_only_who_leads_owner_and_venue_makes_a_show_there(house, act):
    for user, owner in ((UserFactory(), house.party), (act.leader, act.party), (act.leader, house.party)):
        with pytest.raises(PermissionDenied):
            create_show(acting_user=user, owner=owner, stage=house.stage, **TIMES)


def test_publish_claims_the_stage_from_load_in_to_out(house, commit_checks):
    show = publish_show(acting_user=house.manager, show=make(house))
    commit_checks()
    assert show.state == ShowState.OPEN
    assert (show.claim.calendar_id, show.claim.period.lower) == (house.stage.calendar_id, show.load_in_at)


def test_publish_without_an_open_spot_is_confirmed_at_once(house):
    assert make(house, spots=[], publish=True).state == ShowState.CONFIRMED


def test_publish_waits_for_approval(house):
    house.party.approval = Approval.DRAFT
    unapproved = a_house(approval=Approval.DRAFT)
    show = make(unapproved)
    with pytest.raises(NotApproved):
        publish_show(acting_user=unapproved.manager, show=show)


def test_publish_twice_is_refused(house):
    show = make(house, publish=True)
    with pytest.raises(WrongState):
        publish_show(acting_user=house.manager, show=show)


def test_publish_after_the_start_is_refused(house):
    show = make(house)
    with pytest.raises(ValidationError):
        publish_show(acting_user=house.manager, show=show, at=show.starts_at)


def test_publish_on_a_taken_stage_says_so_and_what_is_free(house):
    make(house, publish=True)
    with pytest.raises(Taken) as refused:
        make(house, publish=True, starts_at=FAR_SATURDAY + HOUR)
    assert [row["who"] for row in refused.value.extra["conflicts"]] == ["a stage"]
    assert len(refused.value.extra["alternatives"]) == 3
    assert Show.objects.count() == 1


def test_shows_may_follow_one_another_and_share_a_night_on_two_stages(house):
    make(house, publish=True)
    make(
        house,
        publish=True,
        starts_at=FAR_SATURDAY + 6 * HOUR,
        ends_at=FAR_SATURDAY + 7 * HOUR,
        load_in_at=TIMES["ends_at"],
    )
    make(house, publish=True, stage=StageFactory(venue=house.stage.venue))
    assert Show.objects.published().count() == 3


def test_publish_tells_the_stages_calendar(house):
    show = make(house, publish=True, title="Low light")
    entry = CalendarEntry.objects.get(calendar=house.stage.calendar)
    assert (entry.title, entry.status, entry.occasion) == ("Low light", "tentative", show.pk)


def test_update_moves_the_claim_and_the_spots_that_followed(house, commit_checks):
    show = make(house, publish=True)
    later = FAR_SATURDAY + 24 * HOUR
    update_show(
        acting_user=house.manager,
        show=show,
        starts_at=later,
        ends_at=later + HOUR,
        load_in_at=later,
        out_at=later + HOUR,
    )
    commit_checks()
    show.refresh_from_db()
    assert (show.night, show.claim.period.lower) == (dt.date(2028, 3, 5), later)
    assert show.spots.get().call_at == later


def test_update_leaves_times_alone_while_an_act_waits(house, act):
    show = make(house, publish=True)
    an_application(act, show)
    with pytest.raises(WrongState):
        update_show(acting_user=house.manager, show=show, ends_at=FAR_SATURDAY + HOUR)


def test_update_of_texts_changes_title_and_calendar(house):
    show = make(house, publish=True)
    update_show(acting_user=house.manager, show=show, title="Another name")
    assert CalendarEntry.objects.get(calendar=house.stage.calendar).title == "Another name"


def test_update_is_for_its_leaders(house, act):
    with pytest.raises(PermissionDenied):
        update_show(acting_user=act.leader, show=make(house), title="Mine")


def test_cancel_show_frees_everybody_and_tells_them(house, act, commit_checks):
    booking = a_confirmed_booking(house, act)
    cancel_show(acting_user=house.manager, show=booking.spot.show, reason="Flooded")
    commit_checks()
    booking.refresh_from_db()
    assert (booking.state, booking.claim) == (BookingState.CANCELLED, None)
    assert not TimeBlock.objects.exists()
    assert set(CalendarEntry.objects.values_list("status", flat=True)) == {"cancelled"}
    told = Notification.objects.filter(kind="bookings.show_cancelled").values_list("user", flat=True)
    assert set(told) == {user.pk for user in (act.leader, *act.members)}


def test_cancel_show_declines_who_waits(house, act):
    show = an_open_show(house)
    booking = an_application(act, show)
    cancel_show(acting_user=house.manager, show=show)
    booking.refresh_from_db()
    assert booking.state == BookingState.DECLINED


def test_a_cancelled_night_can_be_taken_again(house):
    cancel_show(acting_user=house.manager, show=make(house, publish=True))
    assert make(house, publish=True).state == ShowState.OPEN


def test_cancel_show_twice_is_refused(house):
    show = cancel_show(acting_user=house.manager, show=make(house))
    with pytest.raises(WrongState):
        cancel_show(acting_user=house.manager, show=show)


def test_cancel_show_is_for_leaders_and_for_staff_with_a_reason(house, act):
    show, staff = make(house), UserFactory(is_staff=True)
    with pytest.raises(PermissionDenied):
        cancel_show(acting_user=act.leader, show=show)
    with pytest.raises(ValidationError):
        cancel_show(acting_user=staff, show=show, channel=Channel.ADMIN)
    cancelled = cancel_show(acting_user=staff, show=show, reason="Fraud", channel=Channel.ADMIN)
    assert cancelled.history.last().channel == Channel.ADMIN


def test_a_manager_may_do_what_an_owner_may(house):
    manager = MembershipFactory(party=house.party, role=Role.MANAGER).user
    show = create_show(acting_user=manager, owner=house.party, stage=house.stage, publish=True, **TIMES)
    assert show.created_by == manager
    assert show.created_at <= now()


def test_a_show_that_stays_in_its_town_keeps_its_clock_when_its_owner_moves(act):
    show = create_show(
        acting_user=act.leader, owner=act.party, place="Barn", starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR
    )  # fmt: skip
    type(act.party).objects.filter(pk=act.party.pk).update(timezone="America/New_York")
    moved = update_show(acting_user=act.leader, show=show, place="Town hall", title="Harvest")
    assert (moved.timezone, moved.starts_at, moved.night) == (show.timezone, show.starts_at, show.night)


def test_a_change_of_nothing_is_none(house):
    show = an_open_show(house)
    assert update_show(acting_user=house.manager, show=show).version == show.version
    assert not show.history.filter(event=Event.UPDATED).exists()
