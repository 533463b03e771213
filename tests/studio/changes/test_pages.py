"""Proposals by the pages, on Today and in mails."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from notifications.models import Notification
from studio.actions.changes import decline_change, propose_terms
from studio.emails.changes import render_changes
from studio.states import ChangeState, SessionState
from tests.factories import UserFactory
from tests.studio.changes.scenes import the_change

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


SAID = {"text": "Discount"}


def post(client, who, path, **data):
    client.force_login(who)
    return client.post(path, data)


def test_a_counter_offer_by_the_pages(client, asked, client_user, user, start):
    page = f"/sessions/{asked.pk}/"
    client.force_login(user)
    assert "Propose other terms" in client.get(page).content.decode()
    wrong = post(client, user, page + "terms/", day="2026-02-30", time="25:00", minutes="120", price="cheap")
    assert wrong.status_code == 422
    assert wrong.context["proposal_forms"]["terms"].errors.keys() == {"day", "time", "price"}
    local = start.astimezone(ZoneInfo("Europe/Berlin"))
    sent = {
        "day": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M}",
        "minutes": "120",
        "price": "99.50",
        "text": "Discount",
    }
    assert post(client, user, page + "terms/", **sent).status_code == 302
    assert post(client, user, page + "terms/", **sent).status_code == 409
    change = the_change(asked)
    assert (change.price_minor, change.starts_at) == (9_950, start)
    shown = client.get(page).content.decode()
    assert "Approve the request as it was" in shown
    assert "to answer" in shown
    assert "card turn" not in shown
    client.force_login(client_user)
    shown = client.get(page).content.decode()
    assert "proposes this. Answer by" in shown
    assert "card turn" in shown
    assert "€120" in shown.partition("instead of")[2].partition("</span>")[0]
    assert "Withdraw the request" in shown
    assert "Discount" in shown
    assert "€99.50" in shown
    answer = post(client, client_user, f"/sessions/changes/{change.pk}/agree/")
    assert answer.url == page
    asked.refresh_from_db()
    assert (asked.state, asked.price_minor) == (SessionState.APPROVED, 9_950)


def test_more_time_by_the_pages_leads_to_the_page_to_pay_on(client, booked, client_user):
    path = f"/sessions/{booked.pk}/extend/"
    refused = post(client, client_user, path, minutes="20")
    assert refused.status_code == 422
    assert "30 minutes · €30" in refused.text
    answer = post(client, client_user, path, minutes="60")
    assert answer.url == f"/payments/{the_change(booked).payment_id}/"
    assert "€60" in client.get(f"/sessions/{booked.pk}/").content.decode()
    assert "More time: " in client.get(answer.url).text


def test_a_move_and_a_revision_by_the_pages(client, booked, delivered, client_user, user, start):
    local = (start + HOUR).astimezone(ZoneInfo("Europe/Berlin"))
    sent = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    assert post(client, client_user, f"/sessions/{booked.pk}/move/", **sent).status_code == 302
    change = the_change(booked)
    assert change.starts_at == start + HOUR
    assert post(client, user, f"/sessions/changes/{change.pk}/decline/").status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.DECLINED
    client.force_login(client_user)
    assert "€20" in client.get(f"/sessions/{delivered.pk}/").content.decode()
    assert post(client, client_user, f"/sessions/{delivered.pk}/buy-revision/", text="").status_code == 422
    answer = post(client, client_user, f"/sessions/{delivered.pk}/buy-revision/", text="Softer")
    assert answer.url == f"/payments/{the_change(delivered).payment_id}/"


def test_today_and_mails_tell_of_a_proposal(client, asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=9_900, text="Cheaper")
    client.force_login(client_user)
    assert "€99" in client.get(reverse("discovery:today")).content.decode()
    told = Notification.objects.filter(kind="studio.proposed")
    assert {each.user for each in told} == {client_user}
    [text] = render_changes(list(told), client_user)
    assert "€99" in text.text
    assert not text.is_over
    assert render_changes(list(told), UserFactory()) == [None]
    decline_change(acting_user=client_user, change_id=the_change(asked).pk)
    [text] = render_changes(list(told), client_user)
    assert text.is_over
