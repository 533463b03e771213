"""What tests of splits do again and again."""

from django.db import transaction

from accounts.access import can_lead
from accounts.actions.parties import ensure_person_party
from catalogue.models import Currency
from payments.models import Payment
from studio.actions import answer_split, offer_split
from studio.actions.sessions import begin_session, complete_session
from tests.factories import UserFactory


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


def by_link(professional, user, **more):
    told = {"kind": "percent", "value": 1_000, "name": "The bassist"} | more
    return offer_split(acting_user=user, professional=professional, **told)
