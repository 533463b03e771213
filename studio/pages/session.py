"""The page of a session: what was agreed, what comes next, and what this reader may do."""

import datetime as dt
from dataclasses import dataclass
from itertools import chain
from math import ceil

from accounts.access import can_lead
from accounts.models import Party, User
from engagements.deals.tiers import price_tier_words
from studio.access import works_in
from studio.actions.sessions import TO_PAY_AT_ONCE, cancelling_refund
from studio.actions.sessions.workers import ASSIGNED, REPLACEABLE
from studio.hooks import beside_session
from studio.models import Project, Session, SessionEvent
from studio.pages.changes import ChangeCard, change_card, proposals
from studio.pages.tips import TipsSection, tips_section
from studio.queries.projects import projects_for
from studio.queries.services import say_work_terms
from studio.queries.work import Title, titles
from studio.rules.beginning import may_begin
from studio.rules.problems import may_report
from studio.states import TAKES_FILES, ServiceMode, SessionState, Side
from studio.words.history import say_event, text_of
from studio.words.next_steps import Reader, say_next
from web.notices import Notice
from web.streams import sign_topics

WITH_WORDS = frozenset({"deliver", "revise", "decline", "cancel", "report", "case", "settle"})
"""What is done by a form in which somebody writes."""

WITH_REASON = ("deliver", "revise", "decline", "cancel")
"""Of these a session allows one at a time, with a reason or a note."""

MAY_END = frozenset({SessionState.REQUESTED, SessionState.APPROVED, SessionState.CONFIRMED})
"""In these it matters what calling off costs."""
LED_HERE = {
    SessionState.IN_PROGRESS: ("revision", "bought_revision"),
    SessionState.DELIVERED: ("delivered",),
    SessionState.DECLINED: ("declined",),
    SessionState.CANCELLED: ("cancelled", "settled"),
    SessionState.COMPLETED: ("settled",),
}
"""The events whose words explain a state."""
SAID_IN_DISPUTE = ("reported_", "case")
"""How the events begin in which somebody speaks of a problem."""


@dataclass(frozen=True)
class SessionPage:
    """A session for one reader. `may`: names of what they may do now. `refund_minor`: what goes back if they call it
    off now, None where they cannot. `seconds_left`: until when a slot is claimed while they pay. `projects`: in which
    the client's leaders may put it."""

    session: Session
    reader: User
    is_client: bool
    is_professional: bool
    works: bool
    sees_money: bool
    next: str
    may: frozenset[str]
    refund_minor: int | None
    events: list[tuple[SessionEvent, str, str]]
    tiers: list[str]
    titles: list[Title]
    file_count: int
    beside: list[Notice]
    sets_call_link: bool
    seconds_left: int | None
    change: ChangeCard | None
    proposals: list[str]
    projects: list[Project]
    tips: TipsSection | None

    @property
    def is_turn(self) -> bool:
        """Whether this reader is the one who has to act."""
        if self.change is not None and (self.change.may_answer or self.change.may_pay):
            return True
        if self.change is not None and self.session.state == SessionState.REQUESTED:
            return False
        return bool(self.may & {"approve", "pay"}) or (self.is_client and self.session.state == SessionState.DELIVERED)

    @property
    def completes_first(self) -> bool:
        """Whether to say that it is done comes next: not before the work is delivered, nor before it is heard."""
        if self.session.state == SessionState.IN_PROGRESS:
            return self.session.delivery_days is None
        return self.session.state == SessionState.DELIVERED and not self.titles

    @property
    def dispute(self) -> list[tuple[SessionEvent, str]]:
        """What both sides have said in a dispute that is not settled yet."""
        if self.session.state != SessionState.DISPUTED:
            return []
        return [(event, words) for event, words, _text in self.events if event.event.startswith(SAID_IN_DISPUTE)]

    @property
    def reason(self) -> tuple[SessionEvent, str, str] | None:
        """The event that led to this state, with what was written there; None if nothing was."""
        wanted = LED_HERE.get(SessionState(self.session.state), ())
        return next((each for each in reversed(self.events) if each[0].event in wanted and each[2]), None)

    @property
    def reason_for(self) -> str:
        """The step that this reader may take with a reason: a session has one at a time."""
        return next((deed for deed in WITH_REASON if deed in self.may), "")

    @property
    def adds_files(self) -> bool:
        """Whether this reader may add files now, by the table of states."""
        sides = [side for side, is_on in ((Side.CLIENT, self.is_client), (Side.PROFESSIONAL, self.works)) if is_on]
        return any(self.session.state in TAKES_FILES[side] for side in sides)

    @property
    def needs_files(self) -> bool:
        """Whether the client comes next with what is to be worked on: it is paid, to be delivered, and nothing is
        there."""
        to_come = self.session.state in {SessionState.CONFIRMED, SessionState.IN_PROGRESS}
        return to_come and self.is_client and self.session.delivery_days is not None and not self.file_count

    @property
    def others(self) -> list[Party]:
        """With whom the reader deals here; both sides for staff and others who belong to neither."""
        client, professional = self.session.client, self.session.professional
        if self.is_client != self.works:
            return [professional if self.is_client else client]
        return [client, professional]

    @property
    def work_terms(self) -> list[str]:
        """Revisions and delivery, as agreed: "1 of 2 revisions used", "delivered in 7 days"."""
        return say_work_terms(self.session)

    @property
    def has_forms(self) -> bool:
        """Whether there is anything that they may say."""
        return bool(self.may & WITH_WORDS or self.proposals or self.tips)

    @property
    def token(self) -> str:
        """For the private stream of the session."""
        return sign_topics(self.reader.pk, [self.session.topic])

    @property
    def payment_is_open(self) -> bool:
        return "pay" in self.may


