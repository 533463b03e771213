"""The pages that staff have written."""

from guides.models import SitePage


def find_site_page(kind: str, language: str) -> SitePage | None:
    """The page in this language, else in another one; None until staff have written it."""
    pages = {page.language: page for page in SitePage.objects.filter(kind=kind).order_by("language")}
    return pages.get(language) or next(iter(pages.values()), None)
