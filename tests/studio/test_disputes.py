"""When a session went wrong: reported, both sides heard, settled in shares, and the books follow."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.states import Role
from engagements.errors import WrongState
from notifications.models import Notification
from payments.hooks import may_be_sent
from payments.models import Payment, Refund
from studio.access import rights_to_session_file
from studio.actions.sessions import (
    approve_session,
    begin_session,
    complete_session,
    deliver_session,
    report_problem,
    settle_dispute,
    state_case,
)
from studio.actions.work import add_mix
from studio.models import Session, SessionEvent
from studio.periodic import follow_the_clock
from studio.states import SessionState
from studio.words.history import text_of
from tests.factories import MembershipFactory, UserFactory
from tests.payments.scenes import in_threads
from tests.studio.test_sessions import book, paid
from tests.studio.test_slots import a_stored_service
from tests.studio.work.conftest import sent

__all__ = ["sent"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def session(stripe_site, opened, client_user, start, user):
    booked = paid(book(opened, client_user, start))
    begin_session(acting_user=user, session_id=booked.pk, at=start)
    return booked


@pytest.fixture
def delivered(session, user):
    return deliver_session(acting_user=user, session_id=session.pk, text="Here it is")


def report(who, session, kind="work", text="It hums", **more):
    return report_problem(acting_user=who, session_id=session.pk, kind=kind, text=text, **more)


def state_of(session):
    return Session.objects.get(pk=session.pk).state


def test_a_report_stops_the_clock_and_the_money(delivered, client_user, user, staff):
    disputed = report(client_user, delivered)
    assert (disputed.state, disputed.accept_by) == (SessionState.DISPUTED, None)
    follow_the_clock(timezone.now() + 30 * 24 * HOUR)
    assert state_of(delivered) == SessionState.DISPUTED
    assert False in may_be_sent(disputed.payment)
    assert Notification.objects.get(kind="studio.reported").user == user
    assert staff.pk in Notification.objects.filter(kind="studio.to_settle").values_list("user", flat=True)
    with pytest.raises(WrongState):
        report(user, delivered)


@pytest.mark.parametrize(
    ("back", "state", "refunded"),
    [
        (0, SessionState.COMPLETED, None),
        (4_000, SessionState.COMPLETED, 4_000),
        (12_000, SessionState.CANCELLED, 12_000),
    ],
)
def test_staff_settle_in_shares_and_the_books_follow(delivered, client_user, user, staff, back, state, refunded):
    report(client_user, delivered)
    state_case(acting_user=user, session_id=delivered.pk, text="It hummed before")
    settled = settle_dispute(acting_user=staff, session_id=delivered.pk, back_minor=back, text="The hum is new")
    assert settled.state == state
    assert [each.amount_minor for each in Refund.objects.all()] == ([refunded] if refunded else [])
    assert True in may_be_sent(Payment.objects.get(pk=delivered.payment_id))
    assert [each.event for each in settled.events.all()][-3:] == ["reported_work", "case", "settled"]
    assert Notification.objects.filter(kind="studio.settled").count() == 2


def test_what_all_goes_back_for_is_never_the_client_s(session, user, client_user, staff, sent):
    mix = add_mix(acting_user=user, session_id=session.pk, title="Song", file=sent(user))
    report(client_user, session)
    settle_dispute(acting_user=staff, session_id=session.pk, back_minor=12_000, text="Nothing was done")
    assert rights_to_session_file(client_user, mix.session_file.file_id) == ()


def test_who_may_do_what(delivered, client_user, user, staff, professional):
    member = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    for nobody in (member, staff, UserFactory()):
        with pytest.raises(PermissionDenied):
            report(nobody, delivered)
    report(client_user, delivered)
    for nobody in (user, client_user, UserFactory()):
        with pytest.raises(PermissionDenied):
            settle_dispute(acting_user=nobody, session_id=delivered.pk, back_minor=0, text="Mine")
    MembershipFactory(party=professional.party, user=staff, role=Role.MANAGER)
    with pytest.raises(PermissionDenied):
        settle_dispute(acting_user=staff, session_id=delivered.pk, back_minor=0, text="My own studio")


@pytest.mark.parametrize(("back", "text", "field"), [(-1, "x", "back"), (12_001, "x", "back"), (0, " ", "text")])
def test_a_settlement_gives_back_at_most_the_price_and_says_why(delivered, client_user, staff, back, text, field):
    report(client_user, delivered)
    with pytest.raises(ValidationError) as refused:
        settle_dispute(acting_user=staff, session_id=delivered.pk, back_minor=back, text=text)
    assert field in refused.value.message_dict
    assert state_of(delivered) == SessionState.DISPUTED


def test_before_the_start_and_after_the_end_nothing_is_reported(stripe_site, opened, client_user, start, user):
    session = paid(book(opened, client_user, start))
    with pytest.raises(WrongState):
        report(client_user, session, kind="no_show", at=start - HOUR)
    follow_the_clock(start)
    follow_the_clock(session.ends_at + 23 * HOUR)
    assert state_of(session) == SessionState.IN_PROGRESS
    report(client_user, session, kind="no_show", at=session.ends_at + 23 * HOUR)
    follow_the_clock(session.ends_at + 25 * HOUR)
    assert state_of(session) == SessionState.DISPUTED


def test_the_client_may_say_that_it_is_done_after_all(delivered, client_user, user):
    report(client_user, delivered)
    with pytest.raises(PermissionDenied):
        complete_session(acting_user=user, session_id=delivered.pk)
    complete_session(acting_user=client_user, session_id=delivered.pk)
    assert state_of(delivered) == SessionState.COMPLETED


def test_accepting_against_a_report_against_the_clock_has_one_winner(delivered, client_user, user):
    over = Session.objects.get(pk=delivered.pk).accept_by + HOUR
    raised = in_threads(
        lambda: complete_session(acting_user=None, session_id=delivered.pk, at=over),
        lambda: report(client_user, delivered),
        lambda: report(user, delivered, kind="other"),
    )
    assert raised.count(None) == 1
    assert all(each is None or isinstance(each, WrongState) for each in raised)
    assert state_of(delivered) == (SessionState.COMPLETED if raised[0] is None else SessionState.DISPUTED)


def test_two_of_staff_settle_once(delivered, client_user, staff):
    report(client_user, delivered)
    other = UserFactory(is_staff=True)
    raised = in_threads(
        lambda: settle_dispute(acting_user=staff, session_id=delivered.pk, back_minor=12_000, text="All"),
        lambda: settle_dispute(acting_user=other, session_id=delivered.pk, back_minor=1_000, text="Some"),
    )
    assert sorted(isinstance(each, WrongState) for each in raised) == [False, True]
    assert Refund.objects.count() == 1


def test_on_the_pages(client, delivered, client_user, user, staff):
    page = reverse("studio:session", args=[delivered.pk])
    client.force_login(client_user)
    assert "Report a problem" in client.get(page).text
    refused = client.post(reverse("studio:session_report", args=[delivered.pk]), {"kind": "work", "text": ""})
    assert refused.status_code == 422
    assert "open" in refused.text
    client.post(reverse("studio:session_report", args=[delivered.pk]), {"kind": "work", "text": "It <b>hums</b>"})
    client.force_login(user)
    assert "It &lt;b&gt;hums&lt;/b&gt;" in client.get(page).text
    client.post(reverse("studio:session_case", args=[delivered.pk]), {"text": "It does not"})
    assert "Dispute to settle" not in client.get("/").text
    client.force_login(staff)
    assert "Dispute to settle" in client.get("/").text
    shown = client.get(page).text
    assert "It does not" in shown
    settle = reverse("studio:session_settle", args=[delivered.pk])
    assert client.post(settle, {"back": "all", "text": "x"}).status_code == 422
    assert client.post(settle, {"back": "500", "text": "x"}).status_code == 422
    assert client.post(settle, {"back": "40", "text": "A third"}).status_code == 302
    assert "gets €40 of €120 back." in client.get(page).text
    assert client.post(settle, {"back": "40", "text": "Again"}).status_code == 409


@pytest.mark.parametrize(
    ("language", "shares"), [("en", "Rex gets €40 of €120 back."), ("de", "Rex bekommt 40 € von 120 € zurück.")]
)
def test_each_reader_reads_a_settlement_in_their_language(delivered, client_user, staff, language, shares):
    report(client_user, delivered)
    with override("de" if language == "en" else "en"):  # the staff who settle it read the other one
        settled = settle_dispute(acting_user=staff, session_id=delivered.pk, back_minor=4_000, text="A third")
    settled.client.name = "Rex"
    event = settled.events.get(event="settled")
    with override(language):
        read, worked = (text_of(event, settled, with_money=with_money) for with_money in (True, False))
    assert read.replace("\N{NO-BREAK SPACE}", " ").replace("\u2068", "").replace("\u2069", "") == f"{shares}\n\nA third"
    assert worked == "A third"


def test_a_settlement_of_an_older_version_reads_as_it_was_written(delivered):
    old = SessionEvent(session=delivered, event="settled", text="€40 → Rex\n\nA third")
    assert text_of(old, delivered, with_money=True) == "€40 → Rex\n\nA third"
    assert text_of(old, delivered, with_money=False) == "A third"


def test_the_page_says_first_what_a_dispute_is_about(client, delivered, client_user, user, staff):
    report(client_user, delivered, text="It hums, and the voice is gone")
    state_case(acting_user=user, session_id=delivered.pk, text="The hum is in the stems")
    state = reverse("studio:session_state", args=[delivered.pk])
    for reader in (user, client_user, staff):
        client.force_login(reader)
        shown = client.get(state, headers={"HX-Request": "true"}).text
        assert "It hums, and the voice is gone" in shown
        assert "The hum is in the stems" in shown
    complete_session(acting_user=client_user, session_id=delivered.pk)
    assert "It hums" not in client.get(state, headers={"HX-Request": "true"}).text


def test_only_a_session_with_a_time_has_a_no_show_to_report(
    client, stripe_site, opened, client_user, professional, start, user
):
    client.force_login(client_user)
    timed = paid(book(opened, client_user, start))
    begin_session(acting_user=user, session_id=timed.pk, at=start)
    service = a_stored_service(user, professional, rate_kind="fixed", mode="request")
    fixed = book(service, client_user, None, minutes=None, expected_price=service.amount_minor)
    fixed = paid(approve_session(acting_user=user, session_id=fixed.pk))
    begin_session(acting_user=user, session_id=fixed.pk)
    for session, has_no_show in ((timed, True), (fixed, False)):
        shown = client.get(reverse("studio:session", args=[session.pk])).text
        assert "Until then nobody is paid" in shown
        assert ('value="no_show"' in shown) == has_no_show
