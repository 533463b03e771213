"""What the provider reports: signed or refused, stored once, and worked off by a look at how it stands now."""

import datetime as dt
import random
import statistics
import time

import pytest
import requests
from django.test import Client
from django.utils.timezone import now

from notifications.kinds import registry
from notifications.models import Notification
from payments import periodic, provider
from payments.actions import handle_event, refresh
from payments.actions.events import HANDLERS
from payments.models import Payment, Refund, WebhookEvent
from payments.queries import differences
from payments.states import PaymentState
from tests.factories import UserFactory
from tests.payments.reports import PATH, SECRET, bring, bring_all, change, event, made
from tests.payments.scenes import owed
from tests.payments.test_checkouts import pay, press, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture(autouse=True)
def signed(settings):
    settings.STRIPE_WEBHOOK_SECRET = SECRET


@pytest.fixture
def payment(stripe_site):
    """Paid at the provider; the site does not know of it yet."""
    payment = owed()
    assert pay(press(UserFactory(), payment)) == 303
    return payment


@pytest.fixture
def attempt(payment):
    return payment.attempts.get()


@pytest.fixture
def staff(db):
    return UserFactory(is_staff=True)


def test_an_event_is_stored_once_and_handed_to_the_worker(queued):
    told = event("checkout.session.completed", "cs_1")
    assert [bring(told) for _time in range(3)] == [200] * 3
    stored = WebhookEvent.objects.get()
    assert (stored.pk, stored.kind, stored.object_id, stored.account, stored.handled_at) == (
        told["id"], "checkout.session.completed", "cs_1", "", None,
    )  # fmt: skip
    assert queued() == [repr([told["id"]])]


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "whsec_other"},
        {"age": 301},
        {"signed": ""},
        {"signed": "t=1,v1=x"},
        {"signed": "t"},
        {"signed": "ä"},
        {"signed": "t=1,v1=ä"},
    ],
)
def test_only_what_the_provider_signed_just_now_is_taken(how):
    assert bring(event("charge.succeeded", "ch_1"), **how) == 400
    assert not WebhookEvent.objects.exists()


def test_an_event_signed_minutes_ago_is_taken():
    assert bring(event("charge.succeeded", "ch_1"), age=290) == 200


def test_without_a_secret_nothing_is_taken(settings):
    settings.STRIPE_WEBHOOK_SECRET = ""
    assert bring(event("charge.succeeded", "ch_1"), secret="") == 400


def test_one_of_several_secrets_is_enough(settings):
    settings.STRIPE_WEBHOOK_SECRET = f"whsec_of_accounts, {SECRET}"
    assert bring(event("charge.succeeded", "ch_1")) == 200
    assert bring(event("charge.succeeded", "ch_2"), secret="whsec_of_accounts") == 200


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        event("charge.succeeded", "ch_1") | {"id": None},
        event("charge.succeeded", "ch_1") | {"data": {"object": []}},
        event("charge.succeeded", "ch_1") | {"created": 10**20},
        event("charge.succeeded", "c" * 101),
        event("charge.succeeded", "ch_\0"),
    ],
)
def test_what_is_no_event_is_refused(body):
    assert bring(body) == 400
    assert not WebhookEvent.objects.exists()


def test_what_is_too_large_is_not_read(settings):
    told = event("charge.succeeded", "ch_1") | {"more": "x" * settings.FORM_BYTES_MAX}
    assert bring(told) == 413


def test_only_posts_are_answered(client):
    assert client.get(PATH).status_code == 405


def test_no_cookie_token_or_language_is_needed():
    told = Client(enforce_csrf_checks=True).post(PATH, b"{}", content_type="application/json")
    assert (told.status_code, told.cookies) == (400, {})


def test_it_answers_at_once(django_assert_num_queries):
    bring(event("charge.succeeded", "ch_0"))
    with django_assert_num_queries(6):  # begin, look, keep within a savepoint, commit
        assert bring(event("charge.succeeded", "ch_1")) == 200
    taken = []
    for number in range(2, 32):
        begun = time.thread_time()
        bring(event("charge.succeeded", f"ch_{number}"))
        taken.append(time.thread_time() - begun)
    assert statistics.median(taken) < 0.05  # of the processor: how long one waits for it says how busy the machine is


def test_a_payment_that_only_events_report(payment):
    [handled] = bring_all(*made("checkout.session.completed"))
    assert state_of(payment) == PaymentState.PAID
    assert (handled.handled_at is not None, handled.problem) == (True, "")
    assert differences() == []


def test_twice(payment):
    for _time in range(2):
        bring_all(*made())
    assert payment.entries.filter(kind="charge").count() == 1
    assert differences() == []


