"""The fields of a form by their kind. `form.fields` only knows that they are fields."""

from django import forms


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
