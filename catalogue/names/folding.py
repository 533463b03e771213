"""How names are compared: without case and accents, in PostgreSQL and nowhere else.

`catalogue_fold(text)` is a function of the database. It wraps `unaccent`, which PostgreSQL counts as
merely stable because its dictionary could be edited; naming the dictionary with its schema makes it usable in an index
and safe to restore from a dump, where the search path is empty.
"""

from django.db.models import CharField, Func


class Fold(Func):
    """`Fold("name")` or `Fold(Value("Köln"))` -> "koln"; immutable, so it may stand in an index or generated column."""

    function = "catalogue_fold"
    output_field = CharField()
