"""The settlement after the night: both sides write down what came in and what it cost, and sign the result.

Every action locks the show and the booking, under which a settlement belongs: a signature and a change never cross.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line, clean_text
from accounts.models import User
from bookings.actions.doing import Doing
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from bookings.actions.shares import share_anew
from bookings.actions.telling import tell
from bookings.hooks import money_changed
from bookings.models import Booking, Settlement, SettlementComment, SettlementLine, SettlementSignature
from bookings.queries.money import is_stored, lines_of, money_sides, parties_of, settlement_of, signed_sides, totals
from bookings.states import PROMISED, BookingState, Event, SettlementState
from engagements.actions.inputs import FEE_MAX, MESSAGE_MAX
from engagements.actions.signatures import clean_signature, require_unsigned
from engagements.actions.transactions import one_transaction
from engagements.deals import Deal
from engagements.errors import ChangedMeanwhile, WrongState
from engagements.queries.people import leaders_of
from engagements.states import Channel, LineKind, Side

LINES_MAX = 60
QUANTITY_MAX = 1_000_000
LABEL_MAX = 200
PAGE = "bookings:settlement"


@dataclass(frozen=True)
class LineDraft:
    """One line as somebody wants it: so many tickets at a price, or just an amount. Minor units."""

    kind: LineKind
    label: str
    unit_minor: int
    quantity: int = 1

    @property
    def amount_minor(self) -> int:
        return self.quantity * self.unit_minor


@one_transaction
def change_settlement(
    *,
    acting_user: User,
    booking: Booking,
    version: int,
    lines: Sequence[LineDraft],
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Settlement:
    """Write takings and costs anew, by the leaders of either side; the result is reckoned from them and the deal.

    A change raises the version, undoes all signatures and tells the other side once; the same lines again change
    nothing. Raises ChangedMeanwhile unless `version` is the present one, WrongState once both have signed,
    ValidationError({"lines": ...}), PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    drafts = clean_lines(lines)
    locked, settlement = _lock(booking)
    sides = _require_sides(acting_user, locked)
    _require_open(settlement)
    _require_version(settlement, version)
    if drafts == [_draft(line) for line in lines_of(settlement)]:
        return settlement
    before = settlement.result_minor
    _raise(settlement, totals(drafts))
    settlement.lines.all().delete()
    SettlementLine.objects.bulk_create(
        SettlementLine(
            settlement=settlement,
            kind=draft.kind,
            position=position,
            label=draft.label,
            quantity=draft.quantity,
            unit_minor=draft.unit_minor,
        )
        for position, draft in enumerate(drafts)
    )
    share_anew(settlement)
    raise_version(locked)
    after = settlement.result_minor
    changes = {"result_minor": [before, after]} if before != after else {}  # other lines may come to the same
    doing.note(Event.SETTLEMENT_CHANGED, show=locked.spot.show, booking=locked, changes=changes)
    _tell_others(doing, "settlement_changed", locked, sides)
    return settlement


