"""The staff's pages about money: everything is shown, nothing is edited, and what is done is done with a reason."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Role
from payments.access import payment_facts
from payments.actions.locking import lock_attempt
from payments.actions.refunds import end_refund
from payments.models import Attempt, Payment, PayoutAccount, Refund, StaffDecision, Transfer, WebhookEvent
from payments.pages import payment_page
from payments.queries.attention import attention
from payments.states import Means, OutgoingState, RefundReason
from tests.factories import MembershipFactory, UserFactory
from tests.payments.scenes import DAY, owed, paid, refund, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def money_pages():
    return [each for model, each in admin.site._registry.items() if model._meta.app_label == "payments"]


def address(model, name, *args):
    return reverse(f"admin:payments_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def rows():
    """One of each kind that a payment brings."""
    attempt = paid(owed())
    send(attempt, 100)
    refund(attempt, 100)
    an_event()
    return {Payment: attempt.payment, Attempt: attempt}


def an_event(**values):
    given = {"kind": "charge.updated", "object_id": "ch_1", "livemode": False, "happened_at": now()}
    return WebhookEvent.objects.create(
        **{"pk": "evt_1", "handled_at": now(), "problem": "Other amount"} | given | values
    )


def test_every_table_of_payments_has_a_page():
    assert {each.model for each in money_pages()} == set(apps.get_app_config("payments").get_models())


def test_nobody_adds_changes_or_deletes_a_row_of_money(office, rows):
    for page in money_pages():
        model = page.model
        assert office.get(address(model, "changelist")).status_code == 200
        assert office.get(address(model, "add")).status_code == 403
        assert office.post(address(model, "add"), {}).status_code == 403
        assert 'name="action"' not in office.get(address(model, "changelist")).text
        for row in model.objects.all()[:1]:
            shown = office.get(address(model, "change", row.pk))
            assert shown.status_code == 200
            assert 'name="_save"' not in shown.text
            before = model.objects.filter(pk=row.pk).values().get()
            assert office.post(address(model, "change", row.pk), {"amount_minor": "1"}).status_code == 403
            assert office.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
            assert office.get(address(model, "delete", row.pk)).status_code == 403
            assert model.objects.filter(pk=row.pk).values().get() == before


def test_it_is_for_staff(client, rows):
    client.force_login(UserFactory())
    for page in money_pages():
        assert client.get(address(page.model, "changelist")).status_code == 302
    assert client.get(reverse("admin:payments_attention")).status_code == 302


def test_money_goes_back_with_a_reason(office, rows):
    payment = rows[Payment]
    Refund.objects.all()
    page = address(Payment, "refund", payment.pk)
    assert "€99" in office.get(page).text
    assert office.post(page, {"amount": "20", "reason": "", "version": 1}).status_code == 422
    assert office.post(page, {"amount": "99.01", "reason": "x", "version": 1}).status_code == 422
    assert office.post(page, {"amount": "x", "reason": "x", "version": 1}).status_code == 422
    assert office.post(page, {"amount": "20", "reason": "They were right", "version": 1}).status_code == 302
    made = Refund.objects.latest("begun_at")
    assert (made.amount_minor, made.reason, made.text) == (2_000, RefundReason.BY_STAFF, "They were right")
    assert made.begun_by is not None
    again = office.post(page, {"amount": "20", "reason": "They were right", "version": 1})
    assert (again.status_code, "has changed" in again.text) == (422, True)


def test_what_is_not_paid_is_not_refunded(office):
    payment = owed()
    page = address(Payment, "refund", payment.pk)
    assert "nothing left to refund" in office.get(page).text
    assert office.post(page, {"amount": "1", "reason": "x", "version": 1}).status_code == 422


def failed(row):
    type(row).objects.filter(pk=row.pk).update(state=OutgoingState.FAILED, ended_at=now())
    return row


def test_a_refund_that_failed_is_tried_again_once(office):
    attempt = paid(owed())
    first = failed(refund(attempt, 300))
    page = address(Refund, "retry", first.pk)
    assert [item.about for item in attention()] == [f"refund:{first.pk}"]
    assert office.get(page).status_code == 200
    assert office.post(page).status_code == 302
    assert office.post(page).status_code == 422
    again = Refund.objects.exclude(pk=first.pk).get()
    assert (again.amount_minor, again.reason, again.state) == (300, first.reason, OutgoingState.BEGUN)
    assert attention() == []


def test_why_a_refund_failed_is_for_staff_alone(office):
    """Found by reading: payers read the provider's words by API, and on the page once staff had tried again."""
    attempt = paid(owed())
    first = refund(attempt, 300)
    with transaction.atomic():
        payment, locked = lock_attempt(attempt.pk)
        end_refund(payment, locked, first, OutgoingState.FAILED, provider_id="", problem="Insufficient funds")
    assert "Insufficient funds" in attention()[0].detail
    assert office.post(address(Refund, "retry", first.pk)).status_code == 302
    payer = MembershipFactory(party=payment.payer, role=Role.OWNER).user
    [facts] = payment_facts(payer, [payment])
    assert [each.text for each in facts.refunds] == ["", ""]
    assert [each.text for each in payment_page(payer, payment.pk).refunds] == ["", ""]
    staff = UserFactory(is_staff=True)
    assert [each.text for each in payment_page(staff, payment.pk).refunds] == ["Insufficient funds", ""]


