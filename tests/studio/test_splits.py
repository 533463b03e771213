"""Splits: offered by a professional, accepted by payees, paid directly, and given back in proportion."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import can_lead
from accounts.actions.parties import ensure_person_party
from accounts.errors import InviteGone, NotApproved
from accounts.models import Membership, Party
from accounts.states import Approval, Role
from catalogue.models import Currency
from departures.actions import close_party, leave_team
from engagements.errors import WrongState
from notifications.models import Notification
from payments.actions import carry_out_refund, promise_refund
from payments.actions.payees import send_to_payees
from payments.models import LedgerLine, Payment, Refund, Transfer
from payments.queries.checks import differences
from payments.states import Account, RefundReason
from studio.actions import answer_split, end_split, leave_split, offer_split, take_split, update_service
from studio.actions.sessions import (
    approve_session,
    begin_session,
    cancel_session,
    complete_session,
    deliver_session,
    report_problem,
    settle_dispute,
)
from studio.actions.sessions.sharing import shares_of_payment
from studio.models import Session, Split
from studio.states import SplitState
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import connected, in_threads
from tests.studio.test_sessions import book, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
DAY = dt.timedelta(days=1)


def a_payee(name="Mara"):
    user = UserFactory(name=name)
    with transaction.atomic():
        return ensure_person_party(user), user


def leader_of(party):
    return next(each.user for each in party.memberships.all() if can_lead(each.user, party))


def offer(professional, payee, value, kind="percent", **more):
    by = more.pop("by", None) or leader_of(professional.party)
    if kind == "amount":
        more.setdefault("currency", Currency.objects.get(pk="EUR"))
    return offer_split(acting_user=by, professional=professional, payee=payee, kind=kind, value=value, **more)[0]


def accepted(professional, payee, value, kind="percent", **more):
    split = offer(professional, payee, value, kind, **more)
    return answer_split(acting_user=leader_of(payee), split_id=split.pk, accepts=True)


def shares(session):
    rows = Payment.objects.get(pk=session.payment_id).shares.order_by("pk")
    return [(share.payee, share.amount_minor, share.fee_minor) for share in rows]


def done(session, user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    return complete_session(acting_user=session.booked_by, session_id=session.pk)


def test_payees_are_paid_directly_and_bear_the_fee_in_proportion(
    stripe_site, opened, client_user, start, user, professional
):
    payees = [a_payee(name)[0] for name in ("Ana", "Bo", "Cy")]
    for payee, value in zip(payees, (1_111, 2_222, 3_333), strict=True):
        accepted(professional, payee, value)
        connected(payee)
    connected(professional.party)
    session = paid(book(opened, client_user, start))
    found = shares(session)
    assert [payee for payee, _amount, _fee in found] == [professional.party, *payees]
    assert [amount for _payee, amount, _fee in found] == [4_001, 1_333, 2_666, 4_000]
    assert sum(fee for _payee, _amount, fee in found) == 1_800
    done(session, user)
    send_to_payees(payment_id=session.payment_id)
    sent = {each.payee: each.amount_minor for each in Transfer.objects.all()}
    assert sent == {payee: amount - fee for payee, amount, fee in found}
    send_to_payees(payment_id=session.payment_id)
    assert Transfer.objects.count() == 4
    assert not differences()


@pytest.mark.parametrize("back", [1, 100, 3_333, 7_777, 11_999, 12_000])
def test_refunds_take_from_each_in_proportion(stripe_site, opened, client_user, start, user, professional, back):
    payees = [a_payee(name)[0] for name in ("Ana", "Bo", "Cy")]
    for payee, value in zip(payees, (1_111, 2_222, 3_333), strict=True):
        accepted(professional, payee, value)
        connected(payee)
    connected(professional.party)
    session = paid(book(opened, client_user, start))
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    deliver_session(acting_user=user, session_id=session.pk, text="Here")
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums")
    settle_dispute(acting_user=UserFactory(is_staff=True), session_id=session.pk, back_minor=back, text="A part")
    refund = Refund.objects.get()
    carry_out_refund(refund_id=refund.pk)
    send_to_payees(payment_id=session.payment_id)
    sent = {each.payee: each.amount_minor for each in Transfer.objects.all()}
    for payee, amount, fee in shares(session):
        exact = (amount - fee) * (12_000 - back) / 12_000
        assert abs(sent.get(payee, 0) - exact) <= 1
    fees = -sum(LedgerLine.objects.filter(account=Account.FEES).values_list("amount_minor", flat=True))
    assert sum(sent.values()) + fees == 12_000 - back
    assert not differences()


def test_what_was_sent_already_is_taken_back_from_each(stripe_site, opened, client_user, start, user, professional):
    payees = [a_payee(name)[0] for name in ("Ana", "Bo", "Cy")]
    for payee, value in zip(payees, (1_111, 2_222, 3_333), strict=True):
        accepted(professional, payee, value)
        connected(payee)
    connected(professional.party)
    session = done(paid(book(opened, client_user, start)), user)
    send_to_payees(payment_id=session.payment_id)
    for amount in (3_331, 12_000 - 3_331):
        payment = Payment.objects.get(pk=session.payment_id)
        refund = promise_refund(
            acting_user=None, payment_id=payment.pk, amount_minor=amount, reason=RefundReason.BY_STAFF,
            version=payment.version,
        )  # fmt: skip
        carry_out_refund(refund_id=refund.pk)
        assert not differences()
    assert all(each.amount_minor == each.reversed_minor for each in Transfer.objects.all())
    assert sum(LedgerLine.objects.values_list("amount_minor", flat=True)) == 0


def test_calling_off_in_time_gives_all_back(stripe_site, opened, client_user, start, user, professional):
    accepted(professional, a_payee()[0], 3_333)
    session = paid(book(opened, client_user, start))
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill")
    carry_out_refund(refund_id=Refund.objects.get().pk)
    assert Refund.objects.get().amount_minor == 12_000
    assert not differences()


def test_who_accepts_late_takes_part_in_later_payments_only(
    client, stripe_site, opened, client_user, start, user, professional
):
    payee, mara = a_payee()
    split = offer(professional, payee, 2_500)
    session = book(opened, client_user, start)
    assert [each for each, _amount, _fee in shares(session)] == [professional.party]
    page = reverse("studio:splits", args=[professional.party.slug])
    client.force_login(user)
    assert "Until then this part stays with you" in client.get(page).text
    answer_split(acting_user=mara, split_id=split.pk, accepts=True)
    assert [each for each, _amount, _fee in shares(session)] == [professional.party]
    assert "Of what was due before, this part stays with you" in client.get(page).text
    with transaction.atomic():
        further = shares_of_payment(Session.objects.get(pk=session.pk), 1_000)
    assert [(each.payee, each.amount_minor) for each in further] == [(professional.party, 750), (payee, 250)]


def test_it_is_for_sessions_that_are_booked_from_then_on(stripe_site, opened, client_user, start, user, professional):
    update_service(acting_user=user, service=opened, mode="request")
    before = book(opened, client_user, start)
    payee, _mara = a_payee()
    accepted(professional, payee, 2_500)
    after = book(opened, client_user, start + dt.timedelta(hours=3))
    for session in (before, after):
        approve_session(acting_user=user, session_id=session.pk)
        session.refresh_from_db()
    assert [each for each, _amount, _fee in shares(before)] == [professional.party]
    assert [each for each, _amount, _fee in shares(after)] == [professional.party, payee]


def test_a_service_with_its_own_parts_takes_none_of_all(stripe_site, opened, client_user, start, user, professional):
    (one, _), (other, _) = a_payee("One"), a_payee("Other")
    accepted(professional, one, 2_500)
    own = accepted(professional, other, 50_00, "amount", service=opened)
    session = book(opened, client_user, start)
    assert [(each, amount) for each, amount, _fee in shares(session)] == [(professional.party, 7_000), (other, 5_000)]
    with transaction.atomic():
        further = shares_of_payment(Session.objects.get(pk=session.pk), 9_000)
    assert [each.payee for each in further] == [professional.party]  # an amount is given once for a session
    end_split(acting_user=user, split_id=own.pk)
    later = book(opened, client_user, start + dt.timedelta(hours=3))
    assert [each for each, _amount, _fee in shares(later)] == [professional.party, one]


def test_amounts_above_the_price_leave_the_professional_a_cent(stripe_site, opened, client_user, start, professional):
    payee, _mara = a_payee()
    accepted(professional, payee, 500_00, "amount")
    assert [amount for _payee, amount, _fee in shares(book(opened, client_user, start))] == [1, 11_999]


@pytest.mark.parametrize("approval", [Approval.SUSPENDED, Approval.CLOSED])
def test_whoever_is_gone_leaves_their_part_to_the_professional(
    stripe_site, opened, client_user, start, professional, approval
):
    payee, mara = a_payee()
    accepted(professional, payee, 2_500)
    waiting = offer(professional, payee, 2_500, service=opened)
    Party.objects.filter(pk=payee.pk).update(approval=approval)
    with pytest.raises(NotApproved):
        answer_split(acting_user=mara, split_id=waiting.pk, accepts=True)
    end_split(acting_user=leader_of(professional.party), split_id=waiting.pk)
    payee.refresh_from_db()
    assert [amount for _payee, amount, _fee in shares(book(opened, client_user, start))] == [12_000]
    with pytest.raises(ValidationError):
        offer(professional, payee, 100, service=opened)


def test_a_payee_who_is_suspended_later_waits_and_the_client_hears_nothing(
    client, stripe_site, opened, client_user, start, user, professional
):
    payee, _mara = a_payee("Zaphyr")
    accepted(professional, payee, 2_500)
    connected(payee)
    connected(professional.party)
    booked = book(opened, client_user, start)
    Party.objects.filter(pk=payee.pk).update(approval=Approval.SUSPENDED)
    client.force_login(client_user)
    assert "Zaphyr" not in client.get(reverse("payments:payment", args=[booked.payment_id])).text
    session = done(paid(booked), user)
    send_to_payees(payment_id=session.payment_id)
    assert [each.payee for each in Transfer.objects.all()] == [professional.party]
    Party.objects.filter(pk=payee.pk).update(approval=Approval.APPROVED)
    send_to_payees(payment_id=session.payment_id)
    assert Transfer.objects.filter(payee=payee).get().amount_minor == 2_550
    assert not differences()


def test_without_an_account_their_money_waits(stripe_site, opened, client_user, start, user, professional):
    payee, _mara = a_payee()
    accepted(professional, payee, 2_500)
    connected(professional.party)
    session = done(paid(book(opened, client_user, start)), user)
    send_to_payees(payment_id=session.payment_id)
    assert payee not in [each.payee for each in Transfer.objects.all()]
    connected(payee)
    send_to_payees(payment_id=session.payment_id)
    assert Transfer.objects.get(payee=payee).amount_minor == 2_550
    assert not differences()


def test_what_cannot_be_offered(opened, user, professional):
    payee, _mara = a_payee()
    euro = Currency.objects.get(pk="EUR")
    band = PartyFactory()
    for field, told in {
        "payee": {"payee": professional.party, "kind": "percent", "value": 100},
        "value": {"payee": payee, "kind": "percent", "value": 0},
        "kind": {"payee": payee, "kind": "half", "value": 100},
        "currency": {"payee": payee, "kind": "amount", "value": 100},
        "name": {"kind": "percent", "value": 100},
    }.items():
        with pytest.raises(ValidationError) as refused:
            offer_split(acting_user=user, professional=professional, **told)
        assert field in refused.value.message_dict
    for value in (-1, 10_000, 20_000):
        with pytest.raises(ValidationError):
            offer(professional, payee, value)
    offer(professional, payee, 6_000)
    with pytest.raises(ValidationError):
        offer(professional, payee, 100)
    with pytest.raises(ValidationError):
        offer(professional, band, 4_000)
    offer(professional, band, 3_999)
    offer_split(acting_user=user, professional=professional, payee=payee, kind="amount", value=1, currency=euro,
                service=opened)  # fmt: skip


def test_only_leaders_offer_and_only_the_payee_answers(professional, user):
    payee, mara = a_payee()
    member = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    for nobody in (member, mara, UserFactory()):
        with pytest.raises(PermissionDenied):
            offer(professional, payee, 100, by=nobody)
    split = offer(professional, payee, 100)
    for nobody in (user, member, UserFactory()):
        with pytest.raises(PermissionDenied):
            answer_split(acting_user=nobody, split_id=split.pk, accepts=True)
        with pytest.raises(PermissionDenied):
            leave_split(acting_user=nobody, split_id=split.pk)
    with pytest.raises(PermissionDenied):
        end_split(acting_user=mara, split_id=split.pk)


def test_saying_the_same_again_changes_nothing_and_the_end_is_the_end(professional, user):
    payee, mara = a_payee()
    split = offer(professional, payee, 100)
    with pytest.raises(WrongState):
        leave_split(acting_user=mara, split_id=split.pk)
    for _time in range(2):
        answer_split(acting_user=mara, split_id=split.pk, accepts=True)
    with pytest.raises(WrongState):
        answer_split(acting_user=mara, split_id=split.pk, accepts=False)
    for _time in range(2):
        leave_split(acting_user=mara, split_id=split.pk)
    end_split(acting_user=user, split_id=split.pk)
    with pytest.raises(WrongState):
        answer_split(acting_user=mara, split_id=split.pk, accepts=True)
    assert Notification.objects.filter(kind="studio.split_answered").count() == 2
    assert Notification.objects.filter(kind="studio.split_offered", user=mara).count() == 1


def test_two_leaders_at_once_give_no_more_than_all(professional, user):
    other = MembershipFactory(party=professional.party, role=Role.MANAGER).user
    (one, _), (two, _) = a_payee(), a_payee()
    raised = in_threads(
        lambda: offer(professional, one, 6_000, by=user), lambda: offer(professional, two, 6_000, by=other)
    )
    assert sorted(isinstance(each, ValidationError) for each in raised) == [False, True]
    assert Split.objects.count() == 1


def test_accepting_and_ending_at_once_have_one_order(professional, user):
    payee, mara = a_payee()
    split = offer(professional, payee, 100)
    in_threads(
        lambda: answer_split(acting_user=mara, split_id=split.pk, accepts=True),
        lambda: end_split(acting_user=user, split_id=split.pk),
    )
    assert Split.objects.get().state == SplitState.ENDED


def test_the_database_keeps_one_part_for_each_payee(professional, user):
    payee, _mara = a_payee()
    offer(professional, payee, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        Split.objects.create(professional=professional, payee=payee, kind="percent", value=5, offered_by=user)


def by_link(professional, user, **more):
    told = {"kind": "percent", "value": 1_000, "name": "The bassist"} | more
    return offer_split(acting_user=user, professional=professional, **told)


def test_a_link_works_once(professional, user):
    split, token = by_link(professional, user)
    assert token not in str(Split.objects.values())
    bassist, rival = UserFactory(), UserFactory()
    raised = in_threads(
        lambda: take_split(acting_user=bassist, token=token, party=None),
        lambda: take_split(acting_user=rival, token=token, party=None),
    )
    assert sorted(isinstance(each, InviteGone) for each in raised) == [False, True]
    split.refresh_from_db()
    assert split.state == SplitState.ACCEPTED
    with pytest.raises(InviteGone):
        take_split(acting_user=UserFactory(), token="made-up", party=None)


def test_a_link_ends(professional, user):
    revoked, late, orphaned = (by_link(professional, user, value=1 + place) for place in range(3))
    end_split(acting_user=user, split_id=revoked[0].pk)
    for token, at in ((revoked[1], None), (late[1], timezone.now() + 15 * DAY)):
        with pytest.raises(InviteGone):
            take_split(acting_user=UserFactory(), token=token, party=None, at=at)
    owner = MembershipFactory(party=professional.party, role=Role.OWNER).user
    leave_team(acting_user=owner, party=professional.party, leaver=user)
    with pytest.raises(InviteGone):
        take_split(acting_user=UserFactory(), token=orphaned[1], party=None)
    assert Split.objects.get(pk=orphaned[0].pk).state == SplitState.ENDED


def test_a_link_is_taken_for_a_party_that_one_leads(professional, user):
    _split, token = by_link(professional, user)
    label = MembershipFactory(role=Role.OWNER)
    with pytest.raises(PermissionDenied):
        take_split(acting_user=UserFactory(), token=token, party=label.party)
    with pytest.raises(ValidationError):
        take_split(acting_user=user, token=token, party=professional.party)
    assert take_split(acting_user=label.user, token=token, party=label.party).payee == label.party


def test_a_payee_that_closes_gives_its_part_back(professional):
    label = MembershipFactory(role=Role.OWNER)
    split = accepted(professional, label.party, 100)
    close_party(acting_user=label.user, party=label.party)
    split.refresh_from_db()
    assert split.state == SplitState.ENDED


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
