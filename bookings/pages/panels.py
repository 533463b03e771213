"""What the pages of a booking and a show need beyond what a viewer may know: whose turn it is in words, the next step,
and the version that makes them live."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import is_member
from accounts.models import Party, User, Viewer
from accounts.states import Approval, PartyKind
from bands.queries.press import Kit, press_kit
from bookings.access import (
    BookingView,
    LineupView,
    ShowView,
    SpotView,
    booking_view,
    can_edit_show,
    get_booking_for,
    show_view,
    side_of,
)
from bookings.access.offers import OfferView, offer_views
from bookings.hooks import Notice, booking_notices, show_notices
from bookings.models import Booking, LineupEntry, Show
from bookings.pages.clashes import clashes_in
from bookings.pages.structured import show_name
from bookings.queries import open_contradictions
from bookings.queries.changes import BookingChanges, changes_of, sets_begun
from bookings.queries.money import BookingMoney, money_of
from bookings.queries.offers import standing_offer
from bookings.states import LIVE, PROMISED, BookingState, InitiatedBy, LineupState, ShowState, SpotRole, SpotState
from bookings.words.next_steps import deps_fee, whats_next
from engagements.queries.people import led_ids, members_of, roster
from engagements.states import Side
from engagements.words.gaps import missing_words
from engagements.words.lineups import say_asked
from engagements.words.people import player_words
from web.dates import say_time
from web.streams import sign_topics
from web.texts import isolated_words

HEADLINES = {
    BookingState.CONFIRMED: gettext_lazy("It is booked"),
    BookingState.COMPLETED: gettext_lazy("It has been played"),
    BookingState.DECLINED: gettext_lazy("It was declined"),
    BookingState.WITHDRAWN: gettext_lazy("It was withdrawn"),
    BookingState.EXPIRED: gettext_lazy("It was not answered in time"),
    BookingState.CANCELLED: gettext_lazy("It was cancelled"),
    BookingState.DISPUTED: gettext_lazy("It is disputed"),
}
"""What is said of a booking that waits for no answer."""


@dataclass(frozen=True)
class Choice:
    """Somebody who may stand in a line-up."""

    user_id: UUID
    name: str
    is_chosen: bool
    instrument: str = ""


@dataclass(frozen=True)
class BookingPanel:
    """A booking as its panel shows it, and by which topic and token it is told of its next version."""

    view: BookingView
    topic: str
    token: str
    headline: str
    next: str
    is_my_turn: bool
    other: Party
    choices: list[Choice]
    offers: tuple[OfferView, ...]
    money: BookingMoney | None
    changes: BookingChanges | None
    needs_place: bool
    clashes: str
    is_contradicted: bool

    @property
    def state_label(self) -> str:
        """The state in a word, for this viewer: to whoever is only asked it is a question."""
        return _("Asked") if self.view.is_only_asked else str(BookingState(self.view.state).label)

    @property
    def status(self) -> str:
        """The state whose voice says it."""
        return BookingState.PENDING if self.view.is_only_asked else self.view.state

    @property
    def standing(self) -> OfferView | None:
        """What is on the table, for who may read it; nothing any more once it is settled."""
        if self.view.state != BookingState.PENDING:
            return None
        return next((offer for offer in self.offers if offer.is_standing), None)

    @property
    def is_spot_had_again(self) -> bool:
        """Whether another act can come, once this one is called off: before the call, and not to a private show."""
        return self.view.spot.call_at > now() and self.view.initiated_by != InitiatedBy.REQUEST

    @property
    def has_fee(self) -> bool:
        """Whether a fee is on the table, or agreed."""
        return self.view.fee is not None or bool(self.standing and self.standing.offer.fee_minor is not None)

    @property
    def asked_words(self) -> str:
        """Who has still to say yes, so that accepting does not promise all of them; empty where nobody has."""
        return say_asked([entry.name for entry in self.view.lineup if entry.state == LineupState.ASKED])

    @property
    def playing(self) -> list[LineupView]:
        """Those for whom somebody may stand in: who has dropped out first, since they are the ones to replace."""
        present = [entry for entry in self.view.lineup if entry.user and entry.state != LineupState.DECLINED]
        return [*self.view.missing, *present]

    @property
    def spare(self) -> list[Choice]:
        """Those who may stand in: whoever plays the part that is missing first."""
        busy = {entry.user for entry in self.playing}
        found = [choice for choice in self.choices if choice.user_id not in busy]
        parts = {entry.instrument.lower() for entry in self.view.missing if entry.instrument}
        return sorted(found, key=lambda choice: choice.instrument.lower() not in parts)

    @property
    def missing(self) -> list[str]:
        """Who is missing and who is asked instead, in sentences: "Drummer missing: Kim has dropped out."."""
        if self.view.state == BookingState.PENDING and self.view.lineup_check is None:
            return []  # before anything is promised, who can play is the act's own business
        words = [(missing_words(entry.instrument, entry.name), entry.name) for entry in self.view.missing]
        asked = [each.name for each in self.view.lineup if each.state == LineupState.ASKED and each.stands_in_for]
        return [
            _("%(missing)s: %(name)s has dropped out.") % isolated_words({"missing": said, "name": name})
            for said, name in words
        ] + [
            _("%(name)s is asked to stand in and has not answered yet.") % isolated_words({"name": name})
            for name in (asked if words else ())
        ]

    @property
    def part_of_fee(self) -> tuple[int | None, str, int]:
        """The act's fee, its currency, and among how many it is shared."""
        fee = self.view.fee
        return (fee.amount_minor, fee.currency, len(self.playing)) if fee else (None, "", len(self.playing))

    @property
    def my_fee(self) -> str:
        """What the viewer is paid for standing in, in words; empty for everybody else."""
        return deps_fee(self.view)

    @property
    def has_own_word(self) -> bool:
        """Whether the viewer may take back or give their word, or reads who plays instead of them."""
        view, mine = self.view, self.view.my_entry
        if mine is None or self.is_lineup_asked:
            return False
        return bool(view.allowed & {"release", "answer_lineup"}) or bool(mine.replaced_by and view.state in LIVE)

    @property
    def is_lineup_asked(self) -> bool:
        """Whether the viewer has still to say whether they play."""
        mine = self.view.my_entry
        return mine is not None and mine.state == LineupState.ASKED and "answer_lineup" in self.view.allowed


