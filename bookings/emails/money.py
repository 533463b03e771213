"""What people are told of settlements, shares and contracts; made at delivery, for what the reader may know then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.models import Booking, Settlement, Share
from engagements.queries.people import led_ids
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_full_day
from web.money import format_amount
from web.texts import isolated_words


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
        gettext_lazy("Settlement changed"),
        gettext_lazy("Settlement changed: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("Artist payout: %(amount)s. Earlier signatures no longer count."),
        gettext_lazy("See the settlement"),
    ),
    "bookings.settlement_commented": MoneyNews(
        gettext_lazy("New comment on a settlement"),
        gettext_lazy("New comment on the settlement: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The other side commented on the settlement."),
        gettext_lazy("Read it"),
    ),
    "bookings.settlement_signed": MoneyNews(
        gettext_lazy("Settlement signed"),
        gettext_lazy("Settlement signed: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The other side signed an artist payout of %(amount)s."),
        gettext_lazy("See the settlement"),
    ),
    "bookings.settlement_reopened": MoneyNews(
        gettext_lazy("Settlement reopened"),
        gettext_lazy("Settlement reopened: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("Staff have reopened it; the booking’s history says why. Both sides need to sign again."),
        gettext_lazy("See the settlement"),
    ),
    "bookings.contract_made": MoneyNews(
        gettext_lazy("A contract needs my signature"),
        gettext_lazy("Contract: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The contract is ready. Read it, and sign if it’s right."),
        gettext_lazy("Read and sign"),
    ),
    "bookings.contract_signed": MoneyNews(
        gettext_lazy("Contract signed"),
        gettext_lazy("Contract signed: %(act)s for %(host)s on %(night)s"),
        gettext_lazy("The other side has signed the contract."),
        gettext_lazy("See the contract"),
    ),
    SHARE_SET: MoneyNews(
        gettext_lazy("My share of a gig is worked out"),
        gettext_lazy("Your share: %(act)s on %(night)s"),
        gettext_lazy("You get %(amount)s."),
        gettext_lazy("See your share"),
    ),
}


def register_kinds() -> None:
    """Called when the site starts."""
    labels = {kind: news.label for kind, news in NEWS.items()}
    registry.register_all(labels, render_all, group=Group.MONEY, about="booking")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where they lead neither side any more, or have no share. Four queries."""
    known = _read(notifications, user)
    return [_render(notification, known) for notification in notifications]


@dataclass(frozen=True)
class _Known:
    """By booking's id: those whose money the reader deals with, those they have a share of, and the amounts."""

    led: Mapping[str, Booking]
    shared: Mapping[str, Booking]
    results: Mapping[UUID, int]
    own: Mapping[UUID, int]


def _read(notifications: Sequence[Notification], user: User) -> _Known:
    wanted = {notification.data.get("booking") for notification in notifications} - {None}
    bookings = {str(booking.pk): booking for booking in Booking.objects.with_show().filter(pk__in=wanted)}
    parties = {pk: {booking.act_id, booking.spot.show.owner_id} for pk, booking in bookings.items()}
    led = led_ids(user, list(set().union(*parties.values())))
    shares = Share.objects.filter(settlement__in=wanted, entry__user=user).values_list("settlement", "amount_minor")
    own = dict(shares)
    return _Known(
        led={pk: booking for pk, booking in bookings.items() if parties[pk] & led},
        shared={pk: booking for pk, booking in bookings.items() if booking.pk in own},
        results=dict(Settlement.objects.filter(pk__in=wanted).values_list("pk", "result_minor")),
        own=own,
    )


def _render(notification: Notification, known: _Known) -> Text | None:
    is_share = notification.kind == SHARE_SET
    booking = (known.shared if is_share else known.led).get(notification.data.get("booking", ""))
    if booking is None:
        return None
    news, show = NEWS[notification.kind], booking.spot.show
    amount_minor = (known.own if is_share else known.results).get(booking.pk)
    words = {
        "act": booking.act.name,
        "host": show.owner.name,
        "night": say_full_day(show.night),
        "amount": _amount(amount_minor, booking.fee_currency_id),
    }
    words = isolated_words(words)
    return Text(str(news.subject) % words, str(news.sentence) % words, str(news.action))


def _amount(amount_minor: int | None, currency: str | None) -> str:
    return _("nothing yet") if amount_minor is None or currency is None else format_amount(amount_minor, currency)
