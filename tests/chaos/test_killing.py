"""The short version of `bin/chaos killing`: each part of a site is killed once under a load of bookings."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.template import dump_template

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_told_twice_when_parts_are_killed(tmp_path):
    dump = tmp_path / "migrated"
    dump_template(dump)
    command = [sys.executable, "-m", "tests.chaos.killing", "--kills", "4", "--pause", "2", "--clients", "2", "--sweep"]
    command += ["--dump", str(dump)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong: 0" in done.stdout
