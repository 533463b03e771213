"""What the pages show of splits, and to whom."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Approval, Role
from studio.models import Split
from studio.states import SplitState
from tests.factories import MembershipFactory, PartyFactory
from tests.studio.splits.scenes import a_payee, accepted, offer
from tests.studio.test_sessions import book, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_the_client_sees_the_price_alone(client, stripe_site, opened, client_user, start, user, professional):
    payee, mara = a_payee("Zaphyr Quill")
    accepted(professional, payee, 2_500)
    session = paid(book(opened, client_user, start))
    client.force_login(client_user)
    mine = ensure_person_slug(client_user)
    for path in (
        reverse("studio:session", args=[session.pk]),
        reverse("payments:payment", args=[session.payment_id]),
        reverse("payments:money", args=[mine]),
        f"/api/v1/payments/{session.payment_id}",
        "/api/v1/payments",
    ):
        answer = client.get(path)
        assert answer.status_code in (200, 404), path
        assert "Zaphyr" not in answer.text, path
    assert "€120" in client.get(reverse("payments:payment", args=[session.payment_id])).text
    client.force_login(mara)
    text = client.get(reverse("payments:payment", args=[session.payment_id])).text
    assert "€30" in text
    assert "€120" not in text
    assert client.get(reverse("studio:session", args=[session.pk])).status_code == 404


def ensure_person_slug(user):
    return Membership.objects.get(user=user, party__kind="person").party.slug


def test_on_the_pages(client, professional, user, opened):
    slug = professional.party.slug
    page = reverse("studio:splits", args=[slug])
    _payee, mara = a_payee()
    band = MembershipFactory(party=PartyFactory(kind="band", approval=Approval.APPROVED), role=Role.OWNER)
    client.force_login(user)
    told = {"who": "page", "address": band.party.slug, "kind": "percent", "value": "12.5"}
    assert client.post(page, told).status_code == 302
    for wrong in (
        told, told | {"address": "nobody-here"}, told | {"value": "100"}, told | {"value": "1.234"},
        told | {"who": "page", "address": slug}, {"who": "link", "kind": "percent", "value": "5"},
        {"who": "link", "name": "X", "kind": "amount", "value": "5"}, told | {"who": "someone"},
        told | {"service": "b7b7b7b7-0000-7000-8000-000000000000"}, told | {"kind": "amount", "currency": "XXX"},
    ):  # fmt: skip
        assert client.post(page, wrong).status_code == 422, wrong
    made = client.post(page, {"who": "link", "name": "Bassist", "kind": "amount", "value": "5", "currency": "EUR"})
    assert "/splits/take/" in made.text
    link = made.text.partition("/splits/take/")[2].partition("/")[0]
    assert link not in client.get(page).text
    assert "Of €100" in client.get(page).text
    client.logout()
    take = reverse("studio:split_take", args=[link])
    assert client.get(take).status_code == 200
    assert client.post(take, {"party": ""}).status_code == 302
    client.force_login(mara)
    assert client.post(take, {"party": str(band.party.pk)}).status_code == 422
    assert client.post(take, {"party": ""}).headers["Location"] == reverse("studio:splits_taken")
    assert client.get(take).status_code == 410
    client.force_login(band.user)
    split = Split.objects.get(payee=band.party)
    assert professional.party.name in client.get("/").text
    assert "12.5%" in client.get(reverse("studio:splits_taken")).text
    for deed in ("accept", "leave"):
        assert client.post(reverse(f"studio:split_{deed}", args=[split.pk])).status_code == 302
    split.refresh_from_db()
    assert split.state == SplitState.ENDED
    client.force_login(mara)
    assert client.post(reverse("studio:split_accept", args=[split.pk])).status_code == 404


def test_an_offer_on_today_names_whose_it_is_and_who_would_be_paid(client, professional):
    """Found by axe: the link had no text."""
    payee, mara = a_payee("Mara Quill")
    offer(professional, payee, 2_500)
    client.force_login(mara)
    text = client.get("/").text
    card = text[text.index("Split offered") : text.index("Accept to be paid")]
    assert professional.party.name in card
    assert "Mara Quill" in card


def test_beside_a_new_link_each_field_keeps_its_label(client, professional, user, opened):
    client.force_login(user)
    form = {"who": "link", "name": "Bass", "kind": "percent", "value": "5"}
    shown = client.post(reverse("studio:splits", args=[professional.party.slug]), form).text
    assert "shown only now" in shown
    for label in ("Who it’s for", "Percentage or amount", "Service to split"):
        assert label in shown
