"""What somebody tries who wants more of a ladder than they hold: terms never read, nights never held, ranks twice."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import PartyKind, Role
from bookings.actions import cancel_show
from bookings.errors import Held
from bookings.models import Booking
from engagements.errors import ChangedMeanwhile
from holds.access.holds import hold_view
from holds.actions import (
    agree_to_hold,
    change_hold,
    confirm_hold,
    let_hold,
    place_hold,
    place_offer,
    rank_hold,
    release_hold,
    restore_ladder,
    set_parts,
)
from holds.errors import HoldsAlready
from holds.models import Hold
from holds.queries import reversals
from holds.states import HoldState
from notifications.emails import make_mail
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act
from tests.factories import FAR_SATURDAY, MembershipFactory, PartyFactory, StageFactory, UserFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold, a_ladder, is_whole, known, told, two_rooms
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
LATER = PLACED + DAY
MINUTE = dt.timedelta(minutes=1)


def confirm(user, hold, **values):
    """The show that it made."""
    return confirm_hold(acting_user=user, hold=hold, at=LATER, **values).show


def call_off_and_restore(house, show):
    cancel_show(acting_user=house.manager, show=show, at=LATER)
    return restore_ladder(acting_user=house.manager, show=show, at=LATER)


def test_nobody_confirms_or_agrees_to_terms_that_they_have_not_read(house, act):
    hold = a_hold(house, act, fee_minor=50_000, fee_currency="EUR", **SET)
    read = hold.terms_mark
    change_hold(acting_user=house.manager, hold=hold, fee_minor=500, fee_currency="EUR", at=PLACED)
    for answer in (confirm_hold, agree_to_hold):
        with pytest.raises(ChangedMeanwhile):
            answer(acting_user=act.leader, hold=hold, read=read, at=LATER)
    assert not Booking.objects.exists()


def test_the_page_says_which_terms_it_showed(house, act, client):
    hold = a_hold(house, act, at=None, fee_minor=50_000, fee_currency="EUR", **SET)
    client.force_login(act.leader)
    page = client.get(reverse("holds:hold", args=[hold.pk]))
    assert f'name="read" value="{hold.terms_mark}"' in page.content.decode()
    change_hold(acting_user=house.manager, hold=hold, fee_minor=500, fee_currency="EUR")
    answer = client.post(reverse("holds:hold_confirm", args=[hold.pk]), {"read": hold.terms_mark})
    assert (answer.status_code, Booking.objects.exists()) == (409, False)


def test_being_first_on_a_night_takes_nobody_elses_next_night(house, act):
    hold, rival = a_hold(house, act), a_hold(house, an_act(members=1), night=NIGHT + DAY)
    long_set = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 22 * HOUR}
    confirm(act.leader, hold, **long_set)
    with pytest.raises(Held):
        confirm(house.manager, hold)
    confirm(house.manager, hold, others=OtherHolds.RELEASE)
    rival.refresh_from_db()
    assert rival.state == HoldState.RELEASED


def test_a_band_stands_once_on_a_night_by_whatever_name(house, act):
    a_hold(house, act)
    with pytest.raises(HoldsAlready):
        a_hold(house, act, act_name=f" {act.party.name.upper()}")
    with pytest.raises(ValidationError):
        a_hold(house, act, act_name="Someone else")


def test_an_act_that_is_booked_then_holds_nothing_and_no_more_is_said(house, act):
    a_confirmed_booking(a_house(), act, title="Nobody's business")
    for held in ({}, SET):
        with pytest.raises(ValidationError) as refused:
            a_hold(house, act, **held)
        assert refused.value.message_dict == {"act": [f"{act.party.name} isn’t free then: Sat 4 Mar 2028."]}
    matinee = {"starts_at": FAR_SATURDAY - 7 * HOUR, "ends_at": FAR_SATURDAY - 5 * HOUR}
    assert a_hold(house, act, **matinee).state == HoldState.STANDING
    assert a_hold(house, act, night=NIGHT + DAY).state == HoldState.STANDING


def test_one_holder_does_not_fill_a_ladder_with_names(house):
    agency = PartyFactory(kind=PartyKind.AGENCY)
    agent = MembershipFactory(party=agency, role=Role.OWNER).user
    known(house, agency)
    terms = {"stage": house.stage, "night": NIGHT, "at": PLACED}
    for name in ("One", "Two"):
        place_hold(acting_user=agent, holder=agency, act_name=name, **terms)
    with pytest.raises(ValidationError) as refused:
        place_hold(acting_user=agent, holder=agency, act_name="Three", **terms)
    assert set(refused.value.message_dict) == {"night"}
    for name in ("Three", "Four", "Five"):
        place_hold(acting_user=house.manager, holder=house.party, act_name=name, **terms)


def test_an_act_booked_elsewhere_meanwhile_is_not_restored(house):
    (_first, act), (hold, below) = a_ladder(house, 2, **SET)
    show = confirm(house.manager, hold, others=OtherHolds.RELEASE)
    a_confirmed_booking(a_house(), act)
    assert below not in call_off_and_restore(house, show)


def test_an_offer_settled_meanwhile_is_not_restored(house, act):
    hold, other = a_hold(house, act, **SET), an_act(members=1)
    known(house, other.party)
    offer = place_offer(
        acting_user=other.leader, holder=other.party, stage=house.stage, nights=[NIGHT, NIGHT + DAY], at=PLACED, **SET
    )
    here, there = offer.holds.order_by("night")
    show = confirm(house.manager, hold, others=OtherHolds.RELEASE)
    confirm(house.manager, there)
    assert here not in call_off_and_restore(house, show)


def test_a_hold_is_restored_to_the_rooms_that_its_stage_has_now(house):
    other, hall = two_rooms(house)
    holds = [a_hold(house, an_act(members=1), stage=hall, **SET) for _ in range(2)]
    show = confirm(house.manager, holds[0], others=OtherHolds.RELEASE)
    cancel_show(acting_user=house.manager, show=show, at=LATER)
    third = StageFactory(venue=house.stage.venue)
    set_parts(acting_user=house.manager, stage=hall, parts=[third, house.stage])
    a_hold(house, an_act(members=1), stage=other, at=LATER)
    [restored] = restore_ladder(acting_user=house.manager, show=show, at=LATER)
    rooms = restored.rungs.filter(rank__isnull=False).values_list("room", flat=True)
    assert set(rooms) == {third.pk, house.stage.pk}
    assert is_whole(house)


def test_what_was_agreed_stands_though_the_house_changed_its_zone(house, act):
    """Who changes the zone is asked what becomes of holds; those that keep their moments stay on their night."""
    hold = a_hold(house, act, **SET)
    house.party.timezone = "Pacific/Kiritimati"
    house.party.save()
    show = confirm(house.manager, hold)
    assert show.night == Hold.objects.get().night == dt.date(2028, 3, 4)
    assert show.spots.get().starts_at == SET["starts_at"]


def test_a_colleague_in_the_band_above_is_not_named_when_it_leaves(house):
    (above, act), (hold, below) = a_ladder(house, 2)
    common = UserFactory(name="Kim Common")
    for party in (above.party, act.party):
        MembershipFactory(party=party, user=common, role="manager")
    release_hold(acting_user=common, hold=hold, at=LATER)
    [ranked] = [
        event
        for event in hold_view(act.leader, Hold.objects.with_place().get(pk=below.pk)).history
        if event.event == "ranked"
    ]
    assert (ranked.actor, ranked.channel) == ("", "")


def test_a_night_that_is_held_and_given_back_again_and_again_is_not_held_any_more(house, act):
    for _time in range(reversals.MOST_FOR_ONE):
        release_hold(acting_user=act.leader, hold=a_hold(house, act), at=PLACED)
    with pytest.raises(ValidationError, match="several times today"):
        a_hold(house, act)
    assert told(house.manager).count("hold_placed") == reversals.MOST_FOR_ONE
    a_hold(house, an_act(members=1))
    a_hold(house, act, night=NIGHT + DAY)
    a_hold(house, act, at=LATER + HOUR)
    for _time in range(reversals.MOST_FOR_ONE + 1):  # of its own, of which nobody is told
        own = place_hold(acting_user=house.manager, holder=house.party, stage=house.stage, night=NIGHT, at=PLACED)
        release_hold(acting_user=house.manager, hold=own, at=PLACED)


def mailed():
    """Everything that waits goes out now."""
    Notification.objects.update(email_state=Notification.EmailState.SENT, email_sent_at=now())


def test_pressing_to_and_fro_mails_once_an_hour_and_then_how_it_stands(house):
    """Terms, ranks, and whether somebody may hold: whoever presses them again and again fills nobody's mailbox."""
    (_first, act), (_above, hold) = a_ladder(house, 2, **SET)
    venue = house.stage.venue
    presses = {
        "hold_changed": lambda time: change_hold(
            acting_user=house.manager, hold=hold, fee_minor=100 + time, fee_currency="EUR", at=PLACED
        ),
        "hold_ranked": lambda time: rank_hold(acting_user=house.manager, hold=hold, rank=1 + time % 2, at=PLACED),
        "may_hold": lambda time: let_hold(acting_user=house.manager, venue=venue, party=act.party, may=time % 2 == 1),
    }
    for kind, press in presses.items():
        mailed()
        Notification.objects.all().delete()
        press(0)
        mailed()
        for time in range(1, 6):
            press(time)
        first, last = Notification.objects.filter(user=act.leader, kind__startswith=f"holds.{kind}").order_by("id")
        assert first.email_sent_at is not None
        assert last.email_next_at > now() + 50 * MINUTE
    assert render(last, act.leader).subject == f"You can hold nights at {house.party.name}"


