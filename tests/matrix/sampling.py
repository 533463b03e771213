"""Whom a table asks. To draw a page, or to do what a form says, for each of eight people who get the same answer takes
long. A refusal is cheap, but in a table of hundreds of rows the thousands of them take as long as the rest.
"""

import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

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


def who_asks_in_turn(table: Mapping[str, Answers], kind_of: Callable[[str], str]) -> dict[str, list[str]]:
    """For each row of a table, one of those who get each answer, and half of those whom it refuses in the same way,
    chosen anew in each run: for a table of hundreds of rows. `kind_of` a row says which others are like it.

    Among the rows of a kind each role is asked once for each refusal that it gets there, and in turn after that.
    """
    if IN_FULL:
        return {row: list(answers) for row, answers in table.items()}
    asked: dict[str, list[str]] = {}
    turns: dict[tuple[str, int | str], Counter[str]] = defaultdict(Counter)
    for row in random.sample(sorted(table), len(table)):
        chosen: set[str] = set()
        for answer in dict.fromkeys(table[row].values()):
            equals = _who_get(table[row], answer)
            chosen |= {random.choice(equals)} if answer in LET_IN else _in_turn(equals, turns[kind_of(row), answer])
        asked[row] = [role for role in table[row] if role in chosen]
    return asked


def _in_turn(refused: list[str], turns: Counter[str]) -> set[str]:
    """Whoever was never asked, and as many as are half of them, those first who were asked least."""
    random.shuffle(refused)
    refused.sort(key=turns.__getitem__)
    new = sum(not turns[role] for role in refused)
    chosen = refused[: max(new, (len(refused) + 1) // 2)]
    turns.update(chosen)
    return set(chosen)


def one_of_each(answers: Answers) -> dict[int | str, str]:
    """A role for each answer, chosen anew in each run: pytest-randomly prints the seed."""
    return {answer: random.choice(_who_get(answers, answer)) for answer in dict.fromkeys(answers.values())}


def _who_get(answers: Answers, answer: int | str) -> list[str]:
    return [role for role, each in answers.items() if each == answer]
