"""What sessions take of the budget of a project."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.models import Currency
from payments.actions import carry_out_refund, promise_refund
from payments.models import Payment
from payments.states import PaymentState, RefundReason
from studio.actions import update_service
from studio.actions.changes import propose_extension
from studio.actions.projects import change_project
from studio.models import Project
from studio.queries.projects import contents_of
from tests.payments.scenes import connected
from tests.studio.changes.scenes import pay_for, the_change
from tests.studio.projects.scenes import book, page, pay_outside
from tests.studio.test_sessions import paid
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def test_a_budget_has_a_currency_or_is_none(project, client_user):
    for budget in ({"budget_minor": 0}, {"budget_minor": 1, "currency": None}):
        with pytest.raises(ValidationError):
            change_project(acting_user=client_user, project_id=project.pk, **budget)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(currency=None)


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


def test_more_time_stays_spent_when_the_first_payment_was_given_back(
    stripe_site, project, session, client_user, professional
):
    connected(professional.party)
    paid(session)
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=60)
    pay_for(the_change(session), client_user)
    assert contents_of(project).budget.own.spent == 180_00
    first = Payment.objects.get(pk=session.payment_id)
    refund = promise_refund(
        acting_user=client_user, payment_id=first.pk, amount_minor=120_00, reason=RefundReason.BY_PAYEE,
        version=first.version,
    )  # fmt: skip
    carry_out_refund(refund_id=refund.pk)
    first.refresh_from_db()
    assert first.state == PaymentState.REFUNDED
    assert contents_of(project).budget.own.spent == 60_00
