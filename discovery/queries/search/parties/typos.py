"""What somebody meant who typed a text that nobody says."""

from difflib import get_close_matches

from web.prepared import run_once

SHORTEST, MOST_WORDS = 4, 8
CLOSE = 0.75
"""How alike two words are, of 1: one wrong, missing or swapped letter in four."""
MOST_ALIKE = 200

# Planned as if all of them were wanted, by the index; for one alone PostgreSQL would read along until it meets one.
ANYBODY = """
WITH saying AS MATERIALIZED (SELECT party_id FROM discovery_searchtext WHERE words @@ discovery_asked(%s, ''))
SELECT EXISTS (SELECT FROM saying)"""
WORDS = "SELECT string_to_array(discovery_plain(%s), ' ')"
# Most begin a word as it is written. Letters swapped behind that leave little in common that an index could find.
BEGUN_ALIKE = """
SELECT word FROM discovery_word WHERE word ^@ left(%s, 1) AND length(word) BETWEEN %s::int - 1 AND %s::int + 1"""
ALIKE = "SELECT word FROM discovery_word WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT %s::int"


def is_said(text: str) -> bool:
    """Whether any public party says all these words, or begins of them."""
    return run_once(ANYBODY, [text])[0][0]


def meant_by(text: str) -> str:
    """The text with each word that nobody says replaced by the word most like it that somebody does, of public parties'
    names, lines, styles, towns and bios; empty where there is none for one of them, or all are said."""
    [[typed]] = run_once(WORDS, [text])
    if len(typed) > MOST_WORDS:
        return ""
    words = []
    for word in typed:
        if not (known := word if is_said(word) else _nearest(word)):
            return ""
        words.append(known)
    return " ".join(words) if words != typed else ""


def _nearest(word: str) -> str:
    if len(word) < SHORTEST:
        return ""
    begun = run_once(BEGUN_ALIKE, [word, len(word), len(word)])
    return _closest(word, begun) or _closest(word, run_once(ALIKE, [word, word, MOST_ALIKE]))


def _closest(word: str, known: list[tuple[str]]) -> str:
    return next(iter(get_close_matches(word, sorted(each for (each,) in known), n=1, cutoff=CLOSE)), "")
