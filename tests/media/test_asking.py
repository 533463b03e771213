"""A file that does harm ends the child process, and nothing else."""

import io
import sys
from dataclasses import replace

import pytest

from media.encoding import asking, child
from tests.media.making import document_bytes
from web.sandbox import parent
from web.sandbox.errors import Refused

pytestmark = pytest.mark.heavy

LIMITS = replace(child.KINDS["pictures"], memory_bytes=50_000_000, cpu_seconds=1, file_bytes=1_000_000)
BOUND = f"from web.sandbox.limits import Limits, bound; bound({LIMITS!r})"
HARM = {
    "memory": "x = bytearray(200_000_000)",
    "time": "while True: pass",
    "disk": "open('big', 'wb').write(bytes(2_000_000))",
    "crash": "import ctypes; ctypes.string_at(0)",
    "silence": "pass",
    "lies": "print('{\"progress\": 1', end='')",
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_is_a_refusal(harm, monkeypatch):
    program = f"{BOUND}\n{HARM[harm]}"
    monkeypatch.setattr(parent, "command", lambda *_given: [sys.executable, "-c", program])
    with pytest.raises(Refused) as refusal, asking.rendered("pictures", io.BytesIO(b"")):
        pass
    assert refusal.value.code == "too_much_work"


def test_a_child_that_never_ends_is_ended_by_the_clock(monkeypatch):
    monkeypatch.setitem(asking.KINDS, "pictures", replace(child.KINDS["pictures"], wall_seconds=0.2))
    monkeypatch.setattr(parent, "command", lambda *_given: [sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(Refused), asking.rendered("pictures", io.BytesIO(b"")):
        pass


def test_the_child_gets_nothing_of_our_secrets(monkeypatch):
    program = "import json, os; print(json.dumps({'result': {'names': sorted(os.environ)}}))"
    monkeypatch.setattr(parent, "command", lambda *_given: [sys.executable, "-c", program])
    with asking.rendered("pictures", io.BytesIO(b"")) as (_folder, result):
        assert set(result["names"]) <= {"PATH", "PYTHONPATH", "LC_CTYPE"}


def test_the_folder_is_gone_afterwards():
    with pytest.raises(RuntimeError), asking.rendered("documents", io.BytesIO(document_bytes())) as (folder, _result):
        raise RuntimeError
    assert not folder.exists()


def test_an_unknown_kind_is_our_own_mistake():
    with pytest.raises(ValueError, match="programs"):
        child.prepare("programs")