def booking_panel_of(user, booking_id: UUID) -> BookingPanel:
    """The panel of a booking for one of its people, as it is now. Raises Http404 for anybody else.

    The version is read with the booking, before its line-up: what is shown is never older than the version it carries.
    """
    booking = get_booking_for(user, booking_id)
    view = booking_view(user, booking)
    offers = offer_views(user, booking, view)
    is_act = view.side == Side.ACT or view.side is None
    return BookingPanel(
        view=view,
        topic=booking.topic,
        token=sign_topics([booking.topic]),
        headline=_headline(view),
        is_my_turn="accept" in view.allowed,
        other=view.host if is_act else view.act,
        choices=_choices(booking, view) if "set_lineup" in view.allowed and not _is_offered(view, offers) else [],
        next="" if view.is_only_asked else whats_next(view),
        offers=offers,
        money=money_of(user, booking, view),
        changes=changes_of(user, booking, view),
        needs_place=_needs_place(view),
        clashes=clashes_in(booking, view.side) if _may_clash(view) else "",
        is_contradicted="release" in view.allowed and open_contradictions(user, now()).filter(booking=booking).exists(),
    )


def heard_kit(view: BookingView) -> Kit | None:
    """What the act sounds like, for the host's side while it decides on it. One query."""
    decides = view.side == Side.HOST and view.state == BookingState.PENDING and view.turn == Side.HOST
    return press_kit(view.act) if decides and view.act.is_public and view.act.kind == PartyKind.BAND else None


