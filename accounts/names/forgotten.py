"""The name of a party whose person has deleted their account: none is stored; it is in the language of the reader."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext


class NobodysName(str):
    """A name that is read though none is stored. Copied to another instance, as `refresh_from_db` does, none is stored
    there either."""


def former_member() -> str:
    """How everybody reads of somebody who has deleted their account."""
    return NobodysName(gettext("Former member"))


def name_shown(stored: str) -> str:
    """A party's name as everybody reads it, from what is stored: for rows that are no models."""
    return stored or former_member()


class ShownName(DeferredAttribute):
    """Reads what is shown; what is stored stays in the instance."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        stored = super().__get__(instance, cls)
        return stored if instance is None else name_shown(stored)

    def __set__(self, instance: models.Model, value: str) -> None:
        instance.__dict__[self.field.attname] = "" if isinstance(value, NobodysName) else value


class PartyNameField(models.CharField):
    """A name that is empty in the database once its person is forgotten, and never empty where it is read.

    So whatever shows a name shows this one, and no name that somebody takes can be mistaken for it.
    """

    descriptor_class = ShownName

    def value_from_object(self, obj: models.Model) -> Any:
        """What is stored: empty for a person who has deleted their account."""
        return DeferredAttribute(self).__get__(obj, type(obj))

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        return self.value_from_object(model_instance)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
