"""Searching the guides."""

from dataclasses import dataclass

from django.db import connection

from guides.queries.texts import Guide, Section, guides_in

CONFIGURATIONS = {"en": "english", "de": "german"}
"""PostgreSQL's word stems, by language."""
SEARCH = """
    SELECT section.number
    FROM unnest(%(titles)s::text[], %(texts)s::text[]) WITH ORDINALITY AS section (title, text, number),
         websearch_to_tsquery(%(configuration)s::regconfig, %(words)s) AS wanted,
         LATERAL (SELECT setweight(to_tsvector(%(configuration)s::regconfig, section.title), 'A')
                         || to_tsvector(%(configuration)s::regconfig, section.text) AS words) AS indexed
    WHERE indexed.words @@ wanted
    ORDER BY ts_rank_cd(indexed.words, wanted) DESC, section.number
    LIMIT %(limit)s
"""
RESULTS = 20


@dataclass(frozen=True)
class Match:
    """A section that answers a search, with the guide it belongs to."""

    guide: Guide
    section: Section


def search_guides(words: str, language: str) -> list[Match]:
    """The sections that contain all of the words, best first; where there are none, those that contain any.

    Words match by their stems: "cancelling" finds "cancel". At most 20.
    """
    return _search(words, language) or _search(" or ".join(words.split()), language)


def _search(words: str, language: str) -> list[Match]:
    guides = guides_in(language)
    pairs = [Match(guide, section) for guide in guides.values() for section in guide.sections]
    values: dict[str, str | int | list[str]] = {
        "titles": [each.section.title for each in pairs],
        "texts": [each.section.text for each in pairs],
        "configuration": CONFIGURATIONS.get(language, "simple"),
        "words": words,
        "limit": RESULTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, values)
        return [pairs[number - 1] for (number,) in cursor.fetchall()]
