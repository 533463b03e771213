"""The terms of a hold: when the set would be, and for how much; who has agreed to them; and whose word it takes."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.actions.texts import clean_text
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.inputs import clean_fee, clean_instant
from engagements.actions.transactions import one_transaction
from engagements.errors import ChangedMeanwhile, WrongState
from engagements.queries.people import led_ids
from engagements.states import Channel, Side
from holds.access.rights import is_over
from holds.access.sides import agreeing_sides, hold_sides
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.lineups import require_known_players
from holds.models import Hold
from holds.queries.periods import night_over
from holds.states import HoldNews, HoldState
from venues.queries import night_of

NOTE_MAX = 2000
TERMS = ("starts_at", "ends_at", "fee_minor", "fee_currency", "note")
AGREED_UPON = ("starts_at", "ends_at", "fee_minor", "fee_currency_id")
UNCHANGED: Any = object()


def find_hold(hold: Hold) -> Hold:
    """The hold as it is stored now, with its place. Its ladder is not locked yet."""
    return Hold.objects.with_place().get(pk=hold.pk)


def require_side(user: User, hold: Hold) -> frozenset[Side]:
    """The sides of the hold that the user leads. Raises PermissionDenied where there are none."""
    sides = hold_sides(user, hold)
    if not sides:
        raise PermissionDenied
    return sides


def require_active_sides(user: User, hold: Hold) -> None:
    """Raise NotApproved where one of the hold's parties for which the user speaks is suspended or closed."""
    parties = [party for party in (hold.holder, hold.act, hold.stage.venue.party) if party]
    led = led_ids(user, {party.pk for party in parties})
    require_active(*(party for party in parties if party.pk in led))


def sides_spoken_for(user: User, hold: Hold) -> frozenset[Side]:
    """The sides whose agreement the user's word is: the venue's, the act's own (the holder's where no act is named)."""
    parties: set[UUID] = {hold.holder_id, hold.stage.venue_id} | ({hold.act_id} if hold.act_id else set())
    return agreeing_sides(hold, led_ids(user, parties))


def require_in_time(hold: Hold, doing: Doing, ladders: Ladders) -> None:
    """Raise WrongState once its time has passed, though the clock has not come to it; a challenge stops that time, and
    so does a proposal."""
    if is_over(hold, doing.at) and not ladders.running(hold) and hold.pk not in ladders.proposals:
        raise WrongState(HoldState.EXPIRED, _("This hold has expired."))


def require_read(hold: Hold, read: str | None) -> None:
    """What is answered are the terms as they stand, where the answer says which its sender saw. Raises
    ChangedMeanwhile."""
    if read is not None and read != hold.terms_mark:
        raise ChangedMeanwhile(_("The terms have changed. Read them before you answer."))


def set_terms(hold: Hold, *, at: dt.datetime, starts_at=UNCHANGED, ends_at=UNCHANGED, fee_minor=UNCHANGED,
              fee_currency=UNCHANGED, note=UNCHANGED) -> bool:  # fmt: skip
    """Put these terms on a hold, each checked; what is not named stays. Whether anything changed that is agreed upon.

    The set starts on the hold's night and in the future. Raises ValidationError by field.
    """
    before = [getattr(hold, name) for name in AGREED_UPON]
    times = (hold.starts_at if starts_at is UNCHANGED else starts_at, hold.ends_at if ends_at is UNCHANGED else ends_at)
    if times != (hold.starts_at, hold.ends_at):
        hold.starts_at, hold.ends_at = _clean_times(hold, *times, at)
        hold.nights_clocks = []
        if hold.expires_at:  # its night is counted by the present clock from now on
            hold.expires_at = min(hold.expires_at, night_over(hold))
    if fee_minor is not UNCHANGED or fee_currency is not UNCHANGED:
        hold.fee_minor, hold.fee_currency_id = clean_fee(
            hold.fee_minor if fee_minor is UNCHANGED else fee_minor,
            hold.fee_currency_id if fee_currency is UNCHANGED else fee_currency,
        )
    if note is not UNCHANGED:
        hold.note = clean_text("note", note or "", longest=NOTE_MAX)
    return before != [getattr(hold, name) for name in AGREED_UPON]


def _clean_times(hold: Hold, starts_at, ends_at, at: dt.datetime):
    if starts_at is None and ends_at is None:
        return None, None
    if starts_at is None or ends_at is None:
        missing = "starts_at" if starts_at is None else "ends_at"
        raise ValidationError({missing: [_("Enter both the start and the end of the set, or neither.")]})
    starts_at, ends_at = clean_instant("starts_at", starts_at), clean_instant("ends_at", ends_at)
    venue = hold.stage.venue
    if night_of(starts_at, venue.party.timezone, venue.day_starts_at) != hold.night:
        raise ValidationError({"starts_at": [_("This isn’t within the night on hold.")]})
    if starts_at <= at:
        raise ValidationError({"starts_at": [_("This is in the past.")]})
    if not starts_at < ends_at <= starts_at + dt.timedelta(days=1):
        raise ValidationError({"ends_at": [_("The set must end after it starts, within a day.")]})
    return starts_at, ends_at