def test_how_a_hold_stood_is_not_mailed_once_it_has_ended(house):
    (_first, act), (_above, hold) = a_ladder(house, 2, **SET)
    rank_hold(acting_user=house.manager, hold=hold, rank=1, at=PLACED)
    ranked = Notification.objects.get(user=act.leader, kind="holds.hold_ranked")
    assert make_mail(ranked, act.leader.email).subject.startswith("Now 1st")
    release_hold(acting_user=house.manager, hold=hold, at=PLACED)
    assert make_mail(ranked, act.leader.email) is None
    assert render(ranked, act.leader).subject.startswith("Now 1st")


def test_who_gives_a_night_back_is_charged_with_it_and_not_who_placed_it(house, act, monkeypatch):
    monkeypatch.setattr(reversals, "MOST_IN_ALL", 2)
    partner = MembershipFactory(party=act.party, role=Role.MANAGER).user
    for day in range(2):
        release_hold(acting_user=partner, hold=a_hold(house, act, night=NIGHT + day * DAY), at=PLACED)
    terms = {"stage": house.stage, "holder": act.party, "night": NIGHT + 2 * DAY, "at": PLACED}
    with pytest.raises(ValidationError, match="too many holds"):
        place_hold(acting_user=partner, **terms)
    assert place_hold(acting_user=act.leader, **terms).state == HoldState.STANDING


def test_an_offer_is_counted_night_by_night_in_one_query(house, act):
    offer = {"acting_user": act.leader, "holder": act.party, "stage": house.stage, "at": PLACED}
    for _time in range(reversals.MOST_FOR_ONE):
        release_hold(acting_user=act.leader, hold=a_hold(house, act, night=NIGHT + DAY), at=PLACED)
    with pytest.raises(ValidationError, match="several times today"):
        place_offer(nights=[NIGHT, NIGHT + DAY], **offer)
    with CaptureQueriesContext(connection) as queries:
        place_offer(nights=[NIGHT, NIGHT + 2 * DAY, NIGHT + 3 * DAY], **offer)
    asked = [query for query in queries if '"ended_by" = ' in query["sql"] and query["sql"].startswith("SELECT")]
    assert len(asked) == 1


def test_a_person_gives_back_so_many_holds_a_day(house, act, monkeypatch):
    monkeypatch.setattr(reversals, "MOST_IN_ALL", 2)
    for day in range(2):
        release_hold(acting_user=act.leader, hold=a_hold(house, act, night=NIGHT + day * DAY), at=PLACED)
    with pytest.raises(ValidationError, match="too many holds"):
        a_hold(house, act, night=NIGHT + 3 * DAY)
