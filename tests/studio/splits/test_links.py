"""Splits that are taken by a link."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.errors import InviteGone
from accounts.states import Role
from departures.actions import leave_team
from studio.actions import end_split, take_split
from studio.models import Split
from studio.states import SplitState
from tests.factories import MembershipFactory, UserFactory
from tests.payments.scenes import in_threads
from tests.studio.splits.scenes import by_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
DAY = dt.timedelta(days=1)


def test_a_link_works_once(professional, user):
    split, token = by_link(professional, user)
    assert token not in str(Split.objects.values())
    bassist, rival = UserFactory(), UserFactory()
    raised = in_threads(
        lambda: take_split(acting_user=bassist, token=token, party=None),
        lambda: take_split(acting_user=rival, token=token, party=None),
    )
    assert sorted(isinstance(each, InviteGone) for each in raised) == [False, True]
    split.refresh_from_db()
    assert split.state == SplitState.ACCEPTED
    with pytest.raises(InviteGone):
        take_split(acting_user=UserFactory(), token="made-up", party=None)


def test_a_link_ends(professional, user):
    revoked, late, orphaned = (by_link(professional, user, value=1 + place) for place in range(3))
    end_split(acting_user=user, split_id=revoked[0].pk)
    for token, at in ((revoked[1], None), (late[1], timezone.now() + 15 * DAY)):
        with pytest.raises(InviteGone):
            take_split(acting_user=UserFactory(), token=token, party=None, at=at)
    owner = MembershipFactory(party=professional.party, role=Role.OWNER).user
    leave_team(acting_user=owner, party=professional.party, leaver=user)
    with pytest.raises(InviteGone):
        take_split(acting_user=UserFactory(), token=orphaned[1], party=None)
    assert Split.objects.get(pk=orphaned[0].pk).state == SplitState.ENDED


def test_a_link_is_taken_for_a_party_that_one_leads(professional, user):
    _split, token = by_link(professional, user)
    label = MembershipFactory(role=Role.OWNER)
    with pytest.raises(PermissionDenied):
        take_split(acting_user=UserFactory(), token=token, party=label.party)
    with pytest.raises(ValidationError):
        take_split(acting_user=user, token=token, party=professional.party)
    assert take_split(acting_user=label.user, token=token, party=label.party).payee == label.party
