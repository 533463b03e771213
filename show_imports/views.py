"""Bringing in lists of shows: upload, columns, the report of the dry run, and the import."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from idempotency.forms import once_per_token
from show_imports.access import get_importing_party_for, get_show_import_for
from show_imports.actions import (
    check_show_list,
    remove_show_list,
    start_show_import,
    stop_show_import,
    upload_show_list,
)
from show_imports.forms import ColumnsForm, ShowListForm
from show_imports.lists.moments import OrderEvidence, order_evidence
from show_imports.lists.progress import get_progress
from show_imports.lists.reading import unpacked
from show_imports.lists.tables import Table
from show_imports.models import ShowImport
from show_imports.queries import OUTCOMES, error_text, report_line, report_rows, show_imports_of
from show_imports.states import ShowImportState
from web.errors import Refusal
from web.users import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]
LINES_A_PAGE = 100
SAMPLE_LINES = 5
UNDER_WAY = {ShowImportState.CHECKING, ShowImportState.IMPORTING}


@require_safe
@login_required
def show_imports(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists that a band or venue has brought in, or is about to."""
    party = get_importing_party_for(request.user, slug)
    context = {"party": party, "is_leader": True, "lists": show_imports_of(party)}
    return render(request, "show_imports/show_imports.html", context)


@require_http_methods(METHODS)
@login_required
@once_per_token
def show_import_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Upload a list. Which column is what is asked next."""
    party = get_importing_party_for(request.user, slug)
    form = ShowListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        uploaded = form.act(
            upload_show_list,
            acting_user=request.user,
            party=party,
            file_name=form.file_name,
            content=form.cleaned_data["content"],
        )
        if uploaded:
            return redirect("show_imports:show_import_columns", uploaded.pk)
    elif request.method == "POST":
        form = ShowListForm(request.POST, request.FILES)
    status = 422 if request.method == "POST" else 200
    context = {"party": party, "form": form}
    return render(request, "show_imports/show_import_new.html", context, status=status)


@require_http_methods(METHODS)
@never_cache
@login_required
@once_per_token
def show_import_columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Say which column is what, and what the list leaves open; then it is looked through."""
    found = get_show_import_for(request.user, import_id)
    if found.state in UNDER_WAY or found.state == ShowImportState.DONE:
        return redirect("show_imports:show_import", found.pk)
    table = unpacked(bytes(found.content))
    named = request.POST.get("column_date") or found.mapping.get("date", "")
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, show_import=found, evidence=_evidence(table, named))
    if request.method != "POST":
        return _columns_page(request, found, table, form)
    if not form.is_valid():
        return _columns_page(request, found, table, form, status=422)
    said = {"columns": form.columns(), "choices": form.choices()}
    try:
        checking = form.act(check_show_list, acting_user=request.user, show_import=found, **said)
    except Refusal as refusal:
        return _columns_page(request, found, table, form, status=refusal.status, refusal=refusal)
    if checking is None:
        return _columns_page(request, found, table, form, status=422)
    return redirect("show_imports:show_import", found.pk)


def _evidence(table: Table, heading: str) -> OrderEvidence:
    """What the dates of this column say of their order: of the one named now, which may be another than was guessed."""
    if heading not in table.headings:
        return order_evidence([])
    place = table.headings.index(heading)
    return order_evidence(cells[place] for _line, cells in table.rows)


def _columns_page(
    request: HttpRequest, found: ShowImport, table: Table, form: ColumnsForm, *, status: int = 200, **said
) -> HttpResponse:
    context = {
        "found": found,
        "party": found.party,
        "form": form,
        "headings": table.headings,
        "sample": table.rows[:SAMPLE_LINES],
        "encoding": table.encoding,
    }
    return render(request, "show_imports/show_import_columns.html", context | said, status=status)


@require_safe
@never_cache
@login_required
def show_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How far it is, then what the dry run found, then what was imported."""
    found = get_show_import_for(request.user, import_id)
    if found.state == ShowImportState.UPLOADED:
        return redirect("show_imports:show_import_columns", found.pk)
    return _page(request, found)


@require_safe
@never_cache
@login_required
def show_import_panel(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """How far it is, asked for every other second; the whole page once it is there."""
    found = get_show_import_for(request.user, import_id)
    if request.htmx and found.state in UNDER_WAY:
        return render(request, "show_imports/_show_import_panel.html", _context(found))
    return HttpResponseClientRefresh() if request.htmx else redirect("show_imports:show_import", found.pk)


@require_POST
@login_required
@once_per_token
def show_import_start(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Import all of it, or nothing; the version says which report was seen."""
    found = get_show_import_for(request.user, import_id)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    return _do(
        request, found, "", lambda: start_show_import(acting_user=request.user, show_import=found, version=version)
    )


@require_POST
@login_required
@once_per_token
def show_import_stop(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Call the worker off. Nothing was imported by then, or everything."""
    found = get_show_import_for(request.user, import_id)
    done = _("Stopped. Nothing was imported.")
    return _do(request, found, done, lambda: stop_show_import(acting_user=request.user, show_import=found))


@require_POST
@login_required
@once_per_token
def show_import_remove(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Forget a list that was not imported."""
    found = get_show_import_for(request.user, import_id)
    try:
        remove_show_list(acting_user=request.user, show_import=found)
    except Refusal as refusal:
        return _page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, _("Removed."))
    return redirect("show_imports:show_imports", found.party.slug)


def _do(request: HttpRequest, found: ShowImport, done: str, action: Callable[[], object]) -> HttpResponse:
    try:
        action()
    except Refusal as refusal:
        found.refresh_from_db()
        return _page(request, found, status=refusal.status, refusal=refusal)
    if done:
        messages.success(request, done)
    return redirect("show_imports:show_import", found.pk)


def _page(request: HttpRequest, found: ShowImport, *, status: int = 200, **said) -> HttpResponse:
    only = request.GET.get("only", "")
    context = _context(found) | {"only": only if only in OUTCOMES else ""}
    if found.state in (ShowImportState.CHECKED, ShowImportState.DONE):
        page = Paginator(report_rows(found, context["only"]), LINES_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "lines": [report_line(row) for row in page], "filters": _filters(found)}
    return render(request, "show_imports/show_import.html", context | said, status=status)


def _context(found: ShowImport) -> dict:
    return {
        "found": found,
        "party": found.party,
        "percent": get_progress(found.pk),
        "is_under_way": found.state in UNDER_WAY,
        "new": found.counts.get("past", 0) + found.counts.get("coming", 0),
        "error": error_text(found),
    }


def _filters(found: ShowImport) -> list[tuple[str, str, int]]:
    """The outcomes that this list has, with how many lines."""
    counts = found.counts | {"remarked": sum(bool(row["notes"]) for row in found.report)}
    return [(name, str(label), counts[name]) for name, label in OUTCOMES.items() if counts.get(name)]
