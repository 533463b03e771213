"""Names of files that people send: kept as they read, made safe to show, to save and to pack."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from web.texts import ENDED_BY, is_visible

NAME_MAX = 200
NAMELESS = "file"
MARKS = frozenset([*ENDED_BY, *ENDED_BY.values(), "\u200e", "\u200f", "\u061c"])
"""What turns the direction of text: "exe.3pm" would read as "mp3.exe"."""
UNSAFE = frozenset('/\\:*?"<>|')
"""Not allowed in names by one system or another."""


def safe_name(name: str) -> str:
    """The last part of a path in NFC, without controls, direction marks and what some system does not allow; never
    without a visible character, never of dots alone, at most NAME_MAX characters, of which the ending stays."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if _is_kept(letter))
    plain = " ".join(kept.split()).strip(" .")
    return _shortened(plain if any(map(is_visible, plain)) else NAMELESS)


def _is_kept(letter: str) -> bool:
    if letter in MARKS or letter in UNSAFE:
        return False
    return letter == " " or unicodedata.category(letter)[0] not in "CZ" or letter.isspace()


def _shortened(name: str) -> str:
    if len(name) <= NAME_MAX:
        return name
    ending = PurePosixPath(name).suffix[:20]
    return name[: NAME_MAX - len(ending)] + ending


def distinct_names(names: Iterable[str]) -> Iterator[str]:
    """The names in their order, each only once whatever system unpacks them: "Mix.wav", "mix (2).wav"."""
    taken: set[str] = set()
    for name in names:
        path, count, distinct = PurePosixPath(name), 1, name
        while distinct.casefold() in taken:
            count += 1
            distinct = f"{path.stem} ({count}){path.suffix}"
        taken.add(distinct.casefold())
        yield distinct
