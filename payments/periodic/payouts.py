"""Payees: what waits is sent, accounts are looked at, changes take effect."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import F, Q
from django.utils.timezone import now

from payments import provider
from payments.actions.accounts import refresh_account, take_over_due
from payments.actions.payouts import refresh_payouts
from payments.actions.transfers import send_to_payees
from payments.models import PayoutAccount
from payments.queries.owed import unsent
from payments.rules import is_connected, is_live

LOOKED_AT_EVERY = dt.timedelta(hours=6)
AT_ONCE = 200
logger = logging.getLogger(__name__)


def send_all_unsent() -> int:
    """Every ten minutes: what a message to the worker, an account or the provider has left; how many payments."""
    take_over_due()
    return _each(unsent(is_live()), lambda payment_id: send_to_payees(payment_id=payment_id))


def send_what_waits(party_id: UUID) -> int:
    """As soon as a party's account can be paid; how many payments."""
    return _each(unsent(is_live(), payees=[party_id]), lambda payment_id: send_to_payees(payment_id=payment_id))


def look_at_accounts() -> int:
    """Every hour: accounts that nobody has reported about for some hours; how many."""
    mine = PayoutAccount.objects.filter(livemode=is_live(), replaced_at=None).exclude(provider_id="")
    stale = mine.filter(Q(checked_at=None) | Q(checked_at__lt=now() - LOOKED_AT_EVERY))
    oldest = stale.order_by(F("checked_at").asc(nulls_first=True)).values_list("pk", flat=True)[:AT_ONCE]
    return _each(oldest, _look)


def _look(account_id: UUID) -> None:
    refresh_account(account_id=account_id)
    refresh_payouts(account_id=account_id)


def _each(ids: Iterable[UUID], act: Callable[[UUID], None]) -> int:
    """Go on after what fails: the next sweep tries it again. Nothing where there is no provider, or it is down."""
    done = 0
    for pk in ids if is_connected() else ():
        try:
            act(pk)
        except provider.ProviderDown:
            logger.warning("the payment provider does not answer; trying again later")
            return done
        except Exception:
            logger.exception("nothing was sent or looked at for %s", pk)
        done += 1
    return done
