"""Professionals, for staff to look at; approval is on the party."""

from django.contrib import admin, messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from studio.actions import verify_professional
from studio.models import Credit, Professional, Service
from web.office import ReadOnly, ReadOnlyAdmin, amount_column

PRICE = amount_column("amount_minor", "currency_id", _("price"))


class CreditInline(ReadOnly, TabularInline):
    model = Credit
    fields = ["artist", "title", "year", "role", "link"]
    readonly_fields = fields
    extra = 0


class ServiceInline(ReadOnly, TabularInline):
    model = Service
    fields = ["name", "discipline", "mode", "rate_kind", PRICE, "retired_at"]
    readonly_fields = fields
    extra = 0


@admin.register(Professional)
class ProfessionalAdmin(ReadOnlyAdmin):
    list_display = ["party", "disciplines", "is_remote", "is_on_site", "verified_at"]
    list_filter = [("verified_at", admin.EmptyFieldListFilter)]
    actions = ["verify", "unverify"]
    search_fields = ["party__name", "party__slug"]
    list_select_related = ["party"]
    readonly_fields = [
        "party", "disciplines", "languages", "gear", "is_remote", "is_on_site", "verified_at", "verified_by",
    ]  # fmt: skip
    inlines = [ServiceInline, CreditInline]

    @admin.action(description=_("Verified: we have checked who this is"), permissions=["view"])
    def verify(self, request, queryset):
        self._each(request, queryset, is_verified=True)

    @admin.action(description=_("Take the verification back"), permissions=["view"])
    def unverify(self, request, queryset):
        self._each(request, queryset, is_verified=False)

    def _each(self, request, queryset, *, is_verified: bool) -> None:
        for professional in queryset.select_related("party").order_by("pk"):
            verify_professional(acting_user=request.user, professional=professional, is_verified=is_verified)
        messages.success(request, gettext("Done."))
