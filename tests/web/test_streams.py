import time
import uuid

import pytest
import time_machine

from web import streams

PUBLIC = f"c.{uuid.UUID(int=1)}"
MINE = f"p.{uuid.UUID(int=2)}"
THEIRS = f"p.{uuid.UUID(int=3)}"
ME = uuid.UUID(int=4)


def test_public_topics_need_no_token():
    assert streams.allow_topics([PUBLIC, PUBLIC]) == {PUBLIC}


def test_private_topic_without_token_is_refused():
    with pytest.raises(streams.StreamRefused, match="private"):
        streams.allow_topics([PUBLIC, MINE])


def test_token_opens_the_topics_it_names_and_no_other():
    token = streams.sign_topics(ME, [MINE])
    assert streams.allow_topics([PUBLIC, MINE], [token]) == {PUBLIC, MINE}
    with pytest.raises(streams.StreamRefused, match="private"):
        streams.allow_topics([MINE, THEIRS], [token])


def test_tokens_add_up():
    tokens = [streams.sign_topics(ME, [MINE]), streams.sign_topics(ME, [THEIRS])]
    assert streams.allow_topics([MINE, THEIRS], tokens) == {MINE, THEIRS}


def test_token_runs_out():
    with time_machine.travel("2027-03-06T12:00:00Z", tick=False) as clock:
        token = streams.sign_topics(ME, [MINE])
        clock.shift(streams.TOKEN_SECONDS - 1)
        assert streams.allow_topics([MINE], [token]) == {MINE}
        clock.shift(2)
        with pytest.raises(streams.StreamRefused, match="token"):
            streams.allow_topics([MINE], [token])


@time_machine.travel("2027-03-06T12:00:00Z", tick=False)
def test_stream_closes_when_its_first_token_runs_out():
    token = streams.sign_topics(ME, [MINE])
    assert streams.closes_at([token]) == time.time() + streams.TOKEN_SECONDS
    assert streams.closes_at([]) is None


def test_rights_are_as_old_as_the_first_token_that_names_them():
    with time_machine.travel("2027-03-06T12:00:00Z", tick=False) as clock:
        older, first = streams.sign_topics(ME, [MINE]), time.time()
        clock.shift(60)
        tokens = [streams.sign_topics(ME, [MINE, THEIRS]), older]
        assert streams.rights_of(tokens) == {str(ME): first, MINE: first, THEIRS: time.time()}


@pytest.mark.parametrize("token", ["", "x", "a:b:c", ".eJw:1:", "\0", "ü" * 500])
def test_nonsense_is_no_token(token):
    with pytest.raises(streams.StreamRefused, match="token"):
        streams.allow_topics([MINE], [token])


def test_changed_token_is_refused():
    token = streams.sign_topics(ME, [MINE])
    with pytest.raises(streams.StreamRefused, match="token"):
        streams.allow_topics([MINE], [token[:-1] + ("a" if token[-1] != "a" else "b")])


@pytest.mark.parametrize(
    "topics",
    [[], [""], ["c.1"], [f"{PUBLIC}\n"], [PUBLIC.upper()], ["*"], [f"c.{uuid.UUID(int=count)}" for count in range(41)]],
)
def test_malformed_or_too_many_topics_are_refused(topics):
    with pytest.raises(streams.StreamRefused, match="topics"):
        streams.allow_topics(topics)
