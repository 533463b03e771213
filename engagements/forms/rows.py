"""Forms that hold a table: rows of the same fields, as many as were sent or are shown."""

import re
from collections.abc import Callable, Iterator, Mapping

from django import forms
from django.forms import BoundField, Field


class RowsForm(forms.Form):
    """Fields of a row are named `<table>_<row>_<name>`, rows counted from 1."""

    def add_rows(self, table: str, make: Callable[[], Mapping[str, Field]], *, shown: int, most: int) -> None:
        """Give the table its rows: `shown`, or as many as were sent, at most `most`."""
        for row in range(1, min(max(shown, self._last_sent(table)), most) + 1):
            for name, field in make().items():
                self.fields[f"{table}_{row}_{name}"] = field

    def rows_wanted(self, table: str, used: int) -> int:
        """Those that are used or were sent, at least one; and one more where the button that is called "add" and has
        the table as its value was pressed."""
        added = self.data.get("add") == table
        return max(used, self._last_sent(table), 1 - added) + added

    def _last_sent(self, table: str) -> int:
        name = re.compile(rf"{re.escape(self.add_prefix(table))}_([1-9]\d{{0,3}})_\w+", re.ASCII)
        return max((int(found[1]) for key in self.data if (found := name.fullmatch(key))), default=0)

    def rows(self, table: str) -> list[dict[str, BoundField]]:
        """The bound fields of each row by name, for templates."""
        return [{name: self[field] for name, field in fields.items()} for _row, fields in self._by_row(table)]

    def said(self, table: str) -> Iterator[tuple[int, dict]]:
        """Number and cleaned values of each row; assumes them cleaned, leaves out what was found wrong."""
        for row, fields in self._by_row(table):
            yield row, {name: self.cleaned_data.get(field) for name, field in fields.items()}

    def _by_row(self, table: str) -> list[tuple[int, dict[str, str]]]:
        rows: dict[int, dict[str, str]] = {}
        for field in self.fields:
            if found := re.fullmatch(rf"{table}_(\d+)_(\w+)", field):
                rows.setdefault(int(found[1]), {})[found[2]] = field
        return sorted(rows.items())


def typed_field(label, **more) -> forms.CharField:
    """An amount or a percentage as people type it; read by the form that knows the currency."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=40, widget=widget, **more)
