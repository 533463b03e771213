"""What people are told when a show is to be moved, or was."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.access import booking_views
from bookings.access.changes import checks_of_move
from bookings.access.loaders import is_staff
from bookings.emails.bookings import News, words_of
from bookings.emails.short_notice import calendar_part
from bookings.models import Booking, Move
from bookings.queries.acquaintance import between_strangers
from bookings.states import MoveState
from engagements.words.lineups import lineup_sentences
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_moment, say_span
from web.texts import isolated

MOVES = {
    "bookings.move_proposed": News(
        gettext_lazy("New time proposed for a booking"),
        gettext_lazy("New time? %(act)s at %(place)s on %(night)s"),
        gettext_lazy("%(by)s proposes a new time. The booking moves once everyone involved agrees."),
        gettext_lazy("Read and answer"),
    ),
    "bookings.moved": News(
        gettext_lazy("My show moves"),
        gettext_lazy("Moved: %(act)s at %(place)s, now %(night)s"),
        gettext_lazy("The show has a new time. All calendars are up to date."),
        gettext_lazy("See the booking"),
    ),
    "bookings.moved_away": News(
        gettext_lazy("A show I applied for moves"),
        gettext_lazy("The show at %(place)s has moved to %(night)s"),
        gettext_lazy(
            "You applied for the old time, so your application has ended. You can apply again for the new one."
        ),
        gettext_lazy("See the booking"),
    ),
    "bookings.move_declined": News(
        gettext_lazy("New time declined"),
        gettext_lazy("No change: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("Not everyone agreed to the new time, so the booking stays as it was."),
        gettext_lazy("See the booking"),
    ),
    "bookings.move_withdrawn": News(
        gettext_lazy("New time withdrawn"),
        gettext_lazy("No change: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("%(by)s withdrew the new time. The booking stays as it was."),
        gettext_lazy("See the booking"),
    ),
    "bookings.move_expired": News(
        gettext_lazy("New time expired"),
        gettext_lazy("No change: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("Not everyone answered in time, so the booking stays as it was."),
        gettext_lazy("See the booking"),
    ),
}
WHILE_IT_COUNTS = ("bookings.move_proposed", "bookings.move_withdrawn")
"""News of whether another time is proposed: pressed to and fro they are mailed once an hour, and not once it is
otherwise."""
SAY_WHAT_IS_PROPOSED = {"bookings.move_proposed", "bookings.moved", "bookings.moved_away"}


def register_kinds() -> None:
    """Called when the site starts."""
    labels = {kind: news.label for kind, news in MOVES.items()}
    registry.register_all(labels, render_all, group=Group.BOOKINGS, about="booking", calendar=calendar_part)
    registry.settle(*WHILE_IT_COUNTS, by="booking")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where a booking is gone or is theirs to know no longer. Nine queries."""
    bookings = list(Booking.objects.with_show().filter(pk__in=_asked(notifications, "booking")))
    views = {str(view.id): view for view in booking_views(user, bookings)}
    strange = between_strangers(bookings)
    later = Move.objects.filter(show=OuterRef("show"), number__gt=OuterRef("number"))
    proposals = Move.objects.select_related("proposed_by", "show__stage", "stage__venue__party")
    proposals = proposals.annotate(is_last=~Exists(later))
    moves = {str(move.pk): move for move in proposals.filter(pk__in=_asked(notifications, "move"))}
    found = []
    for told in notifications:
        view, move = views.get(told.data.get("booking", "")), moves.get(told.data.get("move", ""))
        is_known = view and (view.side or view.my_entry or is_staff(user))
        text = _render(told, view, move) if view and is_known and move else None
        if text and move and told.kind == "bookings.move_proposed":
            text = replace(text, text="\n\n".join([text.text, *_lineups(user, move)]))
        if text and move:
            text = replace(text, is_over=_is_over(told.kind, move, is_last=move.is_last))
        found.append(text.without_links() if text and view and str(view.id) in strange else text)
    return found


def _lineups(user: User, move: Move) -> Iterator[str]:
    """Who of the reader's own line-ups may not be there at the new time."""
    for check in checks_of_move(user, move).values():
        if sentences := lineup_sentences(check):
            yield "\n".join(sentences)


def _asked(notifications: Sequence[Notification], name: str) -> set[str]:
    return {told.data[name] for told in notifications if name in told.data}


def _render(told: Notification, view, move: Move) -> Text:
    news = MOVES[told.kind]
    words = words_of(view, told) | {"by": isolated(move.proposed_by.name)}
    paragraphs = [str(news.sentence) % words]
    if told.kind in SAY_WHAT_IS_PROPOSED:
        paragraphs += [
            _times(told.kind, move),
            _("“%(words)s”") % {"words": isolated(move.message)} if move.message else "",
        ]
    return Text(str(news.subject) % words, "\n\n".join(filter(None, paragraphs)), str(news.action))


def _is_over(kind: str, move: Move, *, is_last: bool) -> bool:
    """Whether it is otherwise by now: the proposal was answered or taken back, or there was another one."""
    if kind == "bookings.move_proposed":
        return move.state != MoveState.PROPOSED
    return kind == "bookings.move_withdrawn" and not is_last


def _times(kind: str, move: Move) -> str:
    zone = move.timezone
    facts = [
        (_("Show"), say_span(move.starts_at, move.ends_at, zone)),
        (_("Load-in"), say_moment(move.load_in_at, zone)),
    ]
    if move.stage:
        facts.append((_("Stage"), move.stage.name))
    if kind == "bookings.move_proposed":
        facts.append((_("Answer by"), say_moment(move.answer_by, zone)))
    return "\n".join(f"{name}: {value}" for name, value in facts)
