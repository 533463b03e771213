"""The child process: what it may take, and what it is told."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.core.cache import cache

from availability.ranges import Period
from calendar_imports.errors import Problem
from calendar_imports.fetching.client import LARGEST
from calendar_imports.reading import calendars as reading
from calendar_imports.reading.calendars import Happening, read
from calendar_imports.reading.child import LIMITS
from web.sandbox import parent
from web.sandbox.turns import NoTurn, turn

from .texts import BERLIN, PERIOD, SINCE, calendar, event

pytestmark = pytest.mark.heavy

# A line of one letter is three bytes in the file, and ninety in memory.
MANY_LINES = calendar().replace(b"VERSION:2.0\r\n", "Ā\n".encode() * 3_300_000)
# What counts has to be counted, from the first.
ENDLESS = "RRULE:FREQ=HOURLY;COUNT=99999999"


def run_instead(monkeypatch, code: str) -> None:
    """Let the child process run this code."""
    monkeypatch.setattr(parent, "command", lambda *_given: [sys.executable, "-c", code])


def read_it(content: bytes, **more):
    return read(content, period=PERIOD, timezone=BERLIN, policy={}, **more)


def test_reading_tells_what_is_taken():
    tentative = event("DTSTART:20270306T200000Z", "STATUS:TENTATIVE", uid="b")
    found = read_it(calendar(event(), tentative))
    assert [period.starts_at.isoformat() for period in found.busy] == ["2027-03-05T20:00:00+00:00"]
    assert [period.starts_at.isoformat() for period in found.maybe] == ["2027-03-06T20:00:00+00:00"]
    assert (found.events, found.own, found.unknown_zones, found.happening) == (2, 0, [], [])


def test_reading_the_reduced_copy_finds_the_same():
    found = read_it(calendar(event("DTSTART;TZID=Europe/Berlin:20270305T200000", "RRULE:FREQ=WEEKLY")))
    assert read_it(found.reduced).busy == found.busy


def test_reading_tells_how_far_it_is():
    heard = []
    read_it(calendar(event()), progress=heard.append)
    assert heard == sorted(heard)
    assert len(heard) >= 3


def test_reading_what_takes_too_much_memory_gives_a_reason():
    with pytest.raises(Problem) as refusal:
        read_it(MANY_LINES)
    assert refusal.value.code == "takes_too_much"


@pytest.mark.slow
def test_reading_what_takes_too_long_gives_a_reason():
    with pytest.raises(Problem) as refusal:
        read_it(calendar(event("DTSTART:00010305T200000Z", ENDLESS)))
    # Seconds of a processor; on one that many share, those of the clock are over first.
    assert refusal.value.code in ("takes_too_long", "waits_too_long")


@pytest.mark.parametrize("never", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=50"])
def test_reading_days_that_no_year_has_takes_no_time(never):
    # One of these alone takes dateutil seconds: it looks for them up to the year 9999.
    rules = [event("DTSTART:20270301T200000Z", f"RRULE:{never}", uid=str(number)) for number in range(50)]
    assert len(read_it(calendar(*rules)).busy) == 1


def test_reading_ends_by_the_clock_as_well(monkeypatch):
    monkeypatch.setattr(reading, "LIMITS", replace(LIMITS, wall_seconds=0.3))
    run_instead(monkeypatch, "import time; time.sleep(20)")
    with pytest.raises(Problem) as refusal:
        read_it(calendar(event()))
    assert refusal.value.code == "waits_too_long"


@pytest.mark.parametrize("death", ["import os; os.abort()", "import sys; sys.exit(1)", ""])
def test_reading_survives_a_child_that_dies(monkeypatch, death):
    run_instead(monkeypatch, death)
    with pytest.raises(Problem) as refusal:
        read_it(calendar(event("DTSTART:20270305T200000Z", "X-FILL:" + "x" * 1_000_000)))
    assert refusal.value.code == "takes_too_much"


def test_reading_survives_a_child_that_is_ended_amidst_a_word(monkeypatch):
    ended = "import os, sys; print('{\"busy\": [[18', end='', flush=True); sys.stdin.read(); os.kill(os.getpid(), 24)"
    run_instead(monkeypatch, ended)
    with pytest.raises(Problem) as refusal:
        read_it(calendar(event()))
    assert refusal.value.code == "takes_too_long"


def test_reading_what_is_too_large_starts_no_child(monkeypatch):
    monkeypatch.setattr(parent, "command", lambda *_given: ["/nowhere"])
    with pytest.raises(Problem) as refusal:
        read_it(bytes(LARGEST + 1))
    assert refusal.value.code == "too_big"


def test_child_knows_no_django_and_none_of_our_secrets():
    code = "import calendar_imports.reading.child, sys, os; print('django' in sys.modules, 'SECRET_KEY' in os.environ)"
    environment = {"PATH": os.environ["PATH"]}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


def test_child_may_take_256_megabytes_and_write_no_file(tmp_path):
    code = f"""
from calendar_imports.reading.child import LIMITS
from web.sandbox.limits import bound
bound(LIMITS)
bytearray(200 << 20)
try:
    bytearray(260 << 20)
except MemoryError:
    print("bounded")
try:
    open({str(tmp_path / "file")!r}, "w").write("x" * 10_000)
except OSError:
    print("no file")
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.stdout.split("\n")[:2] == ["bounded", "no file"]


def test_reading_with_titles_tells_what_each_event_takes():
    found = read_it(calendar(event("DTSTART:20270305T200000Z", "SUMMARY:Rehearsal")), with_titles=True)
    period = Period(SINCE.replace(month=3, day=5, hour=20), SINCE.replace(month=3, day=5, hour=21))
    assert found.happening == [Happening(period, "Rehearsal", "plain", "busy", is_all_day=False)]


def test_two_are_read_at_a_time_and_one_of_each_person():
    with turn(1):
        with pytest.raises(NoTurn), turn(1):
            pass
        with turn(2), pytest.raises(NoTurn), turn(3):
            pass
        with turn(3):
            pass


def test_turn_that_ran_out_is_not_taken_from_the_next():
    with turn(1):
        cache.clear()
        with turn(1):
            pass
        cache.add("reading-turn-of:1", "of another", 10)
    assert cache.get("reading-turn-of:1") == "of another"
