"""Forms with values that make no sense."""

import pytest
from django.urls import reverse

from studio.models import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


EXTREMES = [
    "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1900-01-01T10:00:00+01:00",
    "2027-03-28T02:30:00+01:00", "2027-10-31T02:30:00+02:00", "x", "\x00", "2027-13-45T99:99:99Z",
]  # fmt: skip


@pytest.mark.parametrize("start_text", EXTREMES)
@pytest.mark.parametrize("minutes", ["120", "-120", "0", "9" * 30, "1e9", "\x00", ""])
def test_times_and_lengths_that_make_no_sense(client, opened, client_user, start_text, minutes):
    client.force_login(client_user)
    slug = opened.professional.party.slug
    told = {"start": start_text, "minutes": minutes, "price": "12000", "is_remote": "True", "sure": "on"}
    for name in ("book_review", "book_details"):
        answer = client.post(reverse(f"studio:{name}", args=[slug, opened.pk]), told)
        assert answer.status_code < 500, name
    answer = client.get(reverse("studio:book_details", args=[slug, opened.pk]), told)
    assert answer.status_code < 500
    assert (
        client.get(reverse("studio:book_time", args=[slug, opened.pk]), told | {"day": "9999-12-31"}).status_code < 500
    )
    assert not Session.objects.exists()


@pytest.mark.parametrize("price", ["-1", "0", "9" * 40, "9" * 5000, "12000.5", "NaN", "\x00", "١٢٠٠٠x"])
def test_prices_that_nobody_was_shown(client, opened, client_user, start, price):
    client.force_login(client_user)
    told = {"start": start.isoformat(), "minutes": "120", "price": price, "is_remote": "True", "sure": "on"}
    review = reverse("studio:book_review", args=[opened.professional.party.slug, opened.pk])
    answer = client.post(review, told)
    assert 400 <= answer.status_code < 500
    assert not Session.objects.exists()
