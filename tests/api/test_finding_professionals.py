"""Finding professionals by the API."""

from urllib.parse import quote

import pytest

from accounts.models import Party
from studio.actions import add_credit, verify_professional
from tests.factories import UserFactory
from tests.studio.finding import a_professional, in_days, offer, open_on, owner_of

pytestmark = pytest.mark.django_db


def found(anybody, query=""):
    response = anybody.get(f"/professionals?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def slugs(anybody, query):
    return [item["slug"] for item in found(anybody, query)["items"]]


def test_each_comes_with_rate_and_next_slots(anybody):
    one = a_professional("Low End", languages=["de"])
    offer(one, 9_000)
    offer(one, 6_000, name="Quick mix")
    open_on(one, in_days(1), rrule="FREQ=DAILY")
    [item] = found(anybody)["items"]
    assert (item["slug"], item["disciplines"], item["languages"], item["is_remote"]) == (
        "low-end", ["mixing"], ["de"], True,
    )  # fmt: skip
    assert item["rate"] == {"kind": "hour", "amount_minor": 6_000, "currency": "EUR"}
    assert len(item["next_slots"]) == 3
    assert item["next_slots"][0]["starts_at"].startswith(f"{in_days(1)}T10:00:00")


def test_statistics_are_about_all_that_fit_and_not_only_the_page(anybody):
    for name, amount in [("One", 3_000), ("Two", 5_000)]:
        offer(a_professional(name), amount)
    a_professional("Three", disciplines=["mixing", "room"])
    told = found(anybody, "limit=1&q=")
    assert (len(told["items"]), told["stats"]) == (
        1,
        {
            "total": 3, "total_is_least": False, "rate_average_minor": 4_000, "currency": "EUR",
            "disciplines": {"mixing": 3, "room": 1}, "roles": {}, "rating_average": None,
        },
    )  # fmt: skip
    assert found(anybody, "discipline=room")["stats"]["disciplines"] == {"mixing": 1, "room": 1}
    assert found(anybody, "genre=nope")["stats"]["total"] == 0


def test_filters_and_order(anybody):
    offer(a_professional("Cheap", languages=["de"]), 3_000)
    offer(a_professional("Dear", is_remote=False), 9_000)
    assert slugs(anybody, "sort=rate") == ["cheap", "dear"]
    assert slugs(anybody, "rate_max=5000&currency=eur") == ["cheap"]
    assert slugs(anybody, "remote=true") == slugs(anybody, "language=DE") == ["cheap"]
    assert slugs(anybody, "discipline=mixing&lat=53.55&lon=9.99&sort=distance&radius_km=20") == ["dear", "cheap"]
    assert slugs(anybody, "lat=48.1&lon=11.6") == []


def test_rating_role_verified_and_miles(anybody):
    good, fair = a_professional("Good"), a_professional("Fair", town="Bremen")
    Party.objects.filter(pk=good.pk).update(rating_average="4.50", rating_count=8)
    Party.objects.filter(pk=fair.pk).update(rating_average="3.50", rating_count=2)
    for one, role in ((good, "Drums"), (good, "Mix"), (fair, "mix")):
        add_credit(acting_user=owner_of(one), professional=one, artist="Salz", title="Rain", role=role)
    verify_professional(acting_user=UserFactory(is_staff=True), professional=fair, is_verified=True)
    assert slugs(anybody, "sort=rating") == ["good", "fair"]
    assert slugs(anybody, "rating_min=4") == slugs(anybody, "roles=drums") == ["good"]
    assert slugs(anybody, "roles=drums&roles=MIX&sort=rating") == ["good", "fair"]
    assert slugs(anybody, "verified=true") == ["fair"]
    assert slugs(anybody, "lat=53.55&lon=9.99&radius_mi=50") == ["good"]
    assert slugs(anybody, "lat=53.55&lon=9.99&radius_mi=70") == ["good", "fair"]
    answer = found(anybody, "sort=rating")
    assert [(item["review_count"], item["verified"]) for item in answer["items"]] == [(8, False), (2, True)]
    assert (answer["stats"]["rating_average"], answer["stats"]["roles"]) == (4.0, {"mix": 2, "drums": 1})
    assert found(anybody, "q=nobodycalledso")["stats"]["roles"] == {}
    shown = anybody.get("/professionals/good").json()
    assert (shown["review_count"], shown["rating"]) == (8, {"average": 4.5, "count": 8})


def test_a_free_time_is_one_that_a_slot_lies_in(anybody):
    one = a_professional("Low End")
    offer(one, 6_000)
    open_on(one, in_days(3))

    def free(start, end):
        times = (quote(f"{in_days(3)}T{time}:00+01:00") for time in (start, end))
        return slugs(anybody, "free_from={}&free_to={}".format(*times))

    assert free("08:00", "20:00") == ["low-end"]
    assert free("08:00", "09:00") == []


@pytest.mark.parametrize(
    "query",
    ["discipline=nope", "rate_max=5", "rate_max=5&currency=XXZ", "rate_kind=fixed", "sort=fee", "lat=50",
     "free_from=2027-06-07T10:00:00Z", "free_from=2027-06-07T10:00:00Z&free_to=2027-06-07T10:00:00Z",
     "free_from=2027-06-07T10:00:00Z&free_to=2027-06-17T10:00:00Z", "cursor=rubbish", "sort=distance",
     "rating_min=6", "rating_min=nan", "lat=50&lon=9&radius_km=5&radius_mi=5", "radius_mi=-1", "verified=perhaps",
     "&".join(["roles=x"] * 9)],
)  # fmt: skip
def test_what_cannot_be_asked_is_422(anybody, query):
    assert anybody.get(f"/professionals?{query}").status_code == 422
