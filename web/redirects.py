"""Leading on to where a page is now."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse


def redirect_renamed(request: HttpRequest, view: str, *args) -> HttpResponsePermanentRedirect:
    """Lead an old address on to the present one, with what its query asks."""
    address, query = reverse(view, args=args), request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
