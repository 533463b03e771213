"""Coming onto a ladder: one hold, or an offer of several nights that settles on one."""

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import can_lead, can_see_party, require_active
from accounts.actions.texts import clean_line
from accounts.errors import NotApproved
from accounts.models import Party, User
from accounts.states import PLAYING_KINDS, PartyKind
from availability.models import TimeBlock
from engagements.actions.doing import Doing
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.states import Channel
from holds.access.permissions import may_hold
from holds.access.welcome import require_welcome_at
from holds.actions.entries import hold_calendars
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.terms import agree, set_terms, sides_spoken_for, terms_told
from holds.errors import HoldsAlready, MustAsk
from holds.models import Hold, HoldOffer
from holds.queries.holds import played_here, standing_holders
from holds.queries.periods import hold_period
from holds.queries.restoring import MOST_OF_ONE
from holds.queries.reversals import why_not_held_again
from holds.states import HoldNews
from venues.models import HousePolicy, Stage
from venues.queries import night_of, rooms_of
from venues.queries.closures import is_closed, night_period
from venues.queries.policies import policy_of
from web.dates import say_day

FARTHEST_NIGHT = dt.timedelta(days=3 * 366)
LONGEST_LADDER = 40
MOST_NIGHTS = 31


@one_transaction
def place_hold(
    *,
    acting_user: User,
    holder: Party,
    stage: Stage,
    night: dt.date,
    act: Party | None = None,
    act_name: str = "",
    offer: HoldOffer | None = None,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    note: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Hold:
    """Hold a stage's night, at the end of its ladder; whoever the house rules reserve the best ranks for stands above.

    By the venue, for an act or a name; or, where the house rules let its kind, by another party that the user leads,
    for itself or for an act that the user leads: one that the venue knows, or it asks to be allowed to first (MustAsk).
    It lasts as long as its rank grants, never beyond the night. Raises ValidationError by field, PermissionDenied,
    NotApproved, HoldsAlready, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    _require_may_hold(acting_user, holder, stage, act)
    if offer and not offer.holds.filter(holder=holder, stage=stage, offer__settled_on=None).exists():
        raise PermissionDenied
    hold = _new_hold(doing, holder, stage, night, act, act_name, offer)
    set_terms(hold, at=doing.at, starts_at=starts_at, ends_at=ends_at, fee_minor=fee_minor, fee_currency=fee_currency,
              note=note)  # fmt: skip
    _place([hold], doing)
    return hold


@one_transaction
def place_offer(
    *,
    acting_user: User,
    holder: Party,
    stage: Stage,
    nights: Collection[dt.date],
    title: str = "",
    act: Party | None = None,
    act_name: str = "",
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    note: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> HoldOffer:
    """Hold several nights for one thing: when one of them is confirmed, the others are released.

    The times are those of the first night; the other nights have them at the same local times. Raises what
    `place_hold` raises, and then holds none of them.
    """
    doing = Doing.begin(acting_user, channel, at)
    _require_may_hold(acting_user, holder, stage, act)
    nights = sorted(set(nights))
    if not 1 <= len(nights) <= MOST_NIGHTS:
        raise ValidationError({"nights": [_("Choose 1 to %(count)d nights.") % {"count": MOST_NIGHTS}]})
    offer = HoldOffer(title=clean_line("title", title, longest=200), created_at=doing.at)
    holds = [_new_hold(doing, holder, stage, night, act, act_name, offer) for night in nights]
    for hold in holds:
        set_terms(hold, at=doing.at, starts_at=_on(hold, nights[0], starts_at), ends_at=_on(hold, nights[0], ends_at),
                  fee_minor=fee_minor, fee_currency=fee_currency, note=note)  # fmt: skip
    offer.save(force_insert=True)
    _place(holds, doing)
    return offer


def _on(hold: Hold, first: dt.date, instant: dt.datetime | None) -> dt.datetime | None:
    """What is said of the first night, at the same local time of another."""
    if instant is None:
        return None
    zone = ZoneInfo(hold.stage.venue.party.timezone)
    wall = instant.astimezone(zone).replace(tzinfo=None) + (hold.night - first)
    return wall.replace(tzinfo=zone)


def _require_may_hold(user: User, holder: Party, stage: Stage, act: Party | None) -> None:
    """Raise PermissionDenied, NotApproved or ValidationError unless the house rules and the parties allow it."""
    if not can_lead(user, holder):
        raise PermissionDenied
    if act and act.kind not in PLAYING_KINDS:
        raise ValidationError(
            {"act": [_("Only bands and solo artists can play. Venues, agencies and studio professionals can’t.")]}
        )
    if act and not can_see_party(user, act):
        raise PermissionDenied
    approved = [act] if act else []
    if holder.pk != stage.venue_id:
        _require_may_hold_outside(user, holder, stage, act)
        approved += [stage.venue.party] + ([] if holder.kind == PartyKind.PERSON else [holder])
    NotApproved.unless_all(*approved)


def _require_may_hold_outside(user: User, holder: Party, stage: Stage, act: Party | None) -> None:
    if not can_see_party(user, stage.venue.party):
        raise PermissionDenied
    policy = policy_of(stage.venue)
    if holder.kind not in policy.may_hold:
        raise ValidationError({"holder": [_("This venue places holds itself. Ask it for one.")]})
    if act and act.pk != holder.pk and not can_lead(user, act):
        raise PermissionDenied
    if not may_hold(policy, holder.pk, act.pk if act else None):
        raise MustAsk


def _new_hold(
    doing: Doing, holder: Party, stage: Stage, night: dt.date, act: Party | None, act_name: str, offer: HoldOffer | None
) -> Hold:
    """A hold, not stored yet. A band holds for itself or another act, never under a mere name: it would stand twice."""
    if act is None and holder.kind in PLAYING_KINDS and holder.kind != PartyKind.PERSON:
        if act_name and act_name.strip().casefold() != holder.name.casefold():
            raise ValidationError({"act_name": [_("A band can hold nights for itself, or for another act you lead.")]})
        act = holder
    venue = stage.venue
    today = night_of(doing.at, venue.party.timezone, venue.day_starts_at)
    if not isinstance(night, dt.date) or not today <= night < today + FARTHEST_NIGHT:
        raise ValidationError({"night": [_("Choose a future night within three years.")]})
    return Hold(
        stage=stage,
        night=night,
        holder=holder,
        act=act,
        act_name="" if act else clean_line("act_name", act_name, longest=300),
        offer=offer,
        created_by=doing.user,
        created_at=doing.at,
    )


def _place(holds: list[Hold], doing: Doing) -> None:
    """Put new holds of one holder, on nights of one stage, onto their ladders."""
    rooms = rooms_of(holds[0].stage)
    nights = {(hold.stage, hold.night) for hold in holds}
    ladders = Ladders.lock(doing, nights, also={calendar for hold in holds for calendar in hold_calendars(hold)})
    if rooms_of(holds[0].stage) != rooms:
        raise SetGrew
    first = holds[0]
    require_active(first.holder, first.stage.venue.party, *([first.act] if first.act else []))
    require_welcome_at(doing.person, first.holder, first.stage.venue.party, first.act)
    _require_not_too_many(ladders, holds, doing.person)
    _require_not_again(holds, doing)
    for hold in holds:
        _require_open_house(hold, rooms)
        _require_room(ladders, hold, rooms)
        require_free(hold)
        agree(hold, sides_spoken_for(doing.person, hold), changed=False)
        ladders.place(hold, rooms)
        _rise_to_reserved(ladders, hold, doing)
        hold.expires_at = ladders.lasts_until(hold)
        if _ends_within_warning(hold.expires_at, ladders.policy(hold), doing):
            hold.warned_at = doing.at
        rank = ladders.rank_of(hold)
        ladders.note(hold, HoldNews.PLACED, after={"rank": rank, **terms_told(hold)})
        ladders.news.tell_people("hold_placed", hold, rank=rank)
        if hold.holder_id != hold.stage.venue_id:
            ladders.news.tell_venue("hold_placed", hold, rank=rank)
    finish(ladders)


def _require_open_house(hold: Hold, rooms: list[Stage]) -> None:
    venue = hold.stage.venue
    if is_closed([hold.stage, *rooms], night_period(hold.night, venue)):
        raise ValidationError({"night": [_("The stage is closed that night.")]})


def _require_not_too_many(ladders: Ladders, holds: list[Hold], user: User) -> None:
    """A holder from outside, and whoever leads several, has so many standing holds at a venue and no more.

    Assumes the venue's calendar locked, under which all of them are placed.
    """
    venue, policy = holds[0].stage.venue, ladders.policies[holds[0].stage.venue_id]
    if holds[0].holder_id == venue.pk:
        return
    holders = standing_holders(venue, user, holds[0].holder)
    words = {"count": policy.most_holds}
    if holders.count(holds[0].holder_id) + len(holds) > policy.most_holds:
        message = ngettext(
            "You can have at most %(count)d active hold here.",
            "You can have at most %(count)d active holds here.",
            policy.most_holds,
        )
        raise ValidationError({"night": [message % words]})
    if len(holders) + len(holds) > policy.most_holds:
        message = ngettext(
            "All your bands and agencies together can have at most %(count)d active hold here.",
            "All your bands and agencies together can have at most %(count)d active holds here.",
            policy.most_holds,
        )
        raise ValidationError({"night": [message % words]})


def _require_room(ladders: Ladders, hold: Hold, rooms: list[Stage]) -> None:
    there = ladders.on([(room.pk, hold.night) for room in rooms])
    if any(_is_for_the_same(hold, other) for other in there):
        raise HoldsAlready
    own = [other for other in there if other.holder_id == hold.holder_id != hold.stage.venue_id]
    if len(own) >= MOST_OF_ONE:
        message = _("%(holder)s already has %(count)d holds on this night.")
        raise ValidationError({"night": [message % {"holder": hold.holder.name, "count": MOST_OF_ONE}]})
    if len(there) >= LONGEST_LADDER:
        raise ValidationError({"night": [_("This night already has the most holds possible.")]})
    if hold.night < night_of(ladders.doing.at, hold.stage.venue.party.timezone, hold.stage.venue.day_starts_at):
        raise ValidationError({"night": [_("This night is over.")]})


def _require_not_again(holds: list[Hold], doing: Doing) -> None:
    if why := why_not_held_again(holds, doing.person, doing.at):
        raise ValidationError({"night": [why]})


def require_free(hold: Hold) -> None:
    """An act that is promised then holds nothing: its holds elsewhere are released when it is booked. That it is not
    free is all that is said of it, as on its public calendar. Assumes its calendar locked."""
    if hold.act is None:
        return
    claims = TimeBlock.objects.claims().standing().filter(calendar=hold.act.calendar_id)
    if claims.overlapping(*hold_period(hold)).exists():
        night = {"act": hold.act.name, "night": say_day(hold.night)}
        raise ValidationError({"act": [_("%(act)s isn’t free then: %(night)s.") % night]})


def _is_for_the_same(hold: Hold, other: Hold) -> bool:
    """The same act; or nobody in particular, or the same name, by the same holder."""
    if hold.act_id or other.act_id:
        return hold.act_id == other.act_id
    return hold.holder_id == other.holder_id and hold.act_name.casefold() == other.act_name.casefold()


def _ends_within_warning(expires_at: dt.datetime, policy: HousePolicy, doing: Doing) -> bool:
    """Who is told now how long it lasts need not be reminded of it at once."""
    return expires_at <= doing.at + dt.timedelta(days=policy.warn_days)


def _rise_to_reserved(ladders: Ladders, hold: Hold, doing: Doing) -> None:
    """The best ranks may be reserved: for the house, for those who have played here. A ladder has no empty rungs, so
    whoever came first stands there meanwhile, and makes room when somebody comes whom the rank is reserved for.

    Nobody is passed while a challenge runs: who challenges or is asked now has been promised their place.
    """
    policy = ladders.policy(hold)
    if max(policy.outsiders_from_rank, policy.newcomers_from_rank) == 1 or ladders.challenged_on(ladders.keys_of(hold)):
        return
    above = ladders.above(hold)
    best = _best_ranks([*above, hold], policy, doing)
    rank = ladders.rank_of(hold)
    for other in reversed(above):
        reserved = ladders.rank_of(other)
        if best[other.pk] <= reserved or best[hold.pk] > reserved:
            break
        rank = reserved
    if rank < ladders.rank_of(hold):
        ladders.put_at(hold, rank)


def _best_ranks(holds: list[Hold], policy: HousePolicy, doing: Doing) -> dict:
    """The best rank that each may have, by the house rules."""
    venue_id = policy.pk
    outside = {hold.pk for hold in holds if hold.holder_id != venue_id}
    parties = {party for hold in holds if hold.pk in outside for party in (hold.holder_id, hold.act_id) if party}
    known = played_here(parties, venue_id, doing.at)
    ranks = {}
    for hold in holds:
        is_new = hold.pk in outside and not {hold.holder_id, hold.act_id} & known
        ranks[hold.pk] = max(
            policy.outsiders_from_rank if hold.pk in outside else 1, policy.newcomers_from_rank if is_new else 1
        )
    return ranks
