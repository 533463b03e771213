"""Links to projects: who makes them, for how long they work, and what they show."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_membership
from accounts.states import Role
from media.actions import prepare
from media.models import Preview
from studio.actions.projects import create_project_link, end_project_links, revoke_project_link
from studio.actions.work import add_files, add_mix
from studio.models import ProjectLink, Session
from studio.states import SessionState
from studio.tasks import count_use
from tests.factories import MembershipFactory, UserFactory
from tests.studio.projects.scenes import page, pay_outside, sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def made(project, client_user):
    """Makes a link; returns it and its address."""

    def make(**more):
        link, token = create_project_link(acting_user=client_user, project_id=project.pk, **{"label": "Label"} | more)
        return link, reverse("studio:shared_project", args=[token])

    return make


def test_a_link_shows_the_project_without_prices(client, project, session, made):
    link, address = made()
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Album" in answer.text
    assert "Mixing" in answer.text
    assert "€" not in answer.text
    assert link.token_hash not in answer.text
    headers = {name: answer.headers[name] for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")}
    assert headers == {
        "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-store",
    }  # fmt: skip
    assert not answer.cookies
    _link, address = made(shows_budget=True)
    text = client.get(address).text
    assert "€120" in text
    assert "€500" in text


def test_a_link_ends_by_its_day_by_hand_and_with_the_right_of_its_maker(client, project, made, band, client_user):
    assert client.get(reverse("studio:shared_project", args=["x" * 43])).status_code == 404
    expired, by_day = made(expires_on=timezone.localdate() + dt.timedelta(days=2))
    ProjectLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    assert client.get(by_day).status_code == 410
    revoked, by_hand = made()
    client.force_login(client_user)
    assert client.post(page(project, "project_link_revoke", revoked.pk)).status_code == 302
    client.logout()
    assert client.get(by_hand).status_code == 410
    link, address = made()
    successor = UserFactory()
    MembershipFactory(party=band, user=successor, role=Role.OWNER)
    end_membership(acting_user=successor, party=band, user=client_user, role=Role.OWNER)
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert client.get(address).status_code == 410


def test_links_of_those_who_still_lead_stay(made, band):
    link, _address = made()
    end_project_links(band)
    link.refresh_from_db()
    assert link.revoked_at is None


def test_links_are_made_by_leaders_alone_and_are_bounded(project, client_user, teammates, made, monkeypatch):
    with pytest.raises(PermissionDenied):
        create_project_link(acting_user=teammates["member"], project_id=project.pk, label="A")
    for wrong in (timezone.localdate() - dt.timedelta(days=2), timezone.localdate() + dt.timedelta(days=500)):
        with pytest.raises(ValidationError):
            made(expires_on=wrong)
    monkeypatch.setattr("studio.actions.projects.LINKS_MAX", 1)
    link, _address = made()
    with pytest.raises(ValidationError):
        made()
    with pytest.raises(PermissionDenied):
        revoke_project_link(acting_user=teammates["member"], link_id=link.pk)
    revoke_project_link(acting_user=client_user, link_id=link.pk)
    assert made()


def test_the_address_of_a_new_link_is_shown_once(client, project, client_user):
    client.force_login(client_user)
    answer = client.post(page(project, "project_links"), {"label": "Ana", "shows_budget": "on"})
    address = answer.context["address"]
    assert address in answer.text
    assert client.get(address).status_code == 200
    assert ProjectLink.objects.get().shows_budget
    assert address not in client.get(page(project)).text
    assert client.post(page(project, "project_links"), {"label": ""}).status_code == 422


def test_uses_are_counted_by_the_worker(client, made, queued):
    link, address = made()
    client.head(address)
    client.get(address)
    [told] = queued()
    assert str(link.pk) in told
    link.refresh_from_db()
    assert link.uses == 0
    at = timezone.now()
    for _time in range(2):
        count_use(str(link.pk), at.isoformat())
    link.refresh_from_db()
    assert (link.uses, link.last_used_at) == (2, at)
    count_use(str(uuid4()), at.isoformat())


def test_by_a_link_one_hears_what_the_client_hears(client, session, made, user, client_user):
    pay_outside(session, user)
    mix = add_mix(acting_user=user, session_id=session.pk, title="Low Tide", file=sent(user))
    add_files(acting_user=user, session_id=session.pk, folder="stems", files=[sent(user, "drums.wav")])
    preview = Preview.objects.get(session_file__mix=mix)
    prepare(kind="previews", pk=preview.pk)
    preview.refresh_from_db()
    _link, address = made()
    text = client.get(address).text
    assert "Low Tide" in text
    assert "tone every few seconds" in text
    heard = f"{address}{mix.pk}.opus"
    assert heard in text
    marked, plain = (preview.copy("opus", marked=is_marked) for is_marked in (True, False))
    assert marked.name != plain.name
    before = b"".join(client.get(heard))
    Session.objects.update(state=SessionState.IN_PROGRESS)
    Session.objects.update(state=SessionState.DELIVERED)
    Session.objects.update(state=SessionState.COMPLETED)
    assert b"".join(client.get(heard)) != before
    assert client.get(f"{address}{mix.pk}.wav").status_code == 404
    assert client.get(f"{address}{uuid4()}.opus").status_code == 404
    Session.objects.update(project=None)
    assert client.get(heard).status_code == 404
