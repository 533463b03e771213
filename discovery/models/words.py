"""The words that are said, for who mistypes one."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class Word(models.Model):
    """A word of public parties, as their search texts have it; `discovery.actions.learn_words` keeps them.

    A table of its own: in the index of the texts a word can be found, but nothing like it.
    """

    word = models.TextField(primary_key=True, db_collation="C")

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_alike")]

    def __str__(self):
        return self.word
