import datetime as dt

import pytest
from django.utils.timezone import now

from bookings.actions import (
    advance_refill,
    cancel_booking,
    expire_move,
    report_booking,
    resolve_report,
    start_refill,
    withdraw_move,
)
from bookings.emails.changes import MOVES
from bookings.models import Booking, Move
from notifications.emails import make_mail
from notifications.kinds import registry
from notifications.models import Notification
from tests.bookings.changes.scenes import HOUR, a_bill, act_agrees, act_proposes, host_proposes
from tests.bookings.scenes import an_application, an_open_show
from tests.bookings.test_emails import read
from tests.factories import FAR_SATURDAY, UserFactory

MINUTE = dt.timedelta(minutes=1)

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def show(house, act):
    return a_bill(house, act)[0]


@pytest.fixture
def booking(show):
    return show.spots.get().bookings.get()


def last(kind):
    return Notification.objects.filter(kind=f"bookings.{kind}").latest("id")


def test_a_proposal_says_when_instead_why_and_until_when(house, act, show):
    host_proposes(house, show, message="Football final")
    text = read(act.leader)
    assert text.subject == f"New time? {act.party.name} at {house.party.name} on Sat 4 Mar 2028"
    for words in (f"{house.party.name} proposes a new time", "23:00 – 02:30", "“Football final”", "Answer by"):
        assert words in text.text


def test_proposals_pressed_to_and_fro_are_mailed_once_an_hour_and_then_how_it_stands(house, act, show, booking):
    def press():
        move = host_proposes(house, show)
        withdraw_move(acting_user=house.manager, move=move)

    host_proposes(house, show)
    first = last("move_proposed")
    assert make_mail(first, act.leader.email).subject.startswith("New time?")
    Notification.objects.update(email_state=Notification.EmailState.SENT, email_sent_at=now())
    withdraw_move(acting_user=house.manager, move=Move.objects.get())
    for _time in range(3):
        press()
    told = Notification.objects.filter(user=act.leader, created_at__gte=first.created_at).order_by("id")
    assert [each.kind for each in told] == ["bookings.move_proposed", "bookings.move_withdrawn"]
    assert make_mail(first, act.leader.email) is None
    assert told[1].email_next_at > now() + 50 * MINUTE
    assert make_mail(told[1], act.leader.email).subject.startswith("No change: ")
    act_agrees(act, host_proposes(house, show), booking)
    waiting = told.exclude(pk=first.pk).exclude(kind="bookings.moved")
    assert [make_mail(each, act.leader.email) for each in waiting] == [None]
    assert registry.render(waiting[0], act.leader).subject.startswith("New time?")


def test_a_move_says_the_new_time(house, act, show, booking):
    act_agrees(act, host_proposes(house, show, dt.timedelta(days=1)), booking)
    text = read(act.members[0])
    assert "Sun 5 Mar 2028" in text.subject
    assert "Load-in: Sun 5 Mar 2028, 17:00" in text.text


def test_every_way_in_which_a_proposal_ends_is_told_in_words(house, act, show, booking):
    act_agrees(act, host_proposes(house, show), booking, agrees=False)
    withdraw_move(acting_user=house.manager, move=host_proposes(house, show))
    late = act_proposes(act, show)
    expire_move(move=late, at=late.answer_by)
    for kind in ("move_declined", "move_withdrawn", "move_expired"):
        news = last(kind)
        assert "No change: " in registry.render(news, news.user).subject
        assert registry.render(news, UserFactory()) is None


def test_an_applicant_hears_that_the_show_has_moved_away(house, act):
    show = an_open_show(house)
    an_application(act, show)
    host_proposes(house, show)
    assert "your application has ended" in read(act.leader).text


def test_all_kinds_of_moves_are_registered(db):
    assert MOVES.keys() <= {kind.name for kind in registry.kinds()}


def test_reports_are_told_to_the_other_side_and_to_staff_alone(house, act, booking):
    staff = UserFactory(is_staff=True)
    at = booking.spot.show.out_at + HOUR
    report = report_booking(acting_user=act.leader, booking=booking, kind="dispute", text="No PA", at=at)
    assert "“No PA”" in read(house.manager).text
    assert "“No PA”" in read(staff).text
    filed = last("report_filed")
    assert registry.render(filed, house.manager) is None
    resolve_report(acting_user=staff, report=report, to="completed", text="Half the fee back")
    assert "“Half the fee back”" in read(act.leader).text


def test_the_host_hears_that_nobody_is_left_to_ask(house, booking, act):
    cancel_booking(acting_user=act.leader, booking=booking)
    refill = start_refill(acting_user=house.manager, spot=booking.spot, strategy="one_by_one")
    advance_refill(refill=refill)
    news = last("refill_exhausted")
    assert registry.render(news, house.manager).subject == "No acts left to invite: Headliner on Sat 4 Mar 2028"
    assert registry.render(news, act.leader) is None


def test_a_move_on_short_notice_comes_with_the_date_for_the_players_calendar(house, act, time_machine):
    time_machine.move_to(FAR_SATURDAY - dt.timedelta(days=30), tick=False)
    show, [booking] = a_bill(house, act)
    time_machine.move_to(FAR_SATURDAY - dt.timedelta(hours=40), tick=False)
    act_agrees(act, host_proposes(house, show, dt.timedelta(days=9)), booking)
    player = act.members[0]
    [part] = make_mail(Notification.objects.filter(user=player).latest("id"), player.email).attachments
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    assert b"SEQUENCE:1" in part.get_payload(decode=True)


def test_who_leads_a_side_reads_what_is_owed_and_who_plays_does_not(house, act, booking):
    Booking.objects.update(cancellation_tiers=[[1000, 40]], fee_minor=50_000, fee_currency="EUR")
    cancel_booking(acting_user=act.leader, booking=booking, message="Ill")
    owed = f"Under the agreed terms, {act.party.name} owes 40% of the fee: €200."
    assert owed in read(house.manager).text
    assert "40%" not in read(act.members[0]).text
