"""What an action finds wrong, put at the fields it was typed into."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms import Form


def add_errors(form: Form, error: ValidationError, names: Mapping[str, str]) -> None:
    """Add an action's errors to a form: each at its own field, or the one `names` gives it, else above all fields."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.message_dict.items():
        field = names.get(name, name)
        form.add_error(field if field in form.fields else None, errors)
