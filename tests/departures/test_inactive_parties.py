"""In the name of a suspended or closed party nothing is agreed or changed; what was agreed is settled or ends."""

import datetime as dt

import pytest
from django.db import transaction

from accounts.actions import create_invite, rename_party
from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval
from bands.actions import ask_members, create_kit_link, update_band, write_kit
from bookings.actions import (
    BillPlan,
    accept_booking,
    add_spots,
    answer_move,
    apply_to_spot,
    cancel_booking,
    counter_booking,
    create_show,
    create_spot_invite,
    decline_booking,
    invite_act,
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
    revoke_spot_invite,
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
    use_spot_invite,
    veto_booking,
)
from bookings.actions.kept_applications import keep_application
from bookings.pages.errands import contract_errands
from bookings.queries.signing import contracts_to_sign
from bookings.states import BookingState, HeadlinerSays, ReportKind
from engagements.states import Side
from holds.actions import (
    agree_to_hold,
    ask_to_hold,
    challenge_hold,
    change_hold,
    confirm_hold,
    let_hold,
    place_hold,
    rank_hold,
    release_hold,
    restore_ladder,
    set_parts,
    set_policy,
)
from holds.models import HoldPermission
from show_imports.actions.uploads import upload_show_list
from tests.bookings.bill.scenes import headed
from tests.bookings.money.scenes import a_played_booking
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, StageFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold
from venues.actions import (
    add_stage_photo,
    close_stage,
    create_stage,
    remove_stage,
    remove_stage_photo,
    reopen_stage,
    update_stage,
    update_venue,
)
from venues.models import StagePhoto

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
INACTIVE = [Approval.SUSPENDED, Approval.CLOSED]


def end(party, approval) -> None:
    Party.objects.filter(pk=party.pk).update(approval=approval)


def later_by(days) -> dict:
    """The times of a set on a later night."""
    return {name: moment + days for name, moment in SET.items()}


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


