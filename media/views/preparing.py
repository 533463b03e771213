"""How far the work on an upload is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from media.access import get_kept_for


@never_cache
@require_safe
def preparing(request: HttpRequest, token: str) -> HttpResponse:
    """The fragment of `{% preparing %}`, renewed until it shows the thing itself."""
    return render(request, "media/_preparing.html", {"kept": get_kept_for(token), "token": token})
