"""A list of pieces in one column."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from bands.models.press.pieces import restored, stored


class PiecesField(models.JSONField):
    """A tuple of dataclass instances of one kind, kept as a JSON list.

    A press kit is read, copied and compared whole, and nobody asks for the quotes of all bands: so its lists are no
    tables, and a page reads all of them with the kit's one row.
    """

    def __init__(self, piece: type = dict, **kwargs: Any) -> None:
        self.piece: type = piece
        kwargs.setdefault("default", tuple)
        super().__init__(blank=kwargs.pop("blank", True), **kwargs)

    def deconstruct(self):
        """To migrations it is a plain list of JSON: they import nothing of the app."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs | {"default": list}

    def from_db_value(self, value, expression, connection):
        loaded = super().from_db_value(value, expression, connection)
        return tuple(restored(self.piece, each) for each in loaded)

    def get_prep_value(self, value: Sequence[Any]) -> Any:
        return super().get_prep_value([stored(piece) for piece in value])

    def value_to_string(self, obj: models.Model) -> Any:
        return [stored(piece) for piece in self.value_from_object(obj)]
