"""Sessions of a person's clients and professionals."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.models import Membership, Party, User
from accounts.states import PartyKind
from studio.models import Session, SessionEvent
from studio.states import DONE_BY, UNDER_WAY, SessionState

EARNED = (SessionState.CONFIRMED, SessionState.IN_PROGRESS, SessionState.DELIVERED, SessionState.COMPLETED)
"""What counts as revenue: booked and paid, and not called off."""
WORKED = (*EARNED, SessionState.DISPUTED)
"""The two sides know each other."""


@dataclass(frozen=True)
class SessionTotals:
    """How many sessions there are, in all and in each state; how long those that count last together, in minutes, and
    what those of which the user sees the price come to, in minor units by currency."""

    count: int
    minutes: int
    revenue: list[tuple[int, str]]
    by_state: dict[str, int]


def sessions_of(user: User, role: str) -> QuerySet[Session]:
    """The sessions that a user deals with as "client", or as "professional", where they also count in which they work;
    the newest first. `shows_money`: whether the user leads one of its sides, and so sees what it costs."""
    led = Membership.objects.parties_led_by(user)
    mine = Q(client__in=led) if role == "client" else Q(professional__in=led) | worked_by(user)
    found = Session.objects.filter(mine).select_related("client", "professional", "service", "worker", "room")
    leads = ExpressionWrapper(Q(client__in=led) | Q(professional__in=led), output_field=BooleanField())
    return found.annotate(shows_money=leads).order_by("-created_at", "-id")


def usual_role(user: User) -> str:
    """The side on which somebody is asked for no other: "professional" if they book nothing and work. Two queries."""
    books = sessions_of(user, "client").exists()
    return "professional" if not books and sessions_of(user, "professional").exists() else "client"


def worked_by(user: User) -> Q:
    """The sessions in which a user works, while they are in the team."""
    return Q(worker=user, professional__in=Membership.objects.parties_of(user))


def totals(sessions: QuerySet[Session]) -> SessionTotals:
    """The totals of sessions from `sessions_of`. Two queries."""
    counted = sessions.filter(state__in=EARNED).order_by()
    sums = {"price": Sum("price_minor", filter=Q(shows_money=True)), "length": Sum("minutes")}
    rows = list(counted.values("currency").annotate(**sums).values_list("currency", *sums).order_by("currency"))
    states = dict(sessions.order_by().values_list("state").annotate(Count("pk")).order_by("state"))
    return SessionTotals(
        count=sum(states.values()),
        minutes=sum(minutes or 0 for _currency, _price, minutes in rows),
        revenue=[(price, currency) for currency, price, _minutes in rows if price],
        by_state=states,
    )


def by_state(sessions: Iterable[Session]) -> list[tuple[str, list[Session]]]:
    """In groups, disputes first, else in the order of the states; empty ones left out."""
    groups: dict[str, list[Session]] = {}
    for session in sessions:
        groups.setdefault(session.state, []).append(session)
    order = sorted(SessionState, key=lambda state: state != SessionState.DISPUTED)
    return [(str(state.label), groups[state]) for state in order if state in groups]


def work_of(user: User, professionals: Iterable[Party]) -> list[Session]:
    """The sessions of these professionals that are not over and in which this person works. One query; none where no
    party is a professional."""
    ids = [party.pk for party in professionals if party.kind == PartyKind.PROFESSIONAL]
    if not ids:
        return []
    found = Session.objects.filter(worker=user, professional__in=ids)
    found = found.filter(state__in=[SessionState.APPROVED, *UNDER_WAY, SessionState.DISPUTED])
    return list(found.select_related("client", "professional").order_by("starts_at", "pk"))


def have_a_session(party: Party, other: Party) -> bool:
    """Whether a session that is paid and not done yet connects these two, whichever of them is the client."""
    return between(party.pk, other.pk).filter(state__in=UNDER_WAY | {SessionState.DISPUTED}).exists()


def are_strangers(session: Session) -> bool:
    """Whether its two sides have no session that was paid and not called off."""
    return not between(session.client_id, session.professional_id).filter(state__in=WORKED).exists()


def between(one: UUID | None, other: UUID | None) -> QuerySet[Session]:
    """The sessions of two parties, whichever of them is the client."""
    return Session.objects.filter(Q(client=one, professional=other) | Q(client=other, professional=one))


def completed_counts(professionals: Iterable[UUID]) -> dict[UUID, int]:
    """How many sessions of these professionals, by the ids of their parties, are done; without one, none. One query."""
    done = Session.objects.filter(professional__in=list(professionals), state=SessionState.COMPLETED).order_by()
    return dict(done.values_list("professional").annotate(Count("pk")))


def parties_with_sessions(user: User, role: str) -> QuerySet[Party]:
    """The parties a user leads that have booked sessions (`role` "client"), or whom they book ("professional"), by
    name."""
    led = Membership.objects.parties_led_by(user)
    any_of_it = Session.objects.filter(**{role: OuterRef("pk")})
    return Party.objects.filter(Exists(any_of_it), pk__in=led).order_by("name", "pk")


def with_done_at(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """The same sessions, each with the moment `done_at` at which it was completed."""
    return sessions.annotate(done_at=done_at("pk"))  # type: ignore[no-redef]  # the property gives way to it


def done_at(path: str) -> Subquery:
    """When the session at the end of this path was completed, or settled."""
    events = SessionEvent.objects.filter(session=OuterRef(path), event__in=DONE_BY).order_by("id")
    return Subquery(events.values("at")[:1])
