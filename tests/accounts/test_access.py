"""Who may see and do what with a party: role by role."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import (
    can_invite,
    can_lead,
    can_own,
    can_see_party,
    get_led_party_for,
    get_own_party_for,
    get_party_for,
    is_member,
)
from accounts.models import Membership, SlugRedirect
from accounts.states import Approval, PartyKind, Role
from tests.factories import MembershipFactory, PartyFactory, UserFactory

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "stranger", "ex-member", "staff of the site", *Role.values]


def somebody(role, party):
    if role == "anonymous":
        return AnonymousUser()
    if role in Role.values:
        return MembershipFactory(party=party, role=role).user
    user = UserFactory(is_staff=role == "staff of the site")
    if role == "ex-member":
        left = MembershipFactory(party=party, user=user, role=Role.OWNER)
        Membership.objects.filter(pk=left.pk).update(left_at=left.joined_at)
    return user


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("approval", Approval.values)
def test_who_sees_a_party(role, approval):
    party = PartyFactory(approval=approval)
    insiders = {"staff of the site", *Role.values}
    assert can_see_party(somebody(role, party), party) == (approval == Approval.APPROVED or role in insiders)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_what(role):
    party = PartyFactory()
    user = somebody(role, party)
    assert is_member(user, party) == (role in Role.values)
    assert can_lead(user, party) == (role in {Role.OWNER, Role.MANAGER})
    assert can_own(user, party) == (role == Role.OWNER)
    assert can_invite(user, party, Role.MEMBER) == (role in {Role.OWNER, Role.MANAGER})
    assert can_invite(user, party, Role.MANAGER) == (role == Role.OWNER)
    assert not can_invite(user, party, Role.OWNER)


@pytest.mark.parametrize("role", ROLES)
def test_the_loaders_of_an_approved_party(role):
    party = PartyFactory()
    user = somebody(role, party)
    assert get_party_for(user, party.slug) == party
    for load, roles in ((get_own_party_for, set(Role.values)), (get_led_party_for, {Role.OWNER, Role.MANAGER})):
        if role in roles:
            assert load(user, party.slug) == party
        else:
            with pytest.raises(PermissionDenied):
                load(user, party.slug)


@pytest.mark.parametrize("role", ["anonymous", "stranger", "ex-member"])
@pytest.mark.parametrize("load", [get_party_for, get_own_party_for, get_led_party_for])
def test_a_draft_does_not_exist_for_outsiders(role, load):
    party = PartyFactory(approval=Approval.DRAFT)
    with pytest.raises(Http404):
        load(somebody(role, party), party.slug)


@pytest.mark.parametrize("slug", ["nobody", "\x00", ""])
def test_an_unknown_slug_is_not_found(slug):
    with pytest.raises(Http404):
        get_party_for(AnonymousUser(), slug)


def test_a_party_is_found_by_its_old_slug_and_its_kind():
    party = PartyFactory(kind=PartyKind.BAND)
    SlugRedirect.objects.create(slug="once", party=party)
    assert get_party_for(AnonymousUser(), "once", PartyKind.BAND) == party
    with pytest.raises(Http404):
        get_party_for(AnonymousUser(), "once", PartyKind.VENUE)
