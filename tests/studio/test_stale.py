"""What somebody sends who does not know yet what changed meanwhile: found by attacking."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from availability.errors import Gone
from availability.models import AvailabilityRule
from availability.states import EditScope, SaidKind
from studio.actions import (
    add_credit,
    add_hours,
    add_room,
    change_hours,
    remove_credit,
    remove_hours,
    rename_room,
    retire_room,
    retire_service,
    update_credit,
    update_service,
)
from studio.forms import HoursForm, ServiceForm
from studio.models import Credit, Hours, Room, Service
from tests.factories import MembershipFactory
from tests.studio.test_slots import HOUR, MONDAY, a_stored_service, on_monday, open_on

pytestmark = pytest.mark.django_db


def test_a_room_that_was_retired_meanwhile_stays_retired(user, professional):
    room = add_room(acting_user=user, professional=professional, name="A")
    stale = Room.objects.select_related("professional__party").get(pk=room.pk)
    retire_room(acting_user=user, room=room)
    with pytest.raises(ValidationError):
        rename_room(acting_user=user, room=stale, name="B")
    assert Room.objects.get().retired_at is not None
    with pytest.raises(ValidationError):
        a_stored_service(user, professional, room=stale)


def test_a_credit_that_was_removed_meanwhile_is_not_changed(user, professional):
    credit = add_credit(acting_user=user, professional=professional, artist="A", title="B")
    stale = Credit.objects.select_related("professional__party").get()
    remove_credit(acting_user=user, credit=credit)
    with pytest.raises(ValidationError):
        update_credit(acting_user=user, credit=stale, title="C")


def test_closed_is_closed_for_everything(user, professional):
    service = a_stored_service(user, professional)
    times = {"starts_at": MONDAY, "ends_at": MONDAY + HOUR}
    for meant in ({"service": service}, {"mode": "request"}):
        with pytest.raises(ValidationError):
            add_hours(acting_user=user, professional=professional, kind=SaidKind.BUSY, **times, **meant)
    assert not AvailabilityRule.objects.exists()


def test_a_member_who_left_stays_chosen_until_somebody_says_otherwise(user, professional):
    other = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    service = a_stored_service(user, professional, workers=[other])
    Membership.objects.filter(user=other).delete()
    form = ServiceForm.of(Service.objects.select_related("professional__party").get())
    assert form["workers"].value() == [other.pk]
    assert [key for key, _name in form.fields["workers"].choices] == [user.pk, other.pk]
    update_service(acting_user=user, service=service, workers=[other])
    assert list(service.workers.all()) == [other]


def test_hours_for_a_retired_service_do_not_open_to_others(user, professional):
    a_stored_service(user, professional, name="Mastering")
    service = a_stored_service(user, professional)
    rule = open_on(user, professional, service=service, rrule="")
    retire_service(acting_user=user, service=service)
    shown = HoursForm(professional=professional, rule=rule)
    assert service in shown.fields["service"].queryset
    change_hours(
        acting_user=user, professional=professional, rule=rule, scope=EditScope.ALL, service=service,
        ends_at=rule.ends_at - HOUR,
    )  # fmt: skip
    assert Hours.objects.get().service == service
    assert on_monday(professional) == []


def test_hours_that_are_gone_mean_nothing(user, professional):
    service, rule = a_stored_service(user, professional), open_on(user, professional, rrule="")
    stale = AvailabilityRule.objects.get()
    remove_hours(acting_user=user, professional=professional, rule=rule)
    with pytest.raises(Gone):
        change_hours(acting_user=user, professional=professional, rule=stale, scope=EditScope.ALL, service=service)
    assert not Hours.objects.exists()


def test_a_price_stays_within_what_an_amount_can_be(user, professional):
    with pytest.raises(ValidationError) as refused:
        a_stored_service(user, professional, amount_minor=10**12)
    assert list(refused.value.message_dict) == ["amount_minor"]


def test_the_longest_question_of_a_stranger_is_two_weeks(client, user, professional):
    professional.party.approval = "approved"
    professional.party.save()
    service = a_stored_service(user, professional)
    address = reverse("api:slots_show", args=["low-end"])
    asked = {"from": "2027-06-01", "to": "2027-07-01"}
    assert client.get(address, asked).status_code == 422
    assert client.get(address, asked | {"service": str(service.pk)}).status_code == 200
