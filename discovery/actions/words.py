"""Learning the words that people say of themselves."""

from django.db import connection

SHORTEST, LONGEST = 3, 40
LEARN = """
WITH said AS MATERIALIZED (
    SELECT word FROM ts_stat('SELECT words FROM discovery_searchtext') WHERE length(word) BETWEEN %s AND %s
), forgotten AS (
    DELETE FROM discovery_word AS known WHERE NOT EXISTS (SELECT FROM said WHERE said.word = known.word)
)
INSERT INTO discovery_word (word) SELECT word FROM said ORDER BY word ON CONFLICT DO NOTHING
"""


def learn_words() -> None:
    """Keep the words of all search texts, and forget what nobody says any more. One statement, of some seconds where
    100,000 parties speak; so a new word is known to who mistypes it some minutes later, and to others at once."""
    with connection.cursor() as cursor:
        cursor.execute(LEARN, [SHORTEST, LONGEST])
