"""Answers that carry a file: as what it is, never as anything that runs, whole or in part."""

import posixpath
import re
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response, patch_cache_control

from media.files.byte_ranges import Unsatisfiable, read_range
from media.files.renditions import MEDIA_TYPES
from media.files.storages import FOREVER, disposition, signed_url

FOREVER_HERE = f"{FOREVER}, s-maxage=0"
"""Browsers keep what they were shown; a cache that many share asks us each time whether it is still for everybody."""
CHUNK_BYTES = 64 * 1024
HARMLESS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For whoever opens the file itself: a document of no origin, with no rights at all."""
_HASH = re.compile(r"[0-9a-f]{16,32}$")


def serve(
    request: HttpRequest, name: str, *, cache_control: str = FOREVER_HERE, is_lent: bool = False
) -> HttpResponseBase:
    """A file of the store by its name: whole, the part that a Range header asks for, 304, or 416 (RFC 9110).

    Kept in a store that signs addresses, it is answered with a redirect to one; not so what `is_lent` to somebody who
    may have it for a while: a signed address would outlast that, and tells under which name the file is for everybody.
    Who may have it is asked before. Raises Http404 where there is no such file.
    """
    stem, dot_ending = posixpath.splitext(name)
    media_type = MEDIA_TYPES.get(dot_ending.removeprefix("."))
    if media_type is None:
        raise Http404
    if not is_lent and (address := signed_url(name)):
        return _redirect(address)
    found = _HASH.search(stem)
    etag = f'"{found[0]}"' if found else None
    response = get_conditional_response(request, etag=etag) or _content(request, name, media_type, etag)
    if etag:
        response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    response.headers["Content-Security-Policy"] = HARMLESS
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _redirect(address: str) -> HttpResponse:
    """To an address of the store that is good for a while; what a browser remembers of it ends well before."""
    response = HttpResponseRedirect(address)
    patch_cache_control(response, private=True, max_age=60)
    return response


def _content(request: HttpRequest, name: str, media_type: str, etag: str | None) -> HttpResponseBase:
    try:
        size = default_storage.size(name)
        part = _asked_part(request, size, etag)
    except FileNotFoundError:
        raise Http404 from None
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    offsets = part or range(size)
    response = StreamingHttpResponse(_read(name, offsets), content_type=media_type, status=206 if part else 200)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(len(offsets))
    response.headers["Content-Disposition"] = disposition(name)
    if part:
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def _asked_part(request: HttpRequest, size: int, etag: str | None) -> range | None:
    """Parts are for GET, and only of the very file that the asker has begun with (section 13.1.5)."""
    asked = request.headers.get("Range", "")
    if not asked or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    return read_range(asked, size)


def _read(name: str, offsets: range) -> Iterator[bytes]:
    """Opened when the first byte is wanted: who asks for the head alone costs no open file."""
    left = len(offsets)
    with default_storage.open(name) as file:
        file.seek(offsets.start)
        while left and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
