"""Deals and the steps of a reckoning in words, for pages, mails and contracts alike."""

from dataclasses import replace
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engagements.deals.payment import PaymentTerms
from engagements.deals.reckoning import Step
from engagements.deals.terms import Deal, Deduction
from engagements.states import DealKind, DueFrom
from web.money import format_amount, format_percent

MADE = {
    DealKind.GUARANTEE: gettext_lazy("%(guarantee)s guaranteed"),
    DealKind.DOOR_SPLIT: gettext_lazy("%(percent)s of the door"),
    DealKind.VERSUS: gettext_lazy("%(guarantee)s or %(percent)s of the door, whichever is more"),
    DealKind.PLUS: gettext_lazy("%(guarantee)s plus %(percent)s of the door above it"),
}
RESULTS = {
    DealKind.GUARANTEE: "",
    DealKind.DOOR_SPLIT: "",
    DealKind.VERSUS: gettext_lazy("the higher of the two"),
    DealKind.PLUS: gettext_lazy("both together"),
}


class Paid(Protocol):
    """Whatever has a deal: a booking, an offer."""

    fee_minor: int | None
    fee_currency_id: str | None
    deal: dict[str, Any] | None


def pay_words(paid: Paid) -> str:
    """A plain fee as its amount, with its deposit; any other deal in a sentence; empty where nothing was said."""
    if paid.fee_minor is None or paid.fee_currency_id is None:
        return ""
    amount = format_amount(paid.fee_minor, paid.fee_currency_id)
    if not paid.deal:
        return amount
    deal = Deal.of(paid.deal)
    if replace(deal, payment=None) != Deal.flat(paid.fee_minor):
        return deal_words(deal, paid.fee_currency_id)
    points = payment_points(deal, paid.fee_currency_id) if deal.deposit_minor else []
    return "; ".join([amount, *points[:1]])


def deal_words(deal: Deal, currency: str) -> str:
    """A deal in one sentence: "€500 or 70% of the door, whichever is more; first come off: Tax (7% included)"."""
    return "; ".join(deal_points(deal, currency))


def deal_points(deal: Deal, currency: str) -> list[str]:
    """The same, each agreement by itself: how the fee is made, what comes off the door first, the most there is."""
    points = [_made(deal, currency)]
    comes_off = [_deduction(one, currency) for one in deal.deductions]
    if deal.costs_first:
        comes_off.append(_costs(deal, currency))
    if comes_off:
        points.append(_("first deducted: %(list)s") % {"list": ", ".join(comes_off)})
    if deal.cap_minor is not None:
        points.append(_("never more than %(amount)s") % {"amount": format_amount(deal.cap_minor, currency)})
    return points + payment_points(deal, currency)


def payment_points(deal: Deal, currency: str) -> list[str]:
    """When it is paid, where that was agreed: deposit, what depends on it, balance."""
    return [*deposit_points(deal, currency), balance_words(deal)] if deal.payment else []


def deposit_points(deal: Deal, currency: str) -> list[str]:
    """The deposit, and what depends on it; nothing without one."""
    terms = deal.payment
    if terms is None or not terms.has_deposit:
        return []
    points = [_deposit(deal, terms, currency)]
    if terms.is_condition:
        points.append(_("if the deposit isn’t paid by then, the act can release the night"))
    return points


def balance_words(deal: Deal) -> str:
    """When the rest is due; empty where nothing was agreed about payment."""
    return _balance(deal.payment) if deal.payment else ""


def _deposit(deal: Deal, terms: PaymentTerms, currency: str) -> str:
    amount = format_amount(deal.deposit_minor, currency)
    if terms.deposit_bp is not None:
        share = {"percent": format_percent(terms.deposit_bp), "amount": amount}
        amount = _("%(percent)s of the guarantee, %(amount)s") % share
    return _("deposit (%(amount)s) due %(when)s") % {"amount": amount, "when": deposit_due_words(terms)}


def deposit_due_words(terms: PaymentTerms) -> str:
    """When a deposit is due, seen from the day on which it is agreed: "14 days after the booking"."""
    days = {"days": terms.due_days}
    if terms.due_from == DueFrom.NIGHT:
        said = ngettext("%(days)d day before the night", "%(days)d days before the night", terms.due_days)
        return said % days if terms.due_days else _("on the night")
    said = ngettext("%(days)d day after the booking", "%(days)d days after the booking", terms.due_days)
    return said % days if terms.due_days else _("at the booking")


def _balance(terms: PaymentTerms) -> str:
    if not terms.balance_days:
        return _("the rest is due when both have signed the settlement")
    said = ngettext(
        "the rest is due %(days)d day after both have signed the settlement",
        "the rest is due %(days)d days after both have signed the settlement",
        terms.balance_days,
    )
    return said % {"days": terms.balance_days}


def _made(deal: Deal, currency: str) -> str:
    return MADE[deal.kind] % {
        "guarantee": format_amount(deal.guarantee_minor, currency),
        "percent": format_percent(deal.percent_bp),
    }


def _deduction(one: Deduction, currency: str) -> str:
    """ "Ticket tax (7% included)", "Sound engineer (€120)", "Ticket fees (10%, at most €200)"."""
    if one.percent_bp is None:
        return f"{one.label} ({format_amount(one.amount_minor or 0, currency)})"
    share = format_percent(one.percent_bp)
    if one.is_included:
        share = _("%(percent)s included") % {"percent": share}
    if one.cap_minor is not None:
        share = _("%(share)s, at most %(amount)s") % {
            "share": share,
            "amount": format_amount(one.cap_minor, currency),
        }
    return f"{one.label} ({share})"


def _costs(deal: Deal, currency: str) -> str:
    if deal.costs_cap_minor is None:
        return _("the costs of the night")
    return _("the costs of the night (at most %(amount)s)") % {"amount": format_amount(deal.costs_cap_minor, currency)}


def result_note(deal: Deal) -> str:
    """How guarantee and share make the result; empty where there is only one of them."""
    return str(RESULTS[deal.kind])


def step_note(step: Step, currency: str) -> str:
    """How one amount of a reckoning was made, empty where there is nothing to explain: "70% of €1,420.50"."""
    notes = []
    if step.percent_bp is not None and step.of_minor is not None:
        words = _("%(percent)s included in %(amount)s") if step.is_included else _("%(percent)s of %(amount)s")
        notes.append(
            words % {"percent": format_percent(step.percent_bp), "amount": format_amount(step.of_minor, currency)}
        )
    if step.cap_minor is not None:
        notes.append(_("at most %(amount)s") % {"amount": format_amount(step.cap_minor, currency)})
    if step.is_short:
        notes.append(_("capped at the income"))
    return ", ".join(notes)