@one_transaction
def sign_settlement(
    *,
    acting_user: User,
    booking: Booking,
    version: int,
    name: str,
    side: Side,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Settlement:
    """Sign one version with one's typed name, for a side that one leads, once the set is over.

    When both have signed it is frozen. Raises ChangedMeanwhile unless `version` is the present one, WrongState where
    this side has signed it, it is too early or a report waits for staff, ValidationError({"name": ...}),
    PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    name = clean_signature(name)
    locked, settlement = _lock(booking)
    if side not in _require_sides(acting_user, locked):
        raise PermissionDenied
    _require_version(settlement, version)
    _require_open(settlement)
    _require_signable(locked, settlement, doing)
    signed = signed_sides(settlement)
    require_unsigned(side, signed, settlement.state)
    _store(settlement)
    SettlementSignature.objects.create(
        settlement=settlement,
        version=version,
        side=side,
        name=name,
        result_minor=settlement.result_minor,
        signed_by=acting_user,
        signed_at=doing.at,
    )
    if len(signed) + 1 == len(Side):
        settlement.state, settlement.signed_at = SettlementState.SIGNED, doing.at
        settlement.save(update_fields=["state", "signed_at"])
        money_changed(locked, doing)
    raise_version(locked)
    doing.note(Event.SETTLEMENT_SIGNED, show=locked.spot.show, booking=locked, text=name)
    _tell_others(doing, "settlement_signed", locked, frozenset({side}))
    return settlement


@one_transaction
def comment_settlement(
    *,
    acting_user: User,
    booking: Booking,
    text: str,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> SettlementComment:
    """Say a word on the settlement as it is; the other side is told. Raises ValidationError, PermissionDenied."""
    doing = Doing.begin(acting_user, channel, at)
    text = clean_text("text", text or "", longest=MESSAGE_MAX, required=True)
    locked, settlement = _lock(booking)
    sides = _require_sides(acting_user, locked)
    _store(settlement)
    comment = SettlementComment.objects.create(
        settlement=settlement,
        version=settlement.version,
        side=Side.HOST if Side.HOST in sides else Side.ACT,
        text=text,
        made_by=acting_user,
        made_at=doing.at,
    )
    raise_version(locked)
    _tell_others(doing, "settlement_commented", locked, sides)
    return comment


@one_transaction
def reopen_settlement(
    *, acting_user: User, booking: Booking, reason: str, channel: Channel = Channel.ADMIN, at: dt.datetime | None = None
) -> Settlement:
    """Let both sides change again what they have signed, by staff with a reason that both read.

    Raises WrongState when it is open, ValidationError({"reason": ...}), PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    reason = clean_text("reason", reason or "", longest=MESSAGE_MAX, required=True)
    if not acting_user.is_staff:
        raise PermissionDenied
    locked, settlement = _lock(booking)
    if settlement.state != SettlementState.SIGNED:
        raise WrongState(settlement.state)
    settlement.state, settlement.signed_at = SettlementState.OPEN, None
    settlement.version += 1
    settlement.save(update_fields=["state", "signed_at", "version"])
    money_changed(locked, doing)
    raise_version(locked)
    doing.note(Event.SETTLEMENT_CHANGED, show=locked.spot.show, booking=locked, text=reason)
    _tell_others(doing, "settlement_reopened", locked, frozenset())
    return settlement


def clean_lines(lines: Sequence[LineDraft]) -> list[LineDraft]:
    """Lines fit to store, in the order in which they are read back. Raises ValidationError({"lines": ...})."""
    if len(lines) > LINES_MAX:
        raise ValidationError({"lines": [_("At most %(most)d lines.") % {"most": LINES_MAX}]})
    drafts = [_clean_line(line) for kind in (LineKind.COST, LineKind.TAKINGS) for line in lines if line.kind == kind]
    if max(totals(drafts).values()) > FEE_MAX:
        raise ValidationError({"lines": [_("Enter realistic amounts.")]})
    return drafts


def _clean_line(line: LineDraft) -> LineDraft:
    label = clean_line("lines", line.label, longest=LABEL_MAX, required=True)
    if not (0 <= line.unit_minor <= FEE_MAX and 0 <= line.quantity <= QUANTITY_MAX):
        raise ValidationError({"lines": [_("Enter a realistic amount.")]})
    if line.kind == LineKind.COST and line.quantity != 1:
        raise ValidationError({"lines": [_("Only income can have a quantity.")]})
    return LineDraft(line.kind, label, line.unit_minor, line.quantity)


def _draft(line: SettlementLine) -> LineDraft:
    return LineDraft(LineKind(line.kind), line.label, line.unit_minor, line.quantity)


def _lock(booking: Booking) -> tuple[Booking, Settlement]:
    """The booking and its settlement as they are now, both under the lock of the booking."""
    locked = lock_booking(booking)
    settlement = settlement_of(locked)
    if settlement is None or locked.state not in PROMISED:
        raise WrongState(locked.state, _("There’s nothing to settle: no fee agreed, or nothing booked."))
    return locked, settlement


def _require_sides(user: User, booking: Booking) -> frozenset[Side]:
    sides = money_sides(user, booking)
    if not sides:
        raise PermissionDenied
    return sides


def _require_open(settlement: Settlement) -> None:
    if settlement.state != SettlementState.OPEN:
        raise WrongState(settlement.state, _("Both sides have signed. It can’t be changed any more."))


def _require_signable(booking: Booking, settlement: Settlement, doing: Doing) -> None:
    if booking.spot.ends_at > doing.at:
        raise WrongState(settlement.state, _("You can sign after the set."))
    if booking.state == BookingState.DISPUTED:
        raise WrongState(booking.state, _("A problem was reported. You can sign once staff have resolved it."))


def _require_version(settlement: Settlement, version: int) -> None:
    if settlement.version != version:
        raise ChangedMeanwhile(version=settlement.version)


def _store(settlement: Settlement) -> None:
    """The first who touches a settlement stores it."""
    if not is_stored(settlement):
        settlement.save(force_insert=True)


def _raise(settlement: Settlement, sums: Mapping[LineKind, int]) -> None:
    """The next version, with the result that the deal makes of these sums."""
    reckoning = Deal.of(settlement.deal).result(sums[LineKind.TAKINGS], sums[LineKind.COST])
    settlement.result_minor = reckoning.result_minor
    settlement.version += 1
    settlement.save()


def _tell_others(doing: Doing, kind: str, booking: Booking, sides: frozenset[Side]) -> None:
    """Tell the side that did not do it; both, where it was neither or where one person speaks for both."""
    parties = parties_of(booking)
    others = [party for side, party in parties.items() if side not in sides] or list(parties.values())
    tell(doing, leaders_of(*others), kind, booking, page=PAGE)
