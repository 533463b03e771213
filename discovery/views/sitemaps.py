"""What is said to search engines at the addresses where they ask: the sitemap, and where not to look."""

from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from discovery.pages.sitemaps import SITEMAPS
from web.meta import absolute

CLOSED = (
    "/account/", "/admin/", "/api/", "/availability/", "/bookings/", "/calendar/", "/come/", "/embed/", "/feeds/",
    "/holds/", "/i18n/", "/inbox/", "/join/", "/parties/", "/spots/", "/stages/", "/studio/", "/you/", "/*cursor=",
)  # fmt: skip
"""Where nobody has anything to find: desks, tools, links that are meant for one person, and pages of pages."""


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of the files of addresses, one kind of page in each."""
    return views.index(request, SITEMAPS, sitemap_url_name="discovery:sitemap_section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """The addresses of one kind of page, 5,000 a file. Raises Http404 for a file there is not."""
    return views.sitemap(request, SITEMAPS, section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The rules for those who read on their own (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
