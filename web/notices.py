"""What one app adds to a page of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Notice:
    """What an upper app adds to a page of a lower one: a template and its context.

    `place` says where on the page, in the words of the page (see the hook). `label` is the text of a link to it from
    the top of the page.
    """

    place: str
    template: str
    context: Mapping[str, Any]
    label: str = ""
