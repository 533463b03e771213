"""Today: what waits for my answer, and what is next."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.queries import MyParty
from accounts.queries.waiting import waiting_parties
from accounts.states import PartyKind
from bands.models import AskedMember
from bands.queries import asks_waiting_for
from booking_payments.pages.errands import decision_errand, payment_errand
from booking_payments.queries.errands import deposits_to_decide, payments_waiting_for
from bookings.access.changes import checks_of_moves
from bookings.access.offers import OfferView, counter_offers
from bookings.models import ApplicationDraft, Booking, HistoryEntry, LineupEntry, Move, Report, Show, Spot
from bookings.pages.errands import Errand, contract_errands, settlement_errands
from bookings.queries import bookings_of, lineup_questions, open_contradictions, shows_of, waiting_for
from bookings.queries.changes import moves_waiting_for
from bookings.queries.conflicts import check_bookings, read_lineups
from bookings.queries.contradictions import moves_asked_of
from bookings.queries.lists import drafts_waiting_for, only_asked, put_to_others
from bookings.queries.signing import contracts_to_sign, settlements_to_sign
from bookings.states import PUBLISHED, BookingState, LineupState
from bookings.words.places import booking_title, role_words
from discovery.queries.coming import NEXT_SHOWN, NextLine, session_lines
from discovery.queries.gaps import Gap, gaps_of, left_gaps
from discovery.queries.heard import first_sounds
from discovery.queries.reports import waiting_reports
from engagements.pages.cards import LAST, Card, by_deadline
from engagements.queries.lineups import LineupCheck
from engagements.states import Side
from engagements.words.gaps import days_left_words, missing_words
from holds.models import HoldPermission
from holds.pages.ladders import HoldLine, holds_waiting_for, permissions_asked_of, restorations_for
from holds.queries.restoring import Restoration
from media.models import Sound
from messaging.models import MessageReport
from messaging.queries import waiting_message_reports
from notifications.queries import InboxLine, inbox_lines, inbox_of
from payments.queries.attention import Attention, attention
from reviews.queries import reviews_due
from reviews.rules.occasions import GIGS, SESSIONS
from studio.models import Session, Split
from studio.pages.today import SessionErrand, change_errand, review_errand, session_errand
from studio.queries.splits import splits_waiting_for
from studio.queries.waiting import changes_waiting_for, sessions_waiting_for
from web.dates import say_day, say_span, say_time
from web.excerpts import Excerpt, excerpt
from web.texts import isolated_names, isolated_words

WAITING_SHOWN = 8
CHANGED_SHOWN = 4


@dataclass(frozen=True)
class GapLine:
    """A gig that lacks a player: "Drummer missing, 4 days left"."""

    gap: Gap
    title: str


@dataclass(frozen=True)
class Application:
    """An act that applies for a spot, and what it sounds like."""

    booking: Booking
    sound: Sound | None


@dataclass(frozen=True)
class SlotLine:
    """A spot with the applications for it that wait for the host; `until`: by when the first wants its answer."""

    spot: Spot
    applications: list[Application]

    @property
    def until(self) -> dt.datetime | None:
        deadlines = [each.booking.answer_by for each in self.applications]
        return min(filter(None, deadlines), default=None)


@dataclass(frozen=True)
class Today:
    """The home of a signed-in person: the first of each kind, counted whole. `requested` waits for others: what one has
    applied or asked for; `left` are gigs that one has dropped out of and may come back to. `checks`: who of one's acts
    may not be there, by booking that waits; `counters`: the counter-offers among those that wait; `gaps`: gigs of
    theirs that lack a player; `moves_asked`: questions of players whether a gig can be moved; `errands`: settlements
    and contracts to sign, reviews to write; `sounds`: what the acts that apply sound like, by their id; `sessions`:
    those to answer, to pay, to deliver or to accept, `session_reviews`: those to review; `drafts`: applications that
    may be sent now; for staff `approvals`: who waits to be approved, `reports` and `message_reports`: what they have to
    settle, and `money`: payments that need them."""

    waiting: Excerpt[Booking]
    sounds: Mapping[UUID, Sound]
    checks: Mapping[UUID, LineupCheck]
    counters: Mapping[UUID, OfferView]
    move_checks: Mapping[UUID, list[LineupCheck]]
    gaps: Excerpt[GapLine]
    moves: Excerpt[Move]
    moves_asked: Excerpt[HistoryEntry]
    holds: Excerpt[HoldLine]
    permissions: Excerpt[HoldPermission]
    restorations: Excerpt[Restoration]
    asked: Excerpt[LineupEntry]
    errands: tuple[Excerpt[Errand], ...]
    sessions: Excerpt[SessionErrand]
    changes: Excerpt[SessionErrand]
    splits: Excerpt[Split]
    session_reviews: Excerpt[SessionErrand]
    drafts: Excerpt[ApplicationDraft]
    approvals: Excerpt[Party]
    reports: Excerpt[Report]
    message_reports: Excerpt[MessageReport]
    money: Excerpt[Attention]
    polls: Excerpt[AskedMember]
    requested: Excerpt[Booking]
    left: Excerpt[LineupEntry]
    contradicted: int
    next: list[NextLine]
    changed: list[InboxLine]

    @property
    def cards(self) -> list[Card]:
        """All that is shown of what waits, the nearest deadline first; what has none comes last."""
        return by_deadline(self._unsorted())

    def _unsorted(self) -> Iterator[Card]:
        for line in self.gaps:
            yield Card("bookings/_gap_card.html", {"line": line}, line.gap.booking.spot.call_at)
        for slot in self._slots:
            yield Card("bookings/_slot_card.html", {"slot": slot}, slot.until)
        for booking in self.waiting:
            if not self._is_compared(booking):
                names = {"check": self.checks.get(booking.pk), "counter": self.counters.get(booking.pk)}
                yield Card("bookings/_waiting_card.html", {"booking": booking} | names, booking.answer_by)
        for move in self.moves:
            yield Card("bookings/_move_card.html", {"move": move, "checks": self.move_checks[move.pk]}, move.answer_by)
        for asked in self.moves_asked:
            deadline = asked.booking.spot.call_at if asked.booking else None
            yield Card("bookings/_move_asked.html", {"asked": asked}, deadline)
        for hold in self.holds:
            yield Card("holds/_hold_card.html", {"line": hold}, hold.answer_by)
        for entry in self.asked:
            yield Card("discovery/_asked_card.html", {"entry": entry}, entry.booking.spot.starts_at)
        for restoration in self.restorations:
            yield Card("holds/_restore_card.html", {"offer": restoration}, restoration.show.starts_at)
        for draft in self.drafts:
            yield Card("bookings/_draft_card.html", {"draft": draft}, draft.spot.call_at)
        yield from (Card("holds/_permission_card.html", {"permission": each}) for each in self.permissions)
        for errands in self.errands:
            yield from (Card("bookings/_errand_card.html", {"errand": each}, each.deadline) for each in errands)
        for sessions in (self.sessions, self.changes, self.session_reviews):
            yield from (Card("studio/_waiting_card.html", {"errand": each}, each.deadline) for each in sessions)
        yield from (Card("studio/_split_card.html", {"split": each}) for each in self.splits)
        yield from (Card("discovery/_report_card.html", {"report": each}) for each in self.reports)
        yield from (Card("discovery/_message_report_card.html", {"report": each}) for each in self.message_reports)
        yield from (Card("payments/_attention_card.html", {"item": each}) for each in self.money)
        yield from (Card("accounts/_approval_card.html", {"party": each}) for each in self.approvals)
        yield from (Card("discovery/_poll_card.html", {"asked": each}) for each in self.polls)

    @property
    def _slots(self) -> list[SlotLine]:
        """The applications by spot, so that acts that want the same one stand together."""
        slots: dict[UUID, SlotLine] = {}
        for booking in filter(self._is_compared, self.waiting):
            slot = slots.setdefault(booking.spot_id, SlotLine(booking.spot, []))
            slot.applications.append(Application(booking, self.sounds.get(booking.act_id)))
        return list(slots.values())

    def _is_compared(self, booking: Booking) -> bool:
        return booking.turn == Side.HOST and booking.pk not in self.counters

    @property
    def count(self) -> int:
        """Everything that waits for an answer, shown or not."""
        return sum(found.count for found in self._cards) + self.contradicted

    @property
    def left_out(self) -> int:
        """How much of that is not shown."""
        return sum(found.left_out for found in self._cards)

    @property
    def _cards(self) -> tuple[Excerpt, ...]:
        of_holds = self.holds, self.permissions, self.restorations
        own = (self.waiting, self.gaps, self.moves, self.moves_asked, *of_holds, self.asked, self.polls)
        of_staff = self.approvals, self.reports, self.message_reports, self.money
        of_sessions = self.sessions, self.changes, self.session_reviews, self.splits
        return (*own, *self.errands, *of_sessions, self.drafts, *of_staff)


def today_of(user: User, parties: list[MyParty], *, is_whole: bool = False) -> Today:
    """A fixed number of queries, whatever waits; one more for each kind of which there is more than is shown, up to
    four for proposals of another time, and two for each contract to sign.

    `parties` are those of `accounts.access.my_parties`; `is_whole` shows all that waits for an answer.
    """
    acts = {mine.party.pk for mine in parties}
    at = timezone.now()
    lines = [*_played(user, acts, at), *_hosted(user, at), *session_lines(user, at)]
    by_address = {line.href: line for line in lines}
    most = None if is_whole else WAITING_SHOWN
    waiting, moves = excerpt(waiting_for(user), most), excerpt(moves_waiting_for(user, at), most)
    asked = [booking for booking in waiting if booking.turn == Side.ACT]
    counters = counter_offers(waiting)
    gaps, sessions = excerpt(gaps_of(user, at), most), excerpt(sessions_waiting_for(user), most)
    changes = excerpt(changes_waiting_for(user), most)
    unreviewed = excerpt(reviews_due(SESSIONS, user, at), most)
    return Today(
        waiting=waiting,
        sounds=first_sounds(each.act for each in waiting if each.turn == Side.HOST and each.pk not in counters),
        move_checks={move: [*checks.values()] for move, checks in checks_of_moves(user, list(moves)).items()},
        checks=check_bookings(asked, read_lineups(asked) if asked else {}),
        counters=counters,
        gaps=Excerpt([_gap_line(gap, at) for gap in gaps], gaps.count),
        moves=moves,
        moves_asked=excerpt(moves_asked_of(user, at), most),
        holds=excerpt(sorted(holds_waiting_for(user, parties), key=lambda line: line.answer_by or LAST), most),
        permissions=excerpt(permissions_asked_of(parties), most),
        restorations=excerpt(restorations_for(parties), most),
        asked=excerpt(lineup_questions(user), most),
        errands=_errands(user, at, most),
        sessions=Excerpt([session_errand(each) for each in sessions], sessions.count),
        changes=Excerpt([change_errand(each) for each in changes], changes.count),
        splits=excerpt(splits_waiting_for(user), most),
        session_reviews=Excerpt([_session_review(each) for each in unreviewed], unreviewed.count),
        drafts=excerpt(drafts_waiting_for(user), most),
        approvals=excerpt(waiting_parties() if user.is_staff else Party.objects.none(), most),
        reports=excerpt(waiting_reports() if user.is_staff else Report.objects.none(), most),
        message_reports=excerpt(waiting_message_reports() if user.is_staff else MessageReport.objects.none(), most),
        money=excerpt(attention() if user.is_staff else [], most),
        polls=excerpt(asks_waiting_for(user, at=at), most),
        requested=excerpt(put_to_others(user), most),
        left=excerpt(left_gaps(user, at), most),
        contradicted=open_contradictions(user, at).count(),
        next=sorted(by_address.values(), key=lambda line: line.at)[:NEXT_SHOWN],
        changed=[line for line in inbox_lines(inbox_of(user)[:CHANGED_SHOWN], user) if line.text],
    )


def _errands(user: User, at: dt.datetime, most: int | None) -> tuple[Excerpt[Errand], ...]:
    """Settlements and contracts to sign, payments to make, to confirm or to decide about, reviews to write. Five
    queries, and two for each contract."""
    settlements = excerpt(settlements_to_sign(user), most)
    payments, undecided = excerpt(payments_waiting_for(user), most), excerpt(deposits_to_decide(user, at), most)
    contracts, reviews = excerpt(contracts_to_sign(user), most), excerpt(reviews_due(GIGS, user, at), most)
    return (
        Excerpt(settlement_errands(settlements), settlements.count),
        Excerpt(contract_errands(contracts), contracts.count),
        Excerpt([payment_errand(row, at) for row in payments], payments.count),
        Excerpt([decision_errand(row) for row in undecided], undecided.count),
        Excerpt([_review_errand(booking) for booking in reviews], reviews.count),
    )


def _review_errand(booking: Booking) -> Errand:
    """A night of which one's own side has said nothing yet."""
    return Errand(booking, _("How was it?"), _("Write a review"), reverse("reviews:review_new", args=[booking.pk]))


