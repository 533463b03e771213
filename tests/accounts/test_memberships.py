"""Joining, changing and leaving."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.actions import add_membership, create_feed, end_membership, update_membership
from accounts.actions.memberships import enter_party, lock_led_party
from accounts.errors import LastOwner
from accounts.models import Membership
from accounts.states import Role
from availability.models import CalendarSource, Feed
from availability.states import FeedKind
from bands.actions import create_band
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.threads import at_once, wait_for_a_waiting_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def band(owner):
    return create_band(acting_user=owner, name="Noon", timezone="Europe/Berlin").party


def join(party, role=Role.MEMBER, user=None):
    user = user or UserFactory()
    add_membership(acting_user=None, party=party, user=user, role=role)
    return user


def draws(party, user):
    return CalendarSource.objects.filter(calendar=party.calendar, draws_on=user.calendar, until=None).exists()


def test_joining_as_member_lets_the_band_draw_on_ones_time(band):
    assert draws(band, join(band))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF, Role.DEP])
def test_joining_in_another_role_does_not(band, role):
    assert not draws(band, join(band, role))


def test_a_role_twice_is_one_membership(band):
    user = join(band)
    join(band, user=user)
    assert Membership.objects.filter(party=band, user=user).count() == 1


@pytest.mark.parametrize(
    ("giver", "given", "may"),
    [
        (Role.OWNER, Role.OWNER, True),
        (Role.OWNER, Role.MANAGER, True),
        (Role.MANAGER, Role.OWNER, False),
        (Role.MANAGER, Role.MANAGER, False),
        (Role.MANAGER, Role.STAFF, True),
        (Role.MEMBER, Role.STAFF, False),
        (Role.DEP, Role.MEMBER, False),
    ],
)
def test_who_may_give_a_role_to_a_teammate(band, giver, given, may):
    acting_user, teammate = join(band, giver), join(band, Role.DEP)
    if may:
        assert add_membership(acting_user=acting_user, party=band, user=teammate, role=given).role == given
    else:
        with pytest.raises(PermissionDenied):
            add_membership(acting_user=acting_user, party=band, user=teammate, role=given)


def test_nobody_adds_a_stranger_but_staff(band, owner):
    stranger = UserFactory()
    with pytest.raises(PermissionDenied):
        add_membership(acting_user=owner, party=band, user=stranger, role=Role.MEMBER)
    staff = UserFactory(is_staff=True)
    assert add_membership(acting_user=staff, party=band, user=stranger, role=Role.MEMBER).user == stranger


def test_leaving_ends_drawing_and_ones_feed_of_the_band(band):
    user = join(band)
    create_feed(acting_user=user, kind=FeedKind.PARTY, party=band)
    own, _ = create_feed(acting_user=user, kind=FeedKind.PERSON)
    end_membership(acting_user=user, party=band, user=user)
    assert not draws(band, user)
    assert list(Feed.objects.filter(user=user, revoked_at=None)) == [own]
    assert Membership.objects.get(party=band, user=user).left_at


def test_laying_down_one_role_keeps_the_feed(band, owner):
    feed, _ = create_feed(acting_user=owner, kind=FeedKind.PARTY, party=band)
    end_membership(acting_user=owner, party=band, user=owner, role=Role.MEMBER)
    feed.refresh_from_db()
    assert feed.revoked_at is None
    assert not draws(band, owner)


@pytest.mark.parametrize(
    ("acting", "leaver", "may"),
    [
        (Role.OWNER, Role.MANAGER, True),
        (Role.MANAGER, Role.MEMBER, True),
        (Role.MANAGER, Role.MANAGER, False),
        (Role.MEMBER, Role.MEMBER, False),
        (Role.DEP, Role.MEMBER, False),
    ],
)
def test_who_may_remove_whom(band, acting, leaver, may):
    acting_user, user = join(band, acting), join(band, leaver)
    if not may:
        with pytest.raises(PermissionDenied):
            end_membership(acting_user=acting_user, party=band, user=user)
        return
    end_membership(acting_user=acting_user, party=band, user=user)
    assert not Membership.objects.current().filter(party=band, user=user).exists()


def test_a_stranger_removes_nobody(band, owner):
    with pytest.raises(PermissionDenied):
        end_membership(acting_user=UserFactory(), party=band, user=owner)


def test_the_last_owner_stays(band, owner):
    with pytest.raises(LastOwner):
        end_membership(acting_user=owner, party=band, user=owner)
    assert draws(band, owner)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_owners_leaving_at_once_leave_one(band, owner):
    other = join(band, Role.OWNER)
    owners = [owner, other]
    results = at_once(2, lambda number: end_membership(acting_user=owners[number], party=band, user=owners[number]))
    assert sum(isinstance(result, LastOwner) for result in results) == 1
    assert Membership.objects.current().filter(party=band, role=Role.OWNER).count() == 1


def test_only_the_member_says_whether_their_time_may_be_promised(band, owner):
    membership = Membership.objects.get(user=join(band), party=band)
    with pytest.raises(PermissionDenied):
        update_membership(acting_user=owner, membership=membership, may_be_booked=False)
    update_membership(acting_user=membership.user, membership=membership, may_be_booked=False, instrument="Drums")
    membership.refresh_from_db()
    assert (membership.may_be_booked, membership.instrument) == (False, "Drums")


def test_a_feed_of_a_strangers_band_is_refused(band):
    with pytest.raises(PermissionDenied):
        create_feed(acting_user=UserFactory(), kind=FeedKind.PARTY, party=band)


def test_a_feed_that_fits_no_calendar_is_refused(owner):
    with pytest.raises(ValidationError):
        create_feed(acting_user=owner, kind=FeedKind.PARTY)
    with pytest.raises(ValidationError):
        create_feed(acting_user=owner, kind=FeedKind.PERSON, party=PartyFactory())


def test_an_ended_membership_is_not_changed():
    membership = MembershipFactory()
    Membership.objects.update(left_at=membership.joined_at)
    membership.refresh_from_db()
    with pytest.raises(PermissionDenied):
        update_membership(acting_user=membership.user, membership=membership, instrument="Bass")


@pytest.mark.django_db(transaction=True)
def test_whoever_is_removed_while_they_wait_may_no_longer_write(band, owner):
    leader = join(band, Role.OWNER)
    is_removed = threading.Event()

    def remove_or_write(number):
        with transaction.atomic():
            if number:
                is_removed.wait(20)
                lock_led_party(leader, band)
            else:
                end_membership(acting_user=owner, party=band, user=leader)
                is_removed.set()
                wait_for_a_waiting_one()

    assert [type(answer) for answer in at_once(2, remove_or_write)] == [type(None), PermissionDenied]


def test_a_dep_stands_in_for_the_band_until_they_leave(band, owner):
    dep = UserFactory()
    for role in (Role.DEP, Role.STAFF):
        enter_party(party=band, user=dep, role=role)
    assert band.calendar.stand_ins.get().stands_in == dep.calendar
    assert not draws(band, dep)
    end_membership(acting_user=owner, party=band, user=dep, role=Role.STAFF)
    assert band.calendar.stand_ins.exists()
    end_membership(acting_user=owner, party=band, user=dep)
    assert not band.calendar.stand_ins.exists()
