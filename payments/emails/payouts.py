"""News for payees about their account, for payers whose money waits, and for staff about what the provider refused.

The texts are made when they are read, for what the reader may know then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from payments.models import Payment, Payout, PayoutAccount
from payments.words import account_state, reasons_of_payouts, what_is_missing
from web.dates import say_moment
from web.money import format_amount
from web.texts import isolated, isolated_words

FOR_PAYEES = {
    "payments.no_account": gettext_lazy("Money is waiting until my band or venue connects an account"),
    "payments.restricted": gettext_lazy("My band or venue can’t be paid by card right now"),
    "payments.account_change": gettext_lazy("Someone changes the account for my band’s or venue’s card payments"),
    "payments.change_stopped": gettext_lazy("A change of the account for card payments is stopped"),
    "payments.account_changed": gettext_lazy("My band’s or venue’s card payments go to a new account"),
    "payments.payout_failed": gettext_lazy("A payout to my band or venue came back"),
    "payments.in_debt": gettext_lazy("My band or venue owes money after a refund"),
}
ALWAYS_TOLD = {"payments.account_change", "payments.change_stopped", "payments.account_changed"}
"""Nobody can end these: they say where the money goes."""
FOR_PAYERS = {"payments.payee_restricted": gettext_lazy("Money I paid can’t be passed on yet")}
FOR_STAFF = {
    "payments.transfer_refused": gettext_lazy("A transfer to a payee was refused (staff)"),
    "payments.reversal_refused": gettext_lazy("A transfer couldn’t be reversed (staff)"),
    "payments.taken_back": gettext_lazy("A transfer was reversed at Stripe (staff)"),
}


@dataclass(frozen=True)
class _Known:
    """What was read for a list, by id."""

    parties: Mapping[str, Party]
    led: frozenset[str]
    payments: Mapping[str, Payment]
    accounts: Mapping[str, PayoutAccount]
    payouts: Mapping[str, Payout]
    people: Mapping[str, User]
    zone: str


def register_kinds() -> None:
    """Called when the site starts."""
    by_choice = {name: label for name, label in FOR_PAYEES.items() if name not in ALWAYS_TOLD}
    registry.register_all(by_choice | FOR_PAYERS, render_all, group=Group.MONEY)
    always = {name: FOR_PAYEES[name] for name in ALWAYS_TOLD}
    registry.register_all(always, render_all, group=Group.MONEY, is_always_told=True)
    registry.register_all(FOR_STAFF, render_all, group=Group.STAFF)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None for somebody who no longer leads the party. At most six queries."""
    known = _read(notifications, user)
    return [_render(told, known, user) for told in notifications]


def _read(notifications: Sequence[Notification], user: User) -> _Known:
    def ids(name: str) -> set[str]:
        return {told.data[name] for told in notifications if told.data.get(name)}

    payments = {str(each.pk): each for each in Payment.objects.filter(pk__in=ids("payment"))}
    wanted = ids("party") | {str(payment.payer_id) for payment in payments.values()}
    mine = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES, party__in=wanted)
    return _Known(
        parties={str(each.pk): each for each in Party.objects.filter(pk__in=ids("party"))},
        led=frozenset(map(str, mine.values_list("party", flat=True))),
        payments=payments,
        accounts={str(a.pk): a for a in PayoutAccount.objects.filter(pk__in=ids("account")).select_related("country")},
        payouts={str(each.pk): each for each in Payout.objects.filter(pk__in=ids("payout"))},
        people={str(each.pk): each for each in User.objects.filter(pk__in=ids("by"))},
        zone=user.timezone,
    )


def _render(told: Notification, known: _Known, user: User) -> Text | None:
    party, payment = known.parties.get(told.data.get("party", "")), known.payments.get(told.data.get("payment", ""))
    concerned = str(payment.payer_id) if told.kind in FOR_PAYERS and payment else told.data.get("party")
    may_know = user.is_staff if told.kind in FOR_STAFF else concerned in known.led
    if party is None or not may_know:
        return None
    text = SAYING[told.kind](told, party, known)
    return text.without_links() if text and told.kind not in FOR_PAYEES else text


def _no_account(told: Notification, party: Party, known: _Known) -> Text:
    return Text(
        _("Money is waiting for %(party)s") % {"party": isolated(party.name)},
        _("Someone paid you by card. Connect an account with Stripe, and we’ll send it straight away."),
        _("Get paid by card"),
    )


def _restricted(told: Notification, party: Party, known: _Known) -> Text:
    account = known.accounts.get(told.data.get("account", ""))
    paragraphs = [account_state(account)] if account else []
    if missing := what_is_missing(account.requirements) if account else []:
        paragraphs.append(_("Stripe asks for: %(details)s.") % {"details": "; ".join(missing)})
    paragraphs.append(_("Until then, your card payments wait. Nothing is lost."))
    subject = _("%(party)s can’t be paid by card right now") % {"party": isolated(party.name)}
    return Text(subject, "\n\n".join(paragraphs), _("See what’s missing"))


