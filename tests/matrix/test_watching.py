"""What watches the pages sees what there is to see."""

import pytest

from accounts.models import User
from tests.factories import UserFactory
from tests.matrix.watching import contents, undone, writes_noted

pytestmark = pytest.mark.django_db


def test_a_write_is_noted_and_a_lock_is_not():
    user = UserFactory()
    with writes_noted() as written:
        list(User.objects.select_for_update(no_key=True, of=("self",)).filter(pk=user.pk))
        assert not written
        User.objects.filter(pk=user.pk).update(name="Changed")
    assert len(written) == 1


def test_a_changed_row_is_another_content_until_it_is_undone():
    user = UserFactory()
    before = contents()
    with undone():
        User.objects.filter(pk=user.pk).update(name="Changed")
        assert contents() != before
    assert contents() == before
    assert User.objects.get(pk=user.pk).name == user.name


def test_what_was_undone_hides_neither_the_next_write_nor_that_there_is_none():
    user = UserFactory()
    before = contents()
    for name in ("Once", "Twice"):
        with undone():
            assert contents() == before
            User.objects.filter(pk=user.pk).update(name=name)
            assert contents() != before
        with undone():
            assert contents() == before


def test_what_is_written_after_something_was_undone_is_seen():
    user = UserFactory()
    before = contents()
    with undone():
        User.objects.filter(pk=user.pk).update(name="Changed")
    User.objects.filter(pk=user.pk).update(name="Changed again")
    assert contents() != before
