"""Who may read and write in which thread.

| thread | who reads and writes |
|---|---|
| booking | leaders of the act and of the host, unless one side has blocked the other and no night connects them |
| session | leaders of the client and of the professional, and the member who works in it; a block as for bookings |
| show | leaders of the host, and everybody of the acts that are booked: their teams, and who plays in the line-up |
| band | its team, without deps |
| enquiry | leaders of the act or venue asked, and of the party that asks, unless one side has blocked the other |

A dep belongs to a date, not to the band: they read where they play. Staff of the site read none of them; they see
messages that were reported.
"""

from collections.abc import Collection, Sequence
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.errors import NotApproved
from accounts.models import Membership, Party, User
from accounts.states import INACTIVE, LEADING_ROLES, LISTED_KINDS, PartyKind, Role
from bookings.models import Booking, LineupEntry, Show
from bookings.states import NEVER_PROMISED, LineupState
from messaging.access.blocks import require_unblocked
from messaging.access.people import others_in, parties_of
from messaging.errors import NothingWritten
from messaging.models import Thread
from messaging.states import About
from studio.models import Session
from studio.states import NEVER_BEGUN
from web.errors import Refusal
from web.prepared import Parameter, PreparedQuery

M = TypeVar("M", bound=Model)

GIVEN = cast(User, Parameter("user"))
"""The user of a `PreparedQuery`."""


def readable_by(user: User) -> QuerySet[Thread]:
    """All threads that the user may read now and that have messages. A union of parts that each start from the user's
    own roles and an index: every page counts these threads, and a single condition for all kinds would scan all threads
    of the site."""
    led, own = Membership.objects.parties_led_by(user), _own(user)
    promised = Booking.objects.promised()
    plays = LineupEntry.objects.filter(user=user, state=LineupState.PLAYS)
    first, *others = (
        Thread.objects.filter(each).values("pk")
        for each in (
            Q(kind=About.BOOKING, booking__act__in=led),
            Q(kind=About.BOOKING, booking__spot__show__owner__in=led),
            Q(kind=About.SESSION, session__client__in=led),
            Q(kind=About.SESSION, session__professional__in=led),
            Q(kind=About.SESSION, session__worker=user, session__professional__in=own),
            Q(kind=About.SHOW, show__owner__in=led),
            Q(kind=About.SHOW, show__in=promised.filter(act__in=own).values("spot__show")),
            Q(kind=About.SHOW, show__in=promised.filter(pk__in=plays.values("booking")).values("spot__show")),
            Q(kind=About.BAND, party__in=own),
            Q(kind=About.ENQUIRY, party__in=led),
            Q(kind=About.ENQUIRY, asker__in=led),
        )
    )
    # What nobody has written about has a row where one side has blocked the other.
    unwritten = Q(kind__in=(About.BOOKING, About.SESSION), last_number=0)
    return Thread.objects.filter(pk__in=first.union(*others)).exclude(unwritten)


def get_thread_for(user: User, pk: UUID) -> Thread:
    """The thread of this id, also where nobody has written in it yet: then it is not saved. Raises Http404 for one that
    the user may not read."""
    thread = _of_booking(user, pk) or _of_session(user, pk) or _of_show(user, pk) or _of_band(user, pk)
    if thread is None:
        thread = _find(READABLE, user, pk)
    if thread is None:
        raise Http404
    return next(iter(WITH_SUBJECT.all(pk=pk)), None) or thread


def _of_booking(user: User, pk: UUID) -> Thread | None:
    booking = _find(BOOKING, user, pk)
    return Thread(id=pk, kind=About.BOOKING, booking=booking) if booking else None


def _of_session(user: User, pk: UUID) -> Thread | None:
    session = _find(SESSION, user, pk)
    return Thread(id=pk, kind=About.SESSION, session=session) if session else None


def _of_show(user: User, pk: UUID) -> Thread | None:
    show = _find(SHOW, user, pk)
    return Thread(id=pk, kind=About.SHOW, show=show) if show else None


def _of_band(user: User, pk: UUID) -> Thread | None:
    band = _find(BAND, user, pk)
    return Thread(id=pk, kind=About.BAND, party=band) if band else None


def _find(query: PreparedQuery[M], user: User, pk: UUID) -> M | None:
    """The row of this id, if the user may read its thread."""
    return next(iter(query.all(user=user.pk, pk=pk)), None)


def _booking() -> QuerySet[Booking]:
    led = Membership.objects.parties_led_by(GIVEN)
    sides = Q(act__in=led) | Q(spot__show__owner__in=led)
    return Booking.objects.filter(sides, pk=Parameter("pk")).with_show().order_by()


def _session() -> QuerySet[Session]:
    led = Membership.objects.parties_led_by(GIVEN)
    sides = Q(client__in=led) | Q(professional__in=led) | Q(worker=GIVEN, professional__in=_own(GIVEN))
    of_user = Session.objects.filter(sides, pk=Parameter("pk"))
    return of_user.select_related("client", "professional", "worker").order_by()


