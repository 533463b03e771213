"""Counter-offers on Today, the desk and the offer's own page, in mails and in the API."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from bookings.actions import OfferTerms, SpotDraft, accept_booking, counter_booking, withdraw_booking
from engagements.deals import Deal
from engagements.states import DealKind
from notifications.emails import as_read_by
from notifications.kinds import registry
from notifications.models import Notification
from tests.bookings.scenes import HOUR, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
LONG = "Wanderorchester der vereinigten Hafenviertel " * 3
SHARE = Deal(kind=DealKind.VERSUS, guarantee_minor=90000, percent_bp=7000)


@pytest.fixture
def booking(house):
    act = an_act(name=LONG[:100])
    spots = [SpotDraft(fee_minor=35000, fee_currency="EUR")]
    return an_application(act, an_open_show(house, spots=spots), message="First words")


@pytest.fixture
def leader(booking):
    return booking.act.memberships.get(role="manager").user


def rows(html: str) -> dict[str, tuple[str, str]]:
    """What a page compares: term, before, after."""
    found = re.findall(r'<th scope="row">(.*?)</th>.*?<del>(.*?)</del>.*?<ins>(.*?)</ins>', html, re.DOTALL)
    return {term: (before, after) for term, before, after in found}


def page(client, user, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def counter(booking, user, *, message="", **terms):
    counter_booking(acting_user=user, booking=booking, terms=OfferTerms(**terms), message=message)


def mail(user) -> str:
    notification = Notification.objects.filter(user=user, kind="bookings.countered").latest("id")
    with as_read_by(user):
        return registry.render(notification, user).text


def test_today_page_mail_and_api_compare_the_same(client, house, booking, leader):
    terms = {"fee_currency": "CHF", "deal": SHARE, "cancellation_tiers": [[10, 50]]}
    times = {"starts_at": FAR_SATURDAY - HOUR, "ends_at": FAR_SATURDAY + HOUR}
    counter(booking, house.manager, message="Earlier, please", **terms, **times)
    here = reverse("bookings:booking", args=[booking.pk])
    today = page(client, leader, "/")
    found = rows(today)
    assert found.keys() == {"Fee", "Set", "Cancellation"}
    assert found["Fee"] == ("€350 guaranteed", "CHF\xa0900 or 70% of the door, whichever is more")
    assert found["Set"] == ("Sat 4 Mar 2028, 21:00 – 00:30", "Sat 4 Mar 2028, 20:00 – 22:00")
    assert "Earlier, please" in today
    assert f"{house.party.name} writes:" in today
    assert "First words" not in today
    assert reverse("bookings:booking_accept", args=[booking.pk]) not in today
    assert f'href="{here}"' in today
    text = page(client, leader, here)
    assert rows(text) == found
    money, night = text.partition(f'id="money-{booking.pk}"')[2], text.partition("The night")[2].partition("</dl>")[0]
    assert "Proposed" in money.partition("</ul>")[0]
    assert "Proposed: Headliner" in " ".join(text.split())
    assert "20:00" in night.partition('class="mine"')[2]
    assert "Set (Proposed)" in night
    text = mail(leader)
    assert f"{house.party.name} made a counter-offer." in text
    for term, (before, after) in found.items():
        assert f"{term}: {after} (was: {before})" in text
    assert "Earlier, please" in text
    said = client.get(f"/api/v1/bookings/{booking.pk}/offers").json()["items"]
    assert [(each["number"], each["party"], each["is_standing"]) for each in said] == [
        (1, booking.act.slug, False), (2, house.party.slug, True)
    ]  # fmt: skip
    assert {(each["before"], each["after"]) for each in said[1]["changes"]} == set(found.values())
    assert said[0]["changes"] == []


def test_a_counter_of_a_counter_is_compared_with_the_one_before(client, house, booking, leader):
    counter(booking, house.manager, fee_minor=20000, fee_currency="EUR", message="Our best")
    counter(booking, leader, fee_minor=30000, fee_currency="EUR")
    for address in ("/", reverse("holds:desk", args=[house.party.slug]), f"/bookings/{booking.pk}/"):
        html = page(client, house.manager, address)
        assert rows(html)["Fee"] == ("€200 guaranteed", "€300 guaranteed")
        assert rows(html).keys() == {"Fee"}
        assert "added no message" in html
    assert "made a counter-offer" not in page(client, leader, "/")


def test_a_late_release_is_a_difference_too(client, house, booking, leader):
    later = FAR_SATURDAY + 3.4 * HOUR
    counter(booking, house.manager, fee_minor=35000, fee_currency="EUR", ends_at=FAR_SATURDAY + HOUR, released_at=later)
    assert rows(page(client, leader, "/")).keys() == {"Set", "Released"}


def test_what_is_over_meanwhile_is_said(client, house, booking, leader):
    counter(booking, house.manager, fee_minor=20000, fee_currency="EUR")
    accept = reverse("bookings:booking_accept", args=[booking.pk])
    counter(booking, leader, fee_minor=30000, fee_currency="EUR")
    assert "offer has been replaced" in mail(leader)
    counter(booking, house.manager, fee_minor=25000, fee_currency="EUR")
    client.force_login(leader)
    late = client.post(accept, {"offer": "2"})
    assert late.status_code == 409
    assert rows(late.content.decode())["Fee"] == ("€300 guaranteed", "€250 guaranteed")
    withdraw_booking(acting_user=leader, booking=booking)
    assert client.post(accept, {"offer": "4"}).status_code == 409
    assert "made a counter-offer" not in client.get("/").content.decode()


def test_who_only_plays_reads_no_terms(client, house, booking, leader):
    counter(booking, house.manager, fee_minor=20000, fee_currency="EUR")
    player = booking.lineup.first().user
    for user, status in ((leader, 200), (player, 403)):
        client.force_login(user)
        assert client.get(f"/api/v1/bookings/{booking.pk}/offers").status_code == status
    Notification.objects.create(
        user=player, kind="bookings.countered", path="/", data={"booking": str(booking.pk), "offer": 2}
    )  # fmt: skip
    assert "€200" not in mail(player)
    accept_booking(acting_user=leader, booking=booking)
    assert rows(page(client, leader, f"/bookings/{booking.pk}/")) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_today_needs_the_same_queries_for_1_and_3(client, house, count, django_assert_num_queries):
    for week in range(count):
        show = an_open_show(house, starts_at=FAR_SATURDAY + week * dt.timedelta(weeks=1))
        made = an_application(an_act(members=1), show)
        counter(made, house.manager, fee_minor=1, fee_currency="EUR")
        counter(made, made.act.memberships.get(role="manager").user, fee_minor=2, fee_currency="EUR")
    house.manager.notifications.all().delete()
    client.force_login(house.manager)
    with django_assert_num_queries(33):  # one for the first steps of the venue
        assert client.get("/").content.decode().count("made a counter-offer for") == count