def _payee_restricted(told: Notification, party: Party, known: _Known) -> Text:
    names = {"party": isolated(party.name)}
    return Text(
        _("Your payment to %(party)s is on hold") % names,
        _(
            "You’ve paid and don’t need to do anything. %(party)s can’t receive money right now; we’ll send "
            "it on as soon as they can."
        )
        % names,
        _("See the page") if told.path else "",
    )


def _account_change(told: Notification, party: Party, known: _Known) -> Text | None:
    """None once the change was stopped or has taken effect."""
    account = known.accounts.get(told.data.get("account", ""))
    if account is None or account.replaced_at:
        return None
    names = isolated_words({"party": party.name, "person": _person(told, known)})
    facts = {"when": say_moment(account.takes_effect_at, known.zone), "country": account.country.label}
    return Text(
        _("Card payments to %(party)s will go to a new account") % names,
        _(
            "%(person)s asked for this. From %(when)s, money goes to a new account in %(country)s. Until "
            "then it goes to the current one. If this is wrong, stop it now; any leader can."
        )
        % (names | facts),
        _("View or stop"),
    )


def _change_stopped(told: Notification, party: Party, known: _Known) -> Text:
    names = isolated_words({"party": party.name, "person": _person(told, known)})
    return Text(
        _("Card payments to %(party)s stay with the current account") % names,
        _("%(person)s stopped the change.") % names,
        _("See the page"),
    )


def _account_changed(told: Notification, party: Party, known: _Known) -> Text:
    return Text(
        _("Card payments to %(party)s now go to a new account") % {"party": isolated(party.name)},
        _("We announced this three days ago, and nobody stopped it."),
        _("See the page"),
    )


def _payout_failed(told: Notification, party: Party, known: _Known) -> Text | None:
    payout = known.payouts.get(told.data.get("payout", ""))
    if payout is None:
        return None
    facts = {"amount": format_amount(payout.amount_minor, payout.currency_id), "party": isolated(party.name)}
    paragraphs = [
        reasons_of_payouts(payout.failure),
        _("The money is in your Stripe account. Correct your bank account there, and Stripe pays it out again."),
    ]
    return Text(
        _("A payout of %(amount)s to %(party)s came back") % facts,
        "\n\n".join(filter(None, paragraphs)),
        _("Correct bank account"),
    )


def _in_debt(told: Notification, party: Party, known: _Known) -> Text | None:
    payment = known.payments.get(told.data.get("payment", ""))
    if payment is None:
        return None
    amount = format_amount(told.data["amount_minor"], payment.currency_id)
    return Text(
        _("%(party)s owes %(amount)s after a refund") % {"party": isolated(party.name), "amount": amount},
        _(
            "A payment to you was refunded, but your Stripe account didn’t hold enough. We covered it and "
            "will deduct it from your next card payments."
        ),
        _("See the page"),
    )


def _for_staff(told: Notification, party: Party, known: _Known) -> Text | None:
    payment = known.payments.get(told.data.get("payment", ""))
    if payment is None:
        return None
    subject, explanation = STAFF_READS[told.kind]
    problem = told.data.get("problem", "")
    paragraphs = [
        explanation,
        _("Payment %(payment)s, payee %(party)s.") % {"payment": payment.pk, "party": isolated(party.name)},
        _("Stripe says: %(problem)s") % {"problem": isolated(problem)} if problem else "",
    ]
    return Text(str(subject), "\n\n".join(str(each) for each in paragraphs if each))


def _person(told: Notification, known: _Known) -> str:
    person = known.people.get(told.data.get("by", ""))
    return person.display_name if person else _("Someone")


STAFF_READS = {
    "payments.transfer_refused": (
        gettext_lazy("Stripe refused a transfer"),
        gettext_lazy("We’re keeping the payee’s money and try again every six hours."),
    ),
    "payments.reversal_refused": (
        gettext_lazy("Stripe couldn’t reverse a transfer"),
        gettext_lazy("The payer still gets the refund. We deduct the amount from the payee’s next payments."),
    ),
    "payments.taken_back": (
        gettext_lazy("A transfer was reversed in Stripe’s dashboard"),
        gettext_lazy("We’re keeping the money and won’t send it again. Refund it, or transfer it in the dashboard."),
    ),
}
Sayer = Callable[[Notification, Party, _Known], Text | None]
SAYING: dict[str, Sayer] = {
    "payments.no_account": _no_account,
    "payments.restricted": _restricted,
    "payments.payee_restricted": _payee_restricted,
    "payments.account_change": _account_change,
    "payments.change_stopped": _change_stopped,
    "payments.account_changed": _account_changed,
    "payments.payout_failed": _payout_failed,
    "payments.in_debt": _in_debt,
    **dict.fromkeys(FOR_STAFF, _for_staff),
}
