"""Pages that staff write: contact, imprint, privacy and terms, once per language."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from guides.states import Language, SitePageKind

TEXT_MAX = 50_000


class SitePage(models.Model):
    """One of the site's own pages in one language. `text` is Markdown (CommonMark)."""

    kind = models.CharField(_("page"), max_length=10, choices=SitePageKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    text = models.TextField(
        _("text"),
        max_length=TEXT_MAX,
        help_text=_("Markdown: ## begins a heading, * a list; [words](https://example.org) is a link."),
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, db_default=Now())

    class Meta:
        verbose_name = _("site page")
        verbose_name_plural = _("site pages")
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="one_site_page_per_language")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_language_display()})"
