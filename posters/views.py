"""Drawn pictures, by addresses of our own making."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from posters.access import WIDTHS, drawing_of
from posters.drawing.keeping import kept_bytes

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def drawing(request: HttpRequest, width: int, token: str) -> HttpResponse:
    """The picture that an address of ours stands for. It shows nothing but what the address itself says, so whoever
    has the address may have it; it takes no query. 404 for any address that is not of our making, 503 while as many
    as may be have been drawn."""
    found = drawing_of(token)
    if found is None or width not in WIDTHS:
        raise Http404
    etag = quote_etag(token[-16:])
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": FOR_EVER})
    made = kept_bytes(*found, width)
    if made is None:
        return HttpResponse(status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
    return HttpResponse(made, content_type="image/webp", headers={"ETag": etag, "Cache-Control": FOR_EVER})
