"""Pages that show every field of a row and change none."""

from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey
from unfold.admin import ModelAdmin, TabularInline

from web.office import ReadOnly

LISTED = 7
"""So many fields stand in a list."""


class PlainAdmin(ReadOnly, ModelAdmin):
    """A list and pages of a table; what a page says and does besides is said by those that inherit."""

    actions = None

    def get_list_display(self, request):
        return self.list_display if self.list_display != ("__str__",) else ["__str__", *self._names()[:LISTED]]

    def get_list_select_related(self, request):
        return self.list_select_related or self._keys()

    def get_fields(self, request, obj=None):
        return self.fields or [self.opts.pk.name, *self._names()]

    def _names(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if not field.primary_key]

    def _keys(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if isinstance(field, ForeignKey)]


class PlainInline(ReadOnly, TabularInline):
    """Rows of another table on the page of one."""

    extra = 0
    tab = True


def register_others() -> None:
    """Every table of payments has a page, also one that nobody has thought of here."""
    for model in apps.get_app_config("payments").get_models():
        if not admin.site.is_registered(model):
            admin.site.register(model, PlainAdmin)
