import socket

import pytest

from stageslot.embedded.loopback import HOST, choose_port, is_taken


@pytest.fixture
def listener():
    with socket.create_server((HOST, 0)) as server:
        yield server


def test_port_somebody_listens_on_is_taken(listener):
    assert is_taken(listener.getsockname()[1])


def test_port_nobody_listens_on_is_free():
    assert not is_taken(choose_port())


def test_wished_port_is_kept_while_it_is_free():
    wished = choose_port()

    assert choose_port(wished) == wished


def test_taken_port_is_replaced_by_a_free_one(listener):
    taken = listener.getsockname()[1]

    assert choose_port(taken) != taken
