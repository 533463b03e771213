"""The queue of the staff: everything that waits, decided from one page."""

import pytest

from accounts.models import Party
from accounts.states import Approval, PartyKind
from bookings.models import Report
from discovery.queries.office import waiting_for_staff
from notifications.models import Notification
from tests.factories import MembershipFactory, PartyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def newcomer(name: str) -> Party:
    party = PartyFactory(name=name, kind=PartyKind.BAND, approval=Approval.DRAFT)
    MembershipFactory(party=party, role="owner")
    return party


def test_newcomers_wait_with_preview_and_both_answers(office):
    party = newcomer("The Newcomers")
    page = office.get("/admin/").content.decode()
    assert "1 to decide" in page
    assert f'href="/acts/{party.slug}/"' in page
    assert f'action="/admin/accounts/party/{party.pk}/approve/"' in page
    assert f'href="/admin/accounts/party/{party.pk}/suspend/"' in page


def test_approving_from_the_queue_leads_back_to_it(office):
    party = newcomer("The Newcomers")
    response = office.post(f"/admin/accounts/party/{party.pk}/approve/", {"from_queue": "1"})
    assert response["Location"] == "/admin/"
    party.refresh_from_db()
    assert party.approval == Approval.APPROVED
    assert waiting_for_staff() == []


def test_declining_needs_a_reason(office):
    party = newcomer("The Newcomers")
    response = office.post(f"/admin/accounts/party/{party.pk}/suspend/", {"reason": ""})
    assert response.status_code == 422
    party.refresh_from_db()
    assert party.approval == Approval.DRAFT


def test_who_is_declined_reads_that_they_were_not_approved_and_why(office):
    party = newcomer("The Newcomers")
    response = office.post(f"/admin/accounts/party/{party.pk}/suspend/", {"reason": "This is a copy of another band."})
    assert response["Location"] == "/admin/"
    party.refresh_from_db()
    assert party.approval == Approval.SUSPENDED
    told = Notification.objects.get(kind="accounts.suspended")
    assert told.data["is_new"] is True
    assert told.data["reason"] == "This is a copy of another band."


def test_the_oldest_comes_first(office):
    late, early = newcomer("Late"), newcomer("Early")
    Party.objects.filter(pk=early.pk).update(created_at="2026-01-01T00:00:00Z")
    assert [each.title for each in waiting_for_staff()] == [early.name, late.name]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_takes_as_many_queries_for_one_as_for_three(count, django_assert_num_queries):
    for number in range(count):
        newcomer(f"Band {number}")
    with django_assert_num_queries(11):
        assert len(waiting_for_staff()) == count


def test_nothing_waits(office):
    assert not Report.objects.exists()
    assert "You’re all caught up" in office.get("/admin/").content.decode()
