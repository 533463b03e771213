"""Files by their public names."""

import re

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from media.access import is_for_everybody, may_have_file
from media.files.serving import serve
from web.cookieless import who_asks

NAME = re.compile(r"(?:pictures|sounds|documents)/[0-9a-f]{32}/[0-9A-Za-z_-]{1,80}\.[a-z0-9]{3,4}", re.ASCII)
OLD_NAME = re.compile(r"photos/[0-9a-f]{32}\.webp", re.ASCII)
"""A photo of a former version, until it is drawn anew."""


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the files that we made. Whatever is not named as we name them does not exist.

    A name holds a part of the file's hash, so whoever knows it was shown it once. Whether somebody may still have what
    is not public is asked each time, and no cache keeps it.
    """
    if not (NAME.fullmatch(name) or OLD_NAME.fullmatch(name)):
        raise Http404
    if is_for_everybody(name):
        return serve(request, name)
    if not may_have_file(who_asks(request), name):
        raise Http404
    return serve(request, name, cache_control="private, no-store", is_lent=True)
