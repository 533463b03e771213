"""What people are told of settlements, shares and contracts; made at delivery, for what the reader may know then."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.models import Booking, Settlement, Share
from bookings.queries.people import led_ids
from notifications import registry
from notifications.models import Notification
from notifications.registry import Text
from stageslot.web.dates import say_full_day
from stageslot.web.money import format_amount


@dataclass(frozen=True)
class MoneyNews:
    """One kind in words. In `subject` and `sentence` stand act, host, night and amount."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    action: str | Promise


SHARE_SET = "bookings.share_set"
NEWS = {
    "bookings.settlement_changed": MoneyNews(
        gettext_lazy("A settlement is changed"),
        gettext_lazy("Settlement changed: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The act gets %(amount)s by what stands there now. Signatures made before no longer count."),
        gettext_lazy("See the settlement"),
    ),
    "bookings.settlement_commented": MoneyNews(
        gettext_lazy("Somebody comments on a settlement"),
        gettext_lazy("A word on the settlement: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The other side has said something about the settlement."),
        gettext_lazy("Read it"),
    ),
    "bookings.settlement_signed": MoneyNews(
        gettext_lazy("A settlement is signed"),
        gettext_lazy("Settlement signed: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The other side has signed that the act gets %(amount)s."),
        gettext_lazy("See the settlement"),
    ),
    "bookings.settlement_reopened": MoneyNews(
        gettext_lazy("A settlement is opened again"),
        gettext_lazy("Settlement open again: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The site's staff have opened it again; the booking's history says why. Both sides sign anew."),
        gettext_lazy("See the settlement"),
    ),
    "bookings.contract_made": MoneyNews(
        gettext_lazy("A contract waits for a signature"),
        gettext_lazy("Contract: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("A contract was made of what is agreed. Read it, and sign it if it is right."),
        gettext_lazy("Read and sign"),
    ),
    "bookings.contract_signed": MoneyNews(
        gettext_lazy("A contract is signed"),
        gettext_lazy("Contract signed: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The other side has signed the contract."),
        gettext_lazy("See the contract"),
    ),
    SHARE_SET: MoneyNews(
        gettext_lazy("My share of a gig is reckoned"),
        gettext_lazy("Your share: %(act)s on %(night)s"),
        gettext_lazy("You get %(amount)s."),
        gettext_lazy("See your share"),
    ),
}


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all({kind: news.label for kind, news in NEWS.items()}, render_all)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where they lead neither side any more, or have no share. Four queries."""
    wanted = {notification.data.get("booking") for notification in notifications} - {None}
    bookings = {str(booking.pk): booking for booking in Booking.objects.with_show().filter(pk__in=wanted)}
    led = led_ids(user, [party for booking in bookings.values() for party in (booking.act_id, _host_id(booking))])
    results = dict(Settlement.objects.filter(pk__in=wanted).values_list("pk", "result_minor"))
    own = dict(Share.objects.filter(settlement__in=wanted, entry__user=user).values_list("settlement", "amount_minor"))
    texts: list[Text | None] = []
    for notification in notifications:
        booking = bookings.get(notification.data.get("booking", ""))
        amounts = own if notification.kind == SHARE_SET else results
        is_theirs = booking and (booking.pk in own if notification.kind == SHARE_SET else _leads(booking, led))
        texts.append(_render(notification, booking, amounts.get(booking.pk)) if is_theirs else None)
    return texts


def _host_id(booking: Booking):
    return booking.spot.show.owner_id


def _leads(booking: Booking, led) -> bool:
    return booking.act_id in led or _host_id(booking) in led


def _render(notification: Notification, booking: Booking, amount_minor: int | None) -> Text:
    news, show = NEWS[notification.kind], booking.spot.show
    words = {
        "act": booking.act.name,
        "host": show.owner.name,
        "night": say_full_day(show.night),
        "amount": _amount(booking, amount_minor),
    }
    return Text(str(news.subject) % words, str(news.sentence) % words, str(news.action))


def _amount(booking: Booking, amount_minor: int | None) -> str:
    known = amount_minor is not None and booking.fee_currency_id
    return format_amount(amount_minor, booking.fee_currency_id) if known else _("nothing yet")
