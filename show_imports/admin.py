"""Lists of shows that were brought in, to look at: what was said of each line stands in the report."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from show_imports.models import ShowImport
from web.office import ReadOnly


@admin.register(ShowImport)
class ShowImportAdmin(ReadOnly, ModelAdmin):
    """Who brought in which list, how far it came and how many lines became what; never the file itself."""

    list_display = ["file_name", "party", "state", "total", "error", "created_by", "created_at", "ended_at"]
    list_filter = ["state"]
    search_fields = ["file_name", "party__name", "party__slug", "id"]
    list_select_related = ["party", "created_by"]
    ordering = ["-created_at"]
    fields = [
        "id", "party", "file_name", "state", "error", "version", "total", "done", "counts", "mapping", "choices",
        "created_by", "created_at", "started_at", "ended_at",
    ]  # fmt: skip
    readonly_fields = fields
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content", "report")
