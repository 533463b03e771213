"""Files, served as what they are and never as anything that runs."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from media.renditions import MEDIA_TYPES
from media.storages import FOREVER, disposition

NAME = re.compile(r"(?:(?:pictures|sounds|documents)/[0-9a-f]{32}/[0-9A-Za-z_-]+|photos/[0-9a-f]{32})\.([a-z0-9]{3,4})")


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the files that we made; whatever has another name does not exist."""
    found = NAME.fullmatch(name)
    if found is None or found[1] not in MEDIA_TYPES:
        raise Http404
    try:
        content = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type=MEDIA_TYPES[found[1]])
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
