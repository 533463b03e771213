"""Carrying out an action for a page: what it refuses is said at the form, or above the page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from web.errors import Refusal

Result = TypeVar("Result")


def act_by_form(form: Any, action: Callable[[dict[str, Any]], Result]) -> tuple[int, Result | None]:
    """The status to answer with, and what the action returned: None where the form or the action refused, which the
    form then says. `action` takes the cleaned data."""
    if not form.is_valid():
        return 422, None
    try:
        made = form.act(lambda: action(form.cleaned_data))
    except Refusal as refusal:
        form.add_error(None, str(refusal.detail))
        return refusal.status, None
    return (422 if made is None else 302), made


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """What an action without a form refuses stands as a message above the next page."""
    try:
        yield
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
