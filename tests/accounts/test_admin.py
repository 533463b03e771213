"""The office of the staff."""

import pytest
from django.urls import reverse

from accounts.actions import create_invite
from accounts.models import Party, SiteSettings
from accounts.states import Approval, Role
from tests.factories import MembershipFactory, PartyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def office(client, staff):
    client.force_login(staff)
    return client


def choose(office, model, action, *objects, **fields):
    address = reverse(f"admin:accounts_{model}_changelist")
    data = {"action": action, "_selected_action": [str(one.pk) for one in objects]}
    return office.post(address, data | fields, follow=True)


@pytest.mark.parametrize("count", [1, 3])
def test_staff_approve_one_or_several_parties_each_with_its_history(office, staff, count):
    parties = PartyFactory.create_batch(count, approval=Approval.DRAFT)
    choose(office, "party", "approve", *parties)
    assert Party.objects.filter(approval=Approval.APPROVED).count() == count
    assert all(party.approval_decisions.get().decided_by == staff for party in parties)


def test_staff_approve_a_party_on_its_own_page(client, office, staff):
    party = PartyFactory(approval=Approval.DRAFT)
    address = reverse("admin:accounts_party_approve_this", args=[party.pk])
    assert address in office.get(reverse("admin:accounts_party_change", args=[party.pk])).content.decode()
    assert office.get(address).status_code == 200
    assert Party.objects.get().approval == Approval.DRAFT
    for _twice in range(2):
        assert office.post(address).status_code == 302
    assert Party.objects.get().approval == Approval.APPROVED
    assert party.approval_decisions.get().decided_by == staff
    Party.objects.update(approval=Approval.CLOSED)
    assert "closed" in office.post(address, follow=True).content.decode().lower()
    assert Party.objects.get().approval == Approval.CLOSED
    client.force_login(UserFactory())
    assert client.post(address).status_code in (302, 403)


def test_staff_suspend_a_party(office):
    party = PartyFactory()
    choose(office, "party", "suspend", party, reason="Not a band", is_confirmed="1")
    assert Party.objects.get().approval == Approval.SUSPENDED
    assert party.approval_decisions.get().reason == "Not a band"


def test_approval_cannot_be_written_past_the_actions(office):
    party = PartyFactory(approval=Approval.DRAFT)
    address = reverse("admin:accounts_party_change", args=[party.pk])
    assert office.post(address, {"approval": "approved", "name": "Mine"}).status_code == 403
    assert Party.objects.get().approval == Approval.DRAFT


def test_nothing_is_deleted_in_bulk(office):
    party = PartyFactory()
    choose(office, "party", "delete_selected", party)
    assert Party.objects.filter(pk=party.pk).exists()
    assert office.post(reverse("admin:accounts_party_delete", args=[party.pk]), {"post": "yes"}).status_code == 302
    assert Party.objects.filter(pk=party.pk).exists()


@pytest.mark.parametrize("model", ["party", "user", "invite", "apitoken", "sitesettings"])
def test_every_list_and_search_opens(office, model):
    owner = MembershipFactory(role=Role.OWNER)
    create_invite(acting_user=owner.user, party=owner.party)
    response = office.get(reverse(f"admin:accounts_{model}_changelist"), {"q": "a"} if model != "sitesettings" else {})
    assert response.status_code == 200


def test_a_party_shows_its_memberships_and_decisions(office):
    owner = MembershipFactory(role=Role.OWNER)
    page = office.get(reverse("admin:accounts_party_change", args=[owner.party.pk])).content.decode()
    assert owner.user.name in page


def test_staff_without_every_right_give_none(client):
    helper = UserFactory(is_staff=True)
    client.force_login(helper)
    response = client.post(reverse("admin:accounts_user_change", args=[helper.pk]), {"is_superuser": "on"})
    helper.refresh_from_db()
    assert response.status_code == 403
    assert not helper.is_superuser


def test_revoking_an_invite(office):
    owner = MembershipFactory(role=Role.OWNER)
    invite, _ = create_invite(acting_user=owner.user, party=owner.party)
    choose(office, "invite", "revoke", invite)
    invite.refresh_from_db()
    assert invite.revoked_at


def test_site_settings_are_one_row(office):
    office.post(reverse("admin:accounts_sitesettings_add"), {"application_days": "5"})
    assert SiteSettings.objects.get().approval_required is False
    assert office.get(reverse("admin:accounts_sitesettings_add")).status_code == 403
