"""Hours of a professional: the plan, the forms, and who may change them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Role
from availability.models import AvailabilityRule, TimeBlock
from availability.states import BlockKind
from studio.models import Hours
from studio.queries.slots import slots
from studio.states import ServiceMode
from tests.factories import MembershipFactory
from tests.studio.test_slots import MONDAY, a_stored_service, open_on

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "free", "first": "2027-06-07", "from_time": "10:00", "to_time": "18:00", "repeats": "weekly", "every": "1",
    "weekdays": ["0", "1", "2", "3", "4"], "ends": "never", "service": "", "mode": "", "note": "",
}  # fmt: skip


def page(name, *args):
    return reverse(f"studio:{name}", args=["low-end", *args])


def test_from_nothing_to_bookable_in_three_forms(client, signed_in, user):
    made = {"name": "Low End", "disciplines": ["mixing"], "city": "Hamburg, Germany", "is_remote": "on"}
    after = signed_in.post(reverse("studio:professional_new"), made).headers["Location"]
    service = {
        "name": "Mix", "discipline": "mixing", "mode": "instant", "rate_kind": "hour", "price": "60",
        "currency": "EUR", "shortest": "2", "longest": "8", "notice_hours": "24", "buffer_minutes": "0",
        "revisions": "2",
    }  # fmt: skip
    after = signed_in.post(after, service).headers["Location"]
    assert after == page("hours_new")
    shown = signed_in.get(after).context["form"]
    sent = {name: shown[name].value() for name in ("kind", "first", "from_time", "to_time", "repeats", "weekdays")}
    assert signed_in.post(after, sent | {"ends": "never"}).headers["Location"] == page("hours")
    professional = user.memberships.first().party.professional
    found = slots(professional, since=now(), until=now() + dt.timedelta(days=7))
    assert {slot.starts_at.astimezone().weekday() for slot in found} <= set(range(5))
    assert len(found) >= 3 * 13


def test_a_form_on_a_page_of_its_own_leads_back_to_the_plan_and_one_beside_it_renews_it(signed_in, user, professional):
    """With scripts too: beside the plan htmx replaces the panel; a page of its own has no plan to renew."""
    rule = open_on(user, professional)
    for address in (page("hours_new"), page("hours_edit", rule.pk), page("hours_end", rule.pk)):
        assert 'hx-target="#rule-panel"' not in signed_in.get(address).text, address
        assert 'hx-target="#rule-panel"' in signed_in.get(address, headers={"HX-Request": "true"}).text, address


def test_hours_are_added_changed_on_one_day_and_taken_back(signed_in, user, professional):
    service = a_stored_service(user, professional)
    meant = {"service": str(service.pk), "mode": "request"}
    assert signed_in.post(page("hours_new"), TYPED | meant).status_code == 302
    rule = AvailabilityRule.objects.get()
    text = signed_in.get(page("hours")).text
    assert "Open" in text
    assert "Mixing, On request" in text
    shown = signed_in.get(page("hours_edit", rule.pk) + "?on=2027-06-08").context["form"]
    assert (shown["service"].value(), shown["mode"].value()) == (service.pk, "request")
    change = TYPED | meant | {"scope": "one", "first": "2027-06-08", "from_time": "12:00"}
    assert signed_in.post(page("hours_edit", rule.pk) + "?on=2027-06-08", change).status_code == 302
    tuesday = TimeBlock.objects.get(period__startswith=dt.datetime(2027, 6, 8, 10, tzinfo=dt.UTC))
    assert (tuesday.kind, tuesday.period.upper.hour) == (BlockKind.FREE, 16)
    assert signed_in.get(page("hours_end", rule.pk) + "?scope=all").status_code == 200
    assert signed_in.post(page("hours_end", rule.pk), {"scope": "all"}).status_code == 302
    assert not TimeBlock.objects.filter(period__startswith__gt=dt.datetime(2027, 6, 9, tzinfo=dt.UTC)).exists()


def test_only_what_they_are_for_can_be_changed_too(signed_in, user, professional):
    rule = open_on(user, professional)
    shown = signed_in.get(page("hours_edit", rule.pk) + "?scope=all").context["form"]
    values = {name: shown[name].value() for name in shown.fields if name != "leave_out"}
    sent = {name: "" if value is None else value for name, value in values.items()}
    sent["weekdays"] = [str(day) for day in shown["weekdays"].value()]
    assert "No changes" in signed_in.post(page("hours_edit", rule.pk), sent, follow=True).text
    assert signed_in.post(page("hours_edit", rule.pk), sent | {"mode": "request"}).status_code == 302
    assert Hours.objects.get().mode == ServiceMode.REQUEST
    assert AvailabilityRule.objects.get() == rule


def test_the_plan_draws_them_on_the_clocks_of_the_professional(signed_in, user, professional):
    rule = open_on(user, professional, mode="request")
    week = {"start": "2027-06-07T00:00", "end": "2027-06-09T00:00"}
    drawn = signed_in.get(page("hours_events"), week).json()
    assert [(one["start"], one["end"], one["title"]) for one in drawn] == [
        (f"2027-06-0{day}T10:00", f"2027-06-0{day}T18:00", "Open · On request") for day in (7, 8)
    ]
    assert drawn[0]["edit"] == page("hours_edit", rule.pk) + "?on=2027-06-07"
    assert signed_in.get(page("hours_events"), {"start": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "maybe"}, "kind"),
        ({"service": "01a208b7-05e9-7131-8b33-82581a178800"}, "service"),
        ({"mode": "soon"}, "mode"),
        ({"from_time": ""}, "from_time"),
        ({"first": "2027-02-30"}, "first"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(signed_in, professional, wrong, field):
    response = signed_in.post(page("hours_new"), TYPED | wrong)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not AvailabilityRule.objects.exists()


def test_members_and_others_do_not_change_hours(client, user, professional):
    rule = open_on(user, professional)
    client.force_login(MembershipFactory(party=professional.party, role=Role.MEMBER).user)
    for address in (page("hours"), page("hours_new"), page("hours_edit", rule.pk), page("hours_end", rule.pk)):
        assert client.get(address).status_code == 403
        if address != page("hours"):
            assert client.post(address, TYPED).status_code == 403
    assert AvailabilityRule.objects.get().starts_at == MONDAY


def test_the_hours_of_others_and_the_time_of_people_are_out_of_reach(signed_in, user, professional, client):
    mine = open_on(user, professional)
    AvailabilityRule.objects.filter(pk=mine.pk).update(calendar=user.calendar)
    assert signed_in.get(page("hours_edit", mine.pk)).status_code == 404
    assert signed_in.post(page("hours_end", mine.pk), {}).status_code == 404
