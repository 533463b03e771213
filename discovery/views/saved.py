"""Searches that somebody keeps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from discovery.access import get_search_for, named_kind
from discovery.actions import change_search, drop_search, save_search
from discovery.forms.saved import SavedSearchEditForm, SavedSearchForm
from discovery.models import SavedSearch, SearchKind
from discovery.subjects import SUBJECTS
from discovery.subjects.saved import Asking, asking
from engagements.forms.refusals import add_errors
from idempotency.forms import once_per_token
from web.texts import isolated_words
from web.users import SignedInRequest

NAME_LONGEST = 80


@require_safe
@login_required
@never_cache
def searches(request: SignedInRequest) -> HttpResponse:
    """All that one keeps."""
    kept = SavedSearch.objects.filter(user=request.user)
    return render(request, "discovery/searches.html", {"searches": kept})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@once_per_token
def search_new(request: SignedInRequest, kind: str) -> HttpResponse:
    """Keep the search that stands in the address."""
    searched = named_kind(kind)
    query = request.GET.urlencode()
    try:
        asked = asking(request.user, searched, query)
    except ValidationError:
        messages.error(request, _("We couldn’t save this search. Check its filters."))
        return redirect(_address(searched, query))
    sent = request.POST if request.method == "POST" else None
    form = SavedSearchForm(sent, initial={"name": _name(asked)})
    if form.is_valid():
        try:
            save_search(acting_user=request.user, kind=searched, query=query, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error, {})
        else:
            messages.success(request, _("Saved. We’ll tell you about new results."))
            return redirect("discovery:searches")
    context = {"form": form, "asked": asked, "kind": searched, "cancel": _address(searched, query)}
    return render(request, "discovery/search_new.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
@never_cache
def search_open(request: HttpRequest, search_id) -> HttpResponse:
    """What a saved search finds now."""
    search = get_search_for(request.user, search_id)
    return redirect(_address(SearchKind(search.kind), search.query))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def search_edit(request: SignedInRequest, search_id) -> HttpResponse:
    """Rename it, tell more or less often, let it rest."""
    search = get_search_for(request.user, search_id)
    sent = request.POST if request.method == "POST" else None
    initial = {"name": search.name, "often": search.often, "is_paused": search.is_paused}
    form = SavedSearchEditForm(sent, initial=initial)
    if form.is_valid():
        try:
            change_search(acting_user=request.user, search=search, **form.changes(form.cleaned_data))
        except ValidationError as error:
            add_errors(form, error, {})
        else:
            messages.success(request, _("Saved."))
            return redirect("discovery:searches")
    context = {"form": form, "search": search}
    return render(request, "discovery/search_edit.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def search_drop(request: SignedInRequest, search_id) -> HttpResponse:
    """Forget a search."""
    search = get_search_for(request.user, search_id)
    drop_search(acting_user=request.user, search=search)
    messages.success(request, _("Deleted “%(name)s”.") % isolated_words({"name": search.name}))
    return redirect("discovery:searches")


def _address(kind: SearchKind, query: str) -> str:
    page = reverse(SUBJECTS[kind].page)
    return f"{page}?{query}" if query else page


def _name(asked: Asking) -> str:
    """A name to begin with: the kind, and what is asked for."""
    words = ": ".join(filter(None, [str(asked.kind.label), ", ".join(label.strip("“”") for label in asked.chips)]))
    return words if len(words) <= NAME_LONGEST else f"{words[: NAME_LONGEST - 1]}…"
