"""Pages, answers of the API and feeds travel packed: on a slow line, what a phone waits for is their length."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED = {"text/html", "text/calendar", "text/csv", "application/json", "application/problem+json"}


class PackedPagesMiddleware(GZipMiddleware):
    """Packs texts for whoever takes them so, and nothing else: pictures and sounds are packed already.

    A packed answer has a weak ETag, which names the same content (`api.protocol.answering.is_as_seen`). Django adds as
    many bytes as chance will have, so that the length of a page tells nothing of the secrets in it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in PACKED:
            return response
        return super().process_response(request, response)
