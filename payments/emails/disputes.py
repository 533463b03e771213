"""What payer and payees are told when a card payment is charged back, and when that is decided."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, User
from accounts.states import LEADING_ROLES
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from payments.hooks import Subject, subjects_of
from payments.models import Payment
from web.money import format_amount
from web.texts import isolated_words

LABELS = {
    "payments.charged_back": gettext_lazy("A card payment was charged back"),
    "payments.chargeback_won": gettext_lazy("We won a chargeback"),
    "payments.chargeback_lost": gettext_lazy("A chargeback is final"),
}


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(LABELS, render_all, group=Group.MONEY, about="payment")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for leaders of the payer or of a payee; None for everybody else. Three queries, and those of
    `subjects_of`."""
    wanted = {told.data.get("payment") for told in notifications} - {None}
    rows = Payment.objects.filter(pk__in=wanted).select_related("payer").prefetch_related("shares")
    payments = {str(payment.pk): payment for payment in rows}
    led = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES)
    mine = set(led.values_list("party", flat=True))
    subjects: dict = {}
    for told in subjects_of([payment.pk for payment in payments.values()]):
        subjects |= told
    found = [payments.get(told.data.get("payment", "")) for told in notifications]
    return [
        _render(told.kind, payment, mine, subjects.get(payment.pk)) if payment else None
        for told, payment in zip(notifications, found, strict=True)
    ]


def _render(kind: str, payment: Payment, mine: set, subject: Subject | None) -> Text | None:
    """A payee reads of its own share only."""
    shares = [share.amount_minor for share in payment.shares.all() if share.payee_id in mine]
    if payment.payer_id in mine:
        return _text(kind, "payer", payment.amount_minor, payment, subject)
    return _text(kind, "payee", sum(shares), payment, subject) if shares else None


def _text(kind: str, side: str, amount_minor: int, payment: Payment, subject: Subject | None) -> Text:
    title, text = SAYING[kind, side]
    words = {"amount": format_amount(amount_minor, payment.currency_id), "payer": payment.payer.name}
    about = subject.title if subject else payment.get_purpose_display()
    heading = _("%(what)s: %(about)s") % isolated_words({"what": str(title), "about": about})
    return Text(heading, str(text) % isolated_words(words), _("View payment"))


SAYING = {
    ("payments.charged_back", "payer"): (
        gettext_lazy("Your card payment was charged back"),
        gettext_lazy(
            "Your card’s bank took %(amount)s back because the payment was disputed. If that’s a mistake, "
            "ask the bank to withdraw the dispute."
        ),
    ),
    ("payments.charged_back", "payee"): (
        gettext_lazy("A card payment to you was charged back"),
        gettext_lazy(
            "The bank took back a card payment by %(payer)s. Your share is %(amount)s. We’ll answer the "
            "bank. Until it decides, we pay out nothing from this payment; what you already got is deducted "
            "from later payouts."
        ),
    ),
    ("payments.chargeback_won", "payer"): (
        gettext_lazy("The dispute about your card payment is over"),
        gettext_lazy("The bank decided that your payment of %(amount)s counts. You don’t need to do anything."),
    ),
    ("payments.chargeback_won", "payee"): (
        gettext_lazy("You won a chargeback"),
        gettext_lazy("The bank gave the money back. Your share of the payment by %(payer)s counts again: %(amount)s."),
    ),
    ("payments.chargeback_lost", "payer"): (
        gettext_lazy("Your card payment stays charged back"),
        gettext_lazy(
            "The bank decided that your payment of %(amount)s doesn’t count. If you need to pay again, we’ll tell you."
        ),
    ),
    ("payments.chargeback_lost", "payee"): (
        gettext_lazy("A card payment to you stays charged back"),
        gettext_lazy(
            "The bank decided that the payment by %(payer)s doesn’t count. You lose your share of "
            "%(amount)s. If it has to be paid again, we ask the payer."
        ),
    ),
}
