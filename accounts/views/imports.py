"""Imported calendars: their state, their settings, and how to remove them."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import get_import_for
from accounts.forms.imports import EditImportForm
from accounts.imports.drafts import may_try
from accounts.imports.looks import Asked, look_at
from accounts.queries.imports import addresses_of, find_import, import_preview, imports_of
from availability.models import ImportedCalendar
from availability.states import ImportKind
from calendar_imports import actions
from calendar_imports.fetching import google
from idempotency.forms import once_per_token

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def imports(request):
    """All of them: how they are, how old the last good copy is, and what to do where one failed."""
    context = {"imports": list(imports_of(request.user, now()))}
    return render(request, "accounts/imports.html", context)


@login_required
@require_safe
def import_panel(request, import_id):
    """One of them, asked for every other second while it is being read."""
    get_import_for(request.user, import_id)
    return _panel(request, import_id) if request.htmx else redirect("accounts:imports")


@login_required
@require_POST
def import_refresh(request, import_id):
    """Ask the source now; pressed too often, it does nothing for a while."""
    imported = get_import_for(request.user, import_id)
    if may_try(request.user):
        actions.request_refresh(acting_user=request.user, imported=imported)
    return _panel(request, import_id) if request.htmx else redirect("accounts:imports")


@login_required
@require_http_methods(METHODS)
@never_cache
@once_per_token
def import_edit(request, import_id):
    """Change its name, what its events do, what opens it; or give a newer file."""
    imported = get_import_for(request.user, import_id)
    if request.method != "POST":
        return _edit_page(request, imported, _form(imported))
    form = _form(imported, request.POST, request.FILES)
    if not form.is_valid():
        return _edit_page(request, imported, form, status=422)
    if form.act(actions.update_import, acting_user=request.user, imported=imported, **form.arguments()) is None:
        return _edit_page(request, imported, form, status=422)
    messages.success(request, _("Saved. Your calendar updates once we’ve read it."))
    return redirect("accounts:imports")


@login_required
@never_cache
@require_POST
def import_edit_preview(request, import_id):
    """What it would take if its events were read as the form says; without titles, which are stored nowhere."""
    imported = get_import_for(request.user, import_id)
    form = _form(imported, request.POST, request.FILES)
    form.is_valid()
    if request.htmx:
        return render(
            request,
            "accounts/_import_preview.html",
            {"form": form, "preview_path": request.path, "preview": _preview(request, imported, form)},
        )
    return _edit_page(request, imported, form)


@login_required
@require_http_methods(METHODS)
def import_remove(request, import_id):
    """Remove it; GET asks, naming what is lost."""
    imported = get_import_for(request.user, import_id)
    if request.method != "POST":
        return render(request, "accounts/import_remove.html", {"imported": find_import(request.user, import_id, now())})
    actions.remove_import(acting_user=request.user, imported=imported)
    messages.success(request, _("Removed. The time it blocked is open again."))
    return redirect("accounts:imports")


def _panel(request, import_id):
    """Once it has been read, whatever tells of contradictions is told to look again."""
    imported = find_import(request.user, import_id, now())
    if imported is None:
        raise Http404
    response = render(request, "accounts/_import_panel.html", {"imported": imported})
    return response if imported.is_under_way else trigger_client_event(response, "plan:changed")


def _form(imported: ImportedCalendar, data=None, files=None) -> EditImportForm:
    zones = [*imported.zone_names, *imported.unknown_zones]
    initial = {"name": imported.name, "timezone": imported.timezone, "zone_names": imported.zone_names}
    return EditImportForm(data, files, kind=imported.kind, zones=zones, initial=initial | imported.policy)


def _preview(request, imported: ImportedCalendar, form: EditImportForm):
    if not imported.content or not form.says_how_to_read:
        return None
    reading = form.reading()
    asked = Asked(
        source="import",
        source_id=str(imported.pk),
        timezone=reading["timezone"] or imported.timezone,
        zone_names=reading["zone_names"],
        addresses=addresses_of(request.user, imported.username, imported.url),
        mark=hashlib.sha256(bytes(imported.content)).hexdigest(),
    )
    return import_preview(request.user, look_at(request.user, asked), at=now(), policy=reading["policy"])


def _edit_page(request, imported: ImportedCalendar, form: EditImportForm, status=200):
    context = {
        "imported": imported,
        "form": form,
        "preview": _preview(request, imported, form),
        "path": reverse("accounts:import_edit", args=[imported.pk]),
        "preview_path": reverse("accounts:import_edit_preview", args=[imported.pk]),
        "reconnects": imported.kind == ImportKind.GOOGLE and google.is_offered(),
    }
    return render(request, "accounts/import_edit.html", context, status=status)
