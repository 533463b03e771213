"""Projects of a client: their sessions, and what is left of the budget."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum
from django.utils.timezone import now

from accounts.models import Membership, User
from accounts.queries import is_backed
from accounts.states import Role
from availability.actions.feeds import hash_token
from payments.models import Refund
from payments.states import GIVEN_BACK_WHOLE, PAID_AND_KEPT, OutgoingState, PaymentState
from studio.models import Mix, Project, ProjectFile, ProjectLink, Session, SessionChange
from studio.states import OPEN_SESSIONS

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Backed(TypedDict):
        """What `find_project_link` adds: whether the link's maker may still issue it."""

        is_backed: bool

    BackedProjectLink: TypeAlias = WithAnnotations[ProjectLink, Backed]

READS_PROJECTS = frozenset({Role.OWNER, Role.MANAGER, Role.MEMBER, Role.STAFF})
"""Who of a client's team reads its projects. Deps stand in for one night."""


@dataclass(frozen=True)
class Sums:
    """What the sessions of a project come to in one currency, in minor units. `spent` is paid and did not come back;
    `promised` is asked for or still to be paid."""

    currency: str
    spent: int = 0
    promised: int = 0

    @property
    def taken(self) -> int:
        return self.spent + self.promised


@dataclass(frozen=True)
class Budget:
    """How a project stands. `own` is in the currency of its budget and counts against it; None without a budget.
    `others` are not set off against it. `amount_minor`: the budget."""

    amount_minor: int | None
    own: Sums | None
    others: list[Sums]

    @property
    def left(self) -> int:
        """What is left of the budget; below zero where more is taken."""
        return (self.amount_minor or 0) - (self.own.taken if self.own else 0)

    @property
    def over(self) -> int:
        """By how much the budget is exceeded."""
        return max(0, -self.left)


@dataclass(frozen=True)
class LinkLine:
    """A link to a project, and whether it works."""

    link: ProjectLink
    is_live: bool

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it works, on the client's clock; None for one without an end."""
        if self.link.expires_at is None:
            return None
        zone = ZoneInfo(self.link.project.client.timezone)
        return (self.link.expires_at - dt.timedelta(seconds=1)).astimezone(zone).date()


@dataclass(frozen=True)
class Contents:
    """A project with its sessions, by time, each with its newest mixes, and its files."""

    project: Project
    sessions: list[Session]
    mixes: dict[UUID, list[Mix]]
    files: list[ProjectFile]
    budget: Budget


def projects_of(user: User) -> QuerySet[Project]:
    """The projects of all parties that a user belongs to, those that go on first, then the newest."""
    own = Membership.objects.current().filter(user=user, role__in=READS_PROJECTS).values("party")
    found = Project.objects.filter(client__in=own).select_related("client", "currency")
    return found.order_by("client__name", "archived_at", "-created_at", "-id")


def projects_to_book_for(user: User) -> list[Project]:
    """The projects that go on of all parties that a user leads, by client and name. One query."""
    led = Membership.objects.parties_led_by(user)
    found = Project.objects.filter(client__in=led, archived_at=None).select_related("client")
    return list(found.order_by("client__name", "name", "id"))


def projects_for(session: Session) -> list[Project]:
    """In which a session can stand: the projects of its client that go on, by name, and its own. One query."""
    found = list(Project.objects.filter(client=session.client_id, archived_at=None).order_by("name", "id"))
    own = session.project
    return found if own is None or own in found else [*found, own]


def sessions_to_add(project: Project) -> QuerySet[Session]:
    """The sessions of the client that are in no project, the newest first."""
    found = Session.objects.filter(client=project.client_id, project=None).select_related("professional")
    return found.order_by("-created_at", "-id")


def contents_of(project: Project) -> Contents:
    """Everything in a project. Five queries."""
    found = project.sessions.select_related("professional", "payment").order_by("starts_at", "created_at", "id")
    sessions = list(found)
    return Contents(
        project=project,
        sessions=sessions,
        mixes=_newest_mixes(sessions),
        files=list(project.files.select_related("file", "preview", "added_by")),
        budget=budget_of(project, sessions),
    )


def budget_of(project: Project, sessions: Collection[Session]) -> Budget:
    """What the sessions take of the budget; their payments must be loaded. Two queries."""
    # Where the first payment was given back, those of its changes may be kept.
    was_paid = PAID_AND_KEPT | {PaymentState.REFUNDED}
    paid = [each for each in sessions if each.payment and each.payment.state in was_paid]
    back = _refunded(paid)
    spent: Counter[str] = Counter()
    promised: Counter[str] = Counter()
    for each in paid:
        spent[each.currency_id] += max(0, each.price_minor - back[each.pk])
    for each in sessions:
        if each.state in OPEN_SESSIONS and each not in paid:
            promised[each.currency_id] += each.price_minor
    codes = sorted(code for code in {*spent, *promised} if spent[code] or promised[code])
    sums = {code: Sums(code, spent[code], promised[code]) for code in codes}
    own = sums.pop(project.currency_id, Sums(project.currency_id)) if project.currency_id else None
    return Budget(project.budget_minor, own, list(sums.values()))


def _refunded(sessions: Collection[Session]) -> Counter[UUID]:
    """What went or goes back to the payer, by session, of its first payment and those of its changes. What was paid
    twice does not count, and did not before. Two queries."""
    changes = SessionChange.objects.filter(session__in=sessions, payment__isnull=False).order_by()
    session_of = {each.payment_id: each.pk for each in sessions} | dict(changes.values_list("payment", "session"))
    refunds = Refund.objects.filter(attempt__payment__in=list(session_of)).exclude(state=OutgoingState.FAILED)
    refunds = refunds.exclude(reason__in=GIVEN_BACK_WHOLE).order_by()
    back: Counter[UUID] = Counter()
    for payment, amount in refunds.values_list("attempt__payment").annotate(Sum("amount_minor")):
        back[session_of[payment]] += amount
    return back


def _newest_mixes(sessions: Collection[Session]) -> dict[UUID, list[Mix]]:
    """The newest mix of each title, by session and title. One query."""
    mixes = Mix.objects.filter(session__in=sessions).select_related("session_file__file", "session_file__preview")
    newest: dict[tuple[UUID, str], Mix] = {}
    for mix in mixes.order_by("session", "number"):
        newest[mix.session_id, mix.title.lower()] = mix
    groups: dict[UUID, list[Mix]] = {}
    for mix in sorted(newest.values(), key=lambda each: each.title.lower()):
        groups.setdefault(mix.session_id, []).append(mix)
    return groups


def find_project_link(token: str) -> "BackedProjectLink | None":
    """The link of a secret address, live or over, with its project and `is_backed`. One query."""
    links = ProjectLink.objects.select_related("project__client", "project__currency")
    return links.annotate(is_backed=is_backed(party="project__client")).filter(token_hash=hash_token(token)).first()


def is_project_link_open(link: "BackedProjectLink") -> bool:
    """Whether it shows anything now: neither revoked nor expired, and its maker may still issue it. For a link as
    `find_project_link` returns it."""
    return link.is_live(now()) and link.is_backed


def links_of(project: Project) -> list[LinkLine]:
    """All links to a project, those that work first, then the newest. One query."""
    at = now()
    lines = [LinkLine(link, link.is_live(at)) for link in project.links.order_by("-created_at", "-id")]
    return sorted(lines, key=lambda line: not line.is_live)
