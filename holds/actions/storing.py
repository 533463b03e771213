"""What an action changed on its ladders is written and told, once, at the end."""

from availability.actions import cancel_entries, touch, write_entries
from engagements.actions.transactions import SetGrew
from holds.access.rights import is_over
from holds.actions.entries import ended_keys, hold_calendars, hold_entries
from holds.actions.ladders import Ladders
from holds.models import Hold, HoldEvent, Rung
from holds.states import HoldNews, HoldState
from web.announce import announce_on_commit

CHANGED = (
    "state", "ended_by", "ended_at", "version", "expires_at", "warned_at", "show", "booking", "starts_at", "ends_at",
    "fee_minor", "fee_currency", "agreed_by_host", "agreed_by_act", "note", "nights_clocks",
)  # fmt: skip


def store(ladders: Ladders) -> None:
    """Note changed ranks, store all of it, and tell everyone affected. The last part of `finishing.finish`."""
    _note_ranks(ladders)
    _write(ladders)
    _tell_calendars(ladders)
    ladders.news.deliver()


def _note_ranks(ladders: Ladders) -> None:
    for pk, before in ladders.ranks_before.items():
        hold = ladders.holds[pk]
        rank = ladders.rank_of(hold)
        if hold.state != HoldState.STANDING or rank == before:
            continue
        ladders.changed(hold)
        if ladders.is_first(hold) and not is_over(hold, ladders.doing.at):
            ladders.renew(hold)
        ladders.note(hold, HoldNews.RANKED, before={"rank": before}, after={"rank": rank})
        ladders.news.tell_people("hold_ranked", hold, rank=rank, before=before)


def _write(ladders: Ladders) -> None:
    Rung.objects.bulk_update(ladders.gone_rungs, ["rank"])
    moved = [rung for ladder in ladders.rungs.values() for rung in ladder if rung.rank != rung.last_rank]
    for rung in moved:
        rung.last_rank = rung.standing_rank
    stored = {rung.pk: rung for rung in [*moved, *ladders.returned_rungs] if rung.pk}
    Rung.objects.bulk_update(stored.values(), ["rank", "last_rank"])
    Rung.objects.bulk_create(ladders.new_rungs)
    Hold.objects.bulk_update(ladders.changed_holds.values(), CHANGED)
    HoldEvent.objects.bulk_create(ladders.events)
    announce_on_commit({hold.topic: hold.version for hold in ladders.changed_holds.values()})


def _tell_calendars(ladders: Ladders) -> None:
    if not {calendar for hold in ladders.changed_holds.values() for calendar in hold_calendars(hold)} <= ladders.locked:
        raise SetGrew
    for uid, calendars in ended_keys(ladders.ended).items():
        cancel_entries(calendar_ids=calendars, uid=uid)
    stand = [hold for hold in ladders.changed_holds.values() if hold.state == HoldState.STANDING]
    write_entries(drafts=[draft for hold in stand for draft in hold_entries(hold, ladders.rank_of(hold))])
    if ladders.changed_holds:
        venues = {hold.stage.venue.party.calendar_id for hold in ladders.changed_holds.values()}
        touch({*venues, *(stage.calendar_id for stage in ladders.stages)}, public=True, alone=True)