@pytest.mark.parametrize("approval", INACTIVE)
def test_a_venue_agrees_to_nothing_and_changes_nothing(house, act, approval):
    user, stage, venue = house.manager, house.stage, house.stage.venue
    booked = a_confirmed_booking(house, act)
    contract = make_contract(acting_user=act.leader, booking=booked, language="en")
    show = an_open_show(house, starts_at=FAR_SATURDAY + DAY, spots=2)
    spot, other = show.spots.all()
    waiting = an_application(act, show)
    draft = an_open_show(house, starts_at=FAR_SATURDAY + 2 * DAY, publish=False)
    later = {"starts_at": FAR_SATURDAY + dt.timedelta(hours=1), "ends_at": FAR_SATURDAY + dt.timedelta(hours=4)}
    asked_to_move = propose_move(acting_user=act.leader, show=booked.spot.show, party=act.party, **later)
    called_off = a_confirmed_booking(house, an_act(members=1), starts_at=FAR_SATURDAY + 3 * DAY)
    hold = a_hold(house, act, night=NIGHT + 4 * DAY)
    own = place_hold(acting_user=user, holder=house.party, stage=stage, night=hold.night, at=PLACED)
    room = StageFactory(venue=venue)
    photo = StagePhoto(stage=stage)
    closure = close_stage(acting_user=user, stage=stage, first=NIGHT + 9 * DAY, last=NIGHT + 9 * DAY)
    cancel_booking(acting_user=user, booking=called_off)
    other_spot = an_open_show(house, starts_at=FAR_SATURDAY + 6 * DAY).spots.get()
    end(house.party, approval)  # whatever is given to the actions was read before that
    times = {"starts_at": FAR_SATURDAY + 8 * DAY, "ends_at": FAR_SATURDAY + 9 * DAY}
    who = {"acting_user": user}
    assert (
        refused(
            {
                "make": lambda: make_contract(**who, booking=booked, language="de"),
                "sign": lambda: sign_contract(**who, contract=contract, side=Side.HOST, name="H", address=None),
                "update": lambda: update_show(**who, show=show, title="Another"),
                "update draft": lambda: update_show(**who, show=draft, title="Another"),
                "create": lambda: create_show(**who, owner=house.party, stage=stage, **times),
                "create beside": lambda: create_show(**who, owner=house.party, place="Yard", **times),
                "publish": lambda: publish_show(**who, show=draft),
                "plan": lambda: plan_bill(**who, show=show, plan=BillPlan(None, show.starts_at)),
                "add": lambda: add_spots(**who, show=show, role="opener"),
                "remove": lambda: remove_spot(**who, spot=other),
                "say": lambda: set_headliner_says(**who, show=show, headliner_says=HeadlinerSays.BOOKS),
                "tickets": lambda: set_tickets(**who, show=show, ticket_url="https://tickets.example"),
                "announce": lambda: set_announcement(**who, show=show, announce_at=None),
                "poster": lambda: set_poster(**who, show=show, file=None, alt=""),
                "no poster": lambda: remove_poster(**who, show=show),
                "invite": lambda: invite_act(**who, spot=other_spot, act=act.party),
                "accept": lambda: accept_booking(**who, booking=waiting),
                "agree to a move": lambda: answer_move(**who, move=asked_to_move, agrees=True),
                "confirm": lambda: confirm_hold(**who, hold=hold, at=PLACED, **later_by(4 * DAY)),
                "refill": lambda: start_refill(**who, spot=spot, strategy="one_by_one"),
                "link": lambda: create_spot_invite(**who, spot=spot),
                "counter": lambda: counter_booking(**who, booking=waiting, terms=terms_of(waiting)),
                "move": lambda: propose_move(**who, show=show, party=house.party, **times),
                "hold": lambda: place_hold(**who, holder=house.party, stage=stage, night=NIGHT + 8 * DAY, at=PLACED),
                "challenge": lambda: challenge_hold(**who, hold=own, at=PLACED),
                "change hold": lambda: change_hold(**who, hold=own, fee_minor=100, fee_currency="EUR", at=PLACED),
                "agree": lambda: agree_to_hold(**who, hold=hold, at=PLACED),
                "rank": lambda: rank_hold(**who, hold=own, rank=1, at=PLACED),
                "let": lambda: let_hold(**who, venue=venue, party=act.party),
                "restore": lambda: restore_ladder(**who, show=called_off.spot.show, calls_off=True),
                "rules": lambda: set_policy(**who, venue=venue, warn_days=3),
                "parts": lambda: set_parts(**who, stage=stage, parts=[]),
                "team": lambda: create_invite(**who, party=house.party, role="manager"),
                "new stage": lambda: create_stage(**who, venue=venue, name="Cellar"),
                "stage": lambda: update_stage(**who, stage=stage, capacity=3),
                "no stage": lambda: remove_stage(**who, stage=room),
                "close": lambda: close_stage(**who, stage=stage, first=NIGHT, last=NIGHT),
                "reopen": lambda: reopen_stage(**who, stage=stage, closure_id=closure.id),
                "clock": lambda: update_venue(**who, venue=venue, timezone="Asia/Tokyo", existing="moments"),
                "list": lambda: upload_show_list(
                    **who, party=house.party, file_name="a.csv", content=b"Date\n2020-03-04"
                ),
            }
        )
        == []
    )
    own = {
        "let nobody": lambda: let_hold(**who, venue=venue, party=act.party, may=False),
        "describe": lambda: update_venue(**who, venue=venue, house_rules="No smoking."),
        "rename": lambda: rename_party(**who, party=house.party, name="The Other House"),
        "photo": lambda: add_stage_photo(**who, stage=stage, file=None, alt=""),
        "no photo": lambda: remove_stage_photo(**who, photo=photo),
    }
    if approval == Approval.CLOSED:
        assert refused(own) == []
    else:
        update_venue(acting_user=user, venue=venue, house_rules="No smoking.")
    begun = FAR_SATURDAY + DAY / 24
    report_booking(acting_user=user, booking=booked, kind=ReportKind.values[0], text="They did not come.", at=begun)
    release_hold(acting_user=user, hold=hold, at=PLACED)
    decline_booking(acting_user=user, booking=waiting)


