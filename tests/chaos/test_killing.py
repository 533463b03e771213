"""The short version of `bin/chaos killing`: each part of a site is killed once under a load of bookings."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_told_twice_when_parts_are_killed():
    command = [sys.executable, "-m", "tests.chaos.killing", "--kills", "4", "--pause", "3", "--clients", "3", "--sweep"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong: 0" in done.stdout
