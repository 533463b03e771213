"""The line about the demo world that is being built."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The line as it is now; nothing at all once the world is complete, which takes it off the page."""
    return render(request, "demo/_progress.html")