def _session_review(session: Session) -> SessionErrand:
    """A session of which one's own side has said nothing yet."""
    return review_errand(session, reverse(SESSIONS.form, args=[session.pk]))


def _gap_line(gap: Gap, at: dt.datetime) -> GapLine:
    who = [missing_words(entry.instrument, str(entry)) for entry in gap.missing]
    show = gap.booking.spot.show
    return GapLine(gap, ", ".join([*who, days_left_words(show.night, show.timezone, at)]))


def _played(user: User, acts: set, at: dt.datetime):
    """Confirmed bookings one plays in, or has asked for as a client; those of one's venue are told by their show. What
    one is only asked for stands among the questions."""
    own = LineupEntry.objects.filter(booking=OuterRef("pk"), user=user, state=LineupState.PLAYS)
    asked = only_asked(user).filter(booking=OuterRef("pk"))
    confirmed = bookings_of(user, states=[BookingState.CONFIRMED]).filter(~Exists(asked), spot__released_at__gt=at)
    for booking in confirmed.annotate(is_player=Exists(own))[: NEXT_SHOWN * 2]:
        is_client = booking.spot.show.owner.kind == PartyKind.PERSON
        if booking.is_player or booking.act_id in acts or is_client:
            yield _booking_line(booking)


def _hosted(user: User, at: dt.datetime):
    published = shows_of(user).filter(out_at__gt=at, state__in=sorted(PUBLISHED))
    for show in published.exclude(owner__kind=PartyKind.PERSON)[:NEXT_SHOWN]:
        yield _show_line(show)


