"""What only shows once nights are held, haggled over, moved and settled: the demo's first venue and first band at it."""

import datetime as dt
from zoneinfo import ZoneInfo

from accounts.actions import approve_party, create_agency
from accounts.models import Party, User
from availability.errors import Taken
from availability.models import TimeBlock
from bookings.actions import (
    LineDraft,
    SpotDraft,
    change_settlement,
    counter_booking,
    create_show,
    invite_act,
    make_contract,
    propose_move,
    sign_contract,
    terms_of,
)
from bookings.actions.offers import OfferTerms
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState, SpotRole
from demo.world.money import owe_deposits, sign_a_settlement
from engagements.states import LineKind, Side
from holds.actions import challenge_hold, let_hold, place_hold, place_offer, set_policy
from venues.models import Stage
from venues.states import RefillStrategy

HELD_AFTER = 12
"""Days from today on among which a free night of the first stage is held."""
TIERS = [[30, 0], [14, 25], [7, 50], [0, 100]]


def run_the_engine(world, agent: User) -> None:
    """House rules, a ladder with a challenge, an offer of three nights, a counter-offer, a bill of one's own, a
    contract, a move, two settlements and two deposits. `world` has bands, leaders and stages; `agent` gets an agency."""
    stage, band = world.stages[0], world.bands[0]
    house = stage.venue.party
    set_policy(
        acting_user=world.leaders[house], venue=stage.venue, cancellation_tiers=TIERS, refill=RefillStrategy.ONE_BY_ONE,
        most_holds=6,
    )  # fmt: skip
    nights = _free_nights(stage, band, world.today)
    _hold(world, stage, band, _agency(world, agent), nights)
    _haggle(world, stage, band, next(nights))
    _make_bill(world, band)
    _sign_one(world, house)
    _move_one(world, house)
    _settle_one(world, house)
    owe_deposits(world, stage, band, nights)


def _agency(world, agent: User) -> Party:
    agency = create_agency(acting_user=agent, name="Nightliner Agency", timezone="Europe/Berlin")
    Party.objects.filter(pk=agency.pk).update(is_demo=True)
    approve_party(acting_user=world.staff, party=agency, reason="Demo world")
    agency.refresh_from_db()
    world.leaders[agency] = agent
    return agency


def _free_nights(stage: Stage, band: Party, today: dt.date):
    """Nights on which nothing stands on the stage, and the band is promised nowhere."""
    taken = set(stage.shows.exclude(state=ShowState.CANCELLED).values_list("night", flat=True))
    for promised in TimeBlock.objects.claims().filter(calendar=band.calendar_id):
        taken |= {promised.period.lower.date(), promised.period.upper.date()}
    for days in range(HELD_AFTER, 400):
        night = today + dt.timedelta(days=days)
        if night not in taken:
            yield night


def _hold(world, stage: Stage, band: Party, agency: Party, nights) -> None:
    """Three on one night, the band second and ready to commit; and three nights held for one record release."""
    night, house = next(nights), stage.venue.party
    for party in (agency, band):
        let_hold(acting_user=world.leaders[house], venue=stage.venue, party=party)
    terms = {"stage": stage, "night": night, "fee_currency": "EUR"}
    place_hold(
        acting_user=world.leaders[agency], holder=agency, act_name="The Paper Lanterns", fee_minor=90000, **terms
    )
    mine = place_hold(acting_user=world.leaders[band], holder=band, act=band, fee_minor=60000, **terms)
    place_hold(acting_user=world.leaders[house], holder=house, act_name="Quiz night", stage=stage, night=night)
    challenge_hold(acting_user=world.leaders[band], hold=mine, message="The tour bus is booked, we are ready.")
    place_offer(
        acting_user=world.leaders[band], holder=band, act=band, stage=stage, nights=[next(nights) for _ in range(3)],
        title="Record release", fee_minor=80000, fee_currency="EUR",
    )  # fmt: skip


