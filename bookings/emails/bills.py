"""What people are told of the bill they are on, and hosts of what their headliner says."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.access import booking_views
from bookings.access.bills import vetoable
from bookings.access.loaders import is_staff
from bookings.access.projections import BookingView
from bookings.emails.bookings import News, words_of
from bookings.emails.short_notice import calendar_part
from bookings.models import Booking
from bookings.queries.acquaintance import between_strangers
from bookings.states import BookingState
from bookings.words.bill_changes import said_changes
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.texts import isolated

BILLS = {
    "bookings.bill_changed": News(
        gettext_lazy("Changes to the running order of my show"),
        gettext_lazy("New times: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("The running order has changed. Your call time and release stay the same."),
        gettext_lazy("See the running order"),
    ),
    "bookings.vetoed": News(
        gettext_lazy("The headliner vetoes an act"),
        gettext_lazy("Headliner veto: %(act)s on %(night)s"),
        gettext_lazy("%(act)s is waiting for your answer. You can’t book them unless the headliner lifts their veto."),
        gettext_lazy("Answer"),
    ),
    "bookings.veto_lifted": News(
        gettext_lazy("The headliner lifts a veto"),
        gettext_lazy("Veto lifted: %(act)s on %(night)s"),
        gettext_lazy("%(act)s is waiting for your answer. You can book them now."),
        gettext_lazy("Answer"),
    ),
}
VETOES = ("bookings.vetoed", "bookings.veto_lifted")
APPLIED = News(
    gettext_lazy("An act applies for a bill we headline"),
    gettext_lazy("%(act)s applied for your bill on %(night)s"),
    gettext_lazy("%(act)s applied for the show you headline at %(place)s. The host decides; you can veto first."),
    gettext_lazy("Listen and look"),
)
NOT_PROMISED = gettext_lazy(
    "The running order has changed. Nothing is booked yet: check the new times before you say yes."
)


def register_kinds() -> None:
    """Called when the site starts."""
    for kind, news in BILLS.items():
        group = Group.BOOKINGS if kind in VETOES else Group.DATES
        registry.register_all({kind: news.label}, render_all, group=group, about="booking", calendar=calendar_part)
    registry.settle(*VETOES, by="booking")
    applied = {"bookings.applied_on_bill": APPLIED.label}
    registry.register_all(applied, render_applied, group=Group.BOOKINGS, about="booking")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where a booking is gone or is theirs to know no longer. Eight queries."""
    wanted = {told.data.get("booking") for told in notifications} - {None}
    bookings = list(Booking.objects.with_show().filter(pk__in=wanted))
    views, strange = booking_views(user, bookings), between_strangers(bookings)
    known = {str(view.id): view for view in views if view.side or view.my_entry or is_staff(user)}
    found = [(told, known.get(told.data.get("booking", ""))) for told in notifications]
    texts = [_render(told, view) if view else None for told, view in found]
    return [
        text.without_links() if text and told.data["booking"] in strange else text
        for text, told in zip(texts, notifications, strict=True)
    ]


def render_applied(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """Who waits, for a headliner that may say no still: neither message nor fee. None once that is over. A query more
    than `vetoable`, and those of a list of bookings."""
    wanted = {told.data.get("booking") for told in notifications} - {None}
    bookings = list(Booking.objects.with_show().pending().filter(pk__in=wanted))
    known = vetoable(user, bookings)
    views = {str(view.id): view for view in booking_views(user, [each for each in bookings if each.pk in known])}
    found = [(told, views.get(told.data.get("booking", ""))) for told in notifications]
    # Whoever applies is a stranger to the headliner, whatever they have been to the host.
    return [_render_applied(told, view).without_links() if view else None for told, view in found]


def _render_applied(told: Notification, view: BookingView) -> Text:
    words = words_of(view, told)
    return Text(str(APPLIED.subject) % words, str(APPLIED.sentence) % words, str(APPLIED.action))


def _render(told: Notification, view: BookingView) -> Text:
    news, words = BILLS[told.kind], words_of(view, told)
    said = told.data.get("message")
    is_promised = told.kind != "bookings.bill_changed" or view.state != BookingState.PENDING
    paragraphs = [
        str(news.sentence if is_promised else NOT_PROMISED) % words,
        "\n".join(said_changes(told.data.get("changes", {}), view.show.timezone)),
        _("“%(words)s”") % {"words": isolated(said)} if said else "",
    ]
    is_over = told.kind in VETOES and view.state != BookingState.PENDING
    text = "\n\n".join(filter(None, paragraphs))
    return Text(str(news.subject) % words, text, str(news.action), is_over=is_over)
