"""Whom a table asks. Refusals are cheap, and every one of them is asked for; to draw a page, or to do what a form says,
for each of eight people who get the same answer is what takes long.
"""

import os
import random

from tests.matrix.pages.rows import Answers

IN_FULL = os.environ.get("MATRIX") == "all"
"""Every page x everybody, as `bin/chaos matrix` has it."""
LET_IN = (200, 201, 204, 302)


def who_asks(answers: Answers) -> list[str]:
    """Everybody who is refused, and one of those who get each other answer, chosen anew in each run."""
    if IN_FULL:
        return list(answers)
    let_in = one_of_each({role: answer for role, answer in answers.items() if answer in LET_IN}).values()
    return [role for role, answer in answers.items() if answer not in LET_IN or role in let_in]


def one_of_each(answers: Answers) -> dict[int | str, str]:
    """A role for each answer, chosen anew in each run: pytest-randomly prints the seed."""
    return {answer: random.choice(_who_get(answers, answer)) for answer in set(answers.values())}


def _who_get(answers: Answers, answer: int | str) -> list[str]:
    return [role for role, each in answers.items() if each == answer]
