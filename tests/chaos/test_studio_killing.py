"""The short version of `bin/chaos studio`: each part of a site is killed once while sessions are booked and done."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.template import dump_template

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
@pytest.mark.processes
def test_sessions_agree_with_their_money_and_time_when_parts_are_killed(tmp_path):
    dump = tmp_path / "migrated"
    dump_template(dump)
    command = [sys.executable, "-m", "tests.chaos.studio", "--kills", "4", "--stories", "16", "--tellers", "4"]
    command += ["--dump", str(dump)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong: 0" in done.stdout
