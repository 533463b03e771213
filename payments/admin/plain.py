"""Pages that show every field of a row and change none."""

from collections.abc import Callable, Iterable
from functools import cache

from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey, Model
from unfold.admin import ModelAdmin, TabularInline

from payments import models
from web.office import ReadOnly, amount_column

LISTED = 7
"""So many fields stand in a list."""
CURRENCIES: dict[type[Model], str] = {
    models.Attempt: "payment.currency_id",
    models.Dispute: "attempt.payment.currency_id",
    models.LedgerLine: "entry.currency_id",
    models.PayeeShare: "payment.currency_id",
    models.Payment: "currency_id",
    models.Payout: "currency_id",
    models.Refund: "attempt.payment.currency_id",
    models.Reversal: "transfer.attempt.payment.currency_id",
    models.Transfer: "attempt.payment.currency_id",
}
"""From a row with amounts to the code of their currency."""
Column = str | Callable[[Model], object]


class ShowsMoney:
    """Shows fields in minor units as money: "€350" and not 35000."""

    model: type[Model]

    def get_queryset(self, request):
        """With what the currency of each row is read from."""
        related = CURRENCIES.get(self.model, "").rpartition(".")[0].replace(".", "__")
        rows = super().get_queryset(request)  # type: ignore[misc]
        return rows.select_related(related) if related else rows

    def get_readonly_fields(self, request, obj=None):
        return self.shown(self.get_fields(request, obj))  # type: ignore[attr-defined]

    def shown(self, names: Iterable[Column]) -> list[Column]:
        """The same fields, amounts in their currency."""
        return [_column(self.model, name) for name in names]


@cache
def _column(model: type[Model], name: Column) -> Column:
    """Always the same one for a field: Django looks among the read-only fields for those that it shows."""
    if not isinstance(name, str) or not name.endswith("_minor") or model not in CURRENCIES:
        return name
    return amount_column(name, CURRENCIES[model], getattr(model._meta.get_field(name), "verbose_name", name))


class PlainAdmin(ShowsMoney, ReadOnly, ModelAdmin):
    """A list and pages of a table; what a page says and does besides is said by those that inherit."""

    actions = None

    def get_list_display(self, request):
        names = self.list_display if self.list_display != ("__str__",) else ["__str__", *self._names()[:LISTED]]
        return self.shown(names)

    def get_list_select_related(self, request):
        return self.list_select_related or self._keys()

    def get_fields(self, request, obj=None):
        return self.shown(self.fields or [self.opts.pk.name, *self._names()])

    def _names(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if not field.primary_key]

    def _keys(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if isinstance(field, ForeignKey)]


class PlainInline(ShowsMoney, ReadOnly, TabularInline):
    """Rows of another table on the page of one."""

    extra = 0
    tab = True

    def get_fields(self, request, obj=None):
        return self.shown(super().get_fields(request, obj))


def register_others() -> None:
    """Every table of payments has a page, also one that nobody has thought of here."""
    for model in apps.get_app_config("payments").get_models():
        if not admin.site.is_registered(model):
            admin.site.register(model, PlainAdmin)
