import pytest
from django.urls import reverse

from engagements.states import Channel
from holds.models import HoldEvent
from holds.states import HoldEnd
from tests.factories import UserFactory
from tests.holds.scenes import a_hold, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_staff_look_at_holds_and_release_them_with_a_reason(office, house, act):
    hold = a_hold(house, act)
    assert office.get(reverse("admin:holds_hold_changelist")).status_code == 200
    page = office.get(reverse("admin:holds_hold_change", args=[hold.pk])).content.decode()
    assert "Cancel with a reason" in page
    assert 'name="_save"' not in page
    release = reverse("admin:holds_hold_cancel", args=[hold.pk])
    assert office.post(release, {"reason": ""}).status_code == 422
    assert office.post(release, {"reason": "A fraud."}).status_code == 302
    hold.refresh_from_db()
    assert hold.ended_by == HoldEnd.STAFF
    event = HoldEvent.objects.filter(hold=hold).last()
    assert (event.text, event.channel) == ("A fraud.", Channel.ADMIN)
    assert told(act.leader) == ["hold_released"]
    assert office.post(release, {"reason": "Again."}).status_code == 422
