"""In the name of a suspended or closed party nothing is agreed or changed; what was agreed is settled or ends."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval
from bookings.actions import (
    BillPlan,
    add_spots,
    apply_to_spot,
    cancel_booking,
    counter_booking,
    create_show,
    create_spot_invite,
    decline_booking,
    join_waitlist,
    lift_veto,
    make_contract,
    plan_bill,
    propose_move,
    publish_show,
    remove_poster,
    remove_spot,
    replace_player,
    report_booking,
    set_announcement,
    set_headliner_says,
    set_lineup,
    set_poster,
    set_tickets,
    share_settlement,
    sign_contract,
    sign_settlement,
    start_refill,
    terms_of,
    update_show,
    veto_booking,
)
from bookings.pages.errands import contract_errands
from bookings.queries.signing import contracts_to_sign
from bookings.states import HeadlinerSays, ReportKind
from engagements.states import Side
from holds.actions import agree_to_hold, challenge_hold, change_hold, place_hold, release_hold, set_parts, set_policy
from holds.actions.ending import rank_hold
from holds.actions.permissions import let_hold
from holds.actions.restoring import restore_ladder
from show_imports.actions.uploads import upload_show_list
from tests.bookings.bill.scenes import headed
from tests.bookings.money.scenes import a_played_booking
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, StageFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold
from venues.actions import close_stage, create_stage, remove_stage, reopen_stage, update_stage, update_venue

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
INACTIVE = [Approval.SUSPENDED, Approval.CLOSED]


def end(party, approval) -> None:
    Party.objects.filter(pk=party.pk).update(approval=approval)


def refused(deeds: dict) -> list[str]:
    """Which of these deeds are not refused because the party is inactive."""
    done = []
    for name, deed in deeds.items():
        try:
            with transaction.atomic():
                deed()
        except NotApproved:
            continue
        except Exception as error:
            done.append(f"{name}: {error!r}")
        else:
            done.append(name)
    return done


def a_busy_venue(house, act) -> SimpleNamespace:
    """What a venue may have in hand: a booking and its contract, an application, a draft, holds, a closure."""
    user, stage = house.manager, house.stage
    booked = a_confirmed_booking(house, act)
    show = an_open_show(house, starts_at=FAR_SATURDAY + DAY, spots=2)
    spot, other = show.spots.all()
    called_off = a_confirmed_booking(house, an_act(members=1), starts_at=FAR_SATURDAY + 3 * DAY)
    hold = a_hold(house, act, night=NIGHT + 4 * DAY)
    world = SimpleNamespace(
        booked=booked,
        contract=make_contract(acting_user=act.leader, booking=booked, language="en"),
        show=show,
        spot=spot,
        other=other,
        waiting=an_application(act, show),
        draft=an_open_show(house, starts_at=FAR_SATURDAY + 2 * DAY, publish=False),
        called_off=called_off,
        hold=hold,
        own=place_hold(acting_user=user, holder=house.party, stage=stage, night=hold.night, at=PLACED),
        stage=stage,
        venue=stage.venue,
        room=StageFactory(venue=stage.venue),
        closure=close_stage(acting_user=user, stage=stage, first=NIGHT + 9 * DAY, last=NIGHT + 9 * DAY),
    )
    cancel_booking(acting_user=user, booking=called_off)
    return world


def deeds_of_a_venue(house, act, world: SimpleNamespace) -> dict:
    times = {"starts_at": FAR_SATURDAY + 8 * DAY, "ends_at": FAR_SATURDAY + 9 * DAY}
    who = {"acting_user": house.manager}
    return {
        "make": lambda: make_contract(**who, booking=world.booked, language="de"),
        "sign": lambda: sign_contract(**who, contract=world.contract, side=Side.HOST, name="H", address=None),
        "update": lambda: update_show(**who, show=world.show, title="Another"),
        "update draft": lambda: update_show(**who, show=world.draft, title="Another"),
        "create": lambda: create_show(**who, owner=house.party, stage=world.stage, **times),
        "create beside": lambda: create_show(**who, owner=house.party, place="Yard", **times),
        "publish": lambda: publish_show(**who, show=world.draft),
        "plan": lambda: plan_bill(**who, show=world.show, plan=BillPlan(None, world.show.starts_at)),
        "add": lambda: add_spots(**who, show=world.show, role="opener"),
        "remove": lambda: remove_spot(**who, spot=world.other),
        "say": lambda: set_headliner_says(**who, show=world.show, headliner_says=HeadlinerSays.BOOKS),
        "tickets": lambda: set_tickets(**who, show=world.show, ticket_url="https://tickets.example"),
        "announce": lambda: set_announcement(**who, show=world.show, announce_at=None),
        "poster": lambda: set_poster(**who, show=world.show, file=None, alt=""),
        "no poster": lambda: remove_poster(**who, show=world.show),
        "refill": lambda: start_refill(**who, spot=world.spot, strategy="one_by_one"),
        "link": lambda: create_spot_invite(**who, spot=world.spot),
        "counter": lambda: counter_booking(**who, booking=world.waiting, terms=terms_of(world.waiting)),
        "move": lambda: propose_move(**who, show=world.show, party=house.party, **times),
        "hold": lambda: place_hold(**who, holder=house.party, stage=world.stage, night=NIGHT + 8 * DAY, at=PLACED),
        "challenge": lambda: challenge_hold(**who, hold=world.own, at=PLACED),
        "change hold": lambda: change_hold(**who, hold=world.own, fee_minor=100, fee_currency="EUR", at=PLACED),
        "agree": lambda: agree_to_hold(**who, hold=world.hold, at=PLACED),
        "rank": lambda: rank_hold(**who, hold=world.own, rank=1, at=PLACED),
        "let": lambda: let_hold(**who, venue=world.venue, party=act.party),
        "restore": lambda: restore_ladder(**who, show=world.called_off.spot.show, calls_off=True),
        "rules": lambda: set_policy(**who, venue=world.venue, warn_days=3),
        "parts": lambda: set_parts(**who, stage=world.stage, parts=[]),
        "new stage": lambda: create_stage(**who, venue=world.venue, name="Cellar"),
        "stage": lambda: update_stage(**who, stage=world.stage, capacity=3),
        "no stage": lambda: remove_stage(**who, stage=world.room),
        "close": lambda: close_stage(**who, stage=world.stage, first=NIGHT, last=NIGHT),
        "reopen": lambda: reopen_stage(**who, stage=world.stage, closure_id=world.closure.id),
        "clock": lambda: update_venue(**who, venue=world.venue, timezone="Asia/Tokyo", existing="moments"),
        "list": lambda: upload_show_list(**who, party=house.party, file_name="a.csv", content=b"Date\n2020-03-04"),
    }


@pytest.mark.parametrize("approval", INACTIVE)
def test_a_venue_agrees_to_nothing_and_changes_nothing(house, act, approval):
    world = a_busy_venue(house, act)
    end(house.party, approval)
    world.venue.party.refresh_from_db(fields=["approval"])
    assert refused(deeds_of_a_venue(house, act, world)) == []
    who = {"acting_user": house.manager}
    if approval == Approval.SUSPENDED:
        update_venue(**who, venue=world.venue, house_rules="No smoking.")
    begun = FAR_SATURDAY + DAY / 24
    report_booking(**who, booking=world.booked, kind=ReportKind.values[0], text="They did not come.", at=begun)
    release_hold(**who, hold=world.hold, at=PLACED)
    decline_booking(**who, booking=world.waiting)


@pytest.mark.parametrize("approval", INACTIVE)
def test_an_act_agrees_to_nothing_and_changes_nothing(house, act, approval):
    user, (first, second) = act.leader, act.members
    booked = a_confirmed_booking(house, act)
    contract = make_contract(acting_user=house.manager, booking=booked, language="en")
    show = an_open_show(house, starts_at=FAR_SATURDAY + DAY)
    waiting = an_application(act, show)
    another = an_open_show(house, starts_at=FAR_SATURDAY + 3 * DAY)
    taken = a_confirmed_booking(house, an_act(members=1), starts_at=FAR_SATURDAY + 2 * DAY).spot
    hold = a_hold(house, act, night=NIGHT + 4 * DAY)
    assert contract_errands(contracts_to_sign(user))
    end(act.party, approval)
    act.party.refresh_from_db()
    assert not contract_errands(contracts_to_sign(user))
    who = {"acting_user": user}
    assert (
        refused(
            {
                "make": lambda: make_contract(**who, booking=booked, language="de"),
                "sign": lambda: sign_contract(**who, contract=contract, side=Side.ACT, name="A", address=None),
                "line-up": lambda: set_lineup(**who, booking=waiting, lineup=[first.pk]),
                "dep": lambda: replace_player(**who, booking=waiting, leaving=first, dep=second),
                "apply": lambda: apply_to_spot(**who, spot=another.spots.get(), act=act.party),
                "wait": lambda: join_waitlist(**who, spot=taken, act=act.party),
                "move": lambda: propose_move(**who, show=booked.spot.show, party=act.party, **SET),
                "challenge": lambda: challenge_hold(**who, hold=hold, at=PLACED),
                "change hold": lambda: change_hold(**who, hold=hold, fee_minor=100, fee_currency="EUR", at=PLACED),
                "agree": lambda: agree_to_hold(**who, hold=hold, at=PLACED),
            }
        )
        == []
    )
    set_lineup(acting_user=user, booking=booked, lineup=[first.pk])
    release_hold(acting_user=user, hold=hold, at=PLACED)
    cancel_booking(acting_user=user, booking=booked)


def test_a_headliner_takes_no_veto_back_and_what_was_played_is_settled(house, act):
    played = a_played_booking(house, act)
    show = headed(house, act, HeadlinerSays.VETO)
    asked = an_application(an_act(members=1), show, 0)
    veto_booking(acting_user=act.leader, booking=asked)
    end(act.party, Approval.SUSPENDED)
    with pytest.raises(NotApproved):
        lift_veto(acting_user=act.leader, booking=asked)
    share_settlement(acting_user=act.leader, booking=played, shares=[])
    sign_settlement(acting_user=act.leader, booking=played, version=1, name="A", side=Side.ACT)
