"""What people are told of sessions; made at delivery, for what the reader may know then."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from engagements.queries.people import led_ids
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from studio.access import works_in
from studio.models import Session, SessionChange, Split
from studio.states import ChangeState, SessionState, SplitState
from studio.words.changes import say_change
from studio.words.splits import name_of, say_part
from web.dates import say_moment
from web.money import format_amount
from web.texts import isolated_words

SEE = gettext_lazy("See the session")


@dataclass(frozen=True)
class News:
    """One kind in words; service, client, professional, worker, price, when and until stand in them. `state`: mailed
    only while the session is in it; `without_price`: the sentence for whoever only works in it."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    action: str | Promise = SEE
    state: SessionState | None = None
    without_price: str | Promise = ""


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


@dataclass(frozen=True)
class SplitNews:
    """News of a split, for the leaders of its payee or of its professional: professional, payee and part stand in them.
    `state`: over once the split has another one."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    is_for_payee: bool
    state: SplitState | None = None


SPLIT_NEWS = {
    "studio.split_offered": SplitNews(
        gettext_lazy("You’re offered a split"),
        gettext_lazy("%(professional)s offers %(payee)s a split"),
        gettext_lazy("You’d get %(part)s of client payments. Accept to be paid."),
        is_for_payee=True,
        state=SplitState.OFFERED,
    ),
    "studio.split_answered": SplitNews(
        gettext_lazy("Answer to your split offer"),
        gettext_lazy("%(payee)s: %(state)s"),
        gettext_lazy("The split was %(part)s of client payments. See what changes."),
        is_for_payee=False,
    ),
    "studio.split_ended": SplitNews(
        gettext_lazy("Your split ended"),
        gettext_lazy("%(professional)s ended the split with %(payee)s"),
        gettext_lazy("It was %(part)s of client payments. Earlier shares stay yours."),
        is_for_payee=True,
    ),
}


CHANGE_NEWS = {
    "studio.proposed": News(
        gettext_lazy("New proposal for a session"),
        gettext_lazy("A proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. Answer by %(until)s."),
        gettext_lazy("Answer"),
    ),
    "studio.proposal_agreed": News(
        gettext_lazy("Proposal agreed"),
        gettext_lazy("Agreed: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s."),
    ),
    "studio.proposal_to_pay": News(
        gettext_lazy("Proposal agreed, payment due"),
        gettext_lazy("Payment due: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The client pays by %(until)s."),
    ),
    "studio.proposal_declined": News(
        gettext_lazy("Proposal declined"),
        gettext_lazy("Declined: your proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The session doesn’t change."),
    ),
    "studio.proposal_withdrawn": News(
        gettext_lazy("Session proposal withdrawn"),
        gettext_lazy("Withdrawn: the proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The session doesn’t change."),
    ),
    "studio.proposal_expired": News(
        gettext_lazy("Proposal expired"),
        gettext_lazy("Not answered or paid in time: the proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The session doesn’t change."),
    ),
}
"""News about proposals: `proposal` and `kind` stand in them too, and `until` is that of the proposal."""


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(
        {kind: news.label for kind, news in CHANGE_NEWS.items()}, render_changes, group=Group.STUDIO, about="session"
    )
    registry.register_all(
        {kind: news.label for kind, news in NEWS.items()}, render_all, group=Group.STUDIO, about="session"
    )
    registry.register_all(
        {kind: news.label for kind, news in SPLIT_NEWS.items()}, render_splits, group=Group.MONEY, about="split"
    )
    registry.register_all(
        {"studio.to_settle": gettext_lazy("A dispute about a session (staff)")}, render_for_staff, group=Group.STAFF
    )
    for kind in ("studio.files", "studio.mix", "studio.comment"):
        registry.settle(kind, by="session")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news, for those who deal with a side or work in the session. Two queries."""
    wanted = {told.data.get("session") for told in notifications} - {None}
    sessions = Session.objects.filter(pk__in=wanted).select_related("client", "professional", "worker")
    known, by_id = _known(sessions, user), {str(session.pk): session for session in sessions}
    found = [told.data.get("session", "") for told in notifications]
    return [
        _render(NEWS[told.kind], by_id[pk], sees_money=known[pk]) if pk in known else None
        for told, pk in zip(notifications, found, strict=True)
    ]


