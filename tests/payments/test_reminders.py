"""Reminders of payments that are due and of marks that wait: each once, to those who lead the side concerned now."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from notifications.kinds import registry
from notifications.models import Notification
from payments.actions.outside import mark_paid_outside, record_paid_outside
from payments.models import Attempt, Payment, Reminder
from payments.periodic import remind
from payments.states import Means, PaymentState, ReminderStage
from tests.payments.scenes import DAY, owed
from tests.payments.test_outside import leader_of

pytestmark = pytest.mark.django_db

OWED_LONG_AGO = 60 * DAY


@pytest.fixture
def payment():
    return owed()


@pytest.fixture
def payer(payment):
    return leader_of(payment.payer)


@pytest.fixture
def payee(payment):
    return leader_of(payment.shares.get().payee)


def due_in(payment, **delta):
    """Have the payment be due so much from now, as if it had been owed two months ago."""
    _set(payment, due_at=now() + dt.timedelta(**delta), created_at=now() - OWED_LONG_AGO)


def _set(row, **columns):
    """Write what nobody may change."""
    names = ", ".join(f"{name} = %s" for name in columns)
    table = type(row)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {names} WHERE id = %s", [*columns.values(), row.pk])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    row.refresh_from_db()


def stages():
    return list(Reminder.objects.values_list("stage", flat=True))


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        ({"days": 4}, []),
        ({"days": 2, "hours": 23}, [ReminderStage.SOON]),
        ({"hours": 23}, [ReminderStage.TODAY]),
        ({"days": -1}, []),
        ({"days": -3, "hours": -1}, [ReminderStage.LATE]),
        ({"days": -7, "hours": -1}, [ReminderStage.VERY_LATE]),
        ({"days": -15}, []),
    ],
)
def test_each_stage_once(payment, payer, payee, delta, expected):
    due_in(payment, **delta)
    assert [remind() for _time in range(2)] == [len(expected), 0]
    assert stages() == expected
    told = Notification.objects.filter(kind="payments.due")
    assert [each.user for each in told] == [payer] * len(expected)


def test_what_was_owed_today_is_not_reminded_of_at_once(payment, payer):
    assert payment.due_at - now() < DAY
    assert remind() == 0


@pytest.mark.parametrize("state", [PaymentState.PAID, PaymentState.CANCELLED, PaymentState.EXPIRED])
def test_nobody_is_reminded_of_what_is_over(payment, payer, state):
    due_in(payment, hours=5)
    Payment.objects.filter(pk=payment.pk).update(state=state)
    assert remind() == 0


def test_a_later_date_is_reminded_of_anew(payment, payer):
    due_in(payment, hours=5)
    assert remind() == 1
    due_in(payment, hours=9)
    assert remind() == 1


def test_who_has_left_is_not_reminded(payment, payer):
    due_in(payment, hours=5)
    payer.memberships.update(left_at=now())
    remind()
    assert not Notification.objects.exists()


def test_who_has_marked_it_is_left_alone_and_the_payee_is_asked_after_three_days(payment, payer, payee):
    due_in(payment, hours=5)
    mark_paid_outside(acting_user=payer, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    assert remind() == 0
    _set(Attempt.objects.get(), begun_at=now() - 3 * DAY)
    assert [remind() for _time in range(2)] == [1, 0]
    assert [(each.kind, each.user) for each in Notification.objects.exclude(kind="payments.marked")] == [
        ("payments.unconfirmed", payee)
    ]


def test_the_words_follow_the_payment(payment, payer, payee):
    due_in(payment, days=-4)
    remind()
    told = Notification.objects.get()
    text = registry.render(told, payer)
    name = payment.shares.get().payee.name
    assert (text.subject.startswith(f"€100 to {name} was due on"), text.is_over) == (True, False)
    assert registry.render(told, payee) is None
    record_paid_outside(acting_user=payee, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    assert registry.render(told, payer).is_over


def test_many_reminders_are_put_into_words_by_as_many_queries_as_one(payment, payer):
    others = [owed() for _payment in range(2)]
    for other in [payment, *others]:
        due_in(other, hours=5)
        if other != payment:
            payer.memberships.create(party=other.payer, role="owner", joined_at=now())
    assert remind() == 3
    told = list(Notification.objects.filter(user=payer))
    counts = []
    for some in (told[:1], told):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert all(registry.render_all(some, payer))
        counts.append(len(captured))
    assert counts == [5, 5]
