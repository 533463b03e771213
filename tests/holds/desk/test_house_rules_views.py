"""The rules that a venue gives itself, on their page."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Party
from accounts.states import Approval
from tests.bookings.scenes import an_open_show
from tests.holds.scenes import NIGHT, a_hold
from venues.models import HousePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_house_rules_are_kept_as_they_were_typed(client, house):
    client.force_login(house.manager)
    address = reverse("holds:policy_edit", args=[house.party.slug])
    assert 'name="tier_1_days" value="30"' in client.get(address).content.decode()
    last = {"tier_3_days": "36", "tier_3_unit": "hours", "tier_3_percent": "100"}
    client.post(address, rules(tier_1_days="30", tier_1_percent="25", **last))
    policy = HousePolicy.objects.get()
    assert (policy.may_hold, policy.ranks_close_up, policy.first_hold_days) == (["agency"], False, 10)
    assert (policy.who_may_hold, policy.most_holds) == ("anybody", 5)
    assert policy.cancellation_tiers == [[30, 25], [36, 100, "hours"]]
    page = client.get(address).content.decode()
    assert 'name="tier_2_days" value="36"' in page
    labels = re.findall(r'<label for="id_tier_\d_\w+">\s*([^<]+?)\s*<', page)
    assert len(set(labels)) == len(labels) == 6
    assert labels[3] == "Tier 2: From"
    more = client.post(address, rules(tier_1_days="7", tier_1_percent="50", add="tier"))
    assert (more.status_code, len(more.context["form"].tiers)) == (200, 3)
    assert HousePolicy.objects.get().cancellation_tiers == policy.cancellation_tiers
    assert '<option value="hours" selected>' in page


def rules(**values):
    return {
        "may_hold": ["agency"], "who_may_hold": "anybody", "most_holds": "5",
        "outsiders_from_rank": "2", "newcomers_from_rank": "2", "first_hold_days": "10",
        "other_hold_days": "5", "warn_days": "1", "challenge_window": "business_day", "challenge_hours": "24",
        "other_holds": "keep", "refill": "one_by_one", "refill_hours": "12",
    } | values  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_hold_days": "0"}, "first_hold_days"),
        ({"challenge_hours": ""}, "challenge_hours"),
        ({"may_hold": ["venue"]}, "may_hold"),
        ({"other_holds": "burn"}, "other_holds"),
        ({"who_may_hold": "nobody"}, "who_may_hold"),
        ({"most_holds": "0"}, "most_holds"),
        ({"tier_2_days": "30"}, "tier_2_percent"),
        ({"tier_1_days": "7", "tier_1_percent": "101"}, "tier_1_percent"),
        ({"tier_1_days": "30", "tier_1_percent": "50", "tier_2_days": "7", "tier_2_percent": "25"}, "tier_1_days"),
    ],
)
def test_house_rules_that_make_no_sense_are_refused_at_their_field(client, house, values, field):
    client.force_login(house.manager)
    response = client.post(reverse("holds:policy_edit", args=[house.party.slug]), rules(**values))
    assert (response.status_code, HousePolicy.objects.count()) == (422, 0)
    assert field in response.context["form"].errors


@pytest.mark.parametrize(
    "page",
    [
        "bookings:show_new", "bookings:show_edit", "bookings:bill", "holds:policy_edit", "holds:stage_night",
        "holds:stage_rooms", "venues:stage_edit", "holds:hold_new", "holds:hold",
    ],
)  # fmt: skip
def test_a_suspended_house_reads_it_before_each_form(client, house, act, page):
    stage, slug = house.stage, house.party.slug
    arguments = {
        "bookings:show_edit": [an_open_show(house).pk], "bookings:bill": [an_open_show(house, publish=False).pk],
        "holds:stage_night": [stage.pk, NIGHT.isoformat()], "holds:stage_rooms": [stage.pk],
        "venues:stage_edit": [stage.pk], "holds:hold": [a_hold(house, act).pk],
    }  # fmt: skip
    client.force_login(house.manager)
    address = reverse(page, args=arguments.get(page, [slug]))
    assert "is suspended" not in client.get(address).text
    Party.objects.filter(pk=house.party.pk).update(approval=Approval.SUSPENDED)
    _head, _main, main = client.get(address).text.partition("<main")
    told, _form, _rest = main.partition("<form")
    assert f"{house.party.name} is suspended" in told
    if page != "holds:hold":  # both sides read that one
        assert f"mailto:{settings.CONTACT_EMAIL}" in told
