"""Requests of the API: forms whose names hold brackets (`line_items[0][quantity]`)."""

import re
from typing import Any
from urllib.parse import parse_qsl

NAME = re.compile(r"[^\[\]]+")


def read_form(text: str) -> dict[str, Any]:
    """A form as nested dictionaries; lists where the names count from 0, or are empty."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        *folders, last = NAME.findall(name) + ([""] if name.endswith("[]") else [])
        place = found
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last or str(len(place))] = value
    return _lists(found)


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
