"""News of sessions: asked for, booked, delivered, accepted, called off."""

from collections.abc import Sequence

from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from studio.emails.news import News, known_to
from studio.models import Session
from studio.states import SessionState
from web.dates import say_moment
from web.money import format_amount
from web.texts import isolated_words

SETTLED_BY_SESSION = ("studio.files", "studio.mix", "studio.comment")

NEWS = {
    "studio.requested": News(
        gettext_lazy("New session request"),
        gettext_lazy("%(client)s requests %(service)s"),
        gettext_lazy("%(when)s, %(price)s. Answer by %(until)s."),
        gettext_lazy("Answer"),
        SessionState.REQUESTED,
        without_price=gettext_lazy("%(when)s. Answer by %(until)s."),
    ),
    "studio.approved": News(
        gettext_lazy("Session approved"),
        gettext_lazy("%(professional)s approved %(service)s"),
        gettext_lazy("%(when)s, %(price)s. Pay by %(until)s to keep the time."),
        gettext_lazy("Pay"),
        SessionState.APPROVED,
    ),
    "studio.declined": News(
        gettext_lazy("Session declined"),
        gettext_lazy("%(professional)s declined %(service)s"),
        gettext_lazy("%(when)s. Try another time or another professional."),
    ),
    "studio.withdrawn": News(
        gettext_lazy("Session withdrawn"),
        gettext_lazy("%(client)s withdrew %(service)s"),
        gettext_lazy("%(when)s. The time is free again."),
    ),
    "studio.confirmed": News(
        gettext_lazy("Session booked"),
        gettext_lazy("Booked: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(when)s, %(price)s. Paid."),
        without_price=gettext_lazy("%(when)s. Booked."),
    ),
    "studio.expired": News(
        gettext_lazy("Session not paid in time"),
        gettext_lazy("Not paid in time: %(service)s by %(professional)s"),
        gettext_lazy("%(when)s. The time is free again."),
    ),
    "studio.not_answered": News(
        gettext_lazy("Session request expired"),
        gettext_lazy("Request expired: %(service)s by %(professional)s"),
        gettext_lazy("%(when)s. The request from %(client)s expired without an answer."),
    ),
    "studio.cancelled": News(
        gettext_lazy("Session cancelled"),
        gettext_lazy("Cancelled: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(when)s. See the reason and the refund."),
    ),
    "studio.delivered": News(
        gettext_lazy("Work delivered"),
        gettext_lazy("Delivered: %(service)s by %(professional)s"),
        gettext_lazy("Accept it or ask for changes by %(until)s. After that it counts as accepted."),
        gettext_lazy("See the delivery"),
        SessionState.DELIVERED,
    ),
    "studio.remind": News(
        gettext_lazy("Reminder: accept the delivery"),
        gettext_lazy("Please accept: %(service)s by %(professional)s"),
        gettext_lazy("Accept it or ask for changes by %(until)s. After that it counts as accepted."),
        gettext_lazy("See the delivery"),
        SessionState.DELIVERED,
    ),
    "studio.not_heard": News(
        gettext_lazy("A delivered mix won’t play"),
        gettext_lazy("Not delivered: %(service)s for %(client)s"),
        gettext_lazy("One of the mixes won’t play. Upload it again and deliver again."),
        gettext_lazy("See the mixes"),
        SessionState.IN_PROGRESS,
    ),
    "studio.files": News(
        gettext_lazy("New files in a session"),
        gettext_lazy("New files: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("You’ll find them on the session page."),
        gettext_lazy("See the files"),
    ),
    "studio.mix": News(
        gettext_lazy("A new mix in a session"),
        gettext_lazy("A new mix: %(service)s by %(professional)s"),
        gettext_lazy("Listen and leave your comments."),
        gettext_lazy("Listen"),
    ),
    "studio.comment": News(
        gettext_lazy("Comments on a mix"),
        gettext_lazy("New comments: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("Read them beside the mix."),
        gettext_lazy("See the comments"),
    ),
    "studio.revision": News(
        gettext_lazy("Revision requested"),
        gettext_lazy("%(client)s requests a revision of %(service)s"),
        gettext_lazy("See the requested changes."),
    ),
    "studio.worker": News(
        gettext_lazy("Another engineer takes over a session"),
        gettext_lazy("With %(worker)s: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(when)s. Time and price don’t change."),
    ),
    "studio.worker_left": News(
        gettext_lazy("A session has lost its engineer"),
        gettext_lazy("Assign someone: %(service)s for %(client)s"),
        gettext_lazy("The engineer has left the team. Choose a replacement."),
        gettext_lazy("Choose a replacement"),
    ),
    "studio.reported": News(
        gettext_lazy("Problem reported"),
        gettext_lazy("Reported: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("Read the report and give your side. Our staff will decide."),
        gettext_lazy("Give your side"),
        SessionState.DISPUTED,
    ),
    "studio.case": News(
        gettext_lazy("New statement in a dispute"),
        gettext_lazy("In dispute: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("The other side has added a statement. Our staff will decide."),
        gettext_lazy("Read it"),
        SessionState.DISPUTED,
    ),
    "studio.settled": News(
        gettext_lazy("Dispute settled"),
        gettext_lazy("Settled: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("See the decision and the refund."),
    ),
    "studio.completed": News(
        gettext_lazy("Session completed"),
        gettext_lazy("Completed: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(price)s goes to the professional."),
        without_price=gettext_lazy("The work is complete."),
    ),
    "studio.tipped": News(
        gettext_lazy("You got a tip"),
        gettext_lazy("A tip for %(service)s"),
        gettext_lazy("%(client)s gave you a tip. All of it goes to you."),
    ),
}


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(
        {kind: news.label for kind, news in NEWS.items()}, render_all, group=Group.STUDIO, about="session"
    )
    for kind in SETTLED_BY_SESSION:
        registry.settle(kind, by="session")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news, for those who deal with a side or work in the session. Two queries."""
    wanted = {told.data.get("session") for told in notifications} - {None}
    sessions = Session.objects.filter(pk__in=wanted).select_related("client", "professional", "worker")
    known, by_id = known_to(sessions, user), {str(session.pk): session for session in sessions}
    found = [told.data.get("session", "") for told in notifications]
    return [
        _render(NEWS[told.kind], by_id[pk], sees_money=known[pk]) if pk in known else None
        for told, pk in zip(notifications, found, strict=True)
    ]


def _render(news: News, session: Session, *, sees_money: bool) -> Text:
    zone = session.professional.timezone
    until = {SessionState.REQUESTED: session.answer_by, SessionState.DELIVERED: session.accept_by}.get(
        SessionState(session.state), session.expires_at
    )
    words = isolated_words({
        "service": session.name,
        "client": session.client.name,
        "professional": session.professional.name,
        "worker": session.worker.display_name if session.worker else session.professional.name,
        "price": format_amount(session.price_minor, session.currency_id),
        "when": say_moment(session.starts_at, zone) if session.starts_at else _("No fixed time"),
        "until": say_moment(until or now(), zone),
    })  # fmt: skip
    is_over = news.state is not None and session.state != news.state
    sentence = news.sentence if sees_money else news.without_price or news.sentence
    return Text(str(news.subject) % words, str(sentence) % words, str(news.action), is_over=is_over)
