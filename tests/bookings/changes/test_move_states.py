import itertools

import pytest
from django.db import DatabaseError, connection, transaction

from bookings.models import Move
from bookings.states import MOVE_TRANSITIONS, MoveState
from tests.bookings.changes.scenes import a_bill, act_agrees, host_proposes
from web.constraints import pairs

ILLEGAL = [
    (before, after)
    for before, after in itertools.permutations(MoveState, 2)
    if after not in MOVE_TRANSITIONS[before]
]  # fmt: skip


def test_a_proposal_ends_once_in_one_of_four_ways():
    assert set(MOVE_TRANSITIONS) == set(MoveState)
    assert pairs(MOVE_TRANSITIONS) == [
        ("proposed", "agreed"), ("proposed", "declined"), ("proposed", "expired"), ("proposed", "withdrawn")
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_database_refuses_every_other_way(house, act):
    show, _bookings = a_bill(house, act)
    move = host_proposes(house, show)
    for before, after in ILLEGAL:
        with transaction.atomic():
            if before != MoveState.PROPOSED:
                Move.objects.filter(pk=move.pk).update(state=before)
            with pytest.raises(DatabaseError), transaction.atomic():
                Move.objects.filter(pk=move.pk).update(state=after)
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_proposal_is_born_open(house, act):
    show, [booking] = a_bill(house, act)
    agreed = act_agrees(act, host_proposes(house, show), booking)
    copy = "INSERT INTO bookings_move SELECT (jsonb_populate_record(m, %s)).* FROM bookings_move m WHERE id = %s"
    for values in ('{"number": 2}', '{"number": 2, "state": "declined"}'):
        values = values.replace("{", '{"id": "01890000-0000-7000-8000-000000000001", ', 1)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(copy, [values, agreed.pk])
