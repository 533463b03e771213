"""Reading and searching the guides, and reading the pages of staff."""

from guides.queries.searching import search_guides
from guides.queries.site_pages import find_site_page
from guides.queries.texts import guides_in

__all__ = ["find_site_page", "guides_in", "search_guides"]