def session_page(session: Session, user: User, at: dt.datetime) -> SessionPage:
    """What this user sees of a session. Seven queries at most, and those of `beside_session`."""
    is_client, is_professional = can_lead(user, session.client), can_lead(user, session.professional)
    may = _may(session, user, is_client=is_client, is_professional=is_professional, at=at)
    refund = cancelling_refund(session, by_client=is_client, at=at) if "cancel" in may else None
    led = {side for side, leads in ((Side.CLIENT, is_client), (Side.PROFESSIONAL, is_professional)) if leads}
    change = change_card(session, led, is_staff=user.is_staff)
    reader = Reader(is_client, is_professional, works=is_professional or works_in(user, session))
    reads_money = is_client or is_professional or user.is_staff
    history = session.events.select_related("actor")
    events = [(event, say_event(event), text_of(event, session, with_money=reads_money)) for event in history]
    return SessionPage(
        session=session,
        reader=user,
        is_client=is_client,
        is_professional=is_professional,
        works=reader.works,
        sees_money=reads_money,
        next="" if change and session.state == SessionState.REQUESTED else say_next(session, reader),
        may=may,
        refund_minor=refund,
        events=events,
        tiers=_tiers(session),
        titles=titles(session),
        file_count=session.files.count(),
        beside=list(chain.from_iterable(beside_session(user, session))),
        sets_call_link=session.shows_call_link and (is_professional or works_in(user, session)),
        seconds_left=seconds_left(session, at),
        change=change,
        proposals=proposals(session, led, at, change),
        projects=projects_for(session) if is_client else [],
        tips=tips_section(session, is_client=is_client, is_professional=is_professional),
    )


def _tiers(session: Session) -> list[str]:
    """What cancelling costs, while it matters: tiers count from the start, so work without a time has none."""
    if session.state not in MAY_END or session.starts_at is None:
        return []
    return price_tier_words(session.cancellation_tiers)


def seconds_left(session: Session, at: dt.datetime) -> int | None:
    """How long the time is still claimed for the client: of what was booked at once, and of a request in its last 15
    minutes; None where nothing is to be paid that soon."""
    if session.state != SessionState.APPROVED or session.expires_at is None:
        return None
    left = session.expires_at - at
    if session.mode != ServiceMode.INSTANT and left > TO_PAY_AT_ONCE:
        return None
    return max(0, ceil(left.total_seconds()))


def _may(session: Session, user: User, *, is_client: bool, is_professional: bool, at: dt.datetime) -> frozenset[str]:
    found: set[str] = set()
    works = is_professional or works_in(user, session)
    match session.state:
        case SessionState.REQUESTED:
            found |= {"approve", "decline"} if is_professional else set()
            found |= {"withdraw"} if is_client else set()
        case SessionState.APPROVED:
            found |= {"pay", "withdraw"} if is_client else set()
        case SessionState.CONFIRMED:
            found |= {"cancel"} if is_client or is_professional else set()
            found |= {"begin"} if works and may_begin(session, at) else set()
        case SessionState.IN_PROGRESS:
            found |= {"deliver"} if works else set()
            found |= {"complete"} if is_client else set()
        case SessionState.DELIVERED:
            found |= {"complete"} if is_client else set()
            found |= {"revise"} if is_client and session.revisions_used < session.revisions else set()
        case SessionState.DISPUTED:
            found |= {"complete"} if is_client else set()
            found |= {"case"} if is_client or is_professional else set()
            found |= {"settle"} if user.is_staff and not (works or is_client) else set()
    if is_professional and (session.state in REPLACEABLE or (session.starts_at is None and session.state in ASSIGNED)):
        found.add("assign")
    if (is_client or is_professional) and may_report(session, at):
        found.add("report")
    return frozenset(found)
