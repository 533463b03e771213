"""What the admin pages of several apps share."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from unfold.admin import ModelAdmin

from web.errors import Refusal
from web.money import format_amount

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class WritesChanges(ModelAdmin):
    """A change form that writes the fields that were changed and no others.

    Django writes the whole row as it was read: what an action wrote meanwhile would be undone.
    """

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
        elif form.changed_data:
            self.save_changes(obj, form.changed_data)

    def save_changes(self, obj, names):
        """Write these fields; never called without any."""
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns.intersection(names))


def amount_column(name: str, currency: str, label: "str | _StrPromise") -> Callable[[Model], str | None]:
    """A column or field that shows an amount in minor units as money: "€350". None where there is none.

    `name` is the field of the amount, `currency` the path to the currency's code, such as "entry.currency_id".
    """
    code_of = attrgetter(currency)

    @admin.display(description=label, ordering=name)
    def amount(row: Model) -> str | None:
        minor = getattr(row, name)
        return None if minor is None else format_amount(minor, code_of(row))

    return amount


class ReadOnly:
    """Nothing here is added, changed or deleted by hand, not by a superuser either. For admins and inlines."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, ModelAdmin):
    """Rows that staff look at."""


def done(form: forms.Form, act: Callable[..., object], arguments: Mapping[str, object] | None = None) -> bool:
    """Act with what was typed, or made of that; a refusal is said in the form, and nothing has happened."""
    try:
        act(**(form.cleaned_data if arguments is None else arguments))
    except Refusal as refusal:
        form.add_error(None, str(refusal.detail))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return form.is_valid()
