"""Who of the line-up gets what of the result. The act's own business: the host neither sees nor changes it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line
from accounts.models import User
from bookings.actions.doing import Doing
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from bookings.actions.telling import players, tell
from bookings.models import Booking, LineupEntry, Settlement, Share
from bookings.queries.money import is_stored, money_sides, settlement_of
from bookings.states import PROMISED
from engagements.actions.inputs import FEE_MAX
from engagements.actions.transactions import one_transaction
from engagements.deals.splits import Part, split
from engagements.errors import WrongState
from engagements.states import Channel, Side

SHARES_MAX = 60
WEIGHT_MAX = 1000
NAME_MAX = 120
PAGE = "bookings:split"


@dataclass(frozen=True)
class ShareDraft:
    """One who shares: an entry of the line-up by id, or anybody by name; by weight, or a fixed amount (minor units)."""

    name: str
    entry: int | None = None
    weight: int = 1
    fixed_minor: int | None = None


@one_transaction
def share_settlement(
    *,
    acting_user: User,
    booking: Booking,
    shares: Sequence[ShareDraft],
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> list[Share]:
    """Say who gets what, by the act's leaders; the amounts sum up to the result exactly, and follow it as it changes.

    Who neither has a weight nor a fixed amount is left out. Players whose amount is another now are told. What is
    said already is not written again. Raises ValidationError({"shares": ...}), WrongState without a settlement,
    PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_booking(booking)
    if Side.ACT not in money_sides(acting_user, locked):
        raise PermissionDenied
    settlement = settlement_of(locked)
    if settlement is None or locked.state not in PROMISED:
        raise WrongState(locked.state, _("There’s nothing to split."))
    drafts = _clean(shares, settlement.result_minor)
    entries = _entries(locked, drafts)
    if not is_stored(settlement):
        settlement.save(force_insert=True)
    stored = list(settlement.shares.order_by("pk"))
    if stored and [*map(_mark_of_draft, drafts)] == [*map(_mark_of_share, stored)]:
        return stored
    before = {share.entry_id: share.amount_minor for share in stored if share.entry_id}
    settlement.shares.all().delete()
    amounts = split(settlement.result_minor, [_part(draft) for draft in drafts])
    made = Share.objects.bulk_create(
        Share(
            settlement=settlement,
            entry=entries[draft.entry] if draft.entry is not None else None,
            name=draft.name,
            weight=draft.weight,
            fixed_minor=draft.fixed_minor,
            amount_minor=amount,
        )
        for draft, amount in zip(drafts, amounts, strict=True)
    )
    raise_version(locked)
    concerned = [share for share in made if share.entry_id and before.get(share.entry_id) != share.amount_minor]
    tell(doing, players(share.entry for share in concerned if share.entry), "share_set", locked, page=PAGE)
    return made


def share_anew(settlement: Settlement) -> None:
    """The result is another: everybody's amount follows it, by the same weights. Assumes the booking locked."""
    shares = list(settlement.shares.all())
    amounts = split(settlement.result_minor, [Part(share.weight, share.fixed_minor) for share in shares])
    for share, amount in zip(shares, amounts, strict=True):
        share.amount_minor = amount
    Share.objects.bulk_update(shares, ["amount_minor"])


def _clean(shares: Sequence[ShareDraft], result_minor: int) -> list[ShareDraft]:
    if len(shares) > SHARES_MAX:
        raise ValidationError({"shares": [_("At most %(most)d shares.") % {"most": SHARES_MAX}]})
    drafts = [_clean_share(share) for share in shares if share.weight or share.fixed_minor is not None]
    fixed = sum(draft.fixed_minor or 0 for draft in drafts)
    if fixed > result_minor:
        raise ValidationError({"shares": [_("The fixed amounts add up to more than the total.")]})
    if drafts and fixed < result_minor and all(draft.fixed_minor is not None for draft in drafts):
        raise ValidationError(
            {"shares": [_("The fixed amounts are less than the total. Give someone a share of the rest.")]}
        )
    return drafts


def _clean_share(share: ShareDraft) -> ShareDraft:
    name = clean_line("shares", share.name, longest=NAME_MAX, required=True)
    if not 0 <= share.weight <= WEIGHT_MAX or not 0 <= (share.fixed_minor or 0) <= FEE_MAX:
        raise ValidationError({"shares": [_("Enter a realistic amount.")]})
    return ShareDraft(name, share.entry, share.weight, share.fixed_minor)


def _entries(booking: Booking, drafts: Sequence[ShareDraft]) -> dict[int, LineupEntry]:
    """The entries that are named, each once, all of this booking."""
    wanted = [draft.entry for draft in drafts if draft.entry is not None]
    entries = {entry.pk: entry for entry in booking.lineup.select_related("user").filter(pk__in=wanted)}
    if len(set(wanted)) != len(wanted) or entries.keys() != set(wanted):
        raise ValidationError({"shares": [_("The line-up has changed. Check it again.")]})
    return entries


def _mark_of_draft(draft: ShareDraft) -> tuple:
    """What tells a share from another; whoever stands in the line-up is called as they are called there."""
    return draft.entry, "" if draft.entry else draft.name, draft.weight, draft.fixed_minor


def _mark_of_share(share: Share) -> tuple:
    return share.entry_id, "" if share.entry_id else share.name, share.weight, share.fixed_minor


def _part(draft: ShareDraft) -> Part:
    return Part(draft.weight, draft.fixed_minor)