def _haggle(world, stage: Stage, band: Party, night: dt.date) -> None:
    """The house invites the band for a fee, and the band answers with another."""
    house = stage.venue.party
    starts_at = _evening(night, house)
    show = create_show(
        acting_user=world.leaders[house], owner=house, stage=stage, title="Club night", starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=3), doors_at=starts_at - dt.timedelta(hours=1), publish=True,
        spots=[SpotDraft(fee_minor=40000, fee_currency="EUR")],
    )  # fmt: skip
    booking = invite_act(
        acting_user=world.leaders[house], spot=show.spots.get(), act=band, message="Would you open the season for us?"
    )
    terms = OfferTerms(**{**vars(terms_of(booking)), "fee_minor": 55000, "fee_currency": "EUR"})
    counter_booking(
        acting_user=world.leaders[band], booking=booking, terms=terms, message="With gladness, for 550 and two meals.",
        despite_conflicts=True,
    )  # fmt: skip


def _make_bill(world, band: Party) -> None:
    """The band's own night at an address, with two openers wanted."""
    starts_at = _evening(world.today + dt.timedelta(days=40), band)
    minutes = dt.timedelta(minutes=1)
    openers = [
        SpotDraft(role=SpotRole.OPENER, starts_at=start, ends_at=start + 40 * minutes, fee_minor=15000, fee_currency="EUR")
        for start in (starts_at, starts_at + 60 * minutes)
    ]  # fmt: skip
    create_show(
        acting_user=world.leaders[band], owner=band, title="Low Tide Choir and friends", city=band.city,
        place="Old ferry terminal, hall 2", starts_at=starts_at, ends_at=starts_at + 210 * minutes,
        doors_at=starts_at - 60 * minutes, curfew_at=starts_at + 240 * minutes, out_at=starts_at + 270 * minutes,
        spots=[*openers, SpotDraft(starts_at=starts_at + 125 * minutes, ends_at=starts_at + 210 * minutes)],
        publish=True,
    )  # fmt: skip


def _sign_one(world, house: Party) -> None:
    booking = _bookings(house, BookingState.CONFIRMED).first()
    if booking is None:
        return
    contract = make_contract(acting_user=world.leaders[house], booking=booking, language="en")
    sign_contract(
        acting_user=world.leaders[house], contract=contract, side=Side.HOST, address=None,
        name=world.leaders[house].display_name,
    )  # fmt: skip


def _move_one(world, house: Party) -> None:
    """The house proposes another hour for one of its confirmed nights."""
    booking = _bookings(house, BookingState.CONFIRMED).last()
    if booking is None:
        return
    show, later = booking.spot.show, dt.timedelta(minutes=30)
    try:
        propose_move(
            acting_user=world.leaders[house], show=show, party=house, starts_at=show.starts_at + later,
            ends_at=show.ends_at + later, load_in_at=show.load_in_at, doors_at=show.doors_at and show.doors_at + later,
            message="The last ferry comes later that night.",
        )  # fmt: skip
    except Taken:
        return


def _settle_one(world, house: Party) -> None:
    """What was taken and spent on a night gone by, waiting for signatures; and another that both have signed."""
    played = _bookings(house, BookingState.COMPLETED).filter(fee_minor__gt=0)
    booking, signed = played.last(), played.first()
    if booking is None or signed is None:
        return
    if signed != booking:
        sign_a_settlement(world, signed)
    lines = [
        LineDraft(LineKind.TAKINGS, "Tickets, box office", 1200, 84),
        LineDraft(LineKind.TAKINGS, "Tickets, presale", 1000, 61),
        LineDraft(LineKind.COST, "Sound engineer", 18000),
    ]
    change_settlement(acting_user=world.leaders[house], booking=booking, version=1, lines=lines)


def _bookings(house: Party, state: BookingState):
    of_house = Booking.objects.with_show().filter(spot__show__owner=house, state=state)
    return of_house.filter(spot__show__in=Show.objects.exclude(stage=None)).order_by("spot__starts_at")


def _evening(night: dt.date, party: Party) -> dt.datetime:
    return dt.datetime.combine(night, dt.time(20), tzinfo=ZoneInfo(party.timezone))
