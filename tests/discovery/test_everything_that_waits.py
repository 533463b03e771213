"""Nothing that waits for somebody is invisible on their Today page, or is left out of its count."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Approval, Role
from availability.actions import say_time
from bands.actions import ask_members
from bookings.actions import (
    OfferTerms,
    SpotDraft,
    accept_booking,
    ask_to_move,
    counter_booking,
    invite_act,
    release_own_claim,
    replace_player,
    report_booking,
    request_act,
    resolve_report,
    set_headliner_says,
    sign_settlement,
)
from bookings.actions.contracts import make_contract
from bookings.models import ApplicationDraft, Booking
from bookings.periodic.bookings import complete_past
from bookings.states import HeadlinerSays, ReportKind, SpotRole
from engagements.states import Side
from holds.actions import ask_to_hold, challenge_hold, confirm_hold
from tests.bookings.changes.scenes import act_proposes, host_proposes
from tests.bookings.money.scenes import a_played_booking
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.holds.scenes import DAY, SET, a_hold

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


STAFF_QUERIES = 43


@pytest.fixture
def saturday():
    """One Saturday after the other."""
    weeks = iter(range(1, 40))
    return lambda: FAR_SATURDAY + dt.timedelta(weeks=next(weeks))


def to(name: str, *args, app="bookings") -> str:
    return reverse(f"{app}:{name}", args=args)


def unseen(client, user, waiting: dict[str, str], *, address="/?show=all", count: int | None = None) -> list[str]:
    """What is not linked from the page, by kind; the heading counts all of it."""
    client.force_login(user)
    text = client.get(address).content.decode()
    count = count or len(waiting)
    words = "1 to answer" if count == 1 else f"{count} to answer"
    missing = [kind for kind, href in waiting.items() if f'"{href}' not in text]
    return missing if words in text else [*missing, f"count: {len(waiting)}"]


def countered(booking, *users):
    for number, user in enumerate(users, start=1):
        counter_booking(acting_user=user, booking=booking, terms=OfferTerms(number, "EUR"))
    return booking


def test_a_venue_sees_all_that_waits_for_it(client, house, act, saturday):
    def show(**values):
        return an_open_show(house, starts_at=saturday(), **values)

    application = an_application(act, show())
    counter = invite_act(acting_user=house.manager, spot=show().spots.get(), act=act.party)
    countered(counter, act.leader)
    moved = show()
    accept_booking(acting_user=house.manager, booking=an_application(act, moved))
    move = act_proposes(act, moved)
    proposed = a_hold(house, act, **SET)
    confirm_hold(acting_user=act.leader, hold=proposed, at=now())
    asking = an_act()
    permission = ask_to_hold(acting_user=asking.leader, venue=house.stage.venue, holder=asking.party)
    contract = a_confirmed_booking(house, act, starts_at=saturday() + 40 * DAY)
    make_contract(acting_user=act.leader, booking=contract, language="en")
    settled = a_played_booking(house, act)
    sign_settlement(acting_user=act.leader, booking=settled, version=1, name="Act", side=Side.ACT)
    waiting = {
        "application": to("booking", application.pk),
        "counter-offer": to("booking", counter.pk),
        "move": to("move", move.pk),
        "hold proposal": to("hold", proposed.pk, app="holds"),
        "permission": to("permission_answer", permission.pk, app="holds"),
        "contract": to("contract", contract.pk),
        "settlement": to("settlement", settled.pk),
    }
    assert unseen(client, house.manager, waiting) == []
    assert unseen(client, house.manager, waiting, address=to("desk", house.party.slug, app="holds")) == []
    complete_past(at=now() + DAY)
    waiting["review"] = to("review_new", settled.pk, app="reviews")
    assert unseen(client, house.manager, waiting) == []
    member = MembershipFactory(party=house.party, role=Role.STAFF).user
    client.force_login(member)
    assert "You’re all caught up" in client.get("/").content.decode()


def all_that_waits_for_a_leader(house, act, saturday) -> SimpleNamespace:
    """One thing of each kind, and an application to a bill that the band books."""

    def show(**values):
        return an_open_show(house, starts_at=saturday(), **values)

    starts_at = saturday()
    times = {"starts_at": starts_at, "ends_at": starts_at + 2 * HOUR, "place": "Barn"}
    drummer = act.members[0]
    gap = a_confirmed_booking(house, act, starts_at=saturday())
    release_own_claim(acting_user=drummer, entry=gap.lineup.get(user=drummer))
    contract = a_confirmed_booking(house, act, starts_at=saturday())
    make_contract(acting_user=house.manager, booking=contract, language="en")
    settled = a_played_booking(house, act)
    sign_settlement(acting_user=house.manager, booking=settled, version=1, name="House", side=Side.HOST)
    kept = show().spots.get()
    ApplicationDraft.objects.create(spot=kept, act=act.party, changed_at=now())
    ask_members(acting_user=act.leader, party=act.party, nights=[(now() + 60 * DAY).date()], is_poll=True)
    return SimpleNamespace(
        invitation=invite_act(acting_user=house.manager, spot=show().spots.get(), act=act.party),
        counter=countered(an_application(act, show()), house.manager),
        request=request_act(acting_user=UserFactory(), act=act.party, **times),
        move=host_proposes(house, a_show_with(house, act, show())),
        challenged=a_challenged_hold(house, act),
        gap=gap,
        contract=contract,
        settled=settled,
        kept=kept,
        support=an_application(an_act(), a_bill_that_its_headliner_books(house, act, saturday()), 1),
    )


def a_show_with(house, act, show):
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    return show


def a_challenged_hold(house, act):
    first, second = a_hold(house, act), a_hold(house, other := an_act())
    challenge_hold(acting_user=other.leader, hold=second, at=now())
    return first


def a_bill_that_its_headliner_books(house, act, starts_at):
    show = an_open_show(house, starts_at=starts_at, spots=[SpotDraft(), SpotDraft(role=SpotRole.SUPPORT)])
    accept_booking(acting_user=house.manager, booking=an_application(act, show, 0))
    set_headliner_says(acting_user=house.manager, show=show, headliner_says=HeadlinerSays.BOOKS)
    return show


def test_the_leader_of_a_band_sees_all_that_waits_for_it(client, house, saturday):
    act = an_act()
    world = all_that_waits_for_a_leader(house, act, saturday)
    waiting = {
        "invitation": to("booking", world.invitation.pk),
        "counter-offer": to("booking", world.counter.pk),
        "request": to("booking", world.request.pk),
        "move": to("move", world.move.pk),
        "challenge": to("hold", world.challenged.pk, app="holds"),
        "dropped player": to("booking", world.gap.pk) + "#find-dep",
        "contract": to("contract", world.contract.pk),
        "settlement": to("settlement", world.settled.pk),
        "kept application": to("spot_apply", world.kept.pk),
        "application to the bill it books": to("booking", world.support.pk),
    }
    assert unseen(client, act.leader, waiting) == []
    complete_past(at=now() + DAY)
    waiting["review"] = to("review_new", world.settled.pk, app="reviews")
    assert unseen(client, act.leader, waiting) == []
    accept_booking(acting_user=act.leader, booking=Booking.objects.get(pk=world.support.pk))
    del waiting["application to the bill it books"]
    assert unseen(client, act.leader, waiting) == []
    agency_leader = MembershipFactory(party=act.party, role=Role.MANAGER).user
    assert unseen(client, agency_leader, waiting) == []


def test_a_question_whether_it_can_be_moved_waits_for_both_sides(client, house, act):
    gig = a_confirmed_booking(house, act)
    page, move = to("booking", gig.pk), to("show_move", gig.spot.show.pk)
    drummer = act.members[0]
    ask_to_move(acting_user=drummer, entry=gig.lineup.get(user=drummer), message="My sister marries.")
    for user in (act.leader, house.manager):
        assert unseen(client, user, {"question": page, "the way to answer": move}, count=1) == []
        text = client.get(page).content.decode()
        assert f"{drummer.display_name} asks to move " in text
        assert text.count(f'href="{move}"') == 2
    client.force_login(act.members[1])
    assert "asks to move" not in client.get("/").content.decode() + client.get(page).content.decode()
    client.force_login(act.leader)
    question = gig.history.get(event="move_asked")
    stays = to("move_refuse", gig.pk)
    for where in ("/", page):
        shown = client.get(where).content.decode()
        assert f'action="{stays}"' in shown
        assert f'name="asked" value="{question.pk}"' in shown
    assert client.post(stays, {"asked": question.pk + 1}).status_code == 409
    assert client.post(stays, {"asked": "nonsense"}).status_code == 422
    assert client.post(stays, {"asked": question.pk, "message": "Sold out."}, follow=True).status_code == 200
    assert "asks to move" not in client.get("/").content.decode() + client.get(page).content.decode()
    ask_to_move(acting_user=drummer, entry=gig.lineup.get(user=drummer), at=now() + DAY + HOUR)
    act_proposes(act, gig.spot.show)
    client.force_login(act.leader)
    assert "asks to move" not in client.get("/").content.decode() + client.get(page).content.decode()


def test_a_player_sees_questions_polls_and_contradictions(client, house, act, saturday):
    player = MembershipFactory(party=act.party, role=Role.DEP).user
    act.members[1].memberships.update(may_be_booked=False)
    asked = an_application(act, an_open_show(house, starts_at=saturday()))
    gig = a_confirmed_booking(house, act, starts_at=saturday())
    replace_player(acting_user=act.leader, booking=gig, leaving=act.members[0], dep=player)
    assert unseen(client, player, {"dep wanted": to("booking", gig.pk)}) == []
    assert unseen(client, act.members[1], {"asked": to("booking", asked.pk), "too": to("booking", gig.pk)}) == []
    promised = a_confirmed_booking(house, act, starts_at=saturday())
    start = promised.spot.starts_at
    times = {"starts_at": start, "ends_at": start + HOUR, "timezone": "Europe/Berlin"}
    say_time(acting_user=act.members[0], calendar=act.members[0].calendar, kind="busy", **times)
    ask = ask_members(acting_user=act.leader, party=act.party, nights=[(now() + 60 * DAY).date()], is_poll=True)
    found = {"contradiction": to("contradictions"), "poll": to("ask", act.party.slug, ask.pk, app="bands")}
    assert unseen(client, act.members[0], found) == []


def test_a_client_sees_offers_moves_and_papers(client, act, saturday):
    asking = UserFactory()

    def asked():
        starts_at = saturday()
        times = {"starts_at": starts_at, "ends_at": starts_at + 2 * HOUR, "place": "Barn"}
        return request_act(acting_user=asking, act=act.party, fee_minor=100, fee_currency="EUR", **times)

    counter = countered(asked(), act.leader)
    contract = accept_booking(acting_user=act.leader, booking=asked())
    make_contract(acting_user=act.leader, booking=contract, language="en")
    moved = accept_booking(acting_user=act.leader, booking=asked())
    move = act_proposes(act, Booking.objects.with_show().get(pk=moved.pk).spot.show)
    waiting = {
        "counter-offer": to("booking", counter.pk),
        "contract": to("contract", contract.pk),
        "move": to("move", move.pk),
    }
    assert unseen(client, asking, waiting) == []


def test_staff_see_reports_until_they_are_settled(client, django_assert_num_queries):
    staff, waiting = UserFactory(is_staff=True, is_superuser=True), {}
    for number, sides in enumerate((["act"], ["act", "host"]), start=1):
        booking = a_played_booking(host := a_house(), band := an_act(members=1))
        made = [
            report_booking(
                acting_user=band.leader if side == "act" else host.manager,
                booking=booking,
                kind=ReportKind.DISPUTE,
                text="Nobody opened the door.",
            )
            for side in sides
        ]
        waiting[f"report {number}"] = to("bookings_report_change", made[0].pk, app="admin")
        client.force_login(staff)
        staff.notifications.all().delete()
        with django_assert_num_queries(STAFF_QUERIES):
            assert unseen(client, staff, waiting) == []
    text = client.get("/").content.decode()
    assert f"{to('bookings_report_changelist', app='admin')}?resolved_at__isempty=1" in text
    assert client.get(f"{to('bookings_report_changelist', app='admin')}?resolved_at__isempty=1").status_code == 200
    assert "Reported booking" in text
    client.force_login(host.manager)
    assert "Reported booking" not in client.get("/").content.decode()
    resolve_report(acting_user=staff, report=made[0], to="completed", text="It was open.")
    del waiting["report 2"]
    assert unseen(client, staff, waiting) == []


def test_staff_see_who_waits_for_approval(client):
    waits = an_act(approval=Approval.DRAFT, name="Newcomers").party
    a_house(name="An old house")
    staff = UserFactory(is_staff=True)
    assert unseen(client, staff, {"approval": to("accounts_party_change", waits.pk, app="admin")}) == []
