"""Lengths that nobody means are asked about, and believed when somebody says so of just these times."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from availability.models import AvailabilityRule
from bookings.models import Show
from tests.bookings.scenes import HOUR, an_act, an_open_show
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def a_show(house, **times) -> dict:
    bill = {
        "spots-TOTAL_FORMS": "1",
        "spots-INITIAL_FORMS": "0",
        "spots-0-role": "opener",
        "spots-0-fee_currency": "EUR",
    }
    return bill | {"stage": house.stage.pk, "night": "2028-09-02", "starts": "20:00", "ends": "23:00"} | times


def boxes(response) -> list[str]:
    return re.findall(r'name="sure"[^>]*value="([^"]+)"', response.content.decode().replace("\n", " ")) or re.findall(
        r'value="([^"]+)"[^>]*name="sure"', response.content.decode().replace("\n", " ")
    )


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ({"ends": "20:00"}, "From 20:00 to 20:00 it is 24 h"),
        ({"ends": "19:00"}, "From 20:00 to 19:00 it is 23 h"),
        ({"load_in": "20:30"}, "From 20:30 to 20:00 it is 23 h 30 min"),
        ({"out": "22:30"}, "From 23:00 to 22:30 it is 23 h 30 min"),
    ],
)
def test_a_length_that_nobody_means_is_asked_about(house, times, said):
    client, path = signed_in(house.manager), reverse("bookings:show_new", args=[house.party.slug])
    asked = client.post(path, a_show(house, **times))
    assert asked.status_code == 422
    assert said in asked.content.decode()
    assert not Show.objects.exists()
    [box] = boxes(asked)
    other = client.post(path, a_show(house, **times | {"night": "2028-09-09"}, sure=box))
    assert other.status_code == 422
    assert client.post(path, a_show(house, **times, sure=box)).status_code == 302
    assert Show.objects.count() == 1


def test_a_plausible_length_is_not_asked_about(house):
    client, path = signed_in(house.manager), reverse("bookings:show_new", args=[house.party.slug])
    assert client.post(path, a_show(house, starts="11:00", ends="02:00", load_in="08:00")).status_code == 302


def test_a_long_show_is_asked_about_only_when_its_length_is_touched(house):
    show = an_open_show(house, publish=False, ends_at=an_open_show(house).starts_at + 23 * HOUR)
    client, path = signed_in(house.manager), reverse("bookings:show_edit", args=[show.pk])
    form = client.get(path).context["form"]
    data = {name: form[name].field.widget.format_value(form[name].value()) or "" for name in form.fields}
    data["stage"] = show.stage_id
    assert client.post(path, data | {"title": "Long"}).status_code == 302
    assert Show.objects.get(pk=show.pk).title == "Long"
    assert client.post(path, data | {"ends": "19:00"}).status_code == 422


def test_a_request_of_a_client_is_asked_about_its_length(db):
    act, client = an_act(), signed_in(UserFactory())
    path = reverse("bookings:request_new", args=[act.party.slug])
    sent = {"night": "2028-09-02", "starts": "20:00", "ends": "19:00", "place": "Barn", "fee_currency": "EUR"}
    asked = client.post(path, sent)
    assert asked.status_code == 422
    assert client.post(path, sent | {"sure": boxes(asked)}).status_code == 302


def shown(client: Client, path: str, name: str = "form") -> dict:
    """What a browser sends of a form as it stands on a page."""
    context = client.get(path).context
    form = context[name] if name in context else context["page"].form
    return {each: form[each].field.widget.format_value(form[each].value()) or "" for each in form.fields}


@pytest.mark.parametrize("ends", ["20:00", "19:00"])
def test_peoples_own_time_is_asked_about_where_its_end_becomes_the_next_day(db, ends):
    user = UserFactory()
    client = signed_in(user)
    time = {"kind": "busy", "first": "2028-09-02", "from_time": "20:00", "to_time": ends}
    repeats = {"repeats": "once"}
    for path, sent in ((reverse("accounts:time_say"), time), (reverse("accounts:rule_new"), time | repeats)):
        rules = AvailabilityRule.objects.filter(calendar=user.calendar)
        before = rules.count()
        asked = client.post(path, sent)
        assert (asked.status_code, rules.count()) == (422, before), path
        assert f"From 20:00 to {ends} it is" in asked.content.decode()
        assert client.post(path, sent | {"to_time": "02:00", "sure": boxes(asked)}).status_code in (200, 302)
        assert client.post(path, sent | {"sure": boxes(asked)}).status_code in (200, 302)
        assert rules.count() == before + 2
    whole = time | {"from_time": "00:00", "to_time": "00:00"}
    assert client.post(reverse("accounts:time_say"), whole).status_code == 302


def test_a_rule_with_a_last_day_of_its_own_means_its_length(db):
    client = signed_in(UserFactory())
    sent = {"kind": "busy", "first": "2028-09-02", "from_time": "20:00", "last": "2028-09-04", "to_time": "19:00"}
    assert client.post(reverse("accounts:rule_new"), sent | {"repeats": "once"}).status_code in (200, 302)
    assert AvailabilityRule.objects.count() == 1


def test_the_evenings_of_a_band_and_the_curfew_of_a_bill_are_asked_about(house):
    act = an_act()
    client, path = signed_in(act.leader), reverse("bands:band_edit", args=[act.party.slug])
    sent = shown(client, path) | {"evening_from": "19:00", "evening_to": "18:00"}
    sent = {name: value for name, value in sent.items() if value is not None and name != "essential_instruments"}
    asked = client.post(path, sent)
    assert (asked.status_code, len(boxes(asked))) == (422, 1)
    assert client.post(path, sent | {"sure": boxes(asked)}).status_code == 302
    show = an_open_show(house)
    client, path = signed_in(house.manager), reverse("bookings:bill", args=[show.pk])
    sent = shown(client, path) | {"curfew": "20:00"}
    asked = client.post(path, sent)
    assert (asked.status_code, len(boxes(asked))) == (422, 1)
    show.refresh_from_db()
    assert show.curfew_at is None
