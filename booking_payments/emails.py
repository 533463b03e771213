"""What people are told of payments of bookings; made at delivery, for what the reader may know then."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from accounts.models import User
from booking_payments.models import BookingPayment
from booking_payments.words.payments import otherwise
from engagements.queries.people import led_ids
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from payments.states import PAYABLE
from web.dates import say_full_day, say_moment
from web.money import format_amount
from web.texts import isolated_words


@dataclass(frozen=True)
class News:
    """One kind in words. In `subject` and `sentence` stand act, host, night, amount and due. `is_open`: told only while
    it is still to be paid, with what happens otherwise."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    action: str | Promise
    is_open: bool = True


NEWS = {
    "booking_payments.deposit_due": News(
        gettext_lazy("Deposit to pay"),
        gettext_lazy("Deposit of %(amount)s: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("You’re booked. Pay the deposit by %(due)s."),
        gettext_lazy("Pay the deposit"),
    ),
    "booking_payments.balance_due": News(
        gettext_lazy("Balance to pay"),
        gettext_lazy("Balance of %(amount)s: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("Both sides have signed the settlement. Pay the balance by %(due)s."),
        gettext_lazy("Pay the balance"),
    ),
    "booking_payments.cancellation_due": News(
        gettext_lazy("Cancellation fee to pay"),
        gettext_lazy("Cancellation fee of %(amount)s: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("Under the agreed terms, you owe this by %(due)s."),
        gettext_lazy("See the payment"),
    ),
    "booking_payments.repayment_due": News(
        gettext_lazy("Repayment due"),
        gettext_lazy("Pay back %(amount)s: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("You were paid too much. Pay the difference back by %(due)s."),
        gettext_lazy("See the payment"),
    ),
    "booking_payments.overdue": News(
        gettext_lazy("Payment overdue"),
        gettext_lazy("Overdue: %(amount)s, %(act)s for %(host)s on %(night)s"),
        gettext_lazy("It was due by %(due)s."),
        gettext_lazy("Pay now"),
    ),
    "booking_payments.undecided": News(
        gettext_lazy("Deposit missing: wait or release the night"),
        gettext_lazy("Deposit missing: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("%(amount)s was due by %(due)s. You can wait longer, or release the night at no cost."),
        gettext_lazy("Sort it out"),
    ),
    "booking_payments.waits_longer": News(
        gettext_lazy("An act gives more time for a deposit"),
        gettext_lazy("More time for the deposit: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("%(act)s gives you until %(due)s to pay %(amount)s."),
        gettext_lazy("Pay the deposit"),
    ),
    "booking_payments.received": News(
        gettext_lazy("A card payment arrives"),
        gettext_lazy("Paid by card: %(amount)s, %(act)s for %(host)s on %(night)s"),
        gettext_lazy("Our payment provider has the money and sends it on to you."),
        gettext_lazy("See the payment"),
        is_open=False,
    ),
    "booking_payments.refund_promised": News(
        gettext_lazy("I get a refund"),
        gettext_lazy("Refund of %(amount)s: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("It goes back to the card you paid with, in a few days."),
        gettext_lazy("See the payment"),
        is_open=False,
    ),
}
FOR_PAYERS = frozenset(NEWS) - {
    "booking_payments.undecided",
    "booking_payments.received",
    "booking_payments.refund_promised",
}


def register_kinds() -> None:
    """Called when the site starts."""
    labels = {kind: news.label for kind, news in NEWS.items()}
    registry.register_all(labels, render_all, group=Group.MONEY, about="booking")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where they no longer lead the party that was told, or nothing is left to pay. Two
    queries."""
    wanted = {notification.data.get("payment") for notification in notifications} - {None}
    rows = BookingPayment.objects.filter(payment__in=wanted).select_related(
        "payment", "booking__act", "booking__spot__show__owner"
    )
    known = {str(row.pk): row for row in rows}
    parties = {side for row in known.values() for side in (row.booking.act_id, row.booking.spot.show.owner_id)}
    led = {str(pk) for pk in led_ids(user, list(parties))}
    return [_render(notification, known, led) for notification in notifications]


def _render(notification: Notification, known: dict[str, BookingPayment], led: set[str]) -> Text | None:
    row, news = known.get(notification.data.get("payment", "")), NEWS[notification.kind]
    if row is None or notification.data.get("party") not in led or (news.is_open and row.payment.state not in PAYABLE):
        return None
    payment, show = row.payment, row.booking.spot.show
    amount_minor = notification.data.get("amount_minor", payment.amount_minor)
    words = isolated_words({
        "act": row.booking.act.name,
        "host": show.owner.name,
        "night": say_full_day(show.night),
        "amount": format_amount(amount_minor, payment.currency_id),
        "due": say_moment(payment.due_at, show.timezone),
    })  # fmt: skip
    sentence = str(news.sentence) % words
    if notification.kind in FOR_PAYERS and (more := otherwise(row, now())):
        sentence = f"{sentence} {more}"
    return Text(str(news.subject) % words, sentence, str(news.action))
