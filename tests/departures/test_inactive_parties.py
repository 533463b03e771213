"""In the name of a suspended or closed party nothing is agreed or changed; what was agreed is settled or ends."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

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
from web.texts import isolated

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


def a_busy_venue(house, act) -> SimpleNamespace:
    """What it may have in hand: a booking with contract and move, an application, a draft, holds, a closure."""
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
    return SimpleNamespace(
        stage=stage,
        venue=venue,
        booked=booked,
        contract=contract,
        show=show,
        spot=spot,
        other=other,
        waiting=waiting,
        draft=draft,
        asked_to_move=asked_to_move,
        called_off=called_off,
        hold=hold,
        own=own,
        room=room,
        photo=photo,
        closure=closure,
        other_spot=other_spot,
    )


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
        "invite": lambda: invite_act(**who, spot=world.other_spot, act=act.party),
        "accept": lambda: accept_booking(**who, booking=world.waiting),
        "agree to a move": lambda: answer_move(**who, move=world.asked_to_move, agrees=True),
        "confirm": lambda: confirm_hold(**who, hold=world.hold, at=PLACED, **later_by(4 * DAY)),
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
        "team": lambda: create_invite(**who, party=house.party, role="manager"),
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
    user = house.manager
    who = {"acting_user": user}
    world = a_busy_venue(house, act)
    end(house.party, approval)  # whatever is given to the actions was read before that
    assert refused(deeds_of_a_venue(house, act, world)) == []
    own = {
        "let nobody": lambda: let_hold(**who, venue=world.venue, party=act.party, may=False),
        "describe": lambda: update_venue(**who, venue=world.venue, house_rules="No smoking."),
        "rename": lambda: rename_party(**who, party=house.party, name="The Other House"),
        "photo": lambda: add_stage_photo(**who, stage=world.stage, file=None, alt=""),
        "no photo": lambda: remove_stage_photo(**who, photo=world.photo),
    }
    if approval == Approval.CLOSED:
        assert refused(own) == []
    else:
        update_venue(acting_user=user, venue=world.venue, house_rules="No smoking.")
    begun = FAR_SATURDAY + DAY / 24
    report_booking(
        acting_user=user, booking=world.booked, kind=ReportKind.values[0], text="They did not come.", at=begun
    )
    release_hold(acting_user=user, hold=world.hold, at=PLACED)
    decline_booking(acting_user=user, booking=world.waiting)


def a_busy_act(house, act) -> SimpleNamespace:
    """What it may have in hand: a booking with contract and move, an application, an invitation, a link, a hold."""
    first, second = act.members
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
    return SimpleNamespace(
        first=first,
        second=second,
        booked=booked,
        contract=contract,
        to_move=to_move,
        asked=asked,
        link=link,
        waiting=waiting,
        another=another,
        taken=taken,
        hold=hold,
    )


def deeds_of_an_act(house, act, world: SimpleNamespace) -> dict:
    who = {"acting_user": act.leader}
    return {
        "make": lambda: make_contract(**who, booking=world.booked, language="de"),
        "sign": lambda: sign_contract(**who, contract=world.contract, side=Side.ACT, name="A", address=None),
        "line-up": lambda: set_lineup(**who, booking=world.waiting, lineup=[world.first.pk]),
        "dep": lambda: replace_player(**who, booking=world.waiting, leaving=world.first, dep=world.second),
        "apply": lambda: apply_to_spot(**who, spot=world.another.spots.get(), act=act.party),
        "keep": lambda: keep_application(**who, spot=world.another.spots.get(), act=act.party),
        "accept": lambda: accept_booking(**who, booking=world.asked, despite_conflicts=True),
        "counter": lambda: counter_booking(**who, booking=world.asked, terms=terms_of(world.asked)),
        "come by a link": lambda: use_spot_invite(**who, invite=world.link, act=act.party),
        "agree to a move": lambda: answer_move(**who, move=world.to_move, booking=world.booked, agrees=True),
        "hold": lambda: place_hold(**who, holder=act.party, stage=house.stage, night=NIGHT + 8 * DAY, at=PLACED),
        "propose": lambda: confirm_hold(**who, hold=world.hold, at=PLACED, despite_conflicts=True, **later_by(7 * DAY)),
        "ask to hold": lambda: ask_to_hold(**who, venue=house.stage.venue, holder=act.party),
        "be let": lambda: let_hold(acting_user=house.manager, venue=house.stage.venue, party=act.party),
        "be invited": lambda: invite_act(acting_user=house.manager, spot=world.another.spots.get(), act=act.party),
        "team": lambda: create_invite(**who, party=act.party),
        "kit": lambda: create_kit_link(**who, party=act.party, label="Press", expires_on=FAR_SATURDAY.date()),
        "wait": lambda: join_waitlist(**who, spot=world.taken, act=act.party),
        "move": lambda: propose_move(**who, show=world.booked.spot.show, party=act.party, **SET),
        "challenge": lambda: challenge_hold(**who, hold=world.hold, at=PLACED),
        "change hold": lambda: change_hold(**who, hold=world.hold, fee_minor=100, fee_currency="EUR", at=PLACED),
        "agree": lambda: agree_to_hold(**who, hold=world.hold, at=PLACED),
    }


@pytest.mark.parametrize("approval", INACTIVE)
def test_an_act_agrees_to_nothing_and_changes_nothing(house, act, approval):
    user = act.leader
    who = {"acting_user": user}
    world = a_busy_act(house, act)
    assert contract_errands(contracts_to_sign(user))
    end(act.party, approval)
    assert not contract_errands(contracts_to_sign(user))
    assert refused(deeds_of_an_act(house, act, world)) == []
    own = {
        "rename": lambda: rename_party(**who, party=act.party, name="The Others"),
        "band": lambda: update_band(**who, band=act.party.band, draw=120),
        "kit": lambda: write_kit(**who, party=act.party, bio_short="Loud."),
        "ask members": lambda: ask_members(**who, party=act.party, nights=[NIGHT], is_poll=True),
    }
    assert refused(own) == ([] if approval == Approval.CLOSED else [*own])
    set_lineup(acting_user=user, booking=world.booked, lineup=[world.first.pk])
    release_hold(acting_user=user, hold=world.hold, at=PLACED)
    decline_booking(acting_user=user, booking=world.asked)
    cancel_booking(acting_user=user, booking=world.booked)


@pytest.mark.parametrize("approval", INACTIVE)
def test_a_headliner_that_books_its_bill_asks_and_takes_nobody(house, act, approval):
    show = headed(house, act, HeadlinerSays.BOOKS)
    opener, support, _top = show.spots.order_by("starts_at")
    other, waiting = an_act(members=1), an_application(an_act(members=1), show, 0)
    link, _token = create_spot_invite(acting_user=act.leader, spot=support)
    browser = Client()
    browser.force_login(act.leader)
    buttons = ("Invite an act", "Find matches", 'value="accept"', 'value="decline"')
    pages = [browser.get(reverse("bookings:bill", args=[show.pk])).content.decode()]
    end(act.party, approval)
    pages.append(browser.get(reverse("bookings:bill", args=[show.pk])).content.decode())
    assert [[button in page for button in buttons] for page in pages] == [[True] * 4, [False, False, False, True]]
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


def test_pages_offer_a_suspended_side_and_who_deals_with_it_nothing_to_agree_to(house, act):
    show, later = headed(house, act, HeadlinerSays.BOOKS), an_open_show(house, starts_at=FAR_SATURDAY + 7 * DAY)
    own = invite_act(acting_user=house.manager, spot=later.spots.get(), act=act.party)
    _opener, support, _top = show.spots.order_by("starts_at")
    waiting = an_application(an_act(members=1), show, 0)
    browser, host = Client(), Client()
    browser.force_login(act.leader)
    host.force_login(house.manager)
    today, desk = reverse("discovery:today"), reverse("holds:desk", args=[house.party.slug])
    invite = reverse("bookings:spot_invite", args=[support.pk])

    def offered(client, *paths):
        """On each page: may one accept, counter, decline?"""
        pages = [client.get(path).content.decode() for path in paths]
        return [[f"{deed}/" in page for deed in ("accept", "counter", "decline")] for page in pages]

    answers = [reverse("bookings:booking", args=[each.pk]) for each in (waiting, own)]
    assert offered(browser, *answers, today) == [[True] * 3, [True] * 3, [True, False, True]]
    assert browser.get(invite).status_code == 200
    end(act.party, Approval.SUSPENDED)
    assert offered(browser, *answers, today) == [[False, False, True], [False, False, True], [False, False, True]]
    assert f"Reply to {isolated(waiting.act.name)} by" in browser.get(answers[0]).content.decode()
    for booking in (waiting, own):
        assert browser.get(reverse("bookings:booking_counter", args=[booking.pk])).status_code == 302
    page = browser.get(invite, follow=True)
    assert page.redirect_chain[-1][0] == reverse("bookings:show", args=[show.pk])
    assert f"{act.party.name} is suspended" in page.content.decode()
    assert offered(host, answers[0], desk) == [[True] * 3, [True, False, True]]
    end(waiting.act, Approval.SUSPENDED)
    shown = offered(host, answers[0], desk, reverse("bookings:show", args=[show.pk]))
    assert shown == [[False, True, True], [False, False, True], [False, False, True]]
    assert host.get(invite).status_code == 200


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
