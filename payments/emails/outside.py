"""What payer and payee are told of money that goes outside the site."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from payments.emails.known import Known, known_to
from payments.models import Attempt, Refund
from payments.states import RUNNING, OutgoingState
from web.money import format_amount
from web.texts import isolated, isolated_words


class News(NamedTuple):
    """One kind: who reads it, its name among the preferences, and what it says."""

    side: str
    label: Promise
    subject: Promise
    text: Promise
    action: Promise


NEWS = {
    "payments.marked": News(
        "payee",
        gettext_lazy("Someone says they’ve paid me"),
        gettext_lazy("Has it arrived? %(payer)s says %(amount)s was paid"),
        gettext_lazy("%(about)s: marked as paid, %(means)s. Confirm it when the money arrives. Only you can."),
        gettext_lazy("Confirm or decline"),
    ),
    "payments.unconfirmed": News(
        "payee",
        gettext_lazy("I still have to confirm a payment"),
        gettext_lazy("Has it arrived? %(payer)s is waiting for your answer about %(amount)s"),
        gettext_lazy(
            "%(about)s: marked as paid three days ago, %(means)s. Has the money arrived? Until you confirm, "
            "it counts as unpaid."
        ),
        gettext_lazy("Confirm or decline"),
    ),
    "payments.arrived": News(
        "payer",
        gettext_lazy("My payment has arrived"),
        gettext_lazy("%(payee)s has confirmed %(amount)s"),
        gettext_lazy("%(about)s: your payment has arrived, %(means)s."),
        gettext_lazy("View payment"),
    ),
    "payments.not_arrived": News(
        "payer",
        gettext_lazy("My payment has not arrived"),
        gettext_lazy("%(payee)s says %(amount)s has not arrived"),
        gettext_lazy("%(about)s: you marked it as paid, %(means)s. Ask your bank, or pay another way."),
        gettext_lazy("View payment"),
    ),
    "payments.give_back": News(
        "payee",
        gettext_lazy("I have to repay money"),
        gettext_lazy("Repay %(amount)s to %(payer)s"),
        gettext_lazy(
            "%(about)s: this was paid outside the site, so please repay it yourself. %(payer)s confirms "
            "when it arrives."
        ),
        gettext_lazy("View payment"),
    ),
    "payments.comes_back": News(
        "payer",
        gettext_lazy("Someone has to repay me"),
        gettext_lazy("%(payee)s has to repay you %(amount)s"),
        gettext_lazy(
            "%(about)s: you paid outside the site, so you’re repaid outside it too. Confirm when the money arrives."
        ),
        gettext_lazy("View payment"),
    ),
    "payments.came_back": News(
        "payee",
        gettext_lazy("My repayment has arrived"),
        gettext_lazy("%(payer)s has confirmed your repayment of %(amount)s"),
        gettext_lazy("%(about)s: nothing left for you to do."),
        gettext_lazy("View payment"),
    ),
}
WAITS_FOR_ANSWER = {"payments.marked", "payments.unconfirmed"}
WAITS_FOR_MONEY = {"payments.give_back", "payments.comes_back"}


def register_kinds() -> None:
    """Called when the site starts."""
    labels = {kind: news.label for kind, news in NEWS.items()}
    registry.register_all(labels, render_all, group=Group.MONEY, about="payment")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for leaders of the side that they are for; None for everybody else. Five queries, and those of
    `subjects_of`."""
    found = known_to(notifications, user, {kind: news.side for kind, news in NEWS.items()})
    attempts = Attempt.objects.select_related("denial").in_bulk(_ids(notifications, "attempt"))
    refunds = Refund.objects.select_related("attempt").in_bulk(_ids(notifications, "refund"))
    by_id = {str(key): row for key, row in (attempts | refunds).items()}
    return [
        _text(told.kind, known, by_id.get(told.data.get("attempt") or told.data.get("refund", ""))) if known else None
        for told, known in zip(notifications, found, strict=True)
    ]


def _ids(notifications: Sequence[Notification], name: str) -> list[str]:
    return list({told.data[name] for told in notifications if name in told.data})


def _text(kind: str, known: Known, row: Attempt | Refund | None) -> Text | None:
    if row is None:
        return None
    news, words = NEWS[kind], isolated_words(known.words)
    if isinstance(row, Refund):
        words["amount"] = format_amount(row.amount_minor, known.payment.currency_id)
    words["means"] = _means(row.attempt if isinstance(row, Refund) else row)
    paragraphs = [str(news.text) % words, _word(row) if kind == "payments.not_arrived" else ""]
    return Text(
        subject=str(news.subject) % words,
        text="\n\n".join(filter(None, paragraphs)),
        action=str(news.action),
        is_over=_is_over(kind, row),
    )


def _means(attempt: Attempt) -> str:
    return {"transfer": _("by bank transfer"), "cash": _("in cash")}.get(attempt.means, "")


def _word(row: Attempt | Refund) -> str:
    """What the payee has added, if anything."""
    text = row.denial.text if isinstance(row, Attempt) and hasattr(row, "denial") else ""
    return _("Their message: %(text)s") % {"text": isolated(text)} if text else ""


def _is_over(kind: str, row: Attempt | Refund) -> bool:
    if kind in WAITS_FOR_ANSWER:
        return row.state not in RUNNING
    return kind in WAITS_FOR_MONEY and row.state != OutgoingState.BEGUN
