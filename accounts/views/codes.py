"""The page behind the link of an email with a code. Looking at it changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.sign_in.codes import PAGE_OF_CODE


@never_cache
@require_safe
def code_link(request: HttpRequest, purpose: str, code: str) -> HttpResponse:
    """A button that sends the code to django-allauth's own page, with its limits of tries and time."""
    if purpose not in PAGE_OF_CODE:
        raise Http404
    context = {"purpose": purpose, "code": code, "action": reverse(PAGE_OF_CODE[purpose])}
    return render(request, "account/code_link.html", context)
