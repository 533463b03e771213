"""Who may hold: those whom the venue knows or has allowed; others ask. And how often."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.errors import NotApproved
from accounts.models import Membership
from accounts.queries import MyParty
from accounts.states import Approval, PartyKind, Role
from engagements.errors import WrongState
from holds.actions import ask_to_hold, let_hold, place_hold, place_offer, release_hold
from holds.errors import MustAsk
from holds.models import Hold, HoldPermission
from holds.pages.ladders import holders_among
from holds.states import PermissionState
from notifications.kinds.registry import render_all
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.factories import FAR_SATURDAY, MembershipFactory, PartyFactory, UserFactory, VenueFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, house_rules, known, told
from venues.queries.policies import policy_of
from venues.states import WhoMayHold

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def place(house, band, night=NIGHT, holder=None, **values):
    holder = holder or band.party
    return place_hold(acting_user=band.leader, holder=holder, stage=house.stage, night=night, at=PLACED, **values)


def ask(house, act, user=None, **values):
    return ask_to_hold(acting_user=user or act.leader, venue=house.stage.venue, holder=act.party, **values)


def answer(house, act, may, user=None):
    return let_hold(acting_user=user or house.manager, venue=house.stage.venue, party=act.party, may=may)


def test_a_stranger_holds_nothing_before_the_venue_allows_it(house, act):
    with pytest.raises(MustAsk):
        place(house, act)
    ask(house, act, message="We fill rooms.")
    with pytest.raises(MustAsk):
        place(house, act)
    answer(house, act, may=True)
    assert place(house, act).state == "standing"
    assert (told(house.manager), told(act.leader)) == (["may_hold_asked", "hold_placed"], ["may_hold_granted"])


def test_who_is_booked_there_need_not_ask_unless_the_venue_said_no(house, act):
    a_confirmed_booking(house, act)
    assert place(house, act, NIGHT + DAY).state == "standing"
    answer(house, act, may=False)
    with pytest.raises(MustAsk):
        place(house, act, NIGHT + 2 * DAY)
    with pytest.raises(MustAsk):
        place(a_house(), act, NIGHT + 2 * DAY)


def test_a_venue_may_ask_nobody_to_ask(house, act):
    house_rules(house, who_may_hold=WhoMayHold.ANYBODY)
    assert place(house, act).state == "standing"
    with pytest.raises(WrongState):
        ask(house, act)


def test_an_agency_holds_for_an_act_that_the_venue_knows(house, act):
    agency = PartyFactory(kind=PartyKind.AGENCY)
    MembershipFactory(party=agency, user=act.leader, role=Role.OWNER)
    with pytest.raises(MustAsk):
        place(house, act, holder=agency, act=act.party)
    known(house, act.party)
    with pytest.raises(MustAsk):
        place(house, act, holder=agency, act_name="Someone else")
    assert place(house, act, holder=agency, act=act.party).state == "standing"


def test_a_holder_has_three_standing_holds_at_a_venue(house, act):
    known(house, act.party)
    holds = [place(house, act, NIGHT + number * DAY) for number in range(3)]
    with pytest.raises(ValidationError) as refused:
        place(house, act, NIGHT + 3 * DAY)
    assert "night" in refused.value.message_dict
    release_hold(acting_user=act.leader, hold=holds[0], at=PLACED)
    place(house, act, NIGHT + 3 * DAY)
    house_rules(house, most_holds=4)
    place(house, act, NIGHT + 4 * DAY)
    with pytest.raises(ValidationError):
        place(house, act, NIGHT + 5 * DAY)
    for number in range(5):
        night = NIGHT + (10 + number) * DAY
        place_hold(acting_user=house.manager, holder=house.party, stage=house.stage, night=night, at=PLACED)
    elsewhere = a_house()
    known(elsewhere, act.party)
    assert place(elsewhere, act, NIGHT + 6 * DAY).state == "standing"


def test_a_person_has_three_standing_holds_at_a_venue_for_all_that_they_lead(house, act):
    other = an_act()
    MembershipFactory(party=other.party, user=act.leader, role=Role.MANAGER)
    for party in (act.party, other.party):
        known(house, party)
    mine = [place(house, act, NIGHT + number * DAY) for number in range(2)]
    theirs = place(house, act, NIGHT + 2 * DAY, holder=other.party)
    for holder in (act.party, other.party):
        with pytest.raises(ValidationError, match="All your bands and agencies"):
            place(house, act, NIGHT + 3 * DAY, holder=holder)
    nights = [NIGHT + number * DAY for number in (4, 5)]
    place(house, other, NIGHT + 3 * DAY)
    with pytest.raises(ValidationError, match="You can have at most 3 active holds here"):
        place_offer(acting_user=other.leader, holder=other.party, stage=house.stage, nights=nights, at=PLACED)
    release_hold(acting_user=act.leader, hold=mine[0], at=PLACED)
    release_hold(acting_user=act.leader, hold=theirs, at=PLACED)
    place(house, act, NIGHT + 6 * DAY)
    with pytest.raises(ValidationError, match="All your bands and agencies"):
        place(house, act, NIGHT + 7 * DAY)
    house_rules(house, most_holds=4)
    place(house, act, NIGHT + 7 * DAY)
    MembershipFactory(party=house.party, user=act.leader, role=Role.MANAGER)
    for number in range(8, 12):
        night = NIGHT + number * DAY
        place_hold(acting_user=act.leader, holder=house.party, stage=house.stage, night=night, at=PLACED)
    Membership.objects.filter(user=act.leader, party=other.party).update(left_at=PLACED)
    place(house, act, NIGHT + 12 * DAY)


def test_an_offer_of_too_many_nights_holds_none_of_them(house, act):
    known(house, act.party)
    nights = [NIGHT + number * DAY for number in range(4)]
    with pytest.raises(ValidationError):
        place_offer(acting_user=act.leader, holder=act.party, stage=house.stage, nights=nights, at=PLACED)
    assert not Hold.objects.exists()


def test_only_leaders_ask_and_only_the_venues_answer(house, act):
    for user in (act.members[0], house.manager, UserFactory()):
        with pytest.raises(PermissionDenied):
            ask(house, act, user=user)
    ask(house, act)
    for user in (act.leader, a_house().manager):
        with pytest.raises(PermissionDenied):
            answer(house, act, may=True, user=user)


def test_a_question_is_asked_once_and_an_answer_stands(house, act):
    for _time in range(3):
        ask(house, act)
    assert told(house.manager) == ["may_hold_asked"]
    answer(house, act, may=False)
    with pytest.raises(WrongState):
        ask(house, act)
    assert answer(house, act, may=True).state == PermissionState.GRANTED
    assert told(act.leader) == ["may_hold_granted"]  # before the no was mailed


def test_one_person_asks_five_venues_at_most_whatever_they_lead():
    first = an_act(members=0)
    second = an_act(members=0)
    MembershipFactory(party=second.party, user=first.leader, role=Role.MANAGER)
    for number in range(5):
        ask(a_house(), [first, second][number % 2], user=first.leader)
    with pytest.raises(ValidationError):
        ask(a_house(), second, user=first.leader)
    assert HoldPermission.objects.count() == 5


def test_who_is_not_approved_asks_nothing(house, act):
    type(act.party).objects.filter(pk=act.party.pk).update(approval=Approval.SUSPENDED)
    act.party.refresh_from_db()
    with pytest.raises(NotApproved):
        ask(house, act)


def test_news_of_permissions_are_for_who_leads_the_side_they_concern(house, act):
    permission = ask(house, act, message="We fill rooms.")
    news = {
        kind: Notification(kind=f"holds.{kind}", data={"permission": str(permission.pk)}, created_at=FAR_SATURDAY)
        for kind in ("may_hold_asked", "may_hold_granted", "may_hold_refused")
    }
    for kind, reader, other in (
        ("may_hold_asked", house.manager, act.leader),
        ("may_hold_granted", act.leader, house.manager),
        ("may_hold_refused", act.leader, house.manager),
    ):
        [text] = render_all([news[kind]], reader)
        assert act.party.name in text.subject + text.text
        assert render_all([news[kind]], other) == [None]


def test_an_act_that_the_venue_refused_is_held_for_by_nobody(house, act):
    second = an_act()
    MembershipFactory(user=act.leader, party=second.party, role=Role.MANAGER)
    known(house, second.party)
    answer(house, act, may=False)
    with pytest.raises(MustAsk):
        place(house, act, holder=second.party, act=act.party)


def test_a_venue_that_is_not_approved_sends_no_permissions(act):
    venue = VenueFactory(party__approval=Approval.DRAFT)
    manager = MembershipFactory(party=venue.party, role=Role.MANAGER).user
    with pytest.raises(NotApproved):
        let_hold(acting_user=manager, venue=venue, party=act.party, may=True)
    assert told(act.leader) == []


def test_a_no_is_news_for_those_who_asked_or_know_the_venue_and_for_nobody_else(house, act):
    unapproved = VenueFactory(party__approval=Approval.DRAFT, party__name="Buy this now")
    manager = MembershipFactory(party=unapproved.party, role=Role.MANAGER).user
    let_hold(acting_user=manager, venue=unapproved, party=act.party, may=False)
    stranger = an_act(members=1)
    answer(house, stranger, may=False)
    assert told(act.leader) == told(stranger.leader) == []
    ask(house, act)
    answer(house, act, may=False)
    answer(house, act, may=False)
    assert told(act.leader) == ["may_hold_refused"]
    booked = an_act()
    a_confirmed_booking(house, booked)
    answer(house, booked, may=False)
    assert "may_hold_refused" in told(booked.leader)


def test_the_name_of_a_venue_is_no_link_in_a_permission(house, act):
    type(house.party).objects.filter(pk=house.party.pk).update(name="win-money.example")
    permission = answer(house, act, may=True)
    notice = Notification.objects.get(user=act.leader, kind="holds.may_hold_granted")
    [text] = render_all([notice], act.leader)
    assert "win-money.example" not in text.subject + text.text
    assert permission.state == "granted"


def test_an_agency_that_the_venue_does_not_know_may_ask(house, act):
    house_rules(house, may_hold=["band", "agency", "person"])
    agency = PartyFactory(kind=PartyKind.AGENCY)
    MembershipFactory(user=act.leader, party=agency, role=Role.MANAGER)
    known(house, act.party)
    mine = [MyParty(party, frozenset({Role.MANAGER})) for party in (act.party, agency)]
    found = holders_among(mine, house.party, policy_of(house.stage.venue))
    assert found.known == [act.party, agency]
    assert [party for party, _state in found.strangers] == [agency]
