"""Tips: what a client gives beyond the price once a session is done, and what follows when it is paid."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import require_active, require_lead
from accounts.models import Party, User
from accounts.queries import leaders
from accounts.states import INACTIVE
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from notifications.actions import News, notify_all
from payments.actions import Share, owe
from payments.actions.sending import send_soon
from payments.data.units import smallest_step
from payments.models import Payment
from payments.rules import is_live
from payments.states import PAYABLE, WAS_PAID, PaymentState, Purpose
from studio.actions.sessions.moving import lock_session, lock_sessions, note, show_anew
from studio.actions.sessions.payments import no_longer_owed
from studio.models import Session, Tip
from studio.queries.tips import open_tip
from studio.states import SessionState
from web.money import currency_digits, format_amount

TO_PAY_A_TIP = dt.timedelta(hours=24)


def tip_bounds(session: Session) -> tuple[int, int]:
    """The least and the most that one tip may be, in minor units: one whole unit of the currency, and the price; the
    price alone where it is less than that."""
    return min(10 ** currency_digits(session.currency_id), session.price_minor), session.price_minor


@one_transaction
def give_tip(
    *, acting_user: User, session_id: UUID, amount_minor: int, channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Tip:  # fmt: skip
    """Give the professional a tip, to be paid within a day; all of it goes to them. Locks both parties, then the
    session. Raises PermissionDenied unless the user leads the client, ValidationError at `amount`, WrongState where the
    session is not done or a tip waits to be paid, NotApproved, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    require_lead(acting_user, session.client)
    require_active(session.client, session.professional)
    if session.state != SessionState.COMPLETED:
        raise WrongState(session.state, _("You can tip once the session is completed."))
    _check_amount(session, amount_minor)
    if open_tip(session):
        raise WrongState(session.state, _("Pay or withdraw your open tip first."))
    tip = Tip.objects.create(
        session=session, by=acting_user, at=doing.at, amount_minor=amount_minor,
        payment=_owe(session, acting_user, amount_minor, doing.at),
    )  # fmt: skip
    show_anew(session)
    return tip


def _check_amount(session: Session, amount_minor: int) -> None:
    least, most = tip_bounds(session)
    if not least <= amount_minor <= most or amount_minor % smallest_step(session.currency_id):
        currency = session.currency_id
        words = {"least": format_amount(least, currency), "most": format_amount(most, currency)}
        raise ValidationError({"amount": [_("Choose an amount between %(least)s and %(most)s.") % words]})


def _owe(session: Session, user: User, amount_minor: int, at: dt.datetime) -> Payment:
    return owe(
        acting_user=user,
        payer=session.client,
        shares=[Share(session.professional, amount_minor)],
        currency=session.currency_id,
        purpose=Purpose.TIP,
        due_at=at + TO_PAY_A_TIP,
        livemode=is_live(),
        expires_at=at + TO_PAY_A_TIP,
    )


@one_transaction
def take_tip_back(*, acting_user: User, session_id: UUID) -> Session:
    """Take back the tip that is not paid yet; nothing happens if there is none. Raises PermissionDenied unless the user
    leads the client, Busy."""
    session = lock_session(session_id)
    require_lead(acting_user, session.client)
    if tip := open_tip(session):
        no_longer_owed([tip.payment_id], acting_user)
    return session


def end_tips(*, party: Party, user: User | None) -> None:
    """Cancel the unpaid tips of a party that closes, on either side. Assumes the party locked, in a transaction."""
    mine = Q(session__client=party) | Q(session__professional=party)
    tips = Tip.objects.filter(mine, payment__state__in=PAYABLE)
    no_longer_owed(tips.values_list("payment", flat=True), user)


def follow_tip(payment: Payment, former: PaymentState, by: User | None) -> None:
    """Send a paid tip at once, and tell its payee. Registered with `payments.hooks.payment_changed`; the session is
    locked."""
    tip = Tip.objects.filter(payment=payment).first()
    if tip is None:
        return
    [session] = lock_sessions([tip.session_id])
    if payment.state != PaymentState.PAID or former in WAS_PAID:
        show_anew(session)
        return
    note(session, "tipped", Doing.begin(by, Channel.CLOCK, now()))
    send_soon(payment.pk)
    path = reverse("studio:session", args=[session.pk])
    told = News(set(leaders(session.professional)), path, {"session": str(session.pk)})
    notify_all(kind="studio.tipped", news=[told])


def tip_may_still_count(payment: Payment) -> bool | None:
    """A late tip still counts while both sides are there; None for other payments. Registered with
    `payments.hooks.may_still_count`."""
    tip = Tip.objects.filter(payment=payment).select_related("session__client", "session__professional").first()
    if tip is None:
        return None
    return not any(side.approval in INACTIVE for side in (tip.session.client, tip.session.professional))


def tip_may_be_sent(payment: Payment) -> bool | None:
    """A tip may be sent at once: the work is done. None for other payments. Registered with
    `payments.hooks.may_be_sent`."""
    return True if Tip.objects.filter(payment=payment).exists() else None