def _booking_line(booking: Booking) -> NextLine:
    spot, show = booking.spot, booking.spot.show
    span = say_span(spot.starts_at, spot.ends_at, show.timezone, night=show.night)
    return NextLine(
        at=spot.call_at,
        day=say_day(show.night),
        time=_("call %(time)s") % {"time": say_time(spot.call_at, show.timezone)},
        title=booking_title(booking),
        text=", ".join(filter(None, [role_words(spot), span])),
        address=_address(show),
        status=booking.state,
        word=str(booking.get_state_display()),
        href=reverse("bookings:booking", args=[booking.pk]),
    )


def _show_line(show: Show) -> NextLine:
    stage = isolated_names([_place(show), show.stage.name] if show.stage else [_place(show)])
    return NextLine(
        at=show.load_in_at,
        day=say_day(show.night),
        time=_("load-in %(time)s") % {"time": say_time(show.load_in_at, show.timezone)},
        title=show.title or _("Show at %(place)s") % isolated_words({"place": _place(show)}),
        text=f"{stage}, {say_span(show.starts_at, show.ends_at, show.timezone, night=show.night)}",
        address="",
        status=show.state,
        word=str(show.get_state_display()),
        href=reverse("bookings:show", args=[show.pk]),
    )


def _place(show: Show) -> str:
    return show.stage.venue.party.name if show.stage else show.place or show.owner.name


def _address(show: Show) -> str:
    street = show.stage.venue.address if show.stage else show.place
    return isolated_names(filter(None, [street, show.city.label if show.city else ""]))