@pytest.mark.parametrize("approval", INACTIVE)
def test_an_act_agrees_to_nothing_and_changes_nothing(house, act, approval):
    user, (first, second) = act.leader, act.members
    booked = a_confirmed_booking(house, act)
    contract = make_contract(acting_user=house.manager, booking=booked, language="en")
    later = {"starts_at": FAR_SATURDAY + dt.timedelta(hours=1), "ends_at": FAR_SATURDAY + dt.timedelta(hours=4)}
    to_move = propose_move(acting_user=house.manager, show=booked.spot.show, party=house.party, **later)
    [asked_spot, linked] = an_open_show(house, starts_at=FAR_SATURDAY + 5 * DAY, spots=2).spots.all()
    asked = invite_act(acting_user=house.manager, spot=asked_spot, act=act.party)
    link, _token = create_spot_invite(acting_user=house.manager, spot=linked)
    show = an_open_show(house, starts_at=FAR_SATURDAY + DAY)
    waiting = an_application(act, show)
    another = an_open_show(house, starts_at=FAR_SATURDAY + 3 * DAY)
    taken = a_confirmed_booking(house, an_act(members=1), starts_at=FAR_SATURDAY + 2 * DAY).spot
    hold = a_hold(house, act, night=NIGHT + 7 * DAY)
    HoldPermission.objects.filter(party=act.party).delete()
    assert contract_errands(contracts_to_sign(user))
    end(act.party, approval)
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
                "keep": lambda: keep_application(**who, spot=another.spots.get(), act=act.party),
                "accept": lambda: accept_booking(**who, booking=asked, despite_conflicts=True),
                "counter": lambda: counter_booking(**who, booking=asked, terms=terms_of(asked)),
                "come by a link": lambda: use_spot_invite(**who, invite=link, act=act.party),
                "agree to a move": lambda: answer_move(**who, move=to_move, booking=booked, agrees=True),
                "hold": lambda: place_hold(
                    **who, holder=act.party, stage=house.stage, night=NIGHT + 8 * DAY, at=PLACED
                ),
                "propose": lambda: confirm_hold(
                    **who, hold=hold, at=PLACED, despite_conflicts=True, **later_by(7 * DAY)
                ),
                "ask to hold": lambda: ask_to_hold(**who, venue=house.stage.venue, holder=act.party),
                "be let": lambda: let_hold(acting_user=house.manager, venue=house.stage.venue, party=act.party),
                "be invited": lambda: invite_act(acting_user=house.manager, spot=another.spots.get(), act=act.party),
                "team": lambda: create_invite(**who, party=act.party),
                "kit": lambda: create_kit_link(**who, party=act.party, label="Press", expires_on=FAR_SATURDAY.date()),
                "wait": lambda: join_waitlist(**who, spot=taken, act=act.party),
                "move": lambda: propose_move(**who, show=booked.spot.show, party=act.party, **SET),
                "challenge": lambda: challenge_hold(**who, hold=hold, at=PLACED),
                "change hold": lambda: change_hold(**who, hold=hold, fee_minor=100, fee_currency="EUR", at=PLACED),
                "agree": lambda: agree_to_hold(**who, hold=hold, at=PLACED),
            }
        )
        == []
    )
    own = {
        "rename": lambda: rename_party(**who, party=act.party, name="The Others"),
        "band": lambda: update_band(**who, band=act.party.band, draw=120),
        "kit": lambda: write_kit(**who, party=act.party, bio_short="Loud."),
        "ask members": lambda: ask_members(**who, party=act.party, nights=[NIGHT], is_poll=True),
    }
    assert refused(own) == ([] if approval == Approval.CLOSED else [*own])
    set_lineup(acting_user=user, booking=booked, lineup=[first.pk])
    release_hold(acting_user=user, hold=hold, at=PLACED)
    decline_booking(acting_user=user, booking=asked)
    cancel_booking(acting_user=user, booking=booked)


@pytest.mark.parametrize("approval", INACTIVE)
def test_a_headliner_that_books_its_bill_asks_and_takes_nobody(house, act, approval):
    show = headed(house, act, HeadlinerSays.BOOKS)
    opener, support, _top = show.spots.order_by("starts_at")
    other, waiting = an_act(members=1), an_application(an_act(members=1), show, 0)
    link, _token = create_spot_invite(acting_user=act.leader, spot=support)
    end(act.party, approval)
    who = {"acting_user": act.leader}
    deeds = {
        "invite": lambda: invite_act(**who, spot=support, act=other.party),
        "link": lambda: create_spot_invite(**who, spot=support),
        "refill": lambda: start_refill(**who, spot=support, strategy="one_by_one"),
        "accept": lambda: accept_booking(**who, booking=waiting),
        "counter": lambda: counter_booking(**who, booking=waiting, terms=terms_of(waiting)),
    }
    assert refused(deeds) == []
    revoke_spot_invite(**who, invite=link)
    decline_booking(**who, booking=waiting)
    booked = invite_act(acting_user=house.manager, spot=opener, act=other.party)
    assert booked.state == BookingState.PENDING


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