def notices_of(user: Viewer, view: BookingView) -> list[Notice]:
    """What else a side of the booking reads on its page."""
    if not (view.side and user.is_authenticated):
        return []
    return list(chain.from_iterable(booking_notices(user, view.id)))


def _may_clash(view: BookingView) -> bool:
    """Whether the viewer deals with who plays, on a bill of several sets."""
    return view.state in LIVE and view.side is not None and len(view.show.spots) > 1


def _is_offered(view: BookingView, offers: tuple[OfferView, ...]) -> bool:
    """Whether the line-up is part of an offer that waits: another is proposed by a counter-offer alone."""
    return view.state == BookingState.PENDING and any(offer.is_standing and offer.names_lineup for offer in offers)


def _needs_place(view: BookingView) -> bool:
    """Whether a client who asked without a place may say where it is by now."""
    is_host = view.side == Side.HOST and view.initiated_by == InitiatedBy.REQUEST
    return is_host and view.state in LIVE and not view.show.venue and not view.show.place


def counter_choices(user, booking: Booking) -> list[tuple[str, str, bool]]:
    """Whom a counter-offer may name, as (id, name, whether they are to play): for the act's leaders all its members and
    deps, for the host those who are to play. Nobody, where the act has not said who plays and the host asks."""
    standing = standing_offer(booking)
    entries = {entry.user_id: entry for entry in booking.lineup.select_related("user") if entry.user_id}
    if standing and standing.lineup is not None:
        chosen = set(standing.lineup)
    else:
        chosen = {user_id for user_id, entry in entries.items() if entry.state != LineupState.DECLINED}
    if side_of(user, booking) == Side.ACT:
        found = roster(booking.act)
        people = {user_id: player_words(membership) for user_id, membership in found.items()}
        # An act that was asked comes with all its members, unless it says otherwise.
        chosen = chosen or set(members_of(found))
    else:
        people = {user_id: entry.player.display_name for user_id, entry in entries.items()}
    return [(str(user_id), name, user_id in chosen) for user_id, name in people.items()]


def person_in(booking: Booking, user_id: str) -> User | None:
    """Somebody of the act or its line-up by their id as it was sent, else None."""
    known = {entry.user_id: entry.user for entry in booking.lineup.select_related("user") if entry.user_id}
    known |= {key: membership.user for key, membership in roster(booking.act).items()}
    return {str(key): user for key, user in known.items()}.get(user_id)


def _headline(view: BookingView) -> str:
    """The state of a booking in a sentence for this viewer."""
    if view.state == BookingState.PENDING:
        if "accept" in view.allowed:
            return _("Your answer is waited for")
        if view.is_only_asked:
            return _("%(act)s asks whether you play") % isolated_words({"act": view.act.name})
        waits_for = view.act if view.turn == Side.ACT else view.host
        return _("Waiting for %(party)s") % isolated_words({"party": waits_for.name})
    if view.is_only_asked:
        return _("%(act)s asks whether you play") % isolated_words({"act": view.act.name})
    if view.missing:
        return _("It is booked, but somebody is missing")
    state = BookingState(view.state)
    return str(HEADLINES.get(state, state.label))


def _choices(booking: Booking, view: BookingView) -> list[Choice]:
    people = roster(booking.act)
    chosen = {entry.user for entry in view.lineup if entry.state != LineupState.DECLINED}
    if view.is_lineup_unsaid:
        chosen = set(members_of(people))
    return [
        Choice(user_id, player_words(membership), user_id in chosen, membership.instrument)
        for user_id, membership in people.items()
    ]


