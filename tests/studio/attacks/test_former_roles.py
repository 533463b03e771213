"""Who led a professional or a client, and does so no more: pages, forms, spreadsheets and calls they still know the
addresses of."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.actions import end_membership
from accounts.states import Role
from catalogue.models import Currency
from studio.actions import offer_split
from studio.actions.projects import create_project, create_project_link
from studio.actions.sessions import begin_session, book_session, complete_session
from studio.models import Hours, Project, ProjectLink, Service, Session, Split, Tip
from tests.api.test_sessions import call
from tests.factories import BandFactory, MembershipFactory, UserFactory
from tests.studio.attacks.scenes import state_of
from tests.studio.test_sessions import paid

__all__ = ["call"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
REFUSED = {403, 404}
LED_PAGES = ("statistics", "statistics_csv", "hours", "services", "splits", "rooms", "credits", "professional_edit")


@pytest.fixture
def former(professional):
    """A manager of the professional who is now a member without any right to lead."""
    membership = MembershipFactory(party=professional.party, role=Role.MANAGER)
    membership.user.refresh_from_db()
    return membership


def demoted(membership):
    type(membership).objects.filter(pk=membership.pk).update(role=Role.MEMBER)
    return membership.user


def left(membership, leader):
    end_membership(acting_user=leader, party=membership.party, user=membership.user)
    return membership.user


def at(name, *args):
    return reverse(f"studio:{name}", args=args)


@pytest.mark.parametrize("how", ["demoted", "left"])
def test_who_no_longer_leads_a_professional(client, call, session, opened, user, professional, former, how):
    slug, page = professional.party.slug, at("session", session.pk)
    split, _token = offer_split(acting_user=user, professional=professional, kind="percent", value=5_00, name="B")
    somebody = demoted(former) if how == "demoted" else left(former, user)
    client.force_login(somebody)
    for name in LED_PAGES:
        assert client.get(at(name, slug)).status_code in REFUSED, name
    assert client.get(page).status_code in REFUSED
    posts = {
        at("session_begin", session.pk): {}, at("session_cancel", session.pk): {"text": "x"},
        at("session_worker", session.pk): {"worker": str(somebody.pk)}, at("split_end", slug, split.pk): {},
        at("service_retire", slug, opened.pk): {}, at("hours_new", slug): {"kind": "free"},
        at("splits", slug): {"who": "link", "name": "Me", "kind": "percent", "value": "50"},
        at("session_call", session.pk): {"call_link": "https://evil.example"},
        at("session_move", session.pk): {"day": "2030-01-01", "time": "10:00"},
    }  # fmt: skip
    for address, form in posts.items():
        assert client.post(address, form | {"once_token": str(uuid4())}).status_code in REFUSED, address
    for method, path in (("POST", f"/sessions/{session.pk}/cancel"), ("GET", f"/professionals/{slug}/splits")):
        assert call(somebody, method, path, {"note": "x"}).status_code in REFUSED, path
    assert state_of(session) == session.state
    assert (Split.objects.get().ended_at, Service.objects.get(pk=opened.pk).retired_at) == (None, None)
    assert Session.objects.get(pk=session.pk).call_link == session.call_link
    assert not Hours.objects.exists()


@pytest.mark.parametrize("how", ["demoted", "left"])
def test_who_no_longer_leads_a_client(client, call, stripe_site, opened, start, user, how):
    band, leader = BandFactory().party, UserFactory()
    MembershipFactory(party=band, user=leader, role=Role.OWNER)
    manager = MembershipFactory(party=band, role=Role.MANAGER)
    session = paid(
        book_session(
            acting_user=manager.user, service=opened, client=band, starts_at=start, minutes=120, is_remote=True,
            expected_price=12_000,
        )
    )  # fmt: skip
    euro = Currency.objects.get(code="EUR")
    project = create_project(acting_user=manager.user, client=band, name="Album", budget_minor=100_00, currency=euro)
    _link, token = create_project_link(acting_user=manager.user, project_id=project.pk, label="Label")
    somebody = demoted(manager) if how == "demoted" else left(manager, leader)
    client.force_login(somebody)
    for address in (
        at("session", session.pk), at("session_files", session.pk), at("spending", band.slug),
        at("spending_csv", band.slug), at("project_edit", project.pk),
        reverse("payments:payment", args=[session.payment_id]),
    ):  # fmt: skip
        assert client.get(address).status_code in REFUSED, address
    assert client.get(at("shared_project", token)).status_code == 410, "the link ends with the right of its maker"
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    complete_session(acting_user=leader, session_id=session.pk)
    posts = {
        at("session_tip", session.pk): {"amount": "5"}, at("project_archive", project.pk): {},
        at("session_report", session.pk): {"kind": "work", "text": "x"},
        at("project_links", project.pk): {"label": "Me"},
        at("project_session_add", project.pk): {"session": str(session.pk)},
        reverse("reviews:session_review", args=[session.pk]): {"rating": "1", "text": "Bad"},
    }  # fmt: skip
    for address, form in posts.items():
        assert client.post(address, form | {"once_token": str(uuid4())}).status_code in REFUSED, address
    assert call(somebody, "POST", f"/sessions/{session.pk}/tips", {}).status_code in REFUSED | {422}
    assert not Tip.objects.exists()
    assert ProjectLink.objects.count() == 1
    assert Project.objects.get().archived_at is None
