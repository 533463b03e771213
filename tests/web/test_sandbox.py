"""The child process: it gives a result or a cause, whatever its program does."""

from dataclasses import replace

import pytest

from web.sandbox import parent
from web.sandbox.errors import Failed, Refused
from web.sandbox.limits import Limits
from web.sandbox.parent import run_child

PROGRAM = "tests.web.misbehaving"
LIMITS = Limits(memory_bytes=100_000_000, cpu_seconds=1, wall_seconds=30, file_bytes=1_000_000, answer_bytes=100_000)


def run(act: str, **more):
    return run_child(PROGRAM, act, **{"limits": LIMITS} | more)


def test_program_reads_the_content_and_returns_its_result(tmp_path):
    heard = []
    result = run("echo", content="Größe".encode(), folder=tmp_path, progress=heard.append)
    assert result == {"content": "Größe", "arguments": PROGRAM, "folder": str(tmp_path)}
    assert heard == [40, 80]


def test_program_gets_no_environment_and_no_django(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    result = run("surroundings")
    assert set(result["environment"]) <= {"PATH", "PYTHONTZPATH", "PYTHONPATH", "LC_CTYPE"}
    assert not result["has_django"]


def test_refusal_of_the_program_keeps_its_code_and_details():
    with pytest.raises(Refused) as refusal:
        run("refuse")
    assert (refusal.value.code, refusal.value.details) == ("no_calendar", {"line": 7})


@pytest.mark.parametrize(
    ("act", "cause"),
    [
        ("memory bomb", "memory"),
        ("large answer in memory", "memory"),
        ("recursion", "depth"),
        ("exception", "error"),
        ("large file", "error"),
        ("endless loop", "time"),
        ("half a line, then killed", "time"),
        ("long answer", "answer"),
        ("endless answer", "answer"),
        ("no line end", "answer"),
        ("garbage", "answer"),
        ("other JSON", "answer"),
        ("result of another shape", "answer"),
        ("nested JSON", "answer"),
        ("half a line", "death"),
        ("silence", "death"),
        ("abort", "death"),
        ("segmentation fault", "death"),
        ("what nobody wrote", "death"),
    ],
)
def test_harm_ends_the_child_and_names_the_cause(act, cause, tmp_path):
    with pytest.raises(Failed) as failure:
        run(act, folder=tmp_path)
    assert failure.value.cause == cause


def test_exception_is_told_by_its_name():
    with pytest.raises(Failed) as failure:
        run("exception")
    assert failure.value.detail == "ZeroDivisionError"


@pytest.mark.parametrize("act", ["hang", "hang without output"])
def test_child_that_hangs_is_ended_by_the_clock(act):
    with pytest.raises(Failed) as failure:
        run(act, limits=replace(LIMITS, wall_seconds=0.5))
    assert failure.value.cause == "clock"


def test_child_that_may_write_no_file_writes_none(tmp_path):
    with pytest.raises(Failed) as failure:
        run("large file", limits=replace(LIMITS, file_bytes=0), folder=tmp_path)
    assert failure.value.cause == "error"
    assert (tmp_path / "large").stat().st_size == 0


def test_content_that_nobody_reads_is_no_error():
    with pytest.raises(Failed) as failure:
        run("silence", content=bytes(1_000_000))
    assert failure.value.cause == "death"


def test_nothing_is_imported_from_the_folder(tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit")
    assert run("echo", folder=tmp_path)["content"] == ""


def test_child_is_gone_when_progress_raises(monkeypatch):
    started = []

    class Watched(parent.subprocess.Popen):
        def __init__(self, *given, **more):
            super().__init__(*given, **more)
            started.append(self)

    monkeypatch.setattr(parent.subprocess, "Popen", Watched)
    with pytest.raises(ZeroDivisionError):
        run("endless answer", progress=lambda percent: 1 // 0)
    assert started[0].returncode is not None
