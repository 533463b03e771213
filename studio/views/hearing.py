"""Recordings to listen to."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from media.files.serving import serve
from media.models import Preview
from studio.pages.work import FORMATS

PRIVATE = "private, no-store"


def listen(request: HttpRequest, preview: Preview | None, form: str, *, is_marked: bool) -> HttpResponseBase:
    """A copy of a recording in this format. Raises Http404 where there is none."""
    copy = preview.copy(form, marked=is_marked) if preview is not None and form in FORMATS else None
    if copy is None:
        raise Http404
    return serve(request, copy.name, cache_control=PRIVATE, is_lent=True)
