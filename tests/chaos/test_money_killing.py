"""The short version of `bin/chaos money`: web, worker and PostgreSQL are each killed once while people pay by card."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.template import dump_template

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
@pytest.mark.processes
def test_money_and_effects_agree_when_parts_are_killed_while_people_pay(tmp_path):
    dump = tmp_path / "migrated"
    dump_template(dump)
    command = [sys.executable, "-m", "tests.chaos.money", "--kills", "3", "--checkouts", "12", "--payers", "3"]
    command += ["--silent", "2", "--dump", str(dump)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong: 0" in done.stdout