@dataclass(frozen=True)
class ShowPage:
    """A show as its page shows it; `applications` by spot, for its host alone.

    `is_crew`: the viewer belongs to the host and leads nothing there. `bands`: those with which they may apply.
    """

    show: Show
    view: ShowView
    is_host: bool
    applications: dict[UUID, list[Booking]]
    my_bookings: list[Booking]
    led: frozenset[UUID]
    is_crew: bool
    bands: Collection[Party] = ()

    @property
    def name(self) -> str:
        return show_name(self.view)

    @property
    def is_active_host(self) -> bool:
        """Whether the viewer may change the show: nobody does for a host that is suspended or closed."""
        return self.is_host and not self.show.owner.is_inactive

    @property
    def unapproved(self) -> list[Party]:
        """Those without whose approval the draft is not published."""
        parties = {
            party.pk: party for party in (self.show.owner, self.show.stage and self.show.stage.venue.party) if party
        }
        return [party for party in parties.values() if party.approval != Approval.APPROVED]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """When the doors open and the music plays, on the clock of the place, and what tickets cost."""
        times = [(_("Doors"), self.view.doors_at), (_("Start"), self.view.starts_at), (_("End"), self.view.ends_at)]
        said = [(name, say_time(moment, self.view.timezone)) for name, moment in times if moment]
        tickets = self.view.tickets
        if tickets is None or self.view.state == ShowState.CANCELLED:
            return said
        return [*said, (_("Tickets"), _("Free entry") if tickets.is_free else tickets.price)]

    @property
    def says_state(self) -> bool:
        """Whether the page says how far the show is: its audience only reads that it is off."""
        return self.is_host or self.is_crew or bool(self.my_bookings) or self.view.state == ShowState.CANCELLED

    @property
    def can_publicise(self) -> bool:
        return self.is_active_host and self.show.state != ShowState.CANCELLED

    @property
    def has_bill(self) -> bool:
        """Whether the viewer plans its bill, or leads an act that heads it."""
        return self.is_host or any(
            booking.act_id in self.led and booking.spot.role == SpotRole.HEADLINER for booking in self._mine_promised
        )

    @property
    def has_run(self) -> bool:
        """Whether the viewer works this night, and may read how it runs."""
        return self.is_host or self.is_crew or bool(self._mine_promised)

    @property
    def may_write(self) -> bool:
        """Whether the viewer is among those who write to each other about the night: its host and all booked acts."""
        return self.is_host or bool(self._mine_promised)

    @property
    def _mine_promised(self) -> list[Booking]:
        return [booking for booking in self.my_bookings if booking.state in PROMISED]

    @property
    def bill(self) -> list[tuple[SpotView, list[Booking], int, int, bool]]:
        """The spots in running order, for everybody but the host those with an act first; with what the host reads of
        each, how many acts applied and how many are invited; and whether the viewer may apply for it."""
        spots = self.view.spots if self.is_host else sorted(self.view.spots, key=lambda spot: spot.act is None)
        if self.show.state == ShowState.CANCELLED and not self.is_host:
            spots = [spot for spot in spots if spot.act]
        found = [(spot, self.applications.get(spot.id, [])) for spot in spots]
        return [
            (
                spot,
                bookings,
                _waiting(bookings, InitiatedBy.APPLICATION),
                _waiting(bookings, InitiatedBy.INVITATION),
                self._may_apply(spot),
            )
            for spot, bookings in found
        ]

    @property
    def lost(self) -> list[str]:
        """What calling the show off would undo, in words."""
        bookings = [booking for found in self.applications.values() for booking in found]
        booked = [booking.act.name for booking in bookings if booking.state == BookingState.CONFIRMED]
        applied, invited = (_waiting(bookings, begun) for begun in (InitiatedBy.APPLICATION, InitiatedBy.INVITATION))
        lost = [_("%(act)s is booked and will be told") % isolated_words({"act": act}) for act in booked]
        if applied:
            lost.append(
                ngettext("%(count)d application ends", "%(count)d applications end", applied) % {"count": applied}
            )
        if invited:
            lost.append(
                ngettext("%(count)d invitation ends", "%(count)d invitations end", invited) % {"count": invited}
            )
        return lost

    @property
    def can_change(self) -> bool:
        states = (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED)
        return self.is_active_host and self.show.state in states

    @property
    def edit_url(self) -> str:
        return reverse("bookings:show_edit" if self.show.stage_id else "bookings:own_show_edit", args=[self.show.pk])

    @property
    def can_cancel(self) -> bool:
        at, booked = now(), [booking for bookings in self.applications.values() for booking in bookings]
        is_to_come = self.show.state in (ShowState.OPEN, ShowState.CONFIRMED) and at < self.show.out_at
        is_possible = is_to_come and not sets_begun(booked, at)
        return self.is_host and (is_possible or self.show.state == ShowState.DRAFT)

    @property
    def running(self) -> list[Booking]:
        """The bookings of a night on which a set has begun and that is not over: problems with them are reported."""
        booked = [booking for bookings in self.applications.values() for booking in bookings]
        at = now()
        is_running = self.show.state in (ShowState.OPEN, ShowState.CONFIRMED) and sets_begun(booked, at)
        return [each for each in booked if is_running and each.spot.starts_at <= at and each.state in PROMISED]

    @property
    def not_begun(self) -> list[Booking]:
        """The bookings of such a night whose set is still to come: each can be called off alone."""
        booked, at = [booking for bookings in self.applications.values() for booking in bookings], now()
        return [each for each in booked if each.spot.starts_at > at and each.state == BookingState.CONFIRMED]

    @property
    def is_public_only(self) -> bool:
        """Whether the viewer works neither for the host nor in an act of the bill: when crews come is not for them."""
        return not (self.is_host or self.is_crew or self.my_bookings)

    @cached_property
    def _notices(self) -> list[Notice]:
        return list(chain.from_iterable(show_notices(self.show))) if self.is_host else []

    @property
    def publish_notices(self) -> list[Notice]:
        """What its host reads and chooses before publishing it."""
        return [notice for notice in self._notices if notice.place == "publish"]

    @property
    def notices(self) -> list[Notice]:
        """What else its host reads on its page."""
        return [notice for notice in self._notices if notice.place == "page"]

    def _may_apply(self, spot: SpotView) -> bool:
        """Whether a band of the viewer's may apply for the spot that has not done so."""
        if self.is_host or not self.is_open(spot) or spot.call_at <= now() or not self.show.owner.is_public:
            return False
        waiting = {each.act_id for each in self.my_bookings if each.spot_id == spot.id and each.state in LIVE}
        return any(band.pk not in waiting for band in self.bands)

    def is_open(self, spot: SpotView) -> bool:
        """Whether acts may apply for the spot."""
        return self.show.state == ShowState.OPEN and spot.state == SpotState.OPEN


