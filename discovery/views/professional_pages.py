"""The public page of a professional."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from discovery.pages.structured import professional_meta
from discovery.queries.professionals import professional_page
from discovery.views.frames import party_frame
from studio.access import get_professional_for
from studio.queries import strip
from web.redirects import redirect_renamed


@require_safe
def professional(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a professional: what they do, for whom they did it, and with what."""
    found = get_professional_for(request.user, slug)
    if found.party.slug != slug:
        return redirect_renamed(request, "discovery:professional", found.party.slug)
    frame = party_frame(request, professional_page(found))
    meta = professional_meta(found, list(frame["links"]))
    return render(request, "discovery/professional.html", frame | {"meta": meta})


@require_safe
def professional_strip(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be booked in the next days, as the open page asks for it again."""
    found = get_professional_for(request.user, slug)
    context = {"party": found.party, "strip": strip.professional_strip(found)}
    return render(request, "studio/_strip.html", context)
