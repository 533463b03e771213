"""Reviews by API: each side writes, and reads the other's once both are public."""

import pytest

from tests.api.test_sessions import call
from tests.reviews.test_sessions import asked, done
from tests.studio.conftest import client_user, opened, professional, receiver, stand_in, start, stripe_site, user

__all__ = [
    "asked", "call", "client_user", "done", "opened", "professional", "receiver", "stand_in", "start", "stripe_site",
    "user",
]  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_neither_side_reads_the_other_s_words_first(call, done, client_user, user):
    path = f"/sessions/{done.pk}/review"
    empty = call(client_user, "GET", path).json()
    assert (empty["mine"], empty["theirs"], empty["open_until"] is None) == (None, None, False)
    said = call(client_user, "POST", path, {"rating": 4, "text": "Warm"})
    assert said.status_code == 200, said.content
    assert (said.json()["mine"]["rating"], said.json()["theirs"]) == (4, None)
    assert call(user, "GET", path).json()["theirs"] is None
    answered = call(user, "POST", path, {"rating": 5, "text": "Tidy stems"}).json()
    assert (answered["theirs"]["text"], answered["mine"]["text"]) == ("Warm", "Tidy stems")
    assert call(client_user, "POST", path, {"rating": 1}).status_code == 409


@pytest.mark.parametrize("rating", [0, 6, "5", None, 4.5])
def test_a_rating_is_a_number_from_1_to_5(call, done, client_user, rating):
    refused = call(client_user, "POST", f"/sessions/{done.pk}/review", {"rating": rating})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["rating"])


def test_what_is_not_done_is_not_reviewed(call, asked, client_user):
    assert call(client_user, "POST", f"/sessions/{asked.pk}/review", {"rating": 4}).status_code == 409
    assert call(client_user, "GET", f"/sessions/{asked.pk}/review").json()["open_until"] is None
