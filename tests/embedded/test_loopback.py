import socket

import pytest

from stageslot.embedded import loopback
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


@pytest.mark.skipif(not loopback.OUTGOING.exists(), reason="only Linux says which ports it takes")
def test_chosen_port_is_none_that_an_outgoing_connection_may_get():
    lowest_of_the_kernel = int(loopback.OUTGOING.read_text().split()[0])

    assert all(choose_port() < lowest_of_the_kernel for _ in range(100))


def test_port_is_found_where_the_kernel_takes_nearly_all_for_itself(monkeypatch, tmp_path):
    everything = tmp_path / "range"
    everything.write_text("1024\t65535\n")
    monkeypatch.setattr(loopback, "OUTGOING", everything)

    assert not is_taken(choose_port())
