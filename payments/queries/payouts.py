"""Which account of a party counts, and whether the party can be paid by card."""

from django.conf import settings
from django.db.models import CharField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.states import Approval
from payments.data.regions import countries_paid_from
from payments.models import Payment, Payout, PayoutAccount, Wait
from payments.rules import is_connected, is_live
from payments.states import SPLIT_UNSEEN
from web.texts import isolated


def accounts_of(party: Party) -> list[PayoutAccount]:
    """The account that counts, and the one that will replace it, if there are such. One query."""
    mine = PayoutAccount.objects.filter(party=party, livemode=is_live(), replaced_at=None)
    return list(mine.select_related("country", "created_by"))


def paid_account(party: Party, *, livemode: bool) -> PayoutAccount | None:
    """The account that money of a party goes to; None for one that has none. One query."""
    return PayoutAccount.objects.filter(party=party, livemode=livemode, replaced_at=None).first()


def may_take_over(coming: PayoutAccount) -> bool:
    """Whether an account may replace the present one by now: its time has come, and it can be paid."""
    return coming.takes_effect_at <= now() and coming.transfers_enabled


def supported_countries() -> frozenset[str]:
    """The countries (ISO 3166-1 alpha-2) whose parties can be paid by card."""
    return countries_paid_from(settings.STRIPE_COUNTRY)


def card_problem(party: Party, currency: str) -> str:
    """Why a party cannot be paid by card in this currency, as a sentence for whoever offers it; empty where it can.

    Ask before an offer is made. At most two queries, one where the party has come with its city.
    """
    name = {"party": isolated(party.name), "currency": currency}
    if not is_connected():
        return _("This site takes no cards.")
    if currency not in settings.CARD_CURRENCIES:
        return _("You can’t pay by card in %(currency)s.") % name
    account = paid_account(party, livemode=is_live())
    country = account.country_id if account else party.city.country_id if party.city else None
    if country and country not in supported_countries():
        return _("We can’t send card payments to the country of %(party)s.") % name
    if account is None:
        return _("%(party)s can’t take cards yet.") % name
    if not account.transfers_enabled:
        return _("%(party)s can’t receive card payments right now.") % name
    return ""


def is_out_of_reach(party: Party) -> bool:
    """Whether the party is in a country to which payments by card cannot be sent. At most two queries."""
    account = paid_account(party, livemode=is_live())
    country = account.country_id if account else party.city.country_id if party.city else None
    return country is not None and country not in supported_countries()


def card_obstacle(payment: Payment) -> str:
    """Why a payment cannot be paid by card although the site takes cards, as a sentence for its payer; empty where it
    can. Money that the provider would convert, or could never send on, is not taken. At most one query."""
    if payment.currency_id not in settings.CARD_CURRENCIES:
        return _("You can’t pay by card in %(currency)s.") % {"currency": payment.currency_id}
    is_suspended = Q(payee__approval=Approval.SUSPENDED)
    accounts = PayoutAccount.objects.filter(party=OuterRef("payee"), livemode=payment.livemode, replaced_at=None)
    country = Coalesce(Subquery(accounts.values("country")[:1]), F("payee__city__country"), output_field=CharField())
    is_beyond = Q(paid_in__isnull=False) & ~Q(paid_in__in=supported_countries())
    shares = payment.shares.annotate(paid_in=country).filter(is_suspended | is_beyond)
    share = shares.select_related("payee").first()
    if share is None:
        return ""
    if payment.purpose in SPLIT_UNSEEN and share.pk != payment.shares.order_by("pk").values_list("pk", flat=True)[0]:
        # Of these the payer does not know. Whoever is suspended waits for their money.
        if share.payee.approval == Approval.SUSPENDED:
            return ""
        return _("You can’t pay this by card right now. Ask the payee.")
    name = {"party": isolated(share.payee.name)}
    if share.payee.approval == Approval.SUSPENDED:
        return _("%(party)s is suspended. Ask our team before you pay.") % name
    return _("We can’t send card payments to the country of %(party)s.") % name


def can_be_paid_by_card(party: Party, currency: str) -> bool:
    """Whether a party can be paid by card in this currency now: region, currency and account are in order."""
    return not card_problem(party, currency)


def payouts_of(party: Party, limit: int) -> list[Payout]:
    """What reached the party's bank or is on its way there, the newest first. One query."""
    mine = Payout.objects.filter(account__party=party, account__livemode=is_live())
    return list(mine.select_related("account")[:limit])


def waiting_for(party: Party) -> list[Wait]:
    """Money of the party that waits at the platform, the oldest first. One query."""
    mine = Wait.objects.filter(share__payee=party, share__payment__livemode=is_live())
    return list(mine.select_related("share__payment").order_by("since"))
