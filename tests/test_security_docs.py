"""The list of requirements of the ASVS in docs/security.md: complete, and naming what there is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (met|n/a|partly|no) \| (.+?) \| (.*?) \|$", re.MULTILINE)


def rows():
    return ROW.findall((ROOT / "docs" / "security.md").read_text())


def test_every_requirement_of_levels_1_and_2_stands_there_once():
    numbers = [row[0] for row in rows()]
    assert len(numbers) == len(set(numbers)) == 253
    assert [row[1] for row in rows()].count("1") == 70


def test_at_least_95_percent_are_met():
    applying = [row[3] for row in rows() if row[3] != "n/a"]
    assert applying.count("met") / len(applying) >= 0.95


def test_tests_that_are_named_exist():
    named = {path for row in rows() for path in re.findall(r"`(tests/[^`]+)`", row[5])}
    assert not [path for path in named if not (ROOT / path).exists()]
