"""People who lose their role lose the thread, its attachments and its stream at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from accounts.actions import end_membership
from accounts.actions.memberships import enter_party
from accounts.states import Role
from bookings.actions import answer_lineup, cancel_booking, release_own_claim, set_lineup
from departures.actions import close_account, close_party, leave_team, shut_out
from media.access import file_address_for, upload_address
from media.actions import begin_file, keep_file
from media.files.grants import Download, Upload, ended_keys
from messaging.models import Mailbox
from tests.factories import MembershipFactory, UserFactory
from web.valkey import valkey

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def send_file(say):
    """A file with a message in the thread of this id."""

    def send(user, pk):
        file = keep_file(acting_user=user, upload=SimpleUploadedFile("plot.pdf", b"%PDF"))
        say(user, pk, "", files=[file.pk])
        return file

    return send


def has_ended(address, kind=Download):
    token = address.split("/")[4]
    return any(valkey().get(key) for key in ended_keys(kind.read(token).rights))


def a_dep(act, booking):
    """Somebody who plays this night and no other."""
    dep = UserFactory()
    enter_party(party=act.party, user=dep, role=Role.DEP)
    set_lineup(acting_user=act.leader, booking=booking, lineup=[dep.pk, *(each.pk for each in act.members)])
    answer_lineup(acting_user=dep, entry=booking.lineup.get(user=dep), plays=True)
    return dep


def dep_steps_back(dep, act, booking, house):
    release_own_claim(acting_user=dep, entry=booking.lineup.get(user=dep))


def dep_is_taken_off(dep, act, booking, house):
    set_lineup(acting_user=act.leader, booking=booking, lineup=[each.pk for each in act.members])


def booking_is_called_off(person, act, booking, house):
    cancel_booking(acting_user=house.manager, booking=booking, message="Sorry")


def person_leaves(person, act, booking, house):
    leave_team(acting_user=act.leader, party=act.party, leaver=person)


def person_is_shut_out(person, act, booking, house):
    shut_out(acting_user=UserFactory(is_staff=True, is_superuser=True), user=person, reason="x")


def account_is_deleted(person, act, booking, house):
    close_account(acting_user=person)


def act_closes(person, act, booking, house):
    owner = MembershipFactory(party=act.party, role=Role.OWNER).user
    close_party(acting_user=owner, party=act.party)


@pytest.mark.parametrize(
    ("who", "how"),
    [
        ("dep", dep_steps_back),
        ("dep", dep_is_taken_off),
        ("dep", booking_is_called_off),
        ("dep", act_closes),
        ("dep", account_is_deleted),
        ("member", booking_is_called_off),
        ("member", person_leaves),
        ("member", person_is_shut_out),
        ("member", account_is_deleted),
        ("member", act_closes),
    ],
)
def test_the_thread_of_a_show_is_lost_with_its_downloads(
    who, how, house, act, booking, send_file, django_capture_on_commit_callbacks
):
    file = send_file(act.leader, booking.spot.show_id)
    dep = a_dep(act, booking)  # came after the message, and so has no seat yet
    person = dep if who == "dep" else act.members[0]
    if how is person_leaves:  # a player who left plays what they promised until a dep is found; this one is free
        person = MembershipFactory(party=act.party).user
    send_file(act.leader, booking.spot.show_id)
    address, others = file_address_for(person, file.pk), file_address_for(house.manager, file.pk)
    version = Mailbox.objects.get(user=person).version
    assert not has_ended(address)

    with django_capture_on_commit_callbacks(execute=True):
        how(person, act, booking, house)

    person.refresh_from_db()
    assert has_ended(address)
    assert not has_ended(others)
    with pytest.raises(Http404):
        file_address_for(person, file.pk)
    assert not Mailbox.objects.filter(user=person, version__lte=version).exists()


def test_who_leads_no_longer_loses_the_bookings_and_keeps_the_band(
    act, booking, send_file, django_capture_on_commit_callbacks
):
    person = act.members[0]
    MembershipFactory(party=act.party, user=person, role=Role.MANAGER)
    of_booking, of_band = send_file(act.leader, booking.pk), send_file(act.leader, act.party.pk)
    address = file_address_for(person, of_booking.pk)

    with django_capture_on_commit_callbacks(execute=True):
        end_membership(acting_user=person, party=act.party, user=person, role=Role.MANAGER)

    assert has_ended(address)
    with pytest.raises(Http404):
        file_address_for(person, of_booking.pk)
    assert file_address_for(person, of_band.pk)


def test_an_upload_ends_with_the_account(act, booking, django_capture_on_commit_callbacks):
    person = act.members[0]
    address = upload_address(person, begin_file(acting_user=person, name="mix.wav", bytes=10))
    with django_capture_on_commit_callbacks(execute=True):
        close_account(acting_user=person)
    assert has_ended(address, Upload)
