"""Where staff write contact, imprint, privacy and terms."""

from pathlib import Path

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import get_language
from unfold.widgets import UnfoldAdminTextareaWidget

from guides.models import TEXT_MAX, SitePage
from guides.states import Language, SitePageKind
from web.office import WritesChanges

DRAFTS = Path(__file__).parent / "drafts"


class LinesField(forms.CharField):
    """A text whose lines end as they are stored, whatever the browser sends: saved unchanged, it is unchanged."""

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\r\n", "\n")


class SitePageForm(forms.ModelForm):
    text = LinesField(
        label=SitePage._meta.get_field("text").verbose_name,
        help_text=SitePage._meta.get_field("text").help_text,
        max_length=TEXT_MAX,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 24}),
    )


@admin.register(SitePage)
class SitePageAdmin(WritesChanges):
    """A new page begins with our draft, whose [brackets] staff fill in."""

    list_display = ["kind", "language", "updated_at"]
    list_filter = ["kind", "language"]
    ordering = ["kind", "language"]
    fields = ["kind", "language", "text"]
    form = SitePageForm

    def save_changes(self, obj, names):
        super().save_changes(obj, [*names, "updated_at"])

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        initial = super().get_changeform_initial_data(request)
        kind, language = initial.get("kind", SitePageKind.PRIVACY), initial.get("language", get_language() or "en")
        if kind not in SitePageKind or language not in Language:
            kind, language = SitePageKind.PRIVACY, Language.ENGLISH
        draft = (DRAFTS / language / f"{kind}.md").read_text(encoding="utf-8")
        return initial | {"kind": kind, "language": language, "text": draft}

    def view_on_site(self, obj: SitePage) -> str:
        return f"/{obj.kind}/"
