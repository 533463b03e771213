import signal
import stat

import pytest
import redis

from stageslot.embedded.errors import StartError
from stageslot.embedded.processes import wait_until
from tests.embedded.conftest import make_valkey

pytestmark = [pytest.mark.slow, pytest.mark.processes]


def test_wrong_password_is_refused(valkey):
    with pytest.raises(redis.AuthenticationError), redis.Redis(port=valkey.port, password="wrong") as client:
        client.ping()


def test_password_is_in_no_argument_and_no_readable_file(valkey):
    assert "a-password" not in " ".join(valkey.process.args)
    assert stat.S_IMODE((valkey.folder / "valkey.conf").stat().st_mode) == 0o600


def test_killed_server_loses_nothing_acknowledged(valkey):
    with redis.Redis.from_url(valkey.url) as client:
        client.rpush("celery", "a task")
    valkey.process.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not valkey.is_running(), seconds=30)

    valkey.start()

    with redis.Redis.from_url(valkey.url) as client:
        assert client.lrange("celery", 0, -1) == [b"a task"]


def test_server_that_cannot_start_says_why(valkey, instance):
    second = make_valkey(instance, folder=instance.var / "second", port=valkey.port, password="another")

    with pytest.raises(StartError, match=r"(?s)The end of .*valkey.log.*Address already in use"):
        second.start()
