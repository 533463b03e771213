"""Shows: made as drafts, published with a claim on their stage, changed, called off."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.actions.memberships import lock_parties
from accounts.actions.texts import clean_line, clean_text
from accounts.errors import NotApproved
from accounts.models import Party, User
from accounts.states import PartyKind
from availability.actions import lock_calendars
from bookings.access import can_edit_show
from bookings.actions.doing import Doing
from bookings.actions.drafts import SpotDraft, follow_show, make_spots, set_night, set_place, set_times
from bookings.actions.entries import write_show_entries
from bookings.actions.locking import lock_show
from bookings.actions.moves import move_show
from bookings.actions.retelling import retell
from bookings.actions.stages import claim_stage, let_stage_go, lock_house, make_way
from bookings.actions.telling import touch_desk, touch_night
from bookings.models import Booking, Show
from bookings.states import LIVE, PROMISED, Event, ShowState, SpotState
from catalogue.models import City
from engagements.actions.inputs import clean_instant, clean_url
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from venues.models import Stage

TIMES = ("load_in_at", "doors_at", "starts_at", "ends_at", "curfew_at", "out_at")
AGREED = {"stage", "city", *TIMES} - {"doors_at", "curfew_at"}
TEXTS = ("title", "description", "place", "ticket_url", "announce_at")


class ShowFacts(TypedDict, total=False):
    """When a show is, and what is said of it. Times left out: load-in two hours before the start, out at the end."""

    starts_at: Required[dt.datetime]
    ends_at: Required[dt.datetime]
    load_in_at: dt.datetime | None
    doors_at: dt.datetime | None
    curfew_at: dt.datetime | None
    out_at: dt.datetime | None
    announce_at: dt.datetime | None
    title: str
    description: str
    ticket_url: str


@one_transaction
def create_show(
    *,
    acting_user: User,
    owner: Party,
    stage: Stage | None = None,
    place: str = "",
    city: City | None = None,
    spots: Sequence[SpotDraft] | None = None,
    publish: bool = False,
    release_holds: Collection[UUID] = (),
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
    **facts: Unpack[ShowFacts],
) -> Show:
    """A draft of a night on a stage or at an address, with its bill; published at once if asked.

    `spots=None` is one headliner who plays the whole show. Night and time zone come from the venue, the city or the
    owner. Raises ValidationError by field, PermissionDenied unless the user leads the owner and the stage's venue,
    NotApproved where one of them is suspended or closed, and whatever `publish_show` raises.
    """
    doing = Doing.begin(acting_user, channel, at)
    _require_leader(acting_user, owner, stage)
    if owner.kind == PartyKind.PROFESSIONAL:
        raise ValidationError({"owner": [_("Studio professionals can’t put on shows. Bands and venues can.")]})
    # A closing ends this draft too, or comes before it.
    locked = lock_parties(owner, *([stage.venue.party] if stage else []))
    owner = locked[owner.pk]
    require_active(*locked.values())
    times: dict[str, Any] = dict(facts)
    texts = {name: times.pop(name) for name in TEXTS if name in times}
    show = draft_show(
        doing,
        owner=owner,
        stage=stage,
        place=clean_line("place", place, longest=300),
        city=city,
        times=times,
        texts=texts,
        spots=[SpotDraft()] if spots is None else spots,
    )
    if publish:
        return _publish(lock_show(show.pk), doing, release_holds)
    touch_desk(show)
    return show


def draft_show(
    doing: Doing,
    *,
    owner: Party,
    stage: Stage | None,
    times: Mapping[str, Any],
    texts: Mapping[str, Any],
    spots: Sequence[SpotDraft],
    place: str = "",
    city: City | None = None,
    night: dt.date | None = None,
    nights_clocks: Sequence[str] = (),
) -> Show:
    """Store a draft with its bill: `times` as `set_times` takes them, `texts` any of TEXTS. Asks nobody's leave.

    `night`: where it is not told by the start, as of a night that was held before its venue got another clock;
    `nights_clocks`: the way back to that clock.

    Raises ValidationError by field.
    """
    show = Show(owner=owner, created_by=doing.user, created_at=doing.at)
    set_place(show, owner=owner, stage=stage, place=place, city=city)
    if not stage and not show.place:
        raise ValidationError({"place": [_("Choose a stage or enter an address.")]})
    set_times(show, at=doing.at, **times)
    _set_texts(show, texts)
    set_night(show)
    show.night, show.nights_clocks = night or show.night, list(nights_clocks)
    show.save(force_insert=True)
    make_spots(show, spots)
    doing.note(Event.CREATED, show=show, after=show.state)
    return show


@one_transaction
def publish_show(
    *,
    acting_user: User,
    show: Show,
    release_holds: Collection[UUID] = (),
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Open a draft to applications, and claim its stage from load-in to out.

    `release_holds`: ids of holds in the way that the host lets go. A bill without an open spot is confirmed at once.
    Raises NotApproved, `Taken` with free times instead, `Held`, WrongState, ValidationError when its start has passed.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_show(show.pk)
    _require_leader(acting_user, locked.owner, locked.stage)
    return _publish(locked, doing, release_holds)


def _publish(show: Show, doing: Doing, release_holds: Collection[UUID]) -> Show:
    require_publishable(show, doing)
    make_way(lock_house(show, doing), release_holds)
    return open_show(show, doing)


def require_publishable(show: Show, doing: Doing) -> None:
    """Raise WrongState, ValidationError or NotApproved unless a draft may be published now."""
    if show.state != ShowState.DRAFT:
        raise WrongState(show.state)
    if show.starts_at <= doing.at:
        raise ValidationError({"starts_at": [_("Publish the show before it starts.")]})
    if show.owner.kind == PartyKind.PERSON:  # whom nobody has approved: their acts come by requests, which are counted
        raise NotApproved(_("Private clients can’t publish a show. Request an act instead."))
    require_approved(show.owner, *([show.stage.venue.party] if show.stage else []))


def open_show(show: Show, doing: Doing) -> Show:
    """Claim the stage of a draft and open it, confirmed at once without an open spot. Assumes `lock_house`, and nobody
    in the way. Raises `Taken`, and NotApproved where its owner was closed meanwhile."""
    if show.stage is None:
        lock_calendars([show.owner.calendar_id])
    require_active(show.owner)
    claim_stage(show)
    is_open = show.spots.filter(state=SpotState.OPEN).exists()
    state = ShowState.OPEN if is_open else ShowState.CONFIRMED
    move_show(show, state, Event.PUBLISHED, doing, fields=("claim", "night", "timezone"))
    write_show_entries(show)
    touch_night(show, [])
    return show


@one_transaction
def update_show(
    *, acting_user: User, show: Show, channel: Channel = Channel.PAGE, at: dt.datetime | None = None, **changes
) -> Show:
    """Change the texts or times of a draft or an open show: any of `TEXTS`, `TIMES`, and of a draft `stage`, `city`. Of
    a confirmed one the texts, doors and curfew.

    What is not named stays; nothing named, nothing is written. A published show whose times change moves its claim on
    the stage; while somebody is booked or waits for an answer, all but doors and curfew stand (WrongState). Spots that
    followed the show's times follow them again.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_show(show.pk)
    if not can_edit_show(acting_user, locked):
        raise PermissionDenied
    require_active(locked.owner)
    if locked.state not in (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED):
        raise WrongState(locked.state, _("This show is over or cancelled and can’t be changed."))
    if not changes:
        return locked
    _set_texts(locked, {name: changes[name] for name in TEXTS if name in changes})
    before = copy(locked)
    if changes.keys() & {"stage", "city", "place"}:
        _move_draft(acting_user, locked, changes)
    if changes.keys() & {*TIMES, "stage", "city"}:
        _change_times(before, locked, changes, doing)
    locked.version += 1
    locked.save()
    doing.note(Event.UPDATED, show=locked, before=locked.state, after=locked.state)
    retell(locked)
    return locked


