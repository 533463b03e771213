"""The fields of a form: which of them somebody touched, and of which kind they are."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField

from web.money import AmountInvalid, parse_amount

CLOCKS = (forms.TimeInput, forms.DateInput, forms.DateTimeInput)


class EditForm(forms.Form):
    """A form about something that exists: what nobody touched is not written.

    A field carries along what it showed (`initial-NAME`, Django's `show_hidden_initial`). What comes back as it was
    shown is untouched, whoever has changed the object meanwhile. Without that, `initial` counts as shown. An argument
    of the action is read from the field of its name, or from those that `sources` names. `is_edit` is False where
    the same form makes something new: then everything is touched.
    """

    sources: Mapping[str, tuple[str, ...]] = {}
    is_edit = True

    def __getitem__(self, name: str) -> BoundField:
        if field := self.fields.get(name):
            is_content = not field.widget.is_hidden and not isinstance(field, forms.FileField)
            field.show_hidden_initial = self.is_edit and is_content
        return super().__getitem__(name)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The fields that say something else than they showed."""
        if not self.is_edit:
            return frozenset(self.fields)
        return frozenset(name for name in self.fields if self._is_touched(self[name]))

    def changes(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Those arguments of an action that are read from a touched field."""
        return {
            name: value
            for name, value in arguments.items()
            if self.touched.intersection(self.sources.get(name, (name,)))
        }

    def _is_touched(self, bound: BoundField) -> bool:
        if bound.field.disabled:
            return False
        shown, sent = _one_newline(self._shown(bound)), _one_newline(bound.data)
        if isinstance(bound.field, forms.FileField):
            return bool(sent)
        try:
            if isinstance(bound.field.widget, CLOCKS):
                return _as_typed(bound, shown) != _as_typed(bound, sent)
            if not isinstance(bound.field, forms.ModelChoiceField):
                shown = bound.field.to_python(shown)
        except forms.ValidationError:
            return True
        return bound.field.has_changed(shown, sent)

    def _shown(self, bound: BoundField) -> Any:
        widget = bound.field.hidden_widget()
        if bound.field.show_hidden_initial and self._tells_shown:
            return widget.value_from_datadict(self.data, self.files, bound.html_initial_name)
        return widget.format_value(bound.field.prepare_value(bound.initial))

    @cached_property
    def _tells_shown(self) -> bool:
        return any(self.add_initial_prefix(name) in self.data for name in self.fields)


def _as_typed(bound: BoundField, value: Any) -> str:
    """A moment with as much of it as its input shows: seconds are stored, and not typed."""
    return str(bound.field.widget.format_value(bound.field.to_python(value)) or "")


def _one_newline(value: Any) -> Any:
    """Browsers send CR LF for what is stored as LF."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """A field of the form that is known to offer choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 — the form declares it so
    return field


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """A field of the form that is known to offer rows of a queryset."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 — the form declares it so
    return field


def read_amount(text: str, currency: str) -> int:
    """The minor units of an amount as people type it. Raises a form's ValidationError that says what is wrong."""
    try:
        return parse_amount(text, currency)
    except AmountInvalid as error:
        raise forms.ValidationError(str(error)) from error
