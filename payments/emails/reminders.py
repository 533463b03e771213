"""Reminders of payments, to those who lead their payer."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, User
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from payments.models import Payment
from payments.queries.seen import shares_for_payer
from payments.states import PAYABLE, ReminderStage
from payments.words import subjects
from web.dates import say_full_day
from web.money import format_amount
from web.texts import isolated_names, isolated_words

DUE = "payments.due"
SUBJECTS = {
    ReminderStage.SOON: gettext_lazy("%(amount)s to %(payees)s is due on %(day)s"),
    ReminderStage.TODAY: gettext_lazy("%(amount)s to %(payees)s is due on %(day)s"),
    ReminderStage.LATE: gettext_lazy("%(amount)s to %(payees)s was due on %(day)s"),
    ReminderStage.VERY_LATE: gettext_lazy("%(amount)s to %(payees)s is a week late"),
}


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all({DUE: gettext_lazy("A payment is due")}, render_all, group=Group.MONEY, about="payment")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The reminder for leaders of the payer; None for everybody else. Over once it is paid. Three queries, and those of
    `subjects_of`."""
    wanted = {told.data.get("payment") for told in notifications} - {None}
    led = Membership.objects.parties_led_by(user)
    rows = Payment.objects.filter(pk__in=wanted, payer__in=led).prefetch_related("shares__payee")
    payments = {str(payment.pk): payment for payment in rows}
    found = subjects([each.pk for each in payments.values()])
    return [
        _text(told, payment, found[payment.pk].title if payment.pk in found else "", user) if payment else None
        for told, payment in ((told, payments.get(told.data.get("payment", ""))) for told in notifications)
    ]


def _text(told: Notification, payment: Payment, title: str, user: User) -> Text:
    day = payment.due_at.astimezone(ZoneInfo(user.timezone)).date()
    words = {
        "amount": format_amount(payment.amount_minor, payment.currency_id),
        "payees": isolated_names(share.payee.name for share in shares_for_payer(payment, list(payment.shares.all()))),
        "day": say_full_day(day),
    }
    about = {"purpose": payment.get_purpose_display(), "about": title}
    what = _("%(purpose)s: %(about)s") % isolated_words(about) if title else about["purpose"]
    return Text(
        subject=str(SUBJECTS[ReminderStage(told.data["stage"])]) % words,
        text="\n\n".join([what, _("Already paid outside the site? Mark it as paid.")]),
        action=_("Pay"),
        is_over=payment.state not in PAYABLE,
    )
