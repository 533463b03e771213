"""The public page of a professional."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from discovery.pages.structured import professional_meta
from discovery.queries.professionals import professional_page
from discovery.views.frames import party_frame
from studio.access import get_professional_for
from studio.queries import strip
from web.identifiers import parse_uuid
from web.redirects import redirect_renamed


@require_safe
def professional(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a professional: what they do, for whom they did it, and with what."""
    found = get_professional_for(request.user, slug)
    if found.party.slug != slug:
        return redirect_renamed(request, "discovery:professional", found.party.slug)
    project = _project(request)
    frame = party_frame(request, professional_page(found, project))
    meta = professional_meta(found, list(frame["links"]))
    return render(request, "discovery/professional.html", frame | {"meta": meta, "project": project})


@require_safe
def professional_strip(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be booked in the next days, as the open page asks for it again."""
    found = get_professional_for(request.user, slug)
    project = _project(request)
    context = {
        "party": found.party, "strip": strip.professional_strip(found, project=project), "project": project,
    }  # fmt: skip
    return render(request, "studio/_strip.html", context)


def _project(request: HttpRequest) -> UUID | None:
    """For which project somebody looks, as the address says: it goes along to booking, where it is checked."""
    return parse_uuid(request.GET.get("project", ""))
