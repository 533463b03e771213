"""Statements that depend on their values so much that they are planned for each of them."""

from django.db import connection


def ask(words: str, values: list) -> list[tuple]:
    """The rows of a statement that is planned for these very values."""
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        return cursor.fetchall()
