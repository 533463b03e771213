"""Messages on the running live server: whoever has a thread open hears of what is written there, and nobody else."""

import random
import time

import pytest

from accounts.states import Role
from bench.readers import readers
from bench.timing import percentile
from messaging.access import get_thread_for
from messaging.actions import send_message
from tests.factories import BandFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
OPEN, WRITTEN = 40, 10
WITHIN = 1.0


def test_readers_of_many_open_threads_hear_of_a_message_within_a_second(live):
    writer, threads = UserFactory(), []
    for _ in range(OPEN):
        band = BandFactory().party
        MembershipFactory(party=band, user=writer, role=Role.MANAGER)
        threads.append((MembershipFactory(party=band, role=Role.MEMBER).user.pk, band.pk))
    chance, waits = random.Random(1), []

    with readers([reader for reader, _thread in threads], int(live.url.rpartition(":")[2])) as streams:
        for reader, thread in chance.sample(threads, WRITTEN):
            started = time.monotonic()
            send_message(acting_user=writer, thread=get_thread_for(writer, thread), text="News")
            waits.append(streams.heard(reader, since=started, patience=20) - started)
        heard = {reader for reader, _thread in threads if streams.heard(reader, since=0, patience=0)}

    assert percentile(waits, 0.5) < WITHIN
    assert len(heard) == WRITTEN
