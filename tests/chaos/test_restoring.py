"""A backup that is made while clients book is a site that holds together: `bin/chaos restoring`, in short."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.template import dump_template

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
def test_a_backup_under_load_holds_what_was_acknowledged(tmp_path):
    dump = tmp_path / "migrated"
    dump_template(dump)
    command = [sys.executable, "-m", "tests.chaos.restoring", "--seconds", "6", "--clients", "2", "--dump", str(dump)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong: 0" in done.stdout
