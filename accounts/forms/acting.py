"""Forms that carry out actions: they read what was typed; what may be is decided by the action."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

Result = TypeVar("Result")


class ActionForm(forms.Form):
    """A form that carries out an action and shows, at its fields, what the action refuses.

    `fields_of_arguments` names the field for an argument that is called otherwise.
    """

    fields_of_arguments: Mapping[str, str] = {}

    def act(self, action: Callable[..., Result], **arguments: Any) -> Result | None:
        """What the action returns, or None after a ValidationError, which then stands at the fields it names."""
        try:
            return action(**arguments)
        except ValidationError as error:
            for argument, messages in _by_argument(error).items():
                field = self.fields_of_arguments.get(argument, argument)
                self.add_error(field if field in self.fields else None, messages)
            return None


def _by_argument(error: ValidationError) -> Mapping[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
