"""What is sent twice, with the same token or key, and without: on pages and by API."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.actions.parties import ensure_person_party
from studio.actions.sessions import begin_session, complete_session
from studio.models import MixComment, Project, ProjectLink, Session, SessionChange, SessionEvent, Split, Tip
from studio.states import SessionState
from tests.api.test_sessions import call
from tests.studio.attacks.scenes import state_of

__all__ = ["call"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def twice(client):
    """Sends a form twice, as a double click does; both answers lead on, the second to where the first one led."""

    def send(user, address, **form):
        client.force_login(user)
        form |= {"once_token": str(uuid4())}
        first, second = client.post(address, form), client.post(address, form)
        assert (first.status_code, second.status_code) == (302, 302), (address, first.status_code, second.status_code)
        assert second["Location"] == first["Location"]
        return first["Location"]

    return send


def at(name, *args):
    return reverse(f"studio:{name}", args=args)


def test_a_slot_is_booked_once_by_a_double_click_and_then_refused(client, twice, opened, client_user, start):
    form = {
        "start": start.isoformat(), "minutes": 120, "price": 12_000, "is_remote": "True", "notes": "", "sure": "1",
        "client": ensure_person_party(client_user).slug,
    }  # fmt: skip
    address = at("book_review", opened.professional.party.slug, opened.pk)
    paying = twice(client_user, address, **form)
    assert paying == reverse("payments:payment", args=[Session.objects.get().payment_id])
    assert client.post(address, form).status_code == 409
    assert Session.objects.count() == 1


def test_a_comment_is_said_once(twice, mixed, client_user):
    mix = mixed()
    twice(client_user, at("mix", mix.pk), at_ms="0:01", text="The snare")
    assert MixComment.objects.count() == 1


def test_what_is_given_offered_and_reported_is_so_once(client, twice, session, user, client_user, professional):
    twice(client_user, at("session_extend", session.pk), minutes="30")
    assert client.post(at("session_extend", session.pk), {"minutes": "30"}).status_code == 409
    assert SessionChange.objects.count() == 1
    twice(client_user, at("change_withdraw", SessionChange.objects.get().pk))
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    complete_session(acting_user=client_user, session_id=session.pk)
    twice(client_user, at("session_tip", session.pk), amount="5")
    assert client.post(at("session_tip", session.pk), {"amount": "5"}).status_code == 409
    assert Tip.objects.count() == 1


def test_a_statement_in_a_dispute_stands_there_once(client, twice, session, user, client_user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    twice(client_user, at("session_report", session.pk), kind="work", text="It hums")
    assert client.post(at("session_report", session.pk), {"kind": "work", "text": "It hums"}).status_code == 409
    twice(user, at("session_case", session.pk), text="It does not")
    said = SessionEvent.objects.filter(session=session, event__in=("reported_work", "case"))
    assert sorted(said.values_list("text", flat=True)) == ["It does not", "It hums"]
    assert state_of(session) == SessionState.DISPUTED


def test_projects_links_and_splits_are_made_once(twice, client, opened, user, client_user, professional):
    told = {"name": "Album", "budget": "500", "currency": "EUR", "client": ensure_person_party(client_user).slug}
    twice(client_user, at("project_new"), **told)
    project = Project.objects.get()
    client.force_login(client_user)
    link = {"label": "Label", "once_token": str(uuid4())}
    for _time in range(2):
        assert client.post(at("project_links", project.pk), link).status_code in (200, 302)
    assert ProjectLink.objects.count() == 1
    client.force_login(user)
    split = {"who": "link", "name": "Bass", "kind": "percent", "value": "5", "once_token": str(uuid4())}
    for _time in range(2):
        assert client.post(at("splits", professional.party.slug), split).status_code in (200, 302)
    assert Split.objects.count() == 1


def test_the_api_acts_once_for_a_key_and_refuses_it_for_something_else(client, call, opened, mixed, client_user, start):
    mix, key = mixed(), {"Idempotency-Key": "one"}
    path = f"/files/{mix.session_file.file_id}/comments"
    first = call(client_user, "POST", path, {"at_ms": 0, "text": "The snare"}, **key)
    again = call(client_user, "POST", path, {"at_ms": 0, "text": "The snare"}, **key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert call(client_user, "POST", path, {"at_ms": 0, "text": "The kick"}, **key).status_code == 422
    assert MixComment.objects.count() == 1