def _show() -> QuerySet[Show]:
    plays = LineupEntry.objects.filter(user=GIVEN, state=LineupState.PLAYS, booking=OuterRef("pk"))
    booked = Booking.objects.promised().filter(Q(act__in=_own(GIVEN)) | Exists(plays), spot__show=OuterRef("pk"))
    shows = Show.objects.filter(
        Q(owner__in=Membership.objects.parties_led_by(GIVEN)) | Exists(booked), pk=Parameter("pk")
    )
    return shows.select_related("owner").order_by()


def bands_read_by(user: User) -> QuerySet[Party]:
    """The bands whose own thread the user reads: for its team, without deps."""
    return Party.objects.filter(kind=PartyKind.BAND, pk__in=_own(user))


BOOKING = PreparedQuery(_booking)
SESSION = PreparedQuery(_session)
SHOW = PreparedQuery(_show)
BAND = PreparedQuery(lambda: bands_read_by(GIVEN).filter(pk=Parameter("pk")).order_by())
READABLE = PreparedQuery(lambda: readable_by(GIVEN).filter(pk=Parameter("pk")).order_by())
WITH_SUBJECT = PreparedQuery(lambda: Thread.objects.with_subject().filter(pk=Parameter("pk")).order_by())


def _own(user: User) -> QuerySet:
    """The parties that the user belongs to, except as a dep."""
    return Membership.objects.current().filter(user=user).exclude(role=Role.DEP).values("party")


def speakers_of(user: User, thread: Thread) -> list[Party]:
    """The parties in whose name the user may write: those of the thread that they belong to. In a band's own thread
    people write as themselves."""
    if thread.kind == About.BAND:
        return []
    among = parties_of(thread)
    roles = Membership.objects.current().filter(user=user, party__in=among).exclude(role=Role.DEP)
    led = Q(role__in=LEADING_ROLES)
    if thread.show:
        led |= ~Q(party=thread.show.owner_id)
    if thread.session and thread.session.worker_id == user.pk:
        led |= Q(party=thread.session.professional_id)
    roles = roles.filter(led)
    found = {party.pk: party for party in Party.objects.filter(pk__in=roles.values("party"))}
    return [found[pk] for pk in among if pk in found]


def require_may_write(user: User, thread: Thread, others: Collection[str] | None = None) -> None:
    """Raise NotApproved if a side is suspended or closed, NothingWritten if one has blocked the other, if the booking
    ended before it was ever promised, or if nobody else reads the thread of a show or an enquiry. The thread stays
    readable. `others` are those of `others_in`, if they are known."""
    if any(side and side.is_forgotten for side in (thread.asker, thread.party)):
        raise NothingWritten(_("Nobody else can read this any more."))
    inactive = Party.objects.filter(pk__in=parties_of(thread), approval__in=INACTIVE)
    if thread.show:
        plays = LineupEntry.objects.filter(user=user, state=LineupState.PLAYS, booking__spot__show=thread.show)
        own = Q(pk__in=_ids(speakers_of(user, thread))) | Q(pk__in=plays.values("booking__act"))
        inactive = inactive.filter(own | Q(pk=thread.show.owner_id))
    NotApproved.unless_all(*inactive)
    if thread.booking and thread.booking.state in NEVER_PROMISED:
        raise _over(thread.booking)
    if thread.session and thread.session.state in NEVER_BEGUN:
        raise _over_session(thread.session)
    require_unblocked(user, thread)
    if thread.show and not (others_in(user, thread) if others is None else others):
        raise NothingWritten(_("Nobody else can read this right now."))


def _over(booking: Booking) -> NothingWritten:
    text = _("%(state)s: this conversation is closed.") % {"state": booking.get_state_display()}
    # A private host has no page.
    is_listed = booking.spot.show.owner.kind in LISTED_KINDS
    return NothingWritten(" ".join([text, _("Write to them from their page.")]) if is_listed else text)


def _over_session(session: Session) -> NothingWritten:
    text = _("%(state)s: this conversation is closed.") % {"state": session.get_state_display()}
    return NothingWritten(" ".join([text, _("Write to them from their page.")]))


def refusal_to_write(user: User, thread: Thread, others: Collection[str] | None = None) -> str:
    """Why nothing can be written; empty where it can. `others` as in `require_may_write`."""
    try:
        require_may_write(user, thread, others)
    except Refusal as refusal:
        return str(refusal.detail)
    return ""


def may_write(user: User, thread: Thread) -> bool:
    """Whether the user may write in a thread that they read."""
    return not refusal_to_write(user, thread)


def _ids(parties: Sequence[Party]) -> Collection[UUID]:
    return [party.pk for party in parties]