def test_what_was_paid_twice_is_given_back_again_whole(office):
    attempt = paid(owed())
    first = failed(Refund.objects.create(attempt=attempt, amount_minor=10_000, reason=RefundReason.PAID_TWICE))
    assert office.post(address(Refund, "retry", first.pk)).status_code == 302
    assert Refund.objects.exclude(pk=first.pk).get().reason == RefundReason.PAID_TWICE


def test_an_event_with_a_problem_is_worked_off_again(office):
    event = an_event()
    page = address(WebhookEvent, "retry", event.pk)
    assert office.post(page).status_code == 302
    event.refresh_from_db()
    assert (event.problem, event.handled_at) == ("", None)
    assert office.post(page).status_code == 422


def test_attention_lists_what_nobody_has_settled(office):
    attempt = paid(owed())
    transfer, given_back = failed(send(attempt, 100)), failed(refund(attempt, 100))
    event = an_event()
    an_event(pk="evt_2", problem="")
    marked = Attempt.objects.create(payment=owed(), means=Means.CASH)
    Attempt.objects.filter(pk=marked.pk).update(state="processing")
    assert {item.about for item in attention()} == {
        f"transfer:{transfer.pk}", f"refund:{given_back.pk}", f"event:{event.pk}",
    }  # fmt: skip
    text = office.get(reverse("admin:payments_attention")).text
    for said in ("A refund failed", "A transfer to a payee failed", "Other amount"):
        assert said in text


def test_what_is_marked_as_paid_needs_attention_after_two_weeks():
    marked = Attempt.objects.create(payment=owed(), means=Means.CASH, begun_at=now() - 15 * DAY)
    Attempt.objects.create(payment=owed(), means=Means.CASH, begun_at=now() - 13 * DAY)
    Attempt.objects.create(payment=owed(), means=Means.CARD, begun_at=now() - 15 * DAY)
    Attempt.objects.update(state="processing")
    assert [item.about for item in attention()] == [f"attempt:{marked.pk}"]


def test_what_is_under_way_for_too_long_needs_attention():
    attempt = paid(owed())
    old = Refund.objects.create(
        attempt=attempt, amount_minor=5, reason=RefundReason.CANCELLED, begun_at=now() - dt.timedelta(hours=25)
    )
    Transfer.objects.create(attempt=attempt, amount_minor=5, payee=attempt.payment.shares.get().payee)
    assert [item.about for item in attention()] == [f"refund:{old.pk}"]


def test_staff_settle_with_a_word_and_more_trouble_brings_it_back(office):
    event = an_event()
    page = reverse("admin:payments_attention_settle")
    about = f"event:{event.pk}"
    assert office.get(page, {"about": about}).status_code == 200
    assert office.post(page, {"about": about, "text": ""}).status_code == 422
    assert office.post(page, {"about": about, "text": "Agreed by phone"}).status_code == 302
    assert (attention(), StaffDecision.objects.get().text) == ([], "Agreed by phone")
    assert office.get(page, {"about": about}).status_code == 404
    WebhookEvent.objects.update(handled_at=now() + dt.timedelta(seconds=5))
    assert [item.about for item in attention()] == [about]


@pytest.mark.parametrize("count", [1, 3])
def test_attention_reads_as_much_whatever_there_is(count, django_assert_num_queries):
    for number in range(count):
        attempt = paid(owed())
        failed(refund(attempt, 100))
        failed(send(attempt, 100))
        an_event(pk=f"evt_{number}")
    with django_assert_num_queries(8):
        assert len(attention()) == 3 * count


def test_the_list_of_payments_reads_as_much_whatever_there_is(office, django_assert_num_queries):
    owed()
    page = address(Payment, "changelist")
    office.get(page)
    with django_assert_num_queries(7):
        office.get(page)
    for _each in range(3):
        owed()
    with django_assert_num_queries(7):
        office.get(page)


def test_today_shows_staff_what_needs_attention(office):
    failed(refund(paid(owed()), 100))
    text = office.get("/").text
    assert "A refund failed" in text
    assert reverse("admin:payments_attention") in text


def test_payout_accounts_are_looked_at_too(office):
    assert office.get(address(PayoutAccount, "changelist")).status_code == 200
