"""Which parties say what somebody typed: in their name, elsewhere, or nearly in their name."""

from availability.queries.probing import Clause
from discovery.queries.search.wishes import Wish
from stageslot.web.prepared import run_once

NAME, ELSEWHERE, ANYWHERE, ALIKE, LITERALLY = "name", "elsewhere", "anywhere", "alike", "literally"
SHARED_ENOUGH = 0.5
SAYS = {
    NAME: "words @@ discovery_asked(%(text)s, 'A')",
    ELSEWHERE: "words @@ discovery_asked(%(text)s, '') AND NOT words @@ discovery_asked(%(text)s, 'A')",
    ANYWHERE: "words @@ discovery_asked(%(text)s, '')",
    ALIKE: f"word_similarity(catalogue_fold(%(text)s), name) >= {SHARED_ENOUGH}"
    " AND NOT words @@ discovery_asked(%(text)s, '')",
    LITERALLY: "strpos(name, catalogue_fold(%(text)s)) > 0",
}
LIKENESS = {ALIKE: "(1000 * word_similarity(catalogue_fold(%(text)s), name))::int"}
SAYING = "SELECT party_id, length(name) AS length, {likeness} AS likeness FROM discovery_searchtext WHERE {says}"
# An index finds what is alike, by a threshold that belongs to the function: it is SHARED_ENOUGH there too.
FOUND_ALIKE = """
SELECT alike.party_id, 0 AS length, alike.likeness FROM discovery_alike(%(text)s) AS alike
  JOIN discovery_searchtext USING (party_id) WHERE NOT words @@ discovery_asked(%(text)s, '')"""


ANYBODY = "SELECT EXISTS (SELECT FROM discovery_searchtext WHERE words @@ discovery_asked(%s, ''))"


def ways_to_say(text: str, *, by_fit: bool) -> list[str | None]:
    """How a text is looked for, best first; [None] where there is none. Signs alone ("!!!") have no words to find."""
    if not text:
        return [None]
    if not any(letter.isalnum() for letter in text):
        return [LITERALLY]
    return [NAME, ELSEWHERE, ALIKE] if by_fit else [ANYWHERE, ALIKE]


def matched(way: str, text: str) -> Clause:
    """A statement of (party_id, length, likeness) for everybody who says it in this way."""
    return _filled(FOUND_ALIKE if way == ALIKE else _saying(way), text)


def said_by(party: str, way: str, text: str) -> Clause:
    """The same of one party, by a column that names it: no row where it does not say it."""
    # Its words are read first, behind a fence: an index over all of them would be asked anew for each.
    own = f"(SELECT * FROM discovery_searchtext WHERE party_id = {party} OFFSET 0) AS own"
    return _filled(_saying(way).replace("discovery_searchtext", own), text)


def _saying(way: str) -> str:
    return SAYING.format(likeness=LIKENESS.get(way, "0"), says=SAYS[way])


def _filled(words: str, text: str) -> Clause:
    return words.replace("%(text)s", "%s"), [text] * words.count("%(text)s")


def anybody_says(wish: Wish) -> bool:
    """Whether there is anybody at all who says its text. Where there is, it is not mistyped, whatever else is asked
    for."""
    return wish.once(("said", wish.text), lambda: run_once(ANYBODY, [wish.text])[0][0])
