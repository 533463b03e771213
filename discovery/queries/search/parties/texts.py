"""Which parties say what somebody typed: in their name, elsewhere, or nearly in their name."""

import re

from availability.queries.probing import Clause
from discovery.queries.search.parties.typos import is_said, meant_by
from discovery.queries.search.parties.wishes import Wish

NAME, ELSEWHERE, ANYWHERE, ALIKE, LITERALLY = "name", "elsewhere", "anywhere", "alike", "literally"
SHARED_ENOUGH = 0.5
ASKED = re.compile(r"%\((?:text|meant)\)s")
SAYS = {
    NAME: "words @@ discovery_asked(%(text)s, 'A')",
    ELSEWHERE: "words @@ discovery_asked(%(text)s, '') AND NOT words @@ discovery_asked(%(text)s, 'A')",
    ANYWHERE: "words @@ discovery_asked(%(text)s, '')",
    ALIKE: f"(word_similarity(catalogue_fold(%(text)s), name) >= {SHARED_ENOUGH}"
    " OR words @@ discovery_asked(%(meant)s, ''))",
    LITERALLY: "strpos(name, catalogue_fold(%(text)s)) > 0",
}
MEANT = "CASE WHEN strpos(' ' || name, ' ' || %(meant)s) > 0 THEN 1000 ELSE 600 END"
"""How much of a thousand it counts to say what was meant, in one's name or elsewhere. To ask which word has which
weight, the words of all of them would have to be read."""
LIKENESS = {
    ALIKE: "greatest((1000 * word_similarity(catalogue_fold(%(text)s), name))::int,"
    f" CASE WHEN words @@ discovery_asked(%(meant)s, '') THEN {MEANT} END)"
}
SAYING = "SELECT party_id, length(name) AS length, {likeness} AS likeness FROM discovery_searchtext WHERE {says}"
# An index finds what is alike, by a threshold that belongs to the function: it is SHARED_ENOUGH there too.
FOUND_ALIKE = f"""
SELECT party_id, 0 AS length, max(likeness) AS likeness FROM (
    SELECT party_id, likeness FROM discovery_alike(%(text)s)
    UNION ALL
    SELECT party_id, {MEANT} FROM discovery_searchtext WHERE words @@ discovery_asked(%(meant)s, '')
) AS alike GROUP BY party_id"""


def ways_to_say(text: str, *, by_fit: bool) -> list[str | None]:
    """How a text is looked for, best first; [None] where there is none. Signs alone ("!!!") have no words to find."""
    if not text:
        return [None]
    if not any(letter.isalnum() for letter in text):
        return [LITERALLY]
    return [NAME, ELSEWHERE, ALIKE] if by_fit else [ANYWHERE, ALIKE]


def matched(way: str, wish: Wish) -> Clause:
    """A statement of (party_id, length, likeness) for everybody who says it in this way."""
    return _filled(FOUND_ALIKE if way == ALIKE else _saying(way), wish)


def said_by(party: str, way: str, wish: Wish) -> Clause:
    """The same of one party, by a column that names it: no row where it does not say it."""
    # Its words are read first, behind a fence: an index over all of them would be asked anew for each.
    own = f"(SELECT * FROM discovery_searchtext WHERE party_id = {party} OFFSET 0) AS own"
    return _filled(_saying(way).replace("discovery_searchtext", own), wish)


def _saying(way: str) -> str:
    return SAYING.format(likeness=LIKENESS.get(way, "0"), says=SAYS[way])


def _filled(words: str, wish: Wish) -> Clause:
    given = {"%(text)s": lambda: wish.text, "%(meant)s": lambda: meant(wish)}
    values = [given[name]() for name in ASKED.findall(words)]
    return ASKED.sub("%s", words), values


def meant(wish: Wish) -> str:
    """What its text is taken for, where nobody says it; empty where that is nothing."""
    return wish.once(("meant", wish.text), lambda: meant_by(wish.text))


def anybody_says(wish: Wish) -> bool:
    """Whether there is anybody at all who says its text. Where there is, it is not mistyped, whatever else is asked
    for."""
    return wish.once(("said", wish.text), lambda: is_said(wish.text))
