"""Which parties say what somebody typed: in their name, elsewhere, or nearly in their name."""

from availability.queries.probing import Clause
from discovery.queries.search.asking import ask

NAME, ELSEWHERE, ANYWHERE, ALIKE, LITERALLY = "name", "elsewhere", "anywhere", "alike", "literally"
_WORDS = "SELECT party_id, length(name) AS length, 0 AS likeness FROM discovery_searchtext WHERE {}"
MATCHES = {
    NAME: _WORDS.format("words @@ discovery_asked(%(text)s, 'A')"),
    ELSEWHERE: _WORDS.format("words @@ discovery_asked(%(text)s, '') AND NOT words @@ discovery_asked(%(text)s, 'A')"),
    ANYWHERE: _WORDS.format("words @@ discovery_asked(%(text)s, '')"),
    ALIKE: """
SELECT alike.party_id, 0 AS length, alike.likeness FROM discovery_alike(%(text)s) AS alike
  JOIN discovery_searchtext USING (party_id) WHERE NOT words @@ discovery_asked(%(text)s, '')""",
    LITERALLY: _WORDS.format("strpos(name, catalogue_fold(%(text)s)) > 0"),
}


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
    words = MATCHES[way]
    return words.replace("%(text)s", "%s"), [text] * words.count("%(text)s")


def anybody_says(text: str) -> bool:
    """Whether there is anybody at all who says it. Where there is, it is not mistyped, whatever else is asked for."""
    return ask(ANYBODY, [text])[0][0]
