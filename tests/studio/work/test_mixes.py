"""Mixes: their numbers, and how loud they are."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from studio.actions.work import add_files, add_mix
from studio.models import Mix
from studio.rules.loudness import gains_of
from tests.payments.scenes import in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_mixes_of_a_title_are_counted(mixed, session, sent, user, client_user):
    numbers = [(mix.title, mix.number) for mix in (mixed("Low Tide"), mixed("low tide"), mixed("High Tide"))]
    assert numbers == [("Low Tide", 1), ("Low Tide", 2), ("High Tide", 1)]
    spare = _spare(session, sent, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mix.objects.create(session=session, title="LOW TIDE", number=2, session_file=spare)
    with pytest.raises(PermissionDenied):
        add_mix(acting_user=client_user, session_id=session.pk, title="Mine", file=sent(client_user))
    with pytest.raises(ValidationError) as refused:
        add_mix(acting_user=user, session_id=session.pk, title="A", file=sent(user, "a.txt", b"no sound"))
    assert "file" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        add_mix(acting_user=user, session_id=session.pk, title=" ", file=sent(user))
    assert "title" in refused.value.message_dict


def _spare(session, sent, user):
    [spare] = add_files(acting_user=user, session_id=session.pk, folder="mixes", files=[sent(user)])
    return spare


def test_mixes_that_come_at_once_have_numbers_of_their_own(session, sent, user):
    files = [sent(user) for _each in range(8)]

    def adds(file):
        return lambda: add_mix(acting_user=user, session_id=session.pk, title="Song", file=file)

    assert in_threads(*map(adds, files)) == [None] * 8
    assert sorted(Mix.objects.values_list("number", flat=True)) == list(range(1, 9))


@pytest.mark.parametrize(
    ("loudness", "gains"),
    [([-9.0], [0.0]), ([-9.0, -14.0], [-5.0, 0.0]), ([-14.0, None], [0.0, 0.0]), ([-60.0, -9.0], [0.0, 0.0])],
)
def test_the_louder_of_two_is_turned_down(loudness, gains):
    assert gains_of(loudness) == gains
