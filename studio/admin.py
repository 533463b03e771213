"""Professionals, for staff to look at; approval is on the party."""

from django.contrib import admin
from unfold.admin import TabularInline

from studio.models import Credit, Professional, Service
from web.office import ReadOnlyAdmin


class CreditInline(TabularInline):
    model = Credit
    fields = ["artist", "title", "year", "role", "link"]
    readonly_fields = fields
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ServiceInline(TabularInline):
    model = Service
    fields = ["name", "discipline", "mode", "rate_kind", "amount_minor", "currency", "retired_at"]
    readonly_fields = fields
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Professional)
class ProfessionalAdmin(ReadOnlyAdmin):
    list_display = ["party", "disciplines", "is_remote", "is_on_site"]
    search_fields = ["party__name", "party__slug"]
    list_select_related = ["party"]
    readonly_fields = ["party", "disciplines", "languages", "gear", "is_remote", "is_on_site"]
    inlines = [ServiceInline, CreditInline]
