"""Invite links."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now

from accounts.actions import accept_invite, create_invite, revoke_invite, suspend_party
from accounts.errors import InviteGone
from accounts.models import Invite, Membership
from accounts.queries import open_invites
from accounts.states import PartyKind, Role
from bands.actions import create_band
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def band():
    return create_band(acting_user=UserFactory(), name="Noon", timezone="Europe/Berlin").party


@pytest.fixture
def owner(band):
    return Membership.objects.get(party=band, role=Role.OWNER).user


def test_an_invite_stands_among_the_open_ones_until_it_is_used_up(band, owner):
    invite, token = create_invite(acting_user=owner, party=band, uses=2)
    accept_invite(acting_user=UserFactory(), token=token)
    assert list(open_invites(band, now())) == [invite]
    accept_invite(acting_user=UserFactory(), token=token)
    assert not open_invites(band, now())


def test_an_invite_makes_a_member_with_instrument_and_consent(band, owner):
    _, token = create_invite(acting_user=owner, party=band)
    membership = accept_invite(acting_user=UserFactory(), token=token, instrument="Bass", may_be_booked=False)
    assert (membership.party, membership.role, membership.instrument) == (band, Role.MEMBER, "Bass")
    assert not membership.may_be_booked


def test_the_token_itself_is_not_stored(band, owner):
    _, token = create_invite(acting_user=owner, party=band)
    assert token not in "".join(str(value) for value in Invite.objects.values_list().get())


def test_accepting_twice_uses_one(band, owner):
    invite, token = create_invite(acting_user=owner, party=band, uses=2)
    user = UserFactory()
    assert accept_invite(acting_user=user, token=token) == accept_invite(acting_user=user, token=token)
    invite.refresh_from_db()
    assert invite.uses_count == 1


def test_an_owner_who_opens_their_own_link_uses_nothing_up(band, owner):
    invite, token = create_invite(acting_user=owner, party=band)
    accept_invite(acting_user=owner, token=token)
    invite.refresh_from_db()
    assert invite.uses_count == 0


@pytest.mark.parametrize(
    "change",
    [
        {"uses_count": 1},
        {"expires_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"revoked_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=["used up", "expired", "revoked"],
)
def test_a_link_that_is_over_is_gone(band, owner, change):
    _, token = create_invite(acting_user=owner, party=band)
    Invite.objects.update(**change)
    assert not open_invites(band, now())
    with pytest.raises(InviteGone):
        accept_invite(acting_user=UserFactory(), token=token)
    assert Membership.objects.filter(party=band, role=Role.MEMBER).count() == 1


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 10_000, "\x00", "\ud800"])
def test_a_link_that_never_was_is_gone(token):
    with pytest.raises(InviteGone):
        accept_invite(acting_user=UserFactory(), token=token)


def test_nobody_joins_a_suspended_band(band, owner):
    _, token = create_invite(acting_user=owner, party=band)
    suspend_party(acting_user=UserFactory(is_staff=True), party=band)
    with pytest.raises(InviteGone):
        accept_invite(acting_user=UserFactory(), token=token)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_by_a_link_for_one_make_one_member(band, owner):
    _, token = create_invite(acting_user=owner, party=band)
    users = UserFactory.create_batch(16)
    results = at_once(16, lambda number: accept_invite(acting_user=users[number], token=token))
    assert sum(isinstance(result, Membership) for result in results) == 1
    assert sum(isinstance(result, InviteGone) for result in results) == 15
    assert Membership.objects.filter(party=band, role=Role.MEMBER).exclude(user=owner).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_person_accepting_at_once_joins_once(band, owner):
    invite, token = create_invite(acting_user=owner, party=band, uses=5)
    user = UserFactory()
    results = at_once(8, lambda number: accept_invite(acting_user=user, token=token))
    assert len({membership.pk for membership in results}) == 1
    invite.refresh_from_db()
    assert invite.uses_count == 1


@pytest.mark.parametrize(
    ("inviter", "role", "may"),
    [
        (Role.OWNER, Role.MANAGER, True),
        (Role.OWNER, Role.DEP, True),
        (Role.MANAGER, Role.MEMBER, True),
        (Role.MANAGER, Role.MANAGER, False),
        (Role.MEMBER, Role.MEMBER, False),
        (Role.DEP, Role.MEMBER, False),
    ],
)
def test_who_may_invite_in_which_role(inviter, role, may):
    membership = MembershipFactory(role=inviter)
    if may:
        create_invite(acting_user=membership.user, party=membership.party, role=role)
        return
    with pytest.raises(PermissionDenied):
        create_invite(acting_user=membership.user, party=membership.party, role=role)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"role": Role.OWNER}, "role"),
        ({"role": Role.STAFF}, "role"),
        ({"uses": 0}, "uses"),
        ({"uses": 101}, "uses"),
        ({"uses": True}, "uses"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 10**9}, "expires_in_days"),
    ],
)
def test_an_invite_out_of_bounds_is_refused_by_field(band, owner, fields, wrong):
    with pytest.raises(ValidationError) as refusal:
        create_invite(acting_user=owner, party=band, **fields)
    assert list(refusal.value.message_dict) == [wrong]


def test_a_venue_invites_managers_and_staff_only():
    membership = MembershipFactory(role=Role.OWNER, party=PartyFactory(kind=PartyKind.VENUE))
    create_invite(acting_user=membership.user, party=membership.party, role=Role.STAFF)
    with pytest.raises(ValidationError):
        create_invite(acting_user=membership.user, party=membership.party, role=Role.MEMBER)


def test_revoking_is_for_leaders_and_once(band, owner):
    invite, _ = create_invite(acting_user=owner, party=band)
    with pytest.raises(PermissionDenied):
        revoke_invite(acting_user=UserFactory(), invite=invite)
    revoked_at = revoke_invite(acting_user=owner, invite=invite).revoked_at
    assert revoke_invite(acting_user=owner, invite=invite).revoked_at == revoked_at


def test_an_invite_lasts_as_long_as_it_says(band, owner):
    invite, _ = create_invite(acting_user=owner, party=band, expires_in_days=3)
    assert dt.timedelta(days=2) < invite.expires_at - now() <= dt.timedelta(days=3)
