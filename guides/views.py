"""Help for each role, with a search, and the pages that staff write."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from guides.forms import GuideSearchForm
from guides.queries import find_site_page, guides_in, search_guides
from guides.states import SitePageKind


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def help_index(request: HttpRequest) -> HttpResponse:
    """All guides, or with `?q=` the sections that answer it. 422 for a text that nobody can search for."""
    language = _language()
    form = GuideSearchForm(request.GET or None)
    is_refused = form.is_bound and not form.is_valid()
    words = form.cleaned_data["q"] if form.is_bound and not is_refused else ""
    context = {
        "guides": guides_in(language).values(),
        "form": form,
        "words": words,
        "matches": search_guides(words, language) if words else [],
    }
    return render(request, "guides/help_index.html", context, status=422 if is_refused else 200)


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def help_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, whole; 404 for any other name."""
    guides = guides_in(_language())
    if slug not in guides:
        raise Http404
    return render(request, "guides/help_guide.html", {"guide": guides[slug], "guides": guides.values()})


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def site_page(request: HttpRequest, kind: str) -> HttpResponse:
    """What staff have written; until then, that it is not written yet, and to whom to write."""
    page = find_site_page(kind, _language())
    context = {"page": page, "kind": kind, "title": SitePageKind(kind).label}
    return render(request, "guides/site_page.html", context)


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
