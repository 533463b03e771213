"""Reads of feeds, noted in the real Valkey."""

from uuid import uuid4

from availability.actions.feed_reads import note_read, taken_reads


def test_a_client_that_hammers_is_noted_once_a_minute():
    feed_id = uuid4()
    note_read(feed_id, "khal")
    with taken_reads() as first:
        pass
    note_read(feed_id, "khal")
    with taken_reads() as again:
        pass
    assert (feed_id, "khal") in first
    assert (feed_id, "khal") not in again


def test_two_clients_of_one_feed_are_told_apart():
    feed_id = uuid4()
    note_read(feed_id, "khal")
    note_read(feed_id, "DAVx5")
    with taken_reads() as noted:
        assert {client for noted_feed, client in noted if noted_feed == feed_id} == {"khal", "DAVx5"}
