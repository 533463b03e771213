"""Files by their public names."""

import re

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from media.serving import serve

NAME = re.compile(r"(?:pictures|sounds|documents)/[0-9a-f]{32}/[0-9A-Za-z_-]{1,80}\.[a-z0-9]{3,4}", re.ASCII)
OLD_NAME = re.compile(r"photos/[0-9a-f]{32}\.webp", re.ASCII)
"""A photo of a former version, until it is drawn anew."""


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the files that we made. Whatever is not named as we name them does not exist.

    A name holds a part of the file's hash: who knows it has been shown it.
    """
    if not (NAME.fullmatch(name) or OLD_NAME.fullmatch(name)):
        raise Http404
    return serve(request, name)