def agree(hold: Hold, sides: frozenset[Side], *, changed: bool) -> None:
    """Whoever speaks for these sides agrees to the terms as they are; where they just changed, nobody else does.

    Without times there is nothing yet to agree to.
    """
    if changed or hold.starts_at is None:
        hold.agreed_by_host = hold.agreed_by_act = False
    if hold.starts_at is not None:
        hold.agreed_by_host = hold.agreed_by_host or Side.HOST in sides
        hold.agreed_by_act = hold.agreed_by_act or Side.ACT in sides


def terms_told(hold: Hold) -> dict:
    """The terms in JSON's own types, for the history."""
    return {
        "starts_at": hold.starts_at and hold.starts_at.isoformat(),
        "ends_at": hold.ends_at and hold.ends_at.isoformat(),
        "fee_minor": hold.fee_minor,
        "fee_currency": hold.fee_currency_id,
    }


@one_transaction
def change_hold(
    *, acting_user: User, hold: Hold, channel: Channel = Channel.PAGE, at: dt.datetime | None = None, **terms
) -> Hold:
    """Change any of `TERMS` of a standing hold, by either side. What the other had agreed to is to be agreed to anew.

    Named as they are, nothing is written. While a proposal waits for the venue's answer, its terms stand still:
    WrongState. The other side is told of changed terms. A note is the holder's: from anybody else it stays as it is.
    Raises ValidationError by field, WrongState, PermissionDenied.
    """
    if unknown := terms.keys() - set(TERMS):
        raise TypeError(f"not terms of a hold: {sorted(unknown)}")
    doing = Doing.begin(acting_user, channel, at)
    found = find_hold(hold)
    sides = require_side(acting_user, found)
    require_active_sides(acting_user, found)
    ladders = Ladders.of(doing, [found])
    found = ladders.standing(found)
    require_in_time(found, doing, ladders)
    before, note = terms_told(found), found.note
    if not can_lead(acting_user, found.holder):
        terms.pop("note", None)
    changed = set_terms(found, at=doing.at, **terms)
    if not changed and found.note == note:
        return found
    if changed and found.pk in ladders.proposals:
        raise WrongState(
            found.state, _("You’ve proposed these terms. You can change them once the venue has answered.")
        )
    if changed:
        agree(found, sides_spoken_for(acting_user, found), changed=True)
    ladders.changed(found)
    if changed:
        ladders.note(found, HoldNews.TERMS_CHANGED, before=before, after=terms_told(found))
        tell_other_sides(ladders, "hold_changed", found, sides)
    finish(ladders)
    return found


@one_transaction
def agree_to_hold(
    *,
    acting_user: User,
    hold: Hold,
    read: str | None = None,
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Hold:
    """Accept the present terms of a hold for one's side; `read` is `Hold.terms_mark` as one read it.

    The act's leader says with `despite_conflicts` that it stands although members are busy then. Raises WrongState,
    ChangedMeanwhile, LineupConflicts, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    found = find_hold(hold)
    require_side(acting_user, found)
    require_active_sides(acting_user, found)
    spoken = sides_spoken_for(acting_user, found)
    if not spoken:
        raise PermissionDenied
    ladders = Ladders.of(doing, [found])
    found = ladders.standing(found)
    require_in_time(found, doing, ladders)
    require_read(found, read)
    if found.starts_at is None:
        raise WrongState(found.state, _("There are no set times to agree to yet."))
    agreed = {Side.HOST: found.agreed_by_host, Side.ACT: found.agreed_by_act}
    if all(agreed[side] for side in spoken):
        raise WrongState(found.state, _("Your side has already agreed."))
    require_known_players(found, spoken, despite_conflicts=despite_conflicts)
    agree(found, spoken, changed=False)
    ladders.changed(found)
    ladders.note(found, HoldNews.AGREED, after=terms_told(found))
    tell_other_sides(ladders, "hold_agreed", found, spoken)
    finish(ladders)
    return found


def tell_other_sides(ladders: Ladders, kind: str, hold: Hold, sides: frozenset[Side]) -> None:
    """Tell the side that did not do it; who leads both tells nobody but their colleagues."""
    if sides == frozenset({Side.HOST}):
        ladders.news.tell_people(kind, hold)
    elif sides == frozenset({Side.ACT}):
        ladders.news.tell_venue(kind, hold)
    else:
        ladders.news.tell_both(kind, hold)
