"""Where staff write contact, imprint, privacy and terms."""

from pathlib import Path

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import get_language
from unfold.admin import ModelAdmin

from guides.models import SitePage
from guides.states import Language, SitePageKind

DRAFTS = Path(__file__).parent / "drafts"


@admin.register(SitePage)
class SitePageAdmin(ModelAdmin):
    """A new page begins with our draft, whose [brackets] staff fill in."""

    list_display = ["kind", "language", "updated_at"]
    list_filter = ["kind", "language"]
    ordering = ["kind", "language"]
    fields = ["kind", "language", "text"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        initial = super().get_changeform_initial_data(request)
        kind, language = initial.get("kind", SitePageKind.PRIVACY), initial.get("language", get_language() or "en")
        if kind not in SitePageKind or language not in Language:
            kind, language = SitePageKind.PRIVACY, Language.ENGLISH
        draft = (DRAFTS / language / f"{kind}.md").read_text(encoding="utf-8")
        return initial | {"kind": kind, "language": language, "text": draft}

    def view_on_site(self, obj: SitePage) -> str:
        return f"/{obj.kind}/"