def _move_draft(acting_user: User, show: Show, changes: dict) -> None:
    if show.state != ShowState.DRAFT:
        raise WrongState(
            show.state, _("You can’t change the place of a published show. Cancel it and create a new one.")
        )
    stage = changes.get("stage", show.stage)
    _require_leader(acting_user, show.owner, stage)
    set_place(show, owner=show.owner, stage=stage, place=show.place, city=changes.get("city", show.city))


def _change_times(before: Show, show: Show, changes: dict, doing: Doing) -> None:
    is_agreed = bool(changes.keys() & AGREED)
    if is_agreed and Booking.objects.filter(spot__show=show, state__in=LIVE | PROMISED).exists():
        raise WrongState(show.state, _("Acts are booked or waiting for an answer at these times. Talk to them first."))
    show.is_time_assumed = False
    set_times(show, at=doing.at, **{name: changes.get(name, getattr(show, name)) for name in TIMES})
    set_night(show, before)
    if show.state != ShowState.DRAFT and (before.load_in_at, before.out_at) != (show.load_in_at, show.out_at):
        _claim_anew(before, show, doing)
    follow_show(before, show)


def _claim_anew(before: Show, show: Show, doing: Doing) -> None:
    """Other times of a published show: holds that have stood below it as a backup stay where they are."""
    make_way(lock_house(show, doing), former=before)
    let_stage_go(show)
    claim_stage(show)


def _require_leader(user: User, owner: Party, stage: Stage | None) -> None:
    """Raise PermissionDenied unless the user leads the owner and, where a stage is taken, its venue."""
    if not can_lead(user, owner) or (stage and stage.venue.party != owner and not can_lead(user, stage.venue.party)):
        raise PermissionDenied


def require_approved(*parties: Party) -> None:
    """Raise NotApproved unless all parties are approved now, whenever they were read. One query."""
    found = Party.objects.in_bulk([party.pk for party in parties])
    NotApproved.unless_all(*(found[party.pk] for party in parties))


def _set_texts(show: Show, texts: Mapping[str, Any]) -> None:
    cleaners = {
        "title": lambda value: clean_line("title", value, longest=200),
        "description": lambda value: clean_text("description", value, longest=4000),
        "place": lambda value: clean_line("place", value, longest=300),
        "ticket_url": lambda value: clean_url("ticket_url", value),
        "announce_at": lambda value: value and clean_instant("announce_at", value),
    }
    for name, value in texts.items():
        setattr(show, name, cleaners[name](value))
