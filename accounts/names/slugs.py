"""Names in addresses: "Łąka & the Żubrs" becomes "laka-the-zubrs".

Words only; who has which slug is known to `actions.parties`.
"""

import re
import secrets
import string
import unicodedata

LONGEST_BASE = 60
CODE_LENGTH = 7

_ADDRESS_WORDS = """
    about account acts admin api apply bands billing calendar delete desk dev edit embed events feeds help i18n inbox
    join login logout map me media members new none null open parties search settings shows signup site spots stages
    static team venues you
"""
RESERVED = frozenset(_ADDRESS_WORDS.split())
"""Words that are, or may become, part of an address themselves."""

# Letters that Unicode does not take apart into a Latin letter and an accent.
_LETTER_PAIRS = """
    ß=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ħ=h ı=i ŋ=n
    а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch
    ъ= ы=y ь= э=e ю=yu я=ya є=ye і=i ї=yi ґ=g
    α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o
"""
_LETTERS = str.maketrans(dict(pair.split("=") for pair in _LETTER_PAIRS.split()))


def slug_base(name: str, kind: str) -> str:
    """The slug one would like to have for a name; for a name without letters we can write, "band-" and a random code.

    At most LONGEST_BASE characters, cut between words where there is a word to keep.
    """
    letters = name.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", letters)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_LETTERS)
    words = re.sub(r"[^a-z0-9]+", "-", bare.replace("'", "").replace("’", "")).strip("-")
    return _shortened(words) or f"{kind}-{_code()}"


def numbered(base: str, taken: set[str]) -> str:
    """`base`, or `base-2`, `base-3` ...: the first that is neither taken nor reserved."""
    if base not in taken and base not in RESERVED:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _shortened(words: str) -> str:
    if len(words) <= LONGEST_BASE:
        return words
    whole, _, _ = words[: LONGEST_BASE + 1].rpartition("-")
    return whole or words[:LONGEST_BASE]


def _code() -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(CODE_LENGTH))
