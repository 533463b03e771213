"""A party that closes leaves nothing without somebody to answer for it; everybody concerned is told."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import override

from accounts.actions import approve_party, create_agency, rename_party, suspend_party
from accounts.errors import LastOwner, NotApproved, PartyClosed
from accounts.models import Membership
from accounts.states import Approval, Role
from availability.actions.masks import mask_differences
from availability.models import TimeBlock
from bookings.access import booking_views
from bookings.access.loaders import get_booking_for
from bookings.actions import accept_booking, create_show, join_waitlist, request_act
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState
from departures.actions import close_account, close_party, leave_team
from departures.queries import affairs_of
from engagements.errors import WrongState
from engagements.words.site_texts import say_text
from holds.actions.permissions import ask_to_hold, let_hold
from holds.actions.proposals import propose_hold
from holds.models import HoldPermission, Proposal
from holds.states import HoldEnd, HoldState, PermissionState, ProposalState
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold, is_whole, ranks
from venues.actions import close_stage, create_stage, update_venue

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
TOWN_HALL = {"starts_at": FAR_SATURDAY + 5 * WEEK, "ends_at": FAR_SATURDAY + 5 * WEEK + HOUR, "place": "Town hall"}


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def states(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


def told(user, kind):
    return Notification.objects.filter(user=user, kind=kind).count()


def claims():
    return TimeBlock.objects.claims().count()


def test_an_act_that_closes_ends_all_that_it_has_with_others(house, act, staff, commit_checks):
    booked = a_confirmed_booking(house, act)
    applied = an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + WEEK))
    client = UserFactory()
    asked = request_act(acting_user=client, act=act.party, **TOWN_HALL)
    below = an_act(members=1)
    holds = [a_hold(house, each, night=NIGHT + 14 * DAY) for each in (act, below)]
    full = an_open_show(house, starts_at=FAR_SATURDAY + 2 * WEEK + 2 * DAY)
    accept_booking(acting_user=house.manager, booking=an_application(below, full))
    waiting = join_waitlist(acting_user=act.leader, spot=full.spots.get(), act=act.party)
    close_party(acting_user=act.leader, party=act.party)
    commit_checks()
    assert states(booked, applied, asked) == [BookingState.CANCELLED, BookingState.WITHDRAWN, BookingState.DECLINED]
    holds[0].refresh_from_db()
    assert (holds[0].state, holds[0].ended_by) == (HoldState.RELEASED, HoldEnd.HOLDER)
    assert ranks(house, *holds, night=NIGHT + 14 * DAY) == [None, 1]
    assert is_whole(house)
    waiting.refresh_from_db()
    assert waiting.left_at
    assert not TimeBlock.objects.claims().filter(calendar=act.members[0].calendar).exists()
    assert not mask_differences()
    act.party.refresh_from_db()
    assert act.party.approval == Approval.CLOSED
    assert not affairs_of([act.party], FAR_SATURDAY - WEEK).open_ids
    assert list(act.party.memberships.current().values_list("role", flat=True)) == [Role.MANAGER]
    kinds = {"cancelled": house.manager, "withdrawn": house.manager, "declined": client}
    assert [told(user, f"bookings.{kind}") for kind, user in kinds.items()] == [1, 1, 1]
    assert [told(player, "bookings.cancelled") for player in act.members] == [1, 1]
    assert [told(player, "departures.team_closed") for player in act.members] == [1, 1]
    [news] = Notification.objects.filter(user=staff, kind="departures.for_staff")
    assert "Bookings cancelled: 1" in render(news, staff).text
    assert render(news, house.manager) is None


def test_a_host_that_closes_calls_off_its_shows_and_releases_the_ladders(house, act, commit_checks):
    booked = a_confirmed_booking(house, act)
    waiting = an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + WEEK))
    draft = create_show(
        acting_user=house.manager, owner=house.party, place="A barn", starts_at=FAR_SATURDAY + 3 * WEEK,
        ends_at=FAR_SATURDAY + 3 * WEEK + HOUR,
    )  # fmt: skip
    holds = [a_hold(house, each, night=NIGHT + 14 * DAY) for each in (act, an_act())]
    close_party(acting_user=house.manager, party=house.party)
    commit_checks()
    assert states(booked, waiting) == [BookingState.CANCELLED, BookingState.DECLINED]
    assert set(Show.objects.values_list("state", flat=True)) == {ShowState.CANCELLED}
    assert booked.cancellation.side == "host"
    assert states(*holds, draft) == [HoldState.RELEASED, HoldState.RELEASED, ShowState.CANCELLED]
    assert {hold.ended_by for hold in holds} == {HoldEnd.VENUE}
    assert not claims()
    assert told(act.leader, "bookings.show_cancelled") == 2


def test_what_has_begun_and_what_was_played_stands_and_stays_readable(house, act, client):
    played = a_confirmed_booking(house, act)
    close_party(acting_user=act.leader, party=act.party, at=FAR_SATURDAY + HOUR)
    assert states(played) == [BookingState.CONFIRMED]
    [news] = Notification.objects.filter(user=house.manager, kind="departures.closed")
    assert "4 Mar" in render(news, house.manager).text
    assert get_booking_for(house.manager, played.pk)
    client.force_login(house.manager)
    assert act.party.name in client.get(reverse("bookings:booking", args=[played.pk])).content.decode()
    act.party.refresh_from_db()
    assert affairs_of([act.party], FAR_SATURDAY + HOUR).due == [played]


def test_a_closed_party_is_gone_for_good(house, act, staff, client):
    page = reverse("discovery:act", args=[act.party.slug])
    assert client.get(page).status_code == 200
    close_party(acting_user=act.leader, party=act.party)
    close_party(acting_user=act.leader, party=act.party)
    assert client.get(page).status_code == 410
    assert client.get(f"/api/v1/parties/{act.party.slug}").status_code == 410
    assert client.get(f"/api/v1/parties/{act.party.slug}/calendar?from=2028-03-01&to=2028-03-02").status_code == 410
    for decide in (approve_party, suspend_party):
        with pytest.raises(PartyClosed):
            decide(acting_user=staff, party=act.party)
    assert told(act.leader, "bookings.cancelled") == 0


def test_every_public_face_of_a_closed_house_is_gone(house, client):
    slug = house.party.slug
    faces = [f"/venues/{slug}/", f"/parties/{slug}/calendar/", f"/embed/{slug}/calendar/"]
    faces += [f"/venues/{slug}/calendar.{kind}" for kind in ("ics", "json")]
    assert {client.get(face).status_code for face in faces} == {200}
    close_party(acting_user=house.manager, party=house.party)
    assert {client.get(face).status_code for face in faces} <= {404, 410}
    client.force_login(house.manager)
    assert "closed for good" in client.get(f"/parties/{slug}/team/").content.decode()


def test_nothing_is_done_in_the_name_of_a_closed_or_suspended_party(act, staff):
    owner = UserFactory()
    agency = create_agency(acting_user=owner, name="Ten Percent", timezone="Europe/Berlin")
    approve_party(acting_user=staff, party=agency)
    suspend_party(acting_user=staff, party=agency)
    with pytest.raises(Exception, match="is suspended"):
        request_act(acting_user=owner, act=act.party, host=agency, **TOWN_HALL)
    close_party(acting_user=owner, party=agency)
    with pytest.raises(Exception, match="is closed"):
        request_act(acting_user=owner, act=act.party, host=agency, **TOWN_HALL)


def test_only_who_owns_a_party_closes_it(house, act):
    MembershipFactory(party=act.party, role=Role.OWNER)
    staff_member = MembershipFactory(party=house.party, role=Role.STAFF).user
    for user, party in ((act.leader, act.party), (act.members[0], act.party), (staff_member, house.party)):
        with pytest.raises(PermissionDenied):
            close_party(acting_user=user, party=party)
    client = UserFactory()
    request = request_act(acting_user=client, act=act.party, **TOWN_HALL)
    with pytest.raises(PermissionDenied):
        close_party(acting_user=client, party=request.spot.show.owner)


def test_the_last_leader_hands_over_or_stays(house, act, client):
    booked = a_confirmed_booking(house, act)
    heir = act.members[0]
    with pytest.raises(LastOwner):
        leave_team(acting_user=act.leader, party=act.party, leaver=act.leader)
    for nobody in (UserFactory(), act.leader, MembershipFactory(party=act.party, role=Role.DEP).user):
        with pytest.raises(ValidationError):
            leave_team(acting_user=act.leader, party=act.party, leaver=act.leader, successor=nobody)
    client.force_login(act.leader)
    page = reverse("departures:member_remove", args=[act.party.slug, act.leader.pk])
    text = client.get(page).content.decode()
    assert house.party.name in text
    assert "Hand over to" in text
    assert client.post(page, {"successor": ""}).status_code == 422
    assert client.post(page, {"successor": heir.pk}).status_code == 302
    assert set(heir.memberships.current().values_list("role", flat=True)) == {Role.OWNER, Role.MEMBER}
    assert not act.leader.memberships.current().exists()
    assert states(booked) == [BookingState.CONFIRMED]
    assert told(heir, "departures.handed_over") == 1


def test_deleting_the_account_of_the_last_leader_answers_for_every_party(house, act, client, staff, commit_checks):
    leader = house.manager
    MembershipFactory(party=act.party, user=leader, role=Role.OWNER)
    other = an_act(members=1)
    MembershipFactory(party=other.party, user=leader, role=Role.OWNER)
    booked = a_confirmed_booking(house, act)
    with pytest.raises(LastOwner):
        close_account(acting_user=leader)
    client.force_login(leader)
    page = reverse("departures:account_delete")
    text = client.get(page).content.decode()
    for words in (house.party.name, act.party.name, other.party.name, "so it closes"):
        assert words in text
    answers = {f"party-{act.party.pk}": act.members[0].pk, f"party-{other.party.pk}": "close", "email": leader.email}
    assert client.post(page, {"email": leader.email}).status_code == 422
    assert client.post(page, answers).status_code == 302
    commit_checks()
    for party, approval in ((house.party, "closed"), (act.party, "approved"), (other.party, "closed")):
        party.refresh_from_db()
        assert party.approval == approval
    assert act.members[0].memberships.current().filter(role=Role.OWNER).exists()
    assert states(booked) == [BookingState.CANCELLED]
    assert told(act.members[0], "bookings.show_cancelled") == 1
    assert told(staff, "departures.for_staff") == 2
    assert not Membership.objects.current().filter(user=leader).exists()


def test_what_is_not_settled_is_listed_as_played(house, act, client):
    booked = a_confirmed_booking(house, act)
    client.force_login(house.manager)
    page = reverse("departures:account_delete")
    assert "Booked</span>" in client.get(page).content.decode()
    Booking.objects.filter(pk=booked.pk).update(
        state=BookingState.COMPLETED, fee_minor=10000, fee_currency="EUR"
    )  # fmt: skip
    unsettled = client.get(page).content.decode().partition("To settle")[2]
    assert "Played</span>" in unsettled
    assert "Booked</span>" not in unsettled


def test_a_client_who_goes_calls_off_what_they_are_host_of(act, client, staff, commit_checks):
    person = UserFactory(name="Jo Client")
    booked = request_act(acting_user=person, act=act.party, fee_minor=10000, fee_currency="EUR", **TOWN_HALL)
    accept_booking(acting_user=act.leader, booking=booked)
    client.force_login(person)
    page = reverse("departures:account_delete")
    assert act.party.name in client.get(page).content.decode()
    client.post(page, {"email": person.email})
    commit_checks()
    assert states(booked) == [BookingState.CANCELLED]
    assert booked.cancellation.side == "host"
    assert told(act.leader, "bookings.show_cancelled") == told(act.members[0], "bookings.show_cancelled") == 1
    assert told(staff, "departures.for_staff") == 1
    assert not claims()


def test_suspension_tells_the_other_side_of_everything_open_and_changes_none_of_it(house, act, staff):
    booked = a_confirmed_booking(house, act)
    waiting = an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + WEEK))
    suspend_party(acting_user=staff, party=act.party, reason="Spam")
    [news] = Notification.objects.filter(user=house.manager, kind="departures.suspended")
    text = render(news, house.manager)
    assert act.party.name in text.subject
    assert "4 Mar" in text.text
    assert "11 Mar" in text.text
    assert "Spam" not in text.text
    assert states(booked, waiting) == [BookingState.CONFIRMED, BookingState.PENDING]
    suspend_party(acting_user=staff, party=act.party)
    suspend_party(acting_user=staff, party=house.party)
    assert told(house.manager, "departures.suspended") == 1
    assert told(act.leader, "departures.suspended") == 1


def test_the_name_of_who_is_suspended_is_no_link(house, staff):
    act = an_act(name="win-money.example")
    an_application(act, an_open_show(house))
    suspend_party(acting_user=staff, party=act.party)
    [news] = Notification.objects.filter(user=house.manager, kind="departures.suspended")
    assert "win-money[.]example is suspended" in render(news, house.manager).subject.replace("\u2068", "").replace(
        "\u2069", ""
    )


def test_closing_by_the_page_is_deliberate(house, act, client):
    a_confirmed_booking(house, act)
    client.force_login(act.leader)
    page = reverse("departures:party_close", args=[act.party.slug])
    assert house.party.name in client.get(page).content.decode()
    assert client.post(page, {"name": "Something else"}).status_code == 422
    act.party.refresh_from_db()
    assert act.party.approval == Approval.APPROVED
    assert client.post(page, {"name": act.party.name.upper()}).status_code == 302
    assert Booking.objects.get().state == BookingState.CANCELLED


def test_an_answer_that_comes_after_the_closing_is_refused(house, act):
    waiting = an_application(act, an_open_show(house))
    close_party(acting_user=act.leader, party=act.party)
    with pytest.raises(WrongState):
        accept_booking(acting_user=house.manager, booking=waiting)


def test_a_second_house_is_not_touched(house, act):
    elsewhere = a_confirmed_booking(a_house(), an_act())
    a_confirmed_booking(house, act)
    close_party(acting_user=house.manager, party=house.party)
    assert states(elsewhere) == [BookingState.CONFIRMED]


def test_each_party_tells_only_its_own_and_no_name_of_a_person_stays(house, act, staff):
    """Two parties close with one account; what is not settled with one is no news of the other."""
    leader, other = house.manager, an_act(members=0)
    MembershipFactory(party=act.party, user=leader, role=Role.OWNER)
    played = a_confirmed_booking(a_house(), act)
    theirs = a_confirmed_booking(house, other, starts_at=FAR_SATURDAY + WEEK)
    asked = an_act(members=1)
    request = request_act(acting_user=leader, act=asked.party, **TOWN_HALL)
    close_account(acting_user=leader, closing={act.party.pk}, at=FAR_SATURDAY + HOUR)
    assert states(played, theirs, request) == ["confirmed", "cancelled", "withdrawn"]
    venue_manager = played.spot.show.owner.memberships.get().user
    [news] = Notification.objects.filter(kind="departures.closed")
    assert (news.user, act.party.name in render(news, venue_manager).subject) == (venue_manager, True)
    assert say_text(request.history.last().text) == "The account is closed."
    with override("de"):
        assert "hat geschlossen" in say_text(theirs.history.last().text)
        [view] = booking_views(other.leader, [theirs])
        assert view.cancel_reason == f"{house.party.name} hat geschlossen."
    act.party.refresh_from_db()
    assert act.party.is_listed


def test_a_closed_party_needs_no_leader(act):
    close_party(acting_user=act.leader, party=act.party)
    leave_team(acting_user=act.leader, party=act.party, leaver=act.leader)
    assert not act.party.memberships.current().exists()


@pytest.mark.parametrize("closes", ["act", "house"])
def test_proposals_and_questions_of_holders_end_with_either_side(house, act, closes):
    hold = a_hold(house, act, **SET)
    propose_hold(acting_user=act.leader, hold=hold, at=PLACED + HOUR)
    asker, elsewhere = an_act(members=0), a_house()
    ask_to_hold(acting_user=asker.leader, venue=house.stage.venue, holder=asker.party, message="See win.example/now")
    [asked] = Notification.objects.filter(user=house.manager, kind="holds.may_hold_asked")
    assert "win.example" not in render(asked, house.manager).text
    ask_to_hold(acting_user=act.leader, venue=elsewhere.stage.venue, holder=act.party)
    closing = act if closes == "act" else house
    leader = act.leader if closes == "act" else house.manager
    close_party(acting_user=leader, party=closing.party, at=PLACED + 2 * HOUR)
    assert states(hold) == [HoldState.RELEASED]
    assert not Proposal.objects.filter(state=ProposalState.WAITING).exists()
    left = {permission.party: permission.state for permission in HoldPermission.objects.exclude(state="granted")}
    if closes == "act":
        assert left == {asker.party: PermissionState.ASKED}
    else:
        assert left == {asker.party: PermissionState.REFUSED, act.party: PermissionState.ASKED}
        assert told(asker.leader, "holds.may_hold_refused") == 1


def test_who_leads_both_sides_closes_the_act_and_the_others_of_the_house_are_told(house, act):
    both = act.leader
    MembershipFactory(user=both, party=house.party, role=Role.MANAGER)
    an_application(act, an_open_show(house))
    close_party(acting_user=both, party=act.party)
    assert told(house.manager, "bookings.withdrawn") == 1


def test_a_client_who_deletes_the_account_is_called_a_client(house, act, staff):
    client = UserFactory(name="Ada Client")
    asked = request_act(acting_user=client, act=act.party, **TOWN_HALL)
    accept_booking(acting_user=act.leader, booking=asked)
    close_account(acting_user=client)
    notice = Notification(kind="departures.closed", data={"party": str(asked.spot.show.owner_id)})
    text = render(notice, act.leader)
    assert text.subject == "A client has deleted their account"
    assert "Ada" not in text.text


def test_nothing_is_done_in_the_name_of_what_is_closed(staff):
    house, act = a_house(), an_act()
    a_confirmed_booking(house, act)
    close_party(acting_user=house.manager, party=house.party)
    venue, name = house.stage.venue, house.party.name
    for change in (
        lambda: rename_party(acting_user=house.manager, party=house.party, name="Another"),
        lambda: update_venue(acting_user=house.manager, venue=venue, tagline="Another"),
        lambda: create_stage(acting_user=house.manager, venue=venue, name="Another"),
        lambda: close_stage(acting_user=house.manager, stage=house.stage, first=NIGHT, last=NIGHT),
        lambda: let_hold(acting_user=house.manager, venue=venue, party=act.party, may=False),
    ):
        with pytest.raises(NotApproved):
            change()
    house.party.refresh_from_db()
    assert house.party.name == name
    assert not told(act.leader, "holds.may_hold_refused")
