"""Finding professionals by the API."""

from urllib.parse import quote

import pytest

from tests.studio.finding import a_professional, in_days, offer, open_on

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
            "disciplines": {"mixing": 3, "room": 1},
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
    ["discipline=nope", "rate_max=5", "rate_max=5&currency=XXZ", "rate_kind=fixed", "sort=rating", "lat=50",
     "free_from=2027-06-07T10:00:00Z", "free_from=2027-06-07T10:00:00Z&free_to=2027-06-07T10:00:00Z",
     "free_from=2027-06-07T10:00:00Z&free_to=2027-06-17T10:00:00Z", "cursor=rubbish", "sort=distance"],
)  # fmt: skip
def test_what_cannot_be_asked_is_422(anybody, query):
    assert anybody.get(f"/professionals?{query}").status_code == 422
