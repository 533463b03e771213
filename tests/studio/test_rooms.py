"""Rooms of a studio, and who does a service in which of them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.states import Role
from studio.actions import ROOMS_MAX, add_room, create_professional, rename_room, retire_room, update_service
from studio.forms import ServiceForm
from studio.models import Room
from tests.factories import MembershipFactory
from tests.studio.test_slots import a_stored_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(user, professional):
    return add_room(acting_user=user, professional=professional, name="Studio A")


def test_a_room_has_a_calendar_and_a_name_of_its_own(user, professional, room):
    other = add_room(acting_user=user, professional=professional, name="Studio B")
    assert len({room.calendar_id, other.calendar_id, professional.party.calendar_id, user.calendar_id}) == 4
    with pytest.raises(ValidationError, match="already"):
        rename_room(acting_user=user, room=other, name="Studio A")
    with pytest.raises(ValidationError):
        add_room(acting_user=user, professional=professional, name=" ")
    retire_room(acting_user=user, room=room)
    assert rename_room(acting_user=user, room=other, name="Studio A").name == "Studio A"
    assert list(professional.rooms.in_use()) == [other]


def test_there_is_an_end_to_rooms(user, professional):
    for number in range(ROOMS_MAX):
        add_room(acting_user=user, professional=professional, name=str(number))
    with pytest.raises(ValidationError, match=str(ROOMS_MAX)):
        add_room(acting_user=user, professional=professional, name="One more")


def test_only_leaders_change_rooms(professional, room):
    member = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    for deed in (
        lambda: add_room(acting_user=member, professional=professional, name="B"),
        lambda: rename_room(acting_user=member, room=room, name="B"),
        lambda: retire_room(acting_user=member, room=room),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_room_with_services_is_not_retired(signed_in, user, professional, room):
    service = a_stored_service(user, professional, room=room)
    page = reverse("studio:room_retire", args=["low-end", room.pk])
    assert "Services are offered in this room" in signed_in.post(page, follow=True).text
    assert Room.objects.in_use().get() == room
    update_service(acting_user=user, service=service, room=None)
    signed_in.post(page)
    assert not Room.objects.in_use().exists()


def test_services_take_rooms_and_members_of_their_own_studio_alone(user, professional, room):
    foreign = create_professional(acting_user=user, name="B", timezone="Europe/Berlin", disciplines=["mixing"])
    elsewhere = add_room(acting_user=user, professional=foreign, name="Studio A")
    stranger = MembershipFactory(party=foreign.party, role=Role.MEMBER).user
    asleep = MembershipFactory(party=professional.party, role=Role.MEMBER, may_be_booked=False).user
    for wrong in ({"room": elsewhere}, {"workers": [stranger]}, {"workers": [asleep]}):
        with pytest.raises(ValidationError) as refused:
            a_stored_service(user, professional, **wrong)
        assert list(refused.value.message_dict) == list(wrong)
    made = a_stored_service(user, professional, room=room, workers=[user])
    assert (made.room, list(made.workers.all())) == (room, [user])
    update_service(acting_user=user, service=made, workers=[])
    assert not made.workers.exists()


def test_the_form_asks_for_rooms_and_members_where_there_are_some(user, professional):
    assert not {"room", "workers"} & ServiceForm.of_new(professional).fields.keys()
    add_room(acting_user=user, professional=professional, name="Studio A")
    MembershipFactory(party=professional.party, role=Role.MEMBER)
    assert {"room", "workers"} <= ServiceForm.of_new(professional).fields.keys()


def test_rooms_on_their_page(signed_in, professional):
    page = reverse("studio:rooms", args=["low-end"])
    assert signed_in.post(page, {"name": "Studio A"}).status_code == 302
    assert signed_in.post(page, {"name": "Studio A"}).status_code == 422
    edit = reverse("studio:room_edit", args=["low-end", Room.objects.get().pk])
    assert edit in signed_in.get(page).text
    assert signed_in.post(edit, {"name": "Studio B"}).status_code == 302
    assert Room.objects.get().name == "Studio B"
