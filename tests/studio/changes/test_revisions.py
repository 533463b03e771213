"""Another revision than those included."""

import datetime as dt

import pytest

from engagements.errors import WrongState
from payments.hooks import may_be_sent
from payments.models import Payment
from payments.states import PaymentState
from studio.actions.changes import buy_revision, withdraw_change
from studio.actions.sessions import ask_for_revision, begin_session, complete_session, deliver_session
from studio.errors import NoRevisions, TooManyLapses
from studio.states import ChangeState, SessionState
from tests.studio.changes.scenes import pay_for, the_change

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
MINUTE = dt.timedelta(minutes=1)


def test_a_further_revision_is_paid_and_then_asked_for(delivered, client_user, user):
    with pytest.raises(NoRevisions):
        ask_for_revision(acting_user=client_user, session_id=delivered.pk, text="Softer")
    buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer")
    change = the_change(delivered)
    delivered.refresh_from_db()
    assert (change.state, change.payment.amount_minor, delivered.state) == (
        ChangeState.TO_PAY, 2_000, SessionState.DELIVERED
    )  # fmt: skip
    session = pay_for(change, client_user)
    assert (session.state, session.revisions, session.revisions_used, session.price_minor) == (
        SessionState.IN_PROGRESS, 2, 2, 14_000
    )  # fmt: skip
    deliver_session(acting_user=user, session_id=session.pk, text="Softer")
    complete_session(acting_user=client_user, session_id=session.pk)
    payments = Payment.objects.all()
    assert [True in may_be_sent(payment) for payment in payments] == [True, True]


def test_the_clock_waits_while_a_revision_is_paid_for_but_not_for_ever(delivered, client_user):
    late = delivered.accept_by - MINUTE
    for count in range(3):
        buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer", at=late + count * MINUTE)
        delivered.refresh_from_db()
        assert delivered.accept_by == late + count * MINUTE + 62 * MINUTE
        withdraw_change(acting_user=client_user, change_id=the_change(delivered).pk)
    with pytest.raises(TooManyLapses):
        buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer", at=late + 4 * MINUTE)


def test_a_revision_that_is_to_be_paid_ends_when_the_work_is_accepted(delivered, client_user):
    buy_revision(acting_user=client_user, session_id=delivered.pk, text="Softer")
    complete_session(acting_user=client_user, session_id=delivered.pk)
    change = the_change(delivered)
    assert (change.state, change.payment.state) == (ChangeState.ENDED, PaymentState.CANCELLED)


def test_where_no_revision_is_for_sale_none_is_sold(booked, client_user, user, start):
    begin_session(acting_user=None, session_id=booked.pk, at=start)
    with pytest.raises(WrongState):
        buy_revision(acting_user=client_user, session_id=booked.pk, text="Softer")
    deliver_session(acting_user=user, session_id=booked.pk, text="Here")
    with pytest.raises(NoRevisions):
        buy_revision(acting_user=client_user, session_id=booked.pk, text="Softer")
