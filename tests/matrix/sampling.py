"""Whom a table asks. Refusals are cheap, and every one of them is asked for; to draw a page, or to do what a form says,
for each of eight people who get the same answer is what takes long.
"""

import os
import random

from tests.matrix.pages.rows import Answers

IN_FULL = os.environ.get("MATRIX") == "all"
"""Every page x everybody, as `bin/chaos matrix` has it."""
LET_IN = (200, 204, 302)


def who_asks(answers: Answers) -> list[str]:
    """Everybody who is refused, and the first and the last of those who get each other answer."""
    alike = _let_in_alike(answers)
    left_out = set() if IN_FULL else {role for roles in alike for role in roles[1:-1]}
    return [role for role in answers if role not in left_out]


def who_acts(answers: Answers) -> list[str]:
    """Everybody who is refused, who gets furthest, and one more, chosen anew in each run."""
    alike = _let_in_alike(answers)
    left_out = set() if IN_FULL else {role for roles in alike for role in _all_but_two(roles)}
    return [role for role in answers if role not in left_out]


def one_of_each(answers: Answers) -> dict[int | str, str]:
    """A role for each answer, chosen anew in each run: pytest-randomly prints the seed."""
    return {answer: random.choice(_who_get(answers, answer)) for answer in set(answers.values())}


def _let_in_alike(answers: Answers) -> list[list[str]]:
    return [_who_get(answers, answer) for answer in LET_IN]


def _who_get(answers: Answers, answer: int | str) -> list[str]:
    return [role for role, each in answers.items() if each == answer]


def _all_but_two(roles: list[str]) -> list[str]:
    others = roles[:-1]
    return random.sample(others, len(others) - 1) if others else []
