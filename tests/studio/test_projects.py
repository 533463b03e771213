"""Projects: who reads and changes them, what is left of the budget, and what links show for how long."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import approve_party, end_membership
from accounts.actions.parties import ensure_person_party
from accounts.states import Role
from bands.actions import create_band
from catalogue.models import Currency
from media.actions import keep_file, prepare
from media.models import File, Preview
from payments.actions import promise_refund
from payments.actions.outside import record_paid_outside
from payments.models import Payment
from payments.states import Means, RefundReason
from studio.access import may_send_file, rights_to_project_file
from studio.actions import update_service
from studio.actions.projects import (
    add_project_files,
    archive_project,
    change_project,
    create_project,
    create_project_link,
    end_project_links,
    remove_project_file,
    revoke_project_link,
)
from studio.actions.sessions import book_session, set_project
from studio.actions.work import add_files, add_mix
from studio.models import Project, ProjectFile, ProjectLink, Session
from studio.queries.projects import contents_of
from studio.states import SessionState
from studio.tasks import count_use
from tests.broker import broker, queued, take_task
from tests.factories import MembershipFactory, UserFactory
from tests.media.making import sound_bytes
from tests.studio.test_slots import a_stored_service

__all__ = ["broker", "queued", "take_task"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def band(client_user):
    party = create_band(acting_user=client_user, name="Low Tide Choir", timezone="Europe/Berlin").party
    approve_party(acting_user=UserFactory(is_staff=True), party=party)
    party.refresh_from_db()
    return party


@pytest.fixture
def project(band, client_user):
    euro = Currency.objects.get(code="EUR")
    return create_project(acting_user=client_user, client=band, name="Album", budget_minor=500_00, currency=euro)


@pytest.fixture
def session(opened, client_user, start, band, project):
    return book(opened, client_user, start, client=band, project_id=project.pk)


@pytest.fixture
def teammates(band):
    """A member and a dep of the band, and somebody who has nothing to do with it."""
    found = {"member": UserFactory(), "dep": UserFactory(), "stranger": UserFactory()}
    for role in (Role.MEMBER, Role.DEP):
        MembershipFactory(party=band, user=found[role], role=role)
    return found


def book(service, user, start, **more):
    told = {"client": ensure_person_party(user), "starts_at": start, "minutes": 120, "is_remote": True}
    return book_session(acting_user=user, service=service, **told | {"expected_price": 120_00} | more)


def page(project, name="project", *more):
    return reverse(f"studio:{name}", args=[project.pk, *more])


def sent(user, name="song.wav", content=None):
    content = sound_bytes(1.5) if content is None else content
    return keep_file(acting_user=user, upload=SimpleUploadedFile(name, content)).pk


def pay_outside(session, user):
    payment = Payment.objects.get(pk=session.payment_id)
    record_paid_outside(acting_user=user, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    return Payment.objects.get(pk=payment.pk)


def test_leaders_change_it_members_read_it_and_nobody_else_knows_of_it(
    client, project, session, client_user, user, teammates
):
    readers = {"leader": client_user, "professional": user, "staff": UserFactory(is_staff=True), **teammates}
    seen, changed = {}, {}
    for name, reader in readers.items():
        client.force_login(reader)
        seen[name] = client.get(page(project)).status_code
        changed[name] = client.post(page(project, "project_edit"), {"name": "Album"}).status_code
    assert seen == {"leader": 200, "member": 200, "professional": 404, "dep": 404, "staff": 404, "stranger": 404}
    assert changed == {"leader": 302, "member": 403, "professional": 404, "dep": 404, "staff": 404, "stranger": 404}


def test_members_read_without_links_and_forms(client, project, session, teammates, client_user):
    create_project_link(acting_user=client_user, project_id=project.pk, label="Label boss")
    client.force_login(teammates["member"])
    text = client.get(page(project)).text
    assert "Mixing" in text
    assert "€500" in text
    assert "Label boss" not in text
    assert page(project, "project_files") not in text
    assert "Low Tide Choir" in client.get(reverse("studio:projects")).text
    client.force_login(teammates["stranger"])
    assert "Low Tide Choir" not in client.get(reverse("studio:projects")).text


def test_the_professional_does_not_hear_of_the_project(client, project, session, user):
    client.force_login(user)
    text = client.get(reverse("studio:session", args=[session.pk])).text
    assert "Mixing" in text
    assert "Album" not in text
    assert "/projects/" not in text


def test_one_is_made_and_changed_on_its_pages(client, client_user, band):
    client.force_login(client_user)
    new = reverse("studio:project_new")
    assert client.post(new, {"name": " "}).status_code == 422
    refused = client.post(new, {"client": band.slug, "name": "EP", "budget": "300"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["currency"])
    refused = client.post(new, {"client": band.slug, "name": "EP", "budget": "-3", "currency": "EUR"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["budget"])
    data = {"client": band.slug, "name": "EP", "budget": "300", "currency": "EUR"}
    made = client.post(new, data)
    project = Project.objects.get()
    assert made.headers["Location"] == page(project)
    assert (project.client, project.budget_minor, project.currency_id) == (band, 300_00, "EUR")
    assert (
        client.post(page(project, "project_edit"), {"name": "LP", "budget": "", "currency": "EUR"}).status_code == 302
    )
    project.refresh_from_db()
    assert (project.name, project.budget_minor, project.currency_id) == ("LP", None, None)
    assert client.post(new, {"name": "Mine"}).status_code == 302
    assert Project.objects.latest("created_at").client == ensure_person_party(client_user)


def test_a_budget_has_a_currency_or_is_none(project, client_user):
    for budget in ({"budget_minor": 0}, {"budget_minor": 1, "currency": None}):
        with pytest.raises(ValidationError):
            change_project(acting_user=client_user, project_id=project.pk, **budget)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(currency=None)


def test_booking_begins_with_the_project_of_the_address_and_keeps_it(client, opened, project, client_user, start, band):
    client.force_login(client_user)
    first = reverse("studio:book", args=["low-end"])
    second = f"{reverse('studio:book_time', args=['low-end', opened.pk])}?project={project.pk}"
    assert second in client.get(first, {"project": project.pk}).text
    assert f"project={project.pk}" in client.get(second).text
    details = reverse("studio:book_details", args=["low-end", opened.pk])
    asked = {"start": start.isoformat(), "minutes": 120, "project": str(project.pk)}
    form = client.get(details, asked).context["form"]
    assert (form["project"].value(), form["client"].value()) == (str(project.pk), band.slug)
    review = reverse("studio:book_review", args=["low-end", opened.pk])
    data = asked | {"price": 12_000, "is_remote": "True", "client": band.slug}
    assert f'value="{project.pk}"' in client.post(review, data).text
    assert client.post(review, data | {"sure": "1"}).status_code == 302
    assert Session.objects.get().project == project


def test_a_session_is_booked_into_a_project_of_its_client_only(client, opened, project, client_user, start, band):
    mine = create_project(acting_user=client_user, client=ensure_person_party(client_user), name="Mine")
    for wrong in (mine.pk, uuid4()):
        with pytest.raises(ValidationError) as refused:
            book(opened, client_user, start, client=band, project_id=wrong)
        assert "project" in refused.value.message_dict
    archive_project(acting_user=client_user, project_id=project.pk)
    with pytest.raises(ValidationError):
        book(opened, client_user, start, client=band, project_id=project.pk)
    client.force_login(client_user)
    data = {"start": start.isoformat(), "minutes": 120, "price": 12_000, "is_remote": "True", "client": band.slug,
            "project": str(mine.pk), "sure": "1"}  # fmt: skip
    answer = client.post(reverse("studio:book_review", args=["low-end", opened.pk]), data)
    assert answer.status_code == 422
    assert Session.objects.count() == 0


def test_sessions_are_put_in_and_taken_out_by_leaders_of_the_client(
    client, opened, project, client_user, start, band, user, teammates
):
    session = book(opened, client_user, start, client=band)
    for wrong in (user, teammates["member"]):
        with pytest.raises(PermissionDenied):
            set_project(acting_user=wrong, session_id=session.pk, project_id=project.pk)
    client.force_login(user)
    assert client.post(reverse("studio:session_project", args=[session.pk]), {"project": ""}).status_code == 403
    client.force_login(client_user)
    to_session = reverse("studio:session_project", args=[session.pk])
    assert client.post(to_session, {"project": str(uuid4())}).status_code == 422
    assert client.post(to_session, {"project": str(project.pk)}).status_code == 302
    session.refresh_from_db()
    assert session.project == project
    assert "Album" in client.get(reverse("studio:session", args=[session.pk])).text
    assert client.post(page(project, "project_session_remove", session.pk)).status_code == 302
    assert client.post(page(project, "project_session_remove", session.pk)).status_code == 404
    assert client.post(page(project, "project_session_add"), {"session": str(session.pk)}).status_code == 302
    assert client.post(page(project, "project_session_add"), {"session": str(uuid4())}).status_code == 422
    assert contents_of(project).sessions == [session]


def test_a_session_of_somebody_else_is_not_to_be_added(client, opened, project, client_user, start):
    theirs = book(opened, UserFactory(), start)
    client.force_login(client_user)
    assert client.post(page(project, "project_session_add"), {"session": str(theirs.pk)}).status_code == 422
    with pytest.raises(PermissionDenied):
        set_project(acting_user=client_user, session_id=theirs.pk, project_id=project.pk)


def test_the_budget_counts_what_is_paid_and_what_is_promised_in_its_currency(
    project, opened, client_user, start, user, band, professional, django_assert_num_queries
):
    first = book(opened, client_user, start, client=band, project_id=project.pk)
    budget = contents_of(project).budget
    assert (budget.own.spent, budget.own.promised, budget.left) == (0, 120_00, 380_00)
    payment = pay_outside(first, user)
    update_service(acting_user=user, service=opened, mode="request")
    book(opened, client_user, start + 3 * HOUR, client=band, project_id=project.pk)
    pounds = a_stored_service(
        user, professional, currency=Currency.objects.get(code="GBP"), mode="request", amount_minor=10_00
    )
    book(pounds, client_user, start + 5 * HOUR, client=band, project_id=project.pk, expected_price=20_00)
    with django_assert_num_queries(5):
        budget = contents_of(project).budget
    assert (budget.own.spent, budget.own.promised, budget.left) == (120_00, 120_00, 260_00)
    assert [(sums.currency, sums.spent, sums.promised) for sums in budget.others] == [("GBP", 0, 20_00)]
    promise_refund(
        acting_user=user, payment_id=payment.pk, amount_minor=50_00, reason=RefundReason.BY_PAYEE,
        version=payment.version,
    )  # fmt: skip
    assert contents_of(project).budget.own.spent == 70_00


def test_more_than_the_budget_says_by_how_much(client, project, session, client_user):
    change_project(acting_user=client_user, project_id=project.pk, budget_minor=100_00)
    budget = contents_of(Project.objects.get()).budget
    assert (budget.left, budget.over) == (-20_00, 20_00)
    client.force_login(client_user)
    text = client.get(page(project)).text
    assert "Over the budget" in text
    assert "€20" in text


def test_files_are_added_heard_and_taken_away_by_leaders(client, project, client_user, teammates, user):
    [added] = add_project_files(acting_user=client_user, project_id=project.pk, files=[sent(client_user)])
    prepare(kind="previews", pk=added.preview_id)
    assert rights_to_project_file(client_user, added.file_id)
    assert rights_to_project_file(teammates["member"], added.file_id)
    assert [rights_to_project_file(each, added.file_id) for each in (user, teammates["dep"])] == [(), ()]
    heard = page(project, "project_heard", added.pk, "opus")
    for reader, status in ((client_user, 200), (teammates["member"], 200), (user, 404)):
        client.force_login(reader)
        assert client.get(heard).status_code == status
    with pytest.raises(PermissionDenied):
        remove_project_file(acting_user=teammates["member"], file_id=added.pk)
    client.force_login(client_user)
    assert heard in client.get(page(project)).text
    assert client.post(page(project, "project_file_remove", added.pk)).status_code == 302
    assert [model.objects.count() for model in (ProjectFile, Preview, File)] == [0, 0, 0]


def test_the_form_takes_a_file_and_says_what_is_wrong(client, project, client_user, teammates):
    client.force_login(client_user)
    to = page(project, "project_files")
    assert client.post(to, {}).status_code == 422
    assert client.post(to, {"sent_files": "x"}).status_code == 422
    file = SimpleUploadedFile("plan.txt", b"plan")
    assert client.post(to, {"file": file}).status_code == 302
    assert ProjectFile.objects.get().preview is None
    theirs = sent(teammates["stranger"], "a.txt", b"a")
    assert client.post(to, {"sent_files": str(theirs)}).status_code == 422
    assert may_send_file(client_user, "project", str(project.pk))
    assert [may_send_file(each, "project", str(project.pk)) for each in (*teammates.values(),)] == [False] * 3
    assert may_send_file(client_user, "project", "x") is False


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
