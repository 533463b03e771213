"""What staff do in the administration goes the path of whoever leaves: nothing is left without somebody to answer."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actions import create_api_token, create_invite, let_user_in
from accounts.models import Membership, Party, User
from accounts.states import Approval, Role
from bookings.actions import request_act
from bookings.states import BookingState, LineupState
from departures.actions import close_account, close_party, shut_out
from departures.models import Departure
from departures.states import DepartureKind
from engagements.states import Channel
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, an_act
from tests.departures.test_closing import TOWN_HALL
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def boss():
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def office(client, boss):
    client.force_login(boss)
    return client


def address(name, *args):
    return reverse(f"admin:{name}", args=args)


def test_shutting_out_the_last_leader_asks_who_answers_and_ends_the_rest(house, act, office, client, commit_checks):
    MembershipFactory(party=act.party, user=house.manager, role=Role.OWNER)
    booked = a_confirmed_booking(house, act)
    asked = request_act(acting_user=house.manager, act=an_act(members=1).party, **TOWN_HALL)
    page = address("accounts_user_shut_out", house.manager.pk)
    text = office.get(page).content.decode()
    assert house.party.name in text
    assert act.party.name in text
    assert office.post(page, {"reason": "Fraud"}).status_code == 422
    heir = act.members[0]
    answer = {f"party-{act.party.pk}": heir.pk}
    assert office.post(page, answer).status_code == 422
    assert User.objects.get(pk=house.manager.pk).is_active
    assert office.post(page, answer | {"reason": "Fraud"}).status_code == 302
    commit_checks()
    gone = User.objects.get(pk=house.manager.pk)
    assert (gone.is_active, gone.name, gone.email) == (False, house.manager.name, house.manager.email)
    for row in (booked, asked, house.party, act.party):
        row.refresh_from_db()
    assert (booked.state, asked.state) == (BookingState.CANCELLED, BookingState.WITHDRAWN)
    assert booked.cancellation.side == "host"
    assert (house.party.approval, act.party.approval) == (Approval.CLOSED, Approval.APPROVED)
    assert heir.memberships.current().filter(role=Role.OWNER).exists()
    assert not Membership.objects.current().filter(user=gone).exists()
    assert Notification.objects.filter(user=heir, kind="bookings.show_cancelled").exists()
    record = Departure.objects.get(kind=DepartureKind.SHUT_OUT)
    assert (record.person, record.reason) == (gone, "Fraud")


def test_a_player_who_is_shut_out_is_missing_and_may_come_back_to_an_empty_account(house, act, boss, office, client):
    booked, drummer = a_confirmed_booking(house, act), act.members[0]
    request_act(acting_user=drummer, act=an_act(members=1).party, **TOWN_HALL)
    session = type(client)()
    session.force_login(drummer)
    assert session.get(reverse("accounts:you")).status_code == 200
    shut_out(acting_user=boss, user=drummer, reason="Spam")
    entry = booked.lineup.get(user=drummer)
    assert (entry.state, bool(entry.missing_since)) == (LineupState.DECLINED, True)
    page = address("accounts_user_let_in", drummer.pk)
    assert drummer.email in office.get(page).content.decode()
    assert [office.post(page).status_code for _twice in range(2)] == [302, 302]
    drummer.refresh_from_db()
    assert drummer.is_active
    assert session.get(reverse("accounts:you")).status_code == 302
    assert not drummer.memberships.current().exclude(party__kind="person").exists()
    assert request_act(acting_user=drummer, act=an_act(members=1).party, **TOWN_HALL)


def test_the_person_gets_a_mail_in_their_language_when_shut_out_and_when_let_in(office, client, settings, monkeypatch):
    posted: list[dict] = []
    monkeypatch.setattr("departures.actions.telling.post_mail", lambda **letter: posted.append(letter))
    settings.CONTACT_EMAIL = "help@example.org"
    person = UserFactory(language="de")
    deeds = {"shut_out": ("Dein Konto ist gesperrt", "Betrug"), "let_in": ("Du kannst dich wieder anmelden", "/login/")}
    for deed, (subject, words) in deeds.items():
        for _twice in range(2):
            office.post(address(f"accounts_user_{deed}", person.pk), {"reason": "Betrug"})
        [letter] = posted
        posted.clear()
        assert (letter["to"], letter["subject"]) == (person.email, subject)
        assert words in letter["text"]
        assert "help@example.org" in letter["text"]
    assert b"help@example.org" in client.get(reverse("account_inactive")).content


def test_suspending_asks_on_a_page_that_lists_what_ends_and_what_stands(house, act, office):
    booked = a_confirmed_booking(house, act)
    create_invite(acting_user=act.leader, party=act.party, role=Role.MEMBER)
    chosen = {"action": "suspend", "_selected_action": [str(act.party.pk), str(house.party.pk)], "reason": "Fraud"}
    asked = office.post(address("accounts_party_changelist"), chosen)
    text = asked.content.decode()
    assert Party.objects.filter(approval=Approval.SUSPENDED).count() == 0
    assert "Invite links: 1" in text
    assert reverse("bookings:booking", args=[booked.pk]) in text
    assert "Fraud" in text
    assert "costs this side nothing" in text
    assert "your side" not in text
    assert office.post(address("accounts_party_changelist"), chosen | {"is_confirmed": "1"}).status_code == 302
    assert Party.objects.filter(approval=Approval.SUSPENDED).count() == 2
    assert "Fraud" in act.party.approval_decisions.last().reason
    assert office.post(address("accounts_party_changelist"), chosen).status_code == 302


def test_suspending_one_asks_on_its_page(house, act, office, client):
    page = address("accounts_party_suspend_this", act.party.pk)
    assert "nothing to settle" in office.get(page).content.decode()
    assert Party.objects.get(pk=act.party.pk).approval == Approval.APPROVED
    assert [office.post(page, {"reason": "Fraud"}).status_code for _twice in range(2)] == [302, 302]
    assert act.party.approval_decisions.get().reason == "Fraud"
    client.force_login(UserFactory(is_staff=True))
    assert client.get(page).status_code in (200, 403)
    client.force_login(house.manager)
    assert client.get(page).status_code == 302


def test_a_field_cannot_make_somebody_inactive(house, office):
    page = address("accounts_user_change", house.manager.pk)
    form = office.get(page).context["adminform"].form
    assert "is_active" not in form.fields
    values = {name: value for name, value in form.initial.items() if value and name in form.fields}
    inlines = {f"{prefix}-{kind}_FORMS": 0 for prefix in ("memberships", "departures") for kind in ("TOTAL", "INITIAL")}
    assert office.post(page, values | inlines | {"name": "Jo"}).status_code == 302
    house.manager.refresh_from_db()
    assert (house.manager.is_active, house.manager.name) == (True, "Jo")


def test_who_may_shut_out_whom(house, boss, client):
    helper = UserFactory(is_staff=True)
    for acting, person in ((helper, boss), (house.manager, helper), (boss, boss), (helper, helper)):
        with pytest.raises(PermissionDenied):
            shut_out(acting_user=acting, user=person, reason="No")
        with pytest.raises(PermissionDenied):
            let_user_in(acting_user=acting, user=person)
    with pytest.raises(ValidationError):
        shut_out(acting_user=boss, user=helper, reason=" ")
    client.force_login(helper)
    assert client.get(address("accounts_user_shut_out", boss.pk)).status_code == 403
    shut_out(acting_user=boss, user=helper, reason="Left the company")
    assert client.get(address("index")).status_code == 302
    person = UserFactory()
    create_api_token(acting_user=person, name="A script", scopes=["read"])
    close_account(acting_user=person)
    with pytest.raises(ValidationError):
        let_user_in(acting_user=boss, user=person)


@pytest.mark.parametrize("model", ["user", "party", "venue"])
def test_nothing_is_deleted_and_the_path_is_shown(house, office, model):
    app = "venues" if model == "venue" else "accounts"
    gone = house.manager if model == "user" else house.party
    path = address("accounts_user_shut_out" if model == "user" else "accounts_party_close", gone.pk)
    for send in (office.get, office.post):
        assert (
            send(address(f"{app}_{model}_delete", gone.pk), {"post": "yes"} if send is office.post else {}).url == path
        )
    office.post(address(f"{app}_{model}_changelist"), {"action": "delete_selected", "_selected_action": [str(gone.pk)]})
    assert type(gone).objects.filter(pk=gone.pk).exists()
    assert office.get(path).status_code == 200


def test_staff_close_a_house_and_the_house_owes_what_was_agreed(house, act, office, boss, commit_checks):
    booked = a_confirmed_booking(house, act)
    page = address("accounts_party_close", house.party.pk)
    assert act.party.name in office.get(page).content.decode()
    for values in ({"name": house.party.name}, {"reason": "It burned down"}):
        assert office.post(page, values).status_code == 422
    said = {"name": house.party.name, "reason": "It burned down"}
    assert [office.post(page, said).status_code for _twice in range(2)] == [302, 302]
    commit_checks()
    booked.refresh_from_db()
    assert (booked.state, booked.cancellation.side) == (BookingState.CANCELLED, "host")
    assert booked.history.last().channel == Channel.ADMIN
    [news] = Notification.objects.filter(user=house.manager, kind="departures.team_closed")
    assert "It burned down" in render(news, house.manager).text
    record = Departure.objects.get()
    assert (record.kind, record.acted_by, record.reason) == (DepartureKind.CLOSED, boss, "It burned down")


def test_staff_close_only_from_the_administration_and_never_a_persons_own(house, act, boss, office):
    with pytest.raises(PermissionDenied):
        close_party(acting_user=boss, party=house.party)
    with pytest.raises(ValidationError):
        close_party(acting_user=boss, party=house.party, channel=Channel.ADMIN)
    client_of_act = UserFactory()
    own = request_act(acting_user=client_of_act, act=act.party, **TOWN_HALL).spot.show.owner
    with pytest.raises(PermissionDenied):
        close_party(acting_user=boss, party=own, reason="No", channel=Channel.ADMIN)
    assert office.get(address("accounts_party_close", own.pk)).status_code == 302
    assert Party.objects.filter(approval=Approval.CLOSED).count() == 0


def test_who_leads_both_sides_closes_the_one_that_owes(house, act):
    MembershipFactory(party=act.party, user=house.manager, role=Role.OWNER)
    booked = a_confirmed_booking(house, act)
    close_party(acting_user=house.manager, party=act.party)
    booked.refresh_from_db()
    assert booked.cancellation.side == "act"


def test_somebody_whom_raw_sql_made_inactive_can_still_be_shut_out_properly(house, act, boss, commit_checks):
    booked = a_confirmed_booking(house, act)
    User.objects.filter(pk=house.manager.pk).update(is_active=False)
    shut_out(acting_user=boss, user=User.objects.get(pk=house.manager.pk), reason="Left long ago")
    commit_checks()
    booked.refresh_from_db()
    assert booked.state == BookingState.CANCELLED
