"""First names, for places with little room: what people in one band call each other."""

from collections import Counter
from collections.abc import Sequence

SHORTEST = 3
"""Letters of a first name. What is shorter, such as "DJ" or "J.", names nobody alone."""
ARTICLES = frozenset({"the", "der", "die", "das", "les", "los", "las"})


def first_names(names: Sequence[str]) -> list[str]:
    """What each is called among these people: "Lena". Of two who share a first name, each is told apart as shortly as
    possible: by an initial ("Lena P."), else by the whole name.
    """
    shortest = [_first(name) for name in names]
    with_initial = [_with_initial(name) for name in names]
    return [
        next(
            (word for word, all_words in ((first, shortest), (longer, with_initial)) if _is_alone(word, all_words)),
            name,
        )
        for name, first, longer in zip(names, shortest, with_initial, strict=True)
    ]


def _is_alone(word: str, words: Sequence[str]) -> bool:
    return Counter(map(str.casefold, words))[word.casefold()] == 1


def _first(name: str) -> str:
    first = name.split(maxsplit=1)[0] if name.strip() else name
    is_name = len(first) >= SHORTEST and not first.endswith(".") and first.casefold() not in ARTICLES
    return first if is_name else name


def _with_initial(name: str) -> str:
    first, words = _first(name), name.split()
    return f"{first} {words[-1][0]}." if first != name else name
