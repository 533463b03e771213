"""What the panel of a booking needs beyond what a viewer may know: whose turn it is in words, the next step, and the
version that makes it live."""

from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User
from accounts.states import PartyKind
from bands.queries.press import Kit, press_kit
from bookings.access import (
    BookingView,
    LineupView,
    SpotView,
    booking_view,
    get_booking_for,
    side_of,
)
from bookings.access.contacts import Contact, contacts_of
from bookings.access.offers import OfferView, offer_views
from bookings.hooks import beside_booking, in_booking
from bookings.models import Booking
from bookings.pages.clashes import clashes_in
from bookings.queries import open_contradictions
from bookings.queries.changes import BookingChanges, changes_of
from bookings.queries.money import BookingMoney, money_of
from bookings.queries.offers import standing_offer
from bookings.states import LIVE, BookingState, InitiatedBy, LineupState
from bookings.words.needs import needs_lines
from bookings.words.next_steps import deps_fee, whats_next
from engagements.queries.people import members_of, roster
from engagements.states import Side
from engagements.words.gaps import missing_words
from engagements.words.lineups import say_asked
from engagements.words.people import player_words
from web.notices import Notice
from web.streams import sign_topics
from web.texts import isolated_words

HEADLINES = {
    BookingState.CONFIRMED: gettext_lazy("Booked"),
    BookingState.COMPLETED: gettext_lazy("Played"),
    BookingState.DECLINED: gettext_lazy("Declined"),
    BookingState.WITHDRAWN: gettext_lazy("Withdrawn"),
    BookingState.EXPIRED: gettext_lazy("Expired"),
    BookingState.CANCELLED: gettext_lazy("Cancelled"),
    BookingState.DISPUTED: gettext_lazy("Disputed"),
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
class Step:
    """What the viewer does next, as the one button of the panel."""

    label: str
    href: str


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
    notices: tuple[Notice, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def step(self) -> Step | None:
        """The next step of a booking that waits for no answer: a dep, then the contract, then the settlement. None
        while it is negotiated, and where nothing is to be done."""
        if self.view.missing and "replace_player" in self.view.allowed:
            return Step(_("Find a dep"), "#find-dep")
        return self._money_step(self.money) if self.money and self.view.is_led else None

    def _money_step(self, money: BookingMoney) -> Step | None:
        view = self.view
        is_played, is_confirmed = view.state == BookingState.COMPLETED, view.state == BookingState.CONFIRMED
        may_agree = is_confirmed and not (view.act.is_inactive or view.host.is_inactive)
        steps = (
            (money.waits_for_my_contract and not money.is_contract_old, _("Sign the contract"), "contract"),
            (money.waits_for_my_settlement, _("Sign the settlement"), "settlement"),
            (is_played and money.can_settle and money.result_minor is None, _("Settle the night"), "settlement"),
            (may_agree and not money.contract_number, _("Create the contract"), "contract"),
        )
        found = next(((label, name) for is_next, label, name in steps if is_next), None)
        return Step(found[0], reverse(f"bookings:{found[1]}", args=[view.id])) if found else None

    @property
    def co_acts(self) -> list[SpotView]:
        """Who else plays that night, of those that the public may know."""
        return [
            spot for spot in self.view.show.spots if spot.act and spot.act.is_public and spot.id != self.view.spot.id
        ]

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
    def needs(self) -> list[tuple[str, str]]:
        """What a client said of their event, in words."""
        return needs_lines(self.view.show.needs)

    @property
    def has_fee(self) -> bool:
        """Whether a fee is on the table, or agreed."""
        return self.view.fee is not None or bool(self.standing and self.standing.offer.fee_minor is not None)

    @property
    def asked_words(self) -> str:
        """Who has still to say yes, so that accepting does not promise all of them; empty where nobody has."""
        people = [entry for entry in self.view.lineup if entry.user]
        names = [entry.name for entry in people if entry.state == LineupState.ASKED]
        return say_asked(names, has_others=any(entry.state == LineupState.PLAYS for entry in people))

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
            _("%(missing)s: %(name)s dropped out.") % isolated_words({"missing": said, "name": name})
            for said, name in words
        ] + [
            _("Waiting for %(name)s to agree to dep.") % isolated_words({"name": name})
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


def beside_of(user, booking_id: UUID) -> list[Notice]:
    """What upper apps show beside the terms of a booking."""
    return list(chain.from_iterable(beside_booking(user, booking_id)))


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
        token=sign_topics(user.pk, [booking.topic]),
        headline=headline_of(view),
        is_my_turn="decline" in view.allowed,
        other=view.host if is_act else view.act,
        choices=_choices(booking, view) if "set_lineup" in view.allowed and not _is_offered(view, offers) else [],
        next="" if view.is_only_asked else whats_next(view),
        offers=offers,
        money=money_of(user, booking, view),
        changes=changes_of(user, booking, view),
        needs_place=_needs_place(view),
        clashes=clashes_in(booking, view.side) if _may_clash(view) else "",
        is_contradicted="release" in view.allowed and open_contradictions(user, now()).filter(booking=booking).exists(),
        notices=tuple(chain.from_iterable(in_booking(user, booking))),
        contacts=contacts_of(user, booking),
    )


def heard_kit(view: BookingView) -> Kit | None:
    """What the act sounds like, for the host's side while it decides on it. One query."""
    decides = view.side == Side.HOST and view.state == BookingState.PENDING and view.turn == Side.HOST
    return press_kit(view.act) if decides and view.act.is_public and view.act.kind == PartyKind.BAND else None


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
    deps, for the host those who are to play. Nobody, where the act has not said who plays and the host asks, and where
    one person is the act."""
    if booking.act.is_solo:
        return []
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


def headline_of(view: BookingView) -> str:
    """The state of a booking in a sentence for this viewer."""
    if view.state == BookingState.PENDING:
        if "decline" in view.allowed:
            return _("Your turn to reply")
        if view.is_only_asked:
            return _("%(act)s asks if you can play") % isolated_words({"act": view.act.name})
        waits_for = view.act if view.turn == Side.ACT else view.host
        return _("Waiting for %(party)s") % isolated_words({"party": waits_for.name})
    if view.is_only_asked:
        return _("%(act)s asks if you can play") % isolated_words({"act": view.act.name})
    if view.missing:
        return _("Booked, but a player is missing")
    state = BookingState(view.state)
    return str(HEADLINES.get(state, state.label))


def _choices(booking: Booking, view: BookingView) -> list[Choice]:
    if booking.act.is_solo:
        return []
    people = roster(booking.act)
    chosen = {entry.user for entry in view.lineup if entry.state != LineupState.DECLINED}
    if view.is_lineup_unsaid:
        chosen = set(members_of(people))
    return [
        Choice(user_id, player_words(membership), user_id in chosen, membership.instrument)
        for user_id, membership in people.items()
    ]
