"""Profiles, and leaving for good."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from accounts.actions import add_membership, create_api_token, create_feed, delete_account, update_profile
from accounts.errors import LastOwner
from accounts.models import Membership, Party, User
from accounts.queries import find_api_token
from accounts.states import Role
from availability.actions import say_time
from availability.models import AvailabilityRule, Feed, TimeBlock
from availability.states import FeedKind, SaidKind
from bands.actions import create_band
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_update_profile_says_how_one_is_called():
    user = UserFactory()
    update_profile(acting_user=user, name=" Åsa  Lind ", timezone="Europe/Stockholm", language="de")
    user.refresh_from_db()
    assert (user.name, user.timezone, user.language) == ("Åsa Lind", "Europe/Stockholm", "de")


@pytest.mark.parametrize(
    ("fields", "wrong"), [({"name": ""}, "name"), ({"timezone": "Here"}, "timezone"), ({"language": "tlh"}, "language")]
)
def test_update_profile_refuses_by_field(fields, wrong):
    user = UserFactory(name="Before")
    good = {"name": "After", "timezone": "Europe/Berlin", "language": "en"}
    with pytest.raises(ValidationError) as refusal:
        update_profile(acting_user=user, **good | fields)
    assert list(refusal.value.message_dict) == [wrong]
    assert User.objects.get().name == "Before"


def test_deleting_an_account_leaves_no_name_and_no_way_in(client):
    user = UserFactory(name="Åsa Lind", email="asa@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _, secret = create_api_token(acting_user=user, name="Script", scopes=["read"])
    create_feed(acting_user=user, kind=FeedKind.PERSON)
    delete_account(acting_user=user)
    left = User.objects.get()
    assert "asa" not in f"{left.email} {left.name}".lower()
    assert not client.login(email="asa@example.org", password=PASSWORD)
    assert find_api_token(secret) is None
    assert not Feed.objects.filter(revoked_at=None).exists()
    assert not EmailAddress.objects.exists()


def test_deleting_an_account_forgets_what_was_said():
    user = UserFactory()
    at = dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)
    say_time(
        acting_user=user, calendar=user.calendar, kind=SaidKind.BUSY, starts_at=at, ends_at=at + dt.timedelta(hours=1),
        timezone="Europe/Berlin",
    )  # fmt: skip
    delete_account(acting_user=user)
    assert not AvailabilityRule.objects.exists()
    assert not TimeBlock.objects.exists()


def test_deleting_an_account_leaves_bands_and_keeps_their_history():
    owner, drummer = UserFactory.create_batch(2)
    band = create_band(acting_user=owner, name="Noon", timezone="Europe/Berlin").party
    add_membership(acting_user=None, party=band, user=drummer, role=Role.MEMBER)
    delete_account(acting_user=drummer)
    assert not Membership.objects.current().filter(user=drummer).exists()
    assert Membership.objects.filter(user=drummer, left_at__isnull=False).exists()
    assert Party.objects.get().is_listed


def test_the_only_owner_of_a_band_with_others_stays():
    owner = UserFactory()
    band = create_band(acting_user=owner, name="Noon", timezone="Europe/Berlin").party
    add_membership(acting_user=None, party=band, user=UserFactory(), role=Role.MEMBER)
    with pytest.raises(LastOwner, match="Noon"):
        delete_account(acting_user=owner)
    assert User.objects.get(pk=owner.pk).is_active


def test_a_band_without_anybody_goes_out_of_sight():
    owner = UserFactory()
    create_band(acting_user=owner, name="Noon", timezone="Europe/Berlin")
    delete_account(acting_user=owner)
    assert not Party.objects.get().is_listed