def _known(sessions: Iterable[Session], user: User) -> dict[str, bool]:
    """Those of these sessions that the user deals with, by id, and whether they may know of the money. One query."""
    led = led_ids(user, [side for session in sessions for side in (session.client_id, session.professional_id)])
    leads = {session: bool({session.client_id, session.professional_id} & led) for session in sessions}
    return {str(session.pk): leads[session] for session in sessions if leads[session] or works_in(user, session)}


def render_changes(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """News about proposals, for those who deal with a side or work in the session. Two queries."""
    wanted = {told.data.get("change") for told in notifications} - {None}
    changes = SessionChange.objects.select_related("session__client", "session__professional").filter(pk__in=wanted)
    known, by_id = _known([change.session for change in changes], user), {str(change.pk): change for change in changes}
    seen = {pk: known[str(change.session_id)] for pk, change in by_id.items() if str(change.session_id) in known}
    found = [(told.kind, told.data.get("change", "")) for told in notifications]
    return [_render_change(kind, by_id[pk], sees_money=seen[pk]) if pk in seen else None for kind, pk in found]


def _render_change(kind: str, change: SessionChange, *, sees_money: bool) -> Text:
    news, session = CHANGE_NEWS[kind], change.session
    until = change.expires_at or change.answer_by
    words = isolated_words({
        "service": session.name,
        "client": session.client.name,
        "professional": session.professional.name,
        "kind": str(change.get_kind_display()),
        "proposal": say_change(change, with_price=sees_money),
        "until": say_moment(until or now(), session.professional.timezone),
    })  # fmt: skip
    waits = {"studio.proposed": ChangeState.PROPOSED, "studio.proposal_to_pay": ChangeState.TO_PAY}.get(kind)
    is_over = waits is not None and change.state != waits
    return Text(str(news.subject) % words, str(news.sentence) % words, str(news.action), is_over=is_over)


def render_for_staff(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """What is to be settled, for staff; None for everybody else. One query."""
    wanted = {told.data.get("session") for told in notifications} - {None}
    sessions = Session.objects.select_related("client", "professional").filter(pk__in=wanted)
    known = {str(session.pk): session for session in sessions} if user.is_staff else {}
    found = [known.get(told.data.get("session", "")) for told in notifications]
    return [_to_settle(session) if session else None for session in found]


def _to_settle(session: Session) -> Text:
    words = isolated_words({"client": session.client.name, "professional": session.professional.name})
    subject = _("Dispute to settle: %(professional)s and %(client)s") % words
    is_over = session.state != SessionState.DISPUTED
    return Text(subject, _("Both sides can still add statements."), _("Read and resolve"), is_over=is_over)


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


def render_splits(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """News of splits, for who leads the side that they are for now. Two queries."""
    wanted = {told.data.get("split") for told in notifications} - {None}
    splits = Split.objects.filter(pk__in=wanted).select_related("professional__party", "payee", "currency")
    known = {str(split.pk): split for split in splits}
    led = led_ids(user, [side for split in splits for side in (split.professional_id, split.payee_id) if side])
    return [_render_split(SPLIT_NEWS[told.kind], known.get(told.data.get("split", "")), led) for told in notifications]


def _render_split(news: SplitNews, split: Split | None, led: Collection[UUID]) -> Text | None:
    if split is None or (split.payee_id if news.is_for_payee else split.professional_id) not in led:
        return None
    words = isolated_words({
        "professional": split.professional.party.name,
        "payee": name_of(split),
        "part": say_part(split),
        "state": str(split.get_state_display()),
    })  # fmt: skip
    is_over = news.state is not None and split.state != news.state
    return Text(str(news.subject) % words, str(news.sentence) % words, _("See the splits"), is_over=is_over)