def _waiting(bookings: list[Booking], begun: InitiatedBy) -> int:
    return sum(booking.state == BookingState.PENDING and booking.initiated_by == begun for booking in bookings)


def show_page_of(user, show: Show, *, bands: Collection[Party] = ()) -> ShowPage:
    """The page of a show the viewer may know; its host reads who applied, an act's leaders find their own booking and
    apply. `bands`: those that the viewer leads."""
    is_host = can_edit_show(user, show) or bool(user.is_authenticated and user.is_staff)
    bookings = list(_bookings_on(show)) if user.is_authenticated else []
    led = led_ids(user, [booking.act_id for booking in bookings])
    applications: dict[UUID, list[Booking]] = {}
    for booking in bookings if is_host else ():
        applications.setdefault(booking.spot_id, []).append(booking)
    mine = [booking for booking in bookings if booking.act_id in led or _plays(user, booking)]
    is_crew = not is_host and is_member(user, show.owner)
    view = show_view(user, show, is_named=True)
    return ShowPage(show, view, is_host, applications, mine, frozenset(led), is_crew, bands)


def _bookings_on(show: Show):
    """All of them, the first to come first."""
    found = Booking.objects.filter(spot__show=show).select_related("act__city", "spot")
    return found.prefetch_related(Prefetch("lineup", LineupEntry.objects.select_related("user"))).order_by(
        "created_at", "id"
    )


def _plays(user, booking: Booking) -> bool:
    entries = [entry for entry in booking.lineup.all() if entry.user_id == user.pk]
    return any(entry.state != LineupState.DECLINED for entry in entries)