@pytest.mark.parametrize("seed", range(3))
def test_out_of_order(payment, attempt, seed):
    """Paid, and refunded in the provider's dashboard: whichever of its events come first, the end is the same."""
    refresh(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    provider.client._client().v1.refunds.create({"charge": attempt.charge_id, "amount": 4_000})
    events = made()
    random.Random(seed).shuffle(events)
    assert [handled.problem for handled in bring_all(*events)] == [""] * len(events)
    assert (state_of(payment), Refund.objects.get().amount_minor) == (PaymentState.PARTLY_REFUNDED, 4_000)
    assert differences() == []


def test_a_refund_is_reported_before_its_payment(payment):
    charge = made("charge.succeeded")[0]["data"]["object"]["id"]
    provider.client._client().v1.refunds.create({"charge": charge})
    bring_all(*made("refund.created"))
    assert state_of(payment) == PaymentState.REFUNDED
    assert differences() == []


def test_late(payment, attempt):
    """It was found out already, and much has happened since."""
    refresh(attempt_id=attempt.pk)
    before = Payment.objects.get(pk=payment.pk).version
    bring_all(*made())
    assert Payment.objects.get(pk=payment.pk).version == before


def test_unknown_kinds_are_stored_and_nothing_follows(stripe_site):
    [handled] = bring_all(event("coffee.brewed", "cup_1"))
    assert (handled.handled_at is not None, handled.problem) == (True, "")
    assert "coffee.brewed" not in HANDLERS


def test_a_payment_of_somebody_else_on_the_same_account(payment, stripe_site, staff):
    """It names no attempt: not ours, and no problem."""
    session = made("checkout.session.completed")[0]["data"]["object"]["id"]
    change(stripe_site, session, object="checkout.session", client_reference_id=None)
    [handled] = bring_all(*made("checkout.session.completed"))
    assert (handled.handled_at is not None, handled.problem) == (True, "")
    assert not Notification.objects.filter(user=staff).exists()


@pytest.mark.parametrize("named", ["018f0000-0000-7000-8000-000000000000", "not an id"])
def test_an_attempt_that_the_site_does_not_have(payment, stripe_site, staff, named):
    session = made("checkout.session.completed")[0]["data"]["object"]["id"]
    change(stripe_site, session, object="checkout.session", client_reference_id=named)
    [handled] = bring_all(*made("checkout.session.completed"))
    assert named in handled.problem
    assert Notification.objects.get(user=staff).data == {"event": handled.pk}


def test_an_object_that_the_provider_does_not_know(stripe_site):
    [handled] = bring_all(event("charge.succeeded", "ch_nothing"))
    assert "No such charge" in handled.problem


def test_another_charge_that_names_an_attempt(payment, attempt, stripe_site):
    refresh(attempt_id=attempt.pk)
    other = owed()
    pay(press(UserFactory(), other))
    charge = made("charge.succeeded")[-1]["data"]["object"]["id"]
    change(stripe_site, charge, object="charge", metadata={"attempt": str(attempt.pk)})
    [handled] = bring_all(made("charge.succeeded")[-1])
    assert "which was paid by" in handled.problem


def test_for_another_account(payment):
    [told] = made("checkout.session.completed")
    [handled] = bring_all(told | {"account": "acct_other"})
    assert "acct_other" in handled.problem
    assert state_of(payment) == PaymentState.PROCESSING


@pytest.mark.parametrize("other", [{"amount_total": 9_999}, {"currency": "usd"}, {"livemode": True}])
def test_with_another_amount_or_currency_or_kind_of_money(payment, stripe_site, staff, other):
    [told] = made("checkout.session.completed")
    change(stripe_site, told["data"]["object"]["id"], object="checkout.session", **other)
    [handled] = bring_all(told)
    assert "in place of" in handled.problem
    assert (state_of(payment), payment.entries.count()) == (PaymentState.PROCESSING, 0)
    told = Notification.objects.get(user=staff, kind="payments.needs_attention")
    assert handled.problem in registry.render(told, staff).text
    handle_event(event_id=handled.pk)
    assert Notification.objects.filter(user=staff).count() == 1


def test_a_test_event_in_live_mode(payment, settings):
    settings.TEST_MONEY, settings.STRIPE_SECRET_KEY = False, "sk_live_x"
    [handled] = bring_all(event("charge.succeeded", "ch_1"))
    assert "test money" in handled.problem
    assert state_of(payment) == PaymentState.PROCESSING


def test_a_live_event_in_test_mode(payment):
    [handled] = bring_all(made("checkout.session.completed")[0] | {"livemode": True})
    assert "test money" in handled.problem
    assert state_of(payment) == PaymentState.PROCESSING


def test_while_the_provider_does_not_answer_it_is_tried_again_ever_later(payment, stripe_site):
    told = made("checkout.session.completed")[0]
    bring(told)
    pauses = []
    for _try in range(3):
        at = now()
        requests.post(f"{stripe_site}/faults", data={"before": "9"}, timeout=5)
        waiting = handle_event(event_id=told["id"])
        pauses.append(round((waiting.next_at - at) / dt.timedelta(minutes=1)))
    assert (pauses, waiting.handled_at, waiting.problem) == ([1, 2, 4], None, "")
    requests.post(f"{stripe_site}/faults", data={"before": ""}, timeout=5)
    assert handle_event(event_id=told["id"]).handled_at
    assert state_of(payment) == PaymentState.PAID


def test_the_clock_works_off_what_the_worker_lost(payment):
    for told in made():
        bring(told)
    assert periodic.handle_waiting_events() == 0
    WebhookEvent.objects.update(next_at=now())
    assert periodic.handle_waiting_events() == len(made())
    assert (state_of(payment), periodic.handle_waiting_events()) == (PaymentState.PAID, 0)


def test_a_fault_of_ours_is_told_and_tried_again(payment, staff, monkeypatch):
    """The control is the real handler: it applies the same event afterwards."""
    [told] = made("checkout.session.completed")

    def broken(event):
        raise ZeroDivisionError("of ours")

    with monkeypatch.context() as patched:
        patched.setitem(HANDLERS, "checkout.session.completed", broken)
        [waiting] = bring_all(told)
    assert (waiting.handled_at, waiting.problem) == (None, "ZeroDivisionError: of ours")
    assert Notification.objects.filter(user=staff).count() == 1
    assert handle_event(event_id=told["id"]).problem == ""
    assert state_of(payment) == PaymentState.PAID


def test_what_the_stand_in_sends_arrives(reporting_site):
    payment = owed()
    assert pay(press(UserFactory(), payment)) == 303
    stored = WebhookEvent.objects.filter(kind="checkout.session.completed")
    for _try in range(100):
        if stored.exists():
            break
        time.sleep(0.05)
    handle_event(event_id=stored.get().pk)
    assert state_of(payment) == PaymentState.PAID
