"""What a writer saw: by it a save tells what they changed from what others wrote since their page was opened."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Seen:
    """What a form was begun from, field by field, as short prints that it carries along as text.

    A print tells contents apart and hides nothing: whoever sends another one could as well have sent another content.
    `overtaken` names the fields that the last save was refused for.
    """

    def __init__(self, carried: str = "") -> None:
        self.prints = dict(parse_qsl(carried))
        self.overtaken: list[str] = []

    @classmethod
    def of(cls, **content: object) -> "Seen":
        """What is seen on a page with this content."""
        seen = cls()
        seen.prints = {field: _print(value) for field, value in content.items()}
        return seen

    def __str__(self) -> str:
        return urlencode(self.prints)

    def changes(self, stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Of what is wanted, what the writer changed; what they left as they saw it stays as others have stored it.

        Call it under the lock of what is stored. From then on they have seen what they wrote. Raises ValidationError
        by field where somebody else has changed the same otherwise; that has then been told, and a second save wins.
        What was never said to be seen is written without asking.
        """
        own = {field: value for field, value in wanted.items() if self.prints.get(field) != _print(value)}
        self.overtaken = [field for field in own if self._is_overtaken(field, stored[field], own[field])]
        if self.overtaken:
            self.prints |= {field: _print(stored[field]) for field in self.overtaken}
            raise ValidationError({field: [_told()] for field in self.overtaken})
        self.prints |= {field: _print(value) for field, value in own.items()}
        return own

    def _is_overtaken(self, field: str, stored: object, wanted: object) -> bool:
        return field in self.prints and _print(stored) not in (self.prints[field], _print(wanted))


def _print(value: object) -> str:
    """Of whatever a press kit holds: text, days, keys and tuples of plain dataclasses, which are equal as they read."""
    return hashlib.sha256(repr(getattr(value, "pk", value)).encode(errors="replace")).hexdigest()[:16]


def _told() -> str:
    return _(
        "Someone else has changed this. The preview shows the current version; save the draft to replace it with yours."
    )
