"""Pages travel packed: on a slow line, what a phone waits for is their length."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PackedPagesMiddleware(GZipMiddleware):
    """Packs HTML for whoever takes it so, and nothing else.

    Pictures and sounds are packed already, and the API compares the ETags that packing would weaken. Django adds as
    many bytes as chance will have, so that the length of a page tells nothing of the secrets in it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
