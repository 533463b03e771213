"""What somebody meant who typed a text that nobody says."""

from difflib import get_close_matches

from stageslot.web.prepared import run_once

SHORTEST, MOST_WORDS = 4, 8
CLOSE = 0.75
"""How alike two words are, of 1: one wrong, missing or swapped letter in four."""

SAID = """
SELECT word, EXISTS (SELECT FROM discovery_searchtext WHERE words @@ discovery_asked(word, ''))
  FROM unnest(string_to_array(discovery_plain(%s), ' ')) WITH ORDINALITY AS asked(word, place) ORDER BY place"""
# Most begin a word as it is written: what begins so in names, styles, towns and bios. Who did not may mean a town.
BEGUN_ALIKE = """
SELECT lexeme FROM (
    SELECT words FROM discovery_searchtext WHERE words @@ discovery_asked(left(%s, 2), '') LIMIT 2000) AS begun,
    unnest(tsvector_to_array(words)) AS lexeme
 WHERE starts_with(lexeme, left(%s, 2)) AND length(lexeme) BETWEEN %s::int - 2 AND %s::int + 2
UNION
SELECT town FROM catalogue_cityname, unnest(string_to_array(discovery_plain(name), ' ')) AS town
 WHERE folded %% %s AND EXISTS (SELECT FROM discovery_searchtext WHERE words @@ discovery_asked(town, ''))"""


def meant_by(text: str) -> str:
    """The text with each word that nobody says replaced by the word most like it that somebody does, of public parties'
    names, lines, styles, towns and bios; empty where there is none for one of them, or all are said."""
    told = run_once(SAID, [text])
    if len(told) > MOST_WORDS or all(is_said for _word, is_said in told):
        return ""
    words = [word if is_said else _nearest(word) for word, is_said in told]
    return " ".join(words) if all(words) else ""


def _nearest(word: str) -> str:
    if len(word) < SHORTEST:
        return ""
    known = sorted(lexeme for (lexeme,) in run_once(BEGUN_ALIKE, [word, word, len(word), len(word), word]))
    return next(iter(get_close_matches(word, known, n=1, cutoff=CLOSE)), "")
